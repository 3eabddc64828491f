import { z } from 'zod'
import { absorb, addNeeds, keep } from '../conversation/absorb.ts'
import { readSiret } from '../conversation/facts/siret.ts'
import type { CommuneMatch, Mind } from '../conversation/mind.ts'
import { freshState, type State } from '../conversation/state.ts'
import { type Answer, readValue, type Value } from '../domain/question.ts'
import { HttpError } from './route.ts'

const codes = {
  insee: /^(\d{2}|2[AB])\d{3}$/,
  postal: /^\d{5}$/,
  siret: /^[\d\s.]{9,20}$/,
  day: /^\d{4}(-\d{2}(-\d{2})?)?$/,
}

/** The request: everything is optional, and explicit fields win over `text`. */
export const orientationRequest = z.strictObject({
  text: z.string().max(5000).optional(),
  themes: z.array(z.string()).max(10).optional(),
  commune: z.string().max(200).optional(),
  insee: z.string().regex(codes.insee).optional(),
  codePostal: z.string().regex(codes.postal).optional(),
  siret: z
    .string()
    .regex(codes.siret)
    .refine(s => readSiret(s) !== null)
    .optional(),
  effectif: z.number().int().min(0).max(500_000).optional(),
  naf: z
    .string()
    .regex(/^\d{2}(\.?\d{1,2}[A-Z]?)?$/)
    .optional(),
  date: z.string().regex(codes.day).optional(),
  answers: z.record(z.string(), z.union([z.string(), z.array(z.string()), z.number(), z.boolean()])).optional(),
})
export type OrientationRequest = z.output<typeof orientationRequest>

/** A postal code may stand for some forty communes: all of them are offered. */
const CANDIDATES = 60

/** The state that the request describes: facts of the text first, explicit fields over them. */
export function situate(
  mind: Mind,
  input: OrientationRequest,
  grasp: ReturnType<Mind['grasp']> | null,
  themes: string[],
): { state: State; candidates: CommuneMatch[] } {
  let state = addNeeds(freshState(), themes, input.text ?? '')
  let candidates: CommuneMatch[] = []
  if (grasp) {
    state = absorb(mind, state, grasp, input.text ?? '', false).state
    if (!state.faits.commune) candidates = grasp.place.candidates
  }
  const put = (id: string, valeur: Value, mots?: string) => {
    const answer: Answer = { valeur, origine: 'api', ...(mots ? { mots } : {}) }
    state = keep(mind, state, id, answer)
  }
  const answered = typeof input.answers?.commune === 'string' ? input.answers.commune : undefined
  // a code chosen among the options is that commune, even where it is also a postal code
  const code = input.insee ?? answered
  const named = [input.commune, input.codePostal].filter(Boolean).join(' ')
  const asked = input.insee ?? (named || answered)
  if (asked !== undefined) {
    const found = mind.lookup.find(asked, CANDIDATES)
    const chosen = found.results.find(r => r.insee === code) ?? (found.ambiguous ? undefined : found.results[0])
    candidates = chosen || input.insee ? [] : found.results
    state = { ...state, faits: Object.fromEntries(Object.entries(state.faits).filter(([id]) => id !== 'commune')) }
    if (input.insee) put('commune', input.insee, chosen?.nom)
    else if (chosen) put('commune', chosen.insee, chosen.nom)
  }
  if (input.effectif !== undefined)
    put('effectif', { min: input.effectif, max: input.effectif }, String(input.effectif))
  if (input.naf) put('activite', [input.naf.slice(0, 2)])
  for (const [id, raw] of Object.entries(input.answers ?? {})) {
    if (id === 'commune') continue
    const question = mind.library.questions.get(id)
    const read = question && readValue(question, raw)
    if (!read || !('valeur' in read)) throw new HttpError(400, 'bad-input', { field: `answers.${id}` })
    put(id, read.valeur)
  }
  return { state, candidates }
}
