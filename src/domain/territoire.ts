import { z } from 'zod'
import { citationSchema } from './citation.ts'
import { id, listOf, optional, partialDate, text } from './content.ts'

const insee = z.string().regex(/^(\d{2}|2[AB])\d{3}$/)

export const epciSchema = z.strictObject({
  siren: z.string().regex(/^\d{9}$/),
  nom: text,
  'nom-long': text,
  alias: listOf(text).optional().default([]),
  departements: listOf(z.string()),
})

export const actionSchema = z.strictObject({
  titre: text,
  alias: listOf(text).optional().default([]),
  mots: listOf(text).optional().default([]),
  resume: text,
  themes: listOf(id).optional().default([]),
  axe: optional(text),
  etat: z.enum(['existe', 'prevu', 'clos']),
  referent: optional(text),
  porteur: optional(text),
  partenaires: listOf(text).optional().default([]),
  calendrier: z
    .array(z.strictObject({ quand: text, quoi: text, source: optional(citationSchema) }))
    .optional()
    .default([]),
  'a-savoir': optional(text),
  sources: listOf(citationSchema).refine(l => l.length > 0),
})
export type Action = z.output<typeof actionSchema>

const cited = { source: optional(citationSchema), sources: listOf(citationSchema).optional() }
export const territoireSchema = z.strictObject({
  titre: text,
  'nom-long': optional(text),
  alias: listOf(text).optional().default([]),
  resume: optional(text),
  epci: z.record(id, epciSchema),
  label: optional(z.strictObject({ date: partialDate, texte: text, ...cited })),
  periode: optional(z.strictObject({ texte: text, debut: partialDate, fin: partialDate, ...cited })),
  axes: z
    .array(z.strictObject({ titre: text, resume: optional(text), ...cited }))
    .optional()
    .default([]),
  gouvernance: z
    .array(z.strictObject({ nom: text, role: text, organisme: optional(text), 'a-savoir': optional(text), ...cited }))
    .optional()
    .default([]),
  actions: z.record(id, actionSchema).optional().default({}),
  chiffres: z
    .array(
      z.strictObject({
        titre: text,
        valeur: text,
        annee: optional(text),
        perimetre: optional(text),
        'a-savoir': optional(text),
        ...cited,
      }),
    )
    .optional()
    .default([]),
  sites: z
    .array(
      z.strictObject({ titre: text, resume: text, commune: optional(text), alias: listOf(text).optional(), ...cited }),
    )
    .optional()
    .default([]),
})
export type Territoire = z.output<typeof territoireSchema>

/** A commune of the four territories; `anciens` are former or delegated names. */
export interface Commune {
  insee: string
  nom: string
  codesPostaux: string[]
  epci: string
  population: number
  anciens: string[]
}

/** Where a project takes place. Outside the four territories, `epci` and `territoire` are null. */
export interface Place {
  insee: string
  departement: string
  epci: string | null
  territoire: string | null
}

const area = {
  communes: listOf(insee).optional(),
  epci: listOf(id).optional(),
  territoires: listOf(id).optional(),
  departements: listOf(z.string().regex(/^(\d{2,3}|2[AB])$/)).optional(),
  regions: listOf(id).optional(),
  pays: listOf(id).optional(),
}
export const zoneSchema = z.strictObject({ ...area, sauf: optional(z.strictObject(area)) })
export type Zone = z.output<typeof zoneSchema>

/** Departments of the Hauts-de-France region (loi 2015-29, code officiel géographique). */
export const HAUTS_DE_FRANCE = ['02', '59', '60', '62', '80']
const REGIONS: Record<string, readonly string[]> = { 'hauts-de-france': HAUTS_DE_FRANCE }

/** How near a zone is to a company, nearest first: the rank of its narrowest part, 0 (commune) to 5 (country). */
export function nearness(zone: Zone): number {
  if (zone.communes) return 0
  if (zone.epci) return 1
  if (zone.territoires) return 2
  if (zone.departements) return 3
  if (zone.regions) return 4
  return 5
}

/** True if the place lies in the zone, exclusions taken off. */
export function zoneHolds(zone: Zone, place: Place): boolean {
  return areaHolds(zone, place) && !(zone.sauf && areaHolds(zone.sauf, place))
}

function areaHolds(zone: Omit<Zone, 'sauf'>, place: Place): boolean {
  if (zone.pays) return true
  if (zone.communes?.includes(place.insee)) return true
  if (place.epci && zone.epci?.includes(place.epci)) return true
  if (place.territoire && zone.territoires?.includes(place.territoire)) return true
  if (zone.departements?.includes(place.departement)) return true
  return zone.regions?.some(r => REGIONS[r]?.includes(place.departement)) ?? false
}
