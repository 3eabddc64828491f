import { z } from 'zod'
import { id, listOf, number, optional, text, yesNo } from './content.ts'

/** A number that may be known only roughly (« une cinquantaine »): both ends included, null = open. */
export interface Interval {
  min: number | null
  max: number | null
}

/**
 * What was answered: option ids, an interval, a truth, a code or free text.
 * null means « I don't know »: the question is not asked again and stays unknown.
 */
export type Value = string | string[] | Interval | boolean | null

/** An answer and where it came from; `mots` are the person's own words. */
export interface Answer {
  valeur: Value
  mots?: string
  /** `question`: asked and answered; `texte`: taken from free text; `annuaire`: public company directory. */
  origine: 'question' | 'texte' | 'annuaire' | 'api'
}

/** Answers by question id: one name for one fact, all the way. */
export type Faits = Record<string, Answer>

export const questionTypes = [
  'choix',
  'nombre',
  'montant',
  'oui-non',
  'commune',
  'activite',
  'siret',
  'date',
  'texte',
  'echelle',
] as const

/** A condition for asking: `{ emploi-besoin: [recruter] }`; requirements are read with their question's type. */
export const siSchema = z.record(id, z.unknown())

export const questionSchema = z
  .strictObject({
    texte: text,
    aide: optional(text),
    rappel: optional(text),
    portee: z.enum(['entreprise', 'projet']).optional().default('projet'),
    usage: z.enum(['tri', 'dossier']),
    type: z.enum(questionTypes),
    options: z.record(id, text).optional(),
    mots: z.record(id, listOf(text)).optional(),
    plusieurs: yesNo.optional().default(false),
    unite: optional(text),
    min: number.optional(),
    max: number.optional(),
    si: siSchema.optional(),
  })
  .superRefine((q, ctx) => {
    const needsOptions = q.type === 'choix' || q.type === 'echelle'
    if (needsOptions !== !!q.options)
      ctx.addIssue({ code: 'custom', path: ['options'], params: { constat: 'options' } })
    for (const key of Object.keys(q.mots ?? {}))
      if (!q.options?.[key])
        ctx.addIssue({ code: 'custom', path: ['mots', key], params: { constat: 'option-inconnue' } })
  })
/** `theme` is the theme that owns the question, null for common ones. */
export type Question = z.output<typeof questionSchema> & { id: string; theme: string | null }

/** The value that an API client or a stored answer gives for a question, or the reason why it is none. */
export function readValue(
  question: Question,
  raw: unknown,
): { valeur: Value } | { erreur: 'type' | 'option' | 'bornes' } {
  if (raw === null) return { valeur: null }
  switch (question.type) {
    case 'choix':
    case 'echelle': {
      const ids = typeof raw === 'string' ? [raw] : raw
      if (!Array.isArray(ids) || !ids.every(i => typeof i === 'string')) return { erreur: 'type' }
      if (ids.length === 0 || ids.some(i => !(i in question.options!))) return { erreur: 'option' }
      if (ids.length > 1 && !question.plusieurs) return { erreur: 'option' }
      return { valeur: [...new Set(ids)].sort() }
    }
    case 'nombre':
    case 'montant': {
      const interval = typeof raw === 'number' ? { min: raw, max: raw } : raw
      if (!isInterval(interval)) return { erreur: 'type' }
      const low = interval.min ?? question.min ?? 0
      const high = interval.max ?? low
      if (low > high || low < (question.min ?? 0) || high > (question.max ?? Number.MAX_SAFE_INTEGER))
        return { erreur: 'bornes' }
      return { valeur: interval }
    }
    case 'oui-non':
      return typeof raw === 'boolean' ? { valeur: raw } : { erreur: 'type' }
    case 'activite': {
      const codes = typeof raw === 'string' ? [raw] : raw
      if (!Array.isArray(codes) || !codes.every(c => typeof c === 'string' && /^\d{2}/.test(c)))
        return { erreur: 'type' }
      return { valeur: [...new Set(codes.map(c => c.slice(0, 2)))].sort() }
    }
    case 'commune':
    case 'siret':
    case 'date':
    case 'texte':
      return typeof raw === 'string' && raw.trim() !== '' ? { valeur: raw } : { erreur: 'type' }
  }
}

export function isInterval(raw: unknown): raw is Interval {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return false
  const { min, max } = raw as Partial<Interval>
  const end = (v: unknown) => v === null || (typeof v === 'number' && Number.isFinite(v))
  return end(min) && end(max) && !(min === null && max === null)
}
