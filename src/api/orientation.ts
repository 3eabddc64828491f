import { z } from 'zod'
import { absorb, addNeeds, keep } from '../conversation/absorb.ts'
import { readSiret } from '../conversation/facts/siret.ts'
import type { CommuneMatch, Mind } from '../conversation/mind.ts'
import { affinities } from '../conversation/result.ts'
import { freshState, type State } from '../conversation/state.ts'
import { desksFor } from '../domain/contact.ts'
import { placeOf } from '../domain/library.ts'
import { orient, type Situation, type Weighed } from '../domain/matching.ts'
import { namedIn } from '../domain/naming.ts'
import { openQuestions } from '../domain/qualification.ts'
import { type Answer, type Faits, type Question, readValue, type Value } from '../domain/question.ts'
import { reasonsOf, tellStatus } from '../domain/reasons.ts'
import { say } from '../domain/texts.ts'
import { HttpError, type HttpRequest, type HttpResponse } from './route.ts'
import {
  communeShape,
  epciOf,
  epciShape,
  intervalShape,
  source,
  sourceShape,
  statusShape,
  territoireOf,
  territoireShape,
  themeShape,
} from './shapes.ts'

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
type OrientationRequest = z.output<typeof orientationRequest>

/** A postal code may stand for some forty communes: all of them are offered. */
const CANDIDATES = 60

export const orientationResponse = z.object({
  understood: z.object({
    kind: z.string(),
    themes: z.array(themeShape),
    commune: communeShape,
    epci: epciShape,
    territoire: territoireShape,
    effectif: intervalShape,
  }),
  dispositifs: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      aliases: z.array(z.string()),
      verdict: z.enum(['eligible', 'a-verifier', 'non-eligible']),
      reasons: z.array(
        z.object({ criterion: z.string(), outcome: z.enum(['met', 'failed', 'missing']), text: z.string() }),
      ),
      status: statusShape,
      statusText: z.string(),
      source: sourceShape,
    }),
  ),
  contacts: z.array(
    z.object({
      id: z.string(),
      name: z.string().nullable(),
      role: z.string(),
      organisation: z.string(),
      email: z.string().nullable(),
      phone: z.string().nullable(),
      reason: z.string(),
      source: sourceShape,
    }),
  ),
  nextQuestion: z
    .object({
      id: z.string(),
      text: z.string(),
      type: z.string(),
      multiple: z.boolean(),
      options: z.array(z.object({ id: z.string(), label: z.string() })).nullable(),
    })
    .nullable(),
  notice: z.string(),
  trace: z.object({ knowledge: z.string(), date: z.string() }),
})

/** `POST /api/v1/orientation`: from a text and facts to dispositifs with reasons, contacts and the next question. */
export function orientation(mind: Mind, now: () => Date) {
  return (request: HttpRequest): HttpResponse => {
    const parsed = orientationRequest.safeParse(request.body ?? {})
    if (!parsed.success) throw badInput(parsed.error.issues[0]!)
    return { status: 200, json: answer(mind, parsed.data, parsed.data.date ?? now().toISOString().slice(0, 10)) }
  }
}

function badInput(issue: z.core.$ZodIssue): HttpError {
  const field = issue.code === 'unrecognized_keys' ? issue.keys[0] : issue.path.join('.')
  return new HttpError(400, 'bad-input', { ...(field ? { field } : {}), message: issue.message })
}

