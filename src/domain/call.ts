import { ZodError, z } from 'zod'
import { type Condition, readRequirement } from './condition.ts'
import { id, partialDate } from './content.ts'
import type { Dispositif } from './dispositif.ts'
import type { Library } from './library.ts'
import type { Question } from './question.ts'
import { zoneSchema } from './territoire.ts'

/** A call for projects as it is entered: what it asks is written in the records' own language. */
export const callSchema = z.strictObject({
  titre: z.string().trim().min(1).max(200),
  lien: z.union([z.literal(''), z.url({ protocol: /^https?$/ }).max(500)]),
  /** The last day to apply, `YYYY-MM-DD`, or nothing. */
  fin: z.union([z.literal(''), partialDate]),
  /** None stands for every theme. */
  themes: z.array(id),
  zone: zoneSchema,
  /** By question id, as a record has them, without their citations. */
  conditions: z.record(id, z.unknown()),
  /** True where these are all of its conditions: else no firm comes out better than « to be checked ». */
  complet: z.boolean(),
})
export type CallDraft = z.output<typeof callSchema>

/** A call of which nothing is said yet. */
export const emptyCall: CallDraft = {
  titre: '',
  lien: '',
  fin: '',
  themes: [],
  zone: { pays: ['france'] },
  conditions: {},
  complet: false,
}

const NOWHERE = { document: '', ligne: null, repere: null }

/** The call as a record, to be weighed like any other; conditions that no question bears any more fall away. */
export function recordOf(library: Library, call: CallDraft): Dispositif {
  const conditions = Object.entries(call.conditions).flatMap(([critere, raw]): Condition[] => {
    const read = readCriterion(library, critere, raw)
    return read ? [{ critere, exige: read, source: NOWHERE }] : []
  })
  return {
    ...{ id: 'appel', titre: call.titre, resume: '', alias: [], mots: [], operateurs: [], contacts: [], montants: [] },
    ...{ sources: [], exemples: [], nature: 'appel-a-projets', niveau: 'national', public: 'entreprises' },
    etat: 'existe',
    themes: call.themes,
    'tous-besoins': call.themes.length === 0,
    zone: call.zone,
    conditions,
    couverture: call.complet ? 'completes' : 'partielles',
    ...(call.fin ? { periode: { fin: call.fin, source: NOWHERE } } : {}),
  }
}

/** What one criterion requires, or null where it is none. */
export function readCriterion(library: Library, critere: string, raw: unknown): Condition['exige'] | null {
  const question = critere === 'taille' ? 'taille' : library.questions.get(critere)
  if (!question) return null
  try {
    return readRequirement(question, raw)
  } catch (error) {
    if (error instanceof ZodError) return null
    throw error
  }
}

/** The questions that a call can set a condition on: the common ones, and those of its themes. */
export function criteriaFor(library: Library, themes: readonly string[]): Question[] {
  return [...library.questions.values()].filter(
    q => CONDITIONABLE.includes(q.type) && q.usage === 'tri' && (q.theme === null || themes.includes(q.theme)),
  )
}

const CONDITIONABLE: readonly Question['type'][] = ['choix', 'nombre', 'montant', 'oui-non', 'activite']
