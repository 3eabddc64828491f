import { z } from 'zod'
import { type Citation, citationSchema } from './citation.ts'
import type { Condition } from './condition.ts'
import { addMonths, firstDay, id, lastDay, listOf, optional, partialDate, text, yesNo } from './content.ts'
import { zoneSchema } from './territoire.ts'

export const NATURES = [
  'subvention',
  'pret',
  'diagnostic',
  'accompagnement',
  'appel-a-projets',
  'formation',
  'reseau',
  'immobilier',
  'label',
  'outil',
  'evenement',
  'infrastructure',
  'fonds',
] as const
export const NIVEAUX = ['commune', 'epci', 'territoire', 'departement', 'region', 'national', 'europe'] as const
export const VERDICTS = ['eligible', 'a-verifier', 'non-eligible'] as const

/** A human check of a record: who, when, and what was found. */
export const verificationFields = {
  'verifie-le': optional(partialDate),
  'verifie-par': optional(text),
  verification: optional(z.enum(['ouvert', 'clos', 'modifie'])),
  /** What has changed since the document, in a sentence that people are told. */
  'verifie-note': optional(text),
}

export const dispositifSchema = z.strictObject({
  titre: text,
  alias: listOf(text).optional().default([]),
  /** What people say when they need it and do not know its name: searched, never shown. */
  mots: listOf(text).optional().default([]),
  resume: text,
  themes: listOf(id).refine(l => l.length > 0),
  nature: z.enum(NATURES),
  niveau: z.enum(NIVEAUX),
  operateurs: listOf(id).optional().default([]),
  contacts: listOf(id).optional().default([]),
  zone: zoneSchema,
  public: z.enum(['entreprises', 'collectivites', 'information']).optional().default('entreprises'),
  /** Serves every need: offered beside any theme, and where no theme is understood. */
  'tous-besoins': yesNo.optional().default(false),
  etat: z.enum(['existe', 'prevu', 'clos']),
  'etat-source': optional(citationSchema),
  'prevu-pour': optional(partialDate),
  periode: optional(
    z.strictObject({ debut: optional(partialDate), fin: optional(partialDate), source: citationSchema }),
  ),
  cadre: optional(z.strictObject({ titre: text, fin: partialDate, source: citationSchema })),
  conditions: z.record(id, z.unknown()).optional().default({}),
  couverture: z.enum(['completes', 'partielles']).optional().default('partielles'),
  montants: z
    .array(
      z.strictObject({
        texte: text,
        sens: z.enum([
          'budget-annuel',
          'enveloppe',
          'aide-max',
          'aide-min',
          'taux',
          'obtenu',
          'investissement',
          'cout',
        ]),
        source: citationSchema,
      }),
    )
    .optional()
    .default([]),
  demarche: optional(text),
  'a-savoir': optional(text),
  sources: listOf(citationSchema).refine(l => l.length > 0),
  ...verificationFields,
  exemples: z
    .array(
      z.strictObject({
        reponses: z.record(id, z.unknown()),
        date: optional(partialDate),
        theme: optional(id),
        attendu: z.enum(VERDICTS),
      }),
    )
    .optional()
    .default([]),
})

export type Dispositif = Omit<z.output<typeof dispositifSchema>, 'conditions'> & { id: string; conditions: Condition[] }

/** The state of an offer on a day; the contract's `status`. */
export type Status = 'ouvert' | 'prevu' | 'a-verifier' | 'clos' | 'sans-objet'

/** Why a status is what it is: the key of its sentence in `textes`, and the dates it names. */
export interface StatusFacts {
  status: Status
  cle:
    | 'verifie'
    | 'modifie'
    | 'fenetre'
    | 'clos-verifie'
    | 'clos-fenetre'
    | 'clos-document'
    | 'prevu'
    | 'prevu-passe'
    | 'prevu-sans-date'
    | 'cadre-fini'
    | 'document'
    | 'sans-objet'
  date?: string
  cadre?: string
  /** Who checked it, and what they found changed. */
  par?: string
  note?: string
}

/** A verification holds for less than six months. */
export const VERIFICATION_MONTHS = 6

/**
 * The state of a scheme on `today` (`YYYY-MM-DD`), computed from the offer's own window, its document and a human
 * verification. The programme's period never makes an offer open; a plan whose year has passed never « exists ».
 * A person who checked after the window's end knows better than the window; a check dated in the future tells nothing.
 */
export function statusOf(
  d: Pick<Dispositif, 'public' | 'etat' | 'periode' | 'prevu-pour' | 'cadre' | keyof typeof verificationFields>,
  today: string,
): StatusFacts {
  if (d.public !== 'entreprises') return { status: 'sans-objet', cle: 'sans-objet' }
  const checked = d['verifie-le'] && firstDay(d['verifie-le']) <= today ? d['verifie-le'] : undefined
  const by = { date: checked ?? '', ...(d['verifie-par'] ? { par: d['verifie-par'] } : {}) }
  if (checked && d.verification === 'clos') return { status: 'clos', cle: 'clos-verifie', ...by }
  const fresh = checked !== undefined && firstDay(checked) > addMonths(today, -VERIFICATION_MONTHS)
  const end = d.periode?.fin
  const reopened = fresh && end !== undefined && firstDay(checked) > lastDay(end)
  if (end && lastDay(end) < today && !reopened) return { status: 'clos', cle: 'clos-fenetre', date: end }
  const note = d['verifie-note']
  if (fresh && d.verification === 'modifie' && note) return { status: 'ouvert', cle: 'modifie', ...by, note }
  if (fresh) return { status: 'ouvert', cle: 'verifie', ...by }
  if (d.etat === 'clos') return { status: 'clos', cle: 'clos-document' }
  if (d.etat === 'prevu') return planned(d['prevu-pour'], today)
  const start = d.periode?.debut
  if (start && firstDay(start) > today) return { status: 'prevu', cle: 'prevu', date: start }
  if (end) return { status: 'ouvert', cle: 'fenetre', date: end }
  if (d.cadre && lastDay(d.cadre.fin) < today)
    return { status: 'a-verifier', cle: 'cadre-fini', date: d.cadre.fin, cadre: d.cadre.titre }
  return { status: 'a-verifier', cle: 'document' }
}

function planned(date: string | undefined, today: string): StatusFacts {
  if (!date) return { status: 'prevu', cle: 'prevu-sans-date' }
  return { status: 'prevu', cle: lastDay(date) < today ? 'prevu-passe' : 'prevu', date }
}

/** All citations of a scheme, main source first. */
export function citationsOf(d: Dispositif): Citation[] {
  return [
    ...d.sources,
    ...d.conditions.map(c => c.source),
    ...d.montants.map(m => m.source),
    ...(d['etat-source'] ? [d['etat-source']] : []),
    ...(d.periode ? [d.periode.source] : []),
    ...(d.cadre ? [d.cadre.source] : []),
  ]
}