function answer(mind: Mind, input: OrientationRequest, date: string): z.output<typeof orientationResponse> {
  const { library } = mind
  const today = (date + '-01-01').slice(0, 10)
  const grasp = input.text?.trim() ? mind.grasp(input.text, `${today}T12:00:00Z`) : null
  for (const [i, theme] of (input.themes ?? []).entries())
    if (!library.themes.has(theme)) throw new HttpError(400, 'bad-input', { field: `themes.${i}` })
  const themes = input.themes ? input.themes.map(id => ({ id, confidence: 1 })) : (grasp?.themes ?? [])
  const { state, candidates } = situate(
    mind,
    input,
    grasp,
    themes.map(t => t.id),
  )

  const insee = state.faits.commune?.valeur
  const place = typeof insee === 'string' ? placeOf(library, insee) : null
  const weighed = gather(
    mind,
    state,
    themes.map(t => t.id),
    place,
    today,
    input.text ?? '',
  )
  const theme = themes[0]?.id ?? null
  const open =
    candidates.length > 1 ? [] : openQuestions(library, { faits: state.faits, besoins: state.besoins, place, today })
  const effectif = state.faits.effectif?.valeur as { min: number | null; max: number | null } | undefined
  return {
    understood: {
      kind: grasp?.kind ?? 'projet',
      themes: themes.map(t => ({ id: t.id, confidence: round(t.confidence) })),
      commune:
        typeof insee === 'string' && /^\d/.test(insee)
          ? { insee, nom: library.communes.get(insee)?.nom ?? state.faits.commune?.mots ?? insee }
          : null,
      epci: epciOf(library, place?.epci ?? null),
      territoire: territoireOf(library, place?.territoire ?? null),
      effectif: effectif ? { ...effectif, texte: state.faits.effectif?.mots ?? '' } : null,
    },
    dispositifs: weighed.map(({ w, s }) => {
      const d = w.dispositif
      return {
        id: d.id,
        title: d.titre,
        aliases: d.alias,
        verdict: w.verdict,
        reasons: reasonsOf(library, w, s),
        status: w.etat.status,
        statusText: tellStatus(library, d, w.etat),
        source: source(library, d.sources[0]!),
      }
    }),
    contacts: contactsFor(mind, place, theme),
    nextQuestion: candidates.length > 1 ? askPlace(mind, candidates) : open[0] ? askThis(open[0]) : null,
    notice: say(library.texts, 'sans-promesse'),
    trace: { knowledge: library.version, date: today },
  }
}

/** The state that the request describes: facts of the text first, explicit fields over them. */
function situate(
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

/** The records of every theme together, best first, each once; refused ones at the end. */
function gather(
  mind: Mind,
  state: State,
  themes: string[],
  place: ReturnType<typeof placeOf> | null,
  today: string,
  text: string,
): { w: Weighed; s: Situation }[] {
  const affinites = affinities(mind, text)
  const nommes = namedIn(mind.library, text)
  const lists = (themes.length > 0 ? themes : [null]).map(theme => {
    const reponses: Faits = state.besoins.find(b => b.theme === theme)?.reponses ?? {}
    const s: Situation = { theme, faits: { ...state.faits, ...reponses }, place, today, affinites, nommes }
    return orient(mind.library, s).map(w => ({ w, s }))
  })
  const seen = new Set<string>()
  const merged: { w: Weighed; s: Situation }[] = []
  for (let i = 0; lists.some(l => i < l.length); i++)
    for (const list of lists) {
      const next = list[i]
      if (next && !seen.has(next.w.dispositif.id)) {
        seen.add(next.w.dispositif.id)
        merged.push(next)
      }
    }
  const fits = merged.filter(m => m.w.verdict !== 'non-eligible')
  const refused = merged
    .filter(m => m.w.verdict === 'non-eligible' && !fits.some(f => f.w.dispositif.id === m.w.dispositif.id))
    .slice(0, 5)
  const rank = (m: { w: Weighed }) => (m.w.verdict === 'eligible' ? 0 : 1)
  return [...fits.sort((a, b) => rank(a) - rank(b)).slice(0, 30 - refused.length), ...refused]
}

function contactsFor(
  mind: Mind,
  place: ReturnType<typeof placeOf> | null,
  theme: string | null,
): z.output<typeof orientationResponse>['contacts'] {
  const { library } = mind
  return desksFor([...library.contacts.values()], place, theme)
    .slice(0, 5)
    .map(c => ({
      id: c.id,
      name: c.nom ?? null,
      role: c.fonction,
      organisation: library.organismes.get(c.organisme)?.titre ?? c.organisme,
      email: c.email ?? null,
      phone: c.telephone ?? null,
      reason: say(
        library.texts,
        c.bureau?.epci || c.bureau?.territoires ? 'contact-raison-proche' : 'contact-raison-large',
      ),
      source: source(library, c.sources[0]!),
    }))
}

function askThis(q: Question): z.output<typeof orientationResponse>['nextQuestion'] {
  return {
    id: q.id,
    text: q.texte,
    type: q.type,
    multiple: q.plusieurs,
    options: q.options ? Object.entries(q.options).map(([id, label]) => ({ id, label })) : null,
  }
}

function askPlace(
  mind: Mind,
  candidates: readonly CommuneMatch[],
): z.output<typeof orientationResponse>['nextQuestion'] {
  const question = mind.library.questions.get('commune')!
  const label = (c: CommuneMatch) =>
    say(mind.library.texts, 'commune-choix', { nom: c.nom, ou: epciOf(mind.library, c.epci)?.nom ?? c.departement })
  return { ...askThis(question)!, options: candidates.map(c => ({ id: c.insee, label: label(c) })) }
}

const round = (n: number) => Math.round(n * 1000) / 1000
