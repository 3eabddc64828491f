import { z } from 'zod'
import { type Citation, citationSchema } from './citation.ts'
import { listOf, number, yesNo } from './content.ts'
import type { Faits, Interval, Question, Value } from './question.ts'
import { isInterval } from './question.ts'

/** `met` yes, `failed` no, `missing` not known: an absent answer is never a silent yes or no. */
export type Outcome = 'met' | 'failed' | 'missing'

/** What is required of the answer to one question. */
export type Requirement =
  | { sorte: 'choix'; parmi: string[] | null; sauf: string[] | null }
  | { sorte: 'nombre'; min: number | null; max: number | null }
  | { sorte: 'oui-non'; est: boolean }
  | { sorte: 'naf'; dans: string[] | null; hors: string[] | null }
  | { sorte: 'taille'; parmi: string[] }

/** One cited condition of a record. `critere` is the id of the question, or `taille`. */
export interface Condition {
  critere: string
  exige: Requirement
  source: Citation
}

/** Sizes of the décret n° 2008-1354, smallest first. */
export const TAILLES = ['micro', 'pme', 'eti', 'ge'] as const

const choice = z.preprocess(
  v => (Array.isArray(v) || typeof v === 'string' ? { parmi: v } : v),
  z
    .strictObject({ parmi: listOf(z.string()).optional(), sauf: listOf(z.string()).optional() })
    .refine(r => r.parmi || r.sauf),
)
const range = z
  .strictObject({ min: number.optional(), max: number.optional() })
  .refine(r => r.min !== undefined || r.max !== undefined)
const truth = z.preprocess(v => (typeof v === 'string' ? { est: v } : v), z.strictObject({ est: yesNo }))
const nafCode = z.string().regex(/^\d{2}$/)
const naf = z
  .strictObject({ naf: listOf(nafCode).optional(), 'sauf-naf': listOf(nafCode).optional() })
  .refine(r => r.naf || r['sauf-naf'])
const size = z.strictObject({ parmi: listOf(z.enum(TAILLES)) })

/**
 * A requirement read with the schema of its question's type (a union would only say « invalid »).
 * Throws ZodError with the field's path.
 */
export function readRequirement(question: Question | 'taille', raw: unknown): Requirement {
  if (question === 'taille') return { sorte: 'taille', parmi: size.parse(raw).parmi }
  switch (question.type) {
    case 'choix':
    case 'echelle': {
      const { parmi, sauf } = choice.parse(raw)
      for (const [field, ids] of [
        ['parmi', parmi],
        ['sauf', sauf],
      ] as const)
        for (const option of ids ?? [])
          if (!question.options?.[option])
            throw new z.ZodError([
              { code: 'custom', path: [field], message: option, params: { constat: 'option-inconnue' }, input: option },
            ])
      return { sorte: 'choix', parmi: parmi ?? null, sauf: sauf ?? null }
    }
    case 'nombre':
    case 'montant': {
      const { min, max } = range.parse(raw)
      return { sorte: 'nombre', min: min ?? null, max: max ?? null }
    }
    case 'oui-non':
      return { sorte: 'oui-non', est: truth.parse(raw).est }
    case 'activite': {
      const { naf: dans, 'sauf-naf': hors } = naf.parse(raw)
      return { sorte: 'naf', dans: dans ?? null, hors: hors ?? null }
    }
    default:
      throw new z.ZodError([
        {
          code: 'custom',
          path: [],
          message: question.type,
          params: { constat: 'question-sans-condition' },
          input: raw,
        },
      ])
  }
}

/** A cited condition from the record's mapping; the citation is compulsory. */
export function readCondition(critere: string, question: Question | 'taille', raw: unknown): Condition {
  const { source, ...rest } = z.looseObject({ source: citationSchema }).parse(raw)
  return { critere, exige: readRequirement(question, rest), source }
}

/** How an answer stands against a requirement; `undefined` and null are both unknown. */
export function weigh(exige: Requirement, valeur: Value | undefined): Outcome {
  if (valeur === undefined || valeur === null) return 'missing'
  switch (exige.sorte) {
    case 'choix': {
      const ids = Array.isArray(valeur) ? valeur : [String(valeur)]
      if (exige.sauf && ids.every(i => exige.sauf!.includes(i))) return 'failed'
      return !exige.parmi || ids.some(i => exige.parmi!.includes(i)) ? 'met' : 'failed'
    }
    case 'nombre':
      return isInterval(valeur) ? weighInterval(exige, valeur) : 'missing'
    case 'oui-non':
      return typeof valeur === 'boolean' ? (valeur === exige.est ? 'met' : 'failed') : 'missing'
    case 'naf': {
      const codes = Array.isArray(valeur) ? valeur : []
      if (codes.length === 0) return 'missing'
      const inside = codes.map(c => (!exige.dans || exige.dans.includes(c)) && !exige.hors?.includes(c))
      return inside.every(Boolean) ? 'met' : inside.some(Boolean) ? 'missing' : 'failed'
    }
    case 'taille': {
      const possible = Array.isArray(valeur) ? valeur : [String(valeur)]
      const fits = possible.map(t => exige.parmi.includes(t))
      return fits.every(Boolean) ? 'met' : fits.some(Boolean) ? 'missing' : 'failed'
    }
  }
}

/** An interval that straddles a bound is not known to satisfy it. */
function weighInterval(exige: { min: number | null; max: number | null }, { min, max }: Interval): Outcome {
  const low = min ?? Number.NEGATIVE_INFINITY
  const high = max ?? Number.POSITIVE_INFINITY
  const floor = exige.min ?? Number.NEGATIVE_INFINITY
  const ceiling = exige.max ?? Number.POSITIVE_INFINITY
  if (high < floor || low > ceiling) return 'failed'
  return low >= floor && high <= ceiling ? 'met' : 'missing'
}

/** True, false, or unknown for all requirements of a question's `si`: one no decides. */
export function allMet(requirements: readonly { critere: string; exige: Requirement }[], faits: Faits): Outcome {
  let outcome: Outcome = 'met'
  for (const { critere, exige } of requirements) {
    const one = weigh(exige, faits[critere]?.valeur)
    if (one === 'failed') return 'failed'
    if (one === 'missing') outcome = 'missing'
  }
  return outcome
}
