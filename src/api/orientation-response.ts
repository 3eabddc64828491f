import { z } from 'zod'
import type { CommuneMatch, Mind } from '../conversation/mind.ts'
import { desksFor } from '../domain/contact.ts'
import type { Question } from '../domain/question.ts'
import type { Place } from '../domain/territoire.ts'
import { say } from '../domain/texts.ts'
import {
  communeShape,
  epciOf,
  epciShape,
  intervalShape,
  source,
  sourceShape,
  statusShape,
  territoireShape,
  themeShape,
} from './shapes.ts'

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
export type OrientationResponse = z.output<typeof orientationResponse>

/** Whom to turn to, the first to be asked first; never empty. */
export function contactsFor(
  mind: Mind,
  place: Place | null,
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

/** A question as the contract shows it. */
export function askThis(q: Question): z.output<typeof orientationResponse>['nextQuestion'] {
  return {
    id: q.id,
    text: q.texte,
    type: q.type,
    multiple: q.plusieurs,
    options: q.options ? Object.entries(q.options).map(([id, label]) => ({ id, label })) : null,
  }
}

/** The commune's question with the candidates as options. */
export function askPlace(
  mind: Mind,
  candidates: readonly CommuneMatch[],
): z.output<typeof orientationResponse>['nextQuestion'] {
  const question = mind.library.questions.get('commune')!
  const label = (c: CommuneMatch) =>
    say(mind.library.texts, 'commune-choix', { nom: c.nom, ou: epciOf(mind.library, c.epci)?.nom ?? c.departement })
  return { ...askThis(question)!, options: candidates.map(c => ({ id: c.insee, label: label(c) })) }
}
