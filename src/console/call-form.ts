import { type CallDraft, callSchema, criteriaFor, readCriterion } from '../domain/call.ts'
import { TAILLES } from '../domain/condition.ts'
import type { Library } from '../domain/library.ts'
import type { Question } from '../domain/question.ts'
import { HAUTS_DE_FRANCE, type Zone } from '../domain/territoire.ts'
import { say } from '../domain/texts.ts'
import { readAmount, readCommune } from './hand-answers.ts'

/** The fields of the form of a call, as they are typed. */
export type CallValues = Readonly<Record<string, string>>

/** A criterion as the form puts it. */
export interface CriterionField {
  id: string
  sorte: 'choix' | 'nombre' | 'oui-non' | 'naf'
  texte: string
  unite: string
  options: { id: string; nom: string }[]
}

const REGIONS = ['hauts-de-france']

/** The criteria that the form offers: the size and the common questions, and those of the call's themes. */
export function criterionFields(library: Library, themes: readonly string[]): CriterionField[] {
  const { texts } = library
  const taille: CriterionField = {
    ...{ id: 'taille', sorte: 'choix', texte: capital(say(texts, 'critere-taille')), unite: '' },
    options: TAILLES.map(id => ({ id, nom: say(texts, `taille-${id}`) })),
  }
  const asked = criteriaFor(library, themes).map(q => ({
    id: q.id,
    sorte: sorteOf(q),
    texte: capital(q.rappel ?? q.texte),
    unite: q.unite ?? '',
    options: Object.entries(q.options ?? {}).map(([id, nom]) => ({ id, nom })),
  }))
  return [taille, ...asked]
}

function sorteOf({ type }: Question): CriterionField['sorte'] {
  if (type === 'activite') return 'naf'
  if (type === 'oui-non') return 'oui-non'
  return type === 'nombre' || type === 'montant' ? 'nombre' : 'choix'
}

const capital = (s: string) => s.charAt(0).toUpperCase() + s.slice(1)

/** The boxes of the zone, the widest first. */
export function zoneBoxes(library: Library): { nom: string; titre: string; groupe: string }[] {
  const { texts } = library
  const box = (groupe: string, id: string, titre: string) => ({
    nom: `z:${groupe}:${id}`,
    titre: capital(titre),
    groupe,
  })
  return [
    box('pays', 'france', say(texts, 'pays-france')),
    ...REGIONS.map(r => box('regions', r, say(texts, `region-${r}`))),
    ...HAUTS_DE_FRANCE.map(d => box('departements', d, say(texts, `departement-${d}`))),
    ...[...library.territoires].map(([id, t]) => box('territoires', id, t.titre)),
    ...[...library.territoires.values()].flatMap(t => Object.entries(t.epci).map(([id, e]) => box('epci', id, e.nom))),
  ]
}

/** The themes that are ticked. */
export function themesIn(library: Library, values: CallValues): string[] {
  return [...library.themes.keys()].filter(t => `theme:${t}` in values)
}

/** The call of a form, or the fields that were not understood. */
export function readCallForm(library: Library, values: CallValues): { call: CallDraft } | { fautes: string[] } {
  const themes = themesIn(library, values)
  const fautes: string[] = []
  const conditions: Record<string, unknown> = {}
  for (const field of criterionFields(library, themes)) {
    const raw = rawOf(field, values)
    if (raw === undefined) continue
    if (raw === null || !readCriterion(library, field.id, raw)) fautes.push(`q:${field.id}`)
    else conditions[field.id] = raw
  }
  const zone = zoneOf(library, values)
  if (!zone) fautes.push('zone')
  const call = {
    ...{ titre: values.titre ?? '', lien: (values.lien ?? '').trim(), fin: values.fin ?? '', themes, conditions },
    zone: zone ?? {},
    complet: values.complet === 'oui',
  }
  const read = callSchema.safeParse(call)
  const wrong = read.success ? [] : read.error.issues.map(i => String(i.path[0]))
  fautes.push(...['titre', 'lien', 'fin'].filter(f => wrong.includes(f)))
  return read.success && fautes.length === 0 ? { call: read.data } : { fautes }
}

/** What was typed for a criterion as a record writes it; undefined for nothing, null for what cannot be read. */
function rawOf({ id, sorte, options }: CriterionField, values: CallValues): unknown {
  const typed = (name: string) => (values[`q:${id}${name}`] ?? '').trim().slice(0, 200)
  switch (sorte) {
    case 'choix': {
      const parmi = options.map(o => o.id).filter(o => `q:${id}:${o}` in values)
      return parmi.length > 0 ? { parmi } : undefined
    }
    case 'oui-non':
      return typed('') ? { est: typed('') } : undefined
    case 'naf':
      return typed('')
        ? {
            naf: typed('')
              .split(/[\s,;]+/)
              .filter(Boolean),
          }
        : undefined
    case 'nombre': {
      const [min, max] = [typed(':min'), typed(':max')]
      if (!min && !max) return undefined
      const [low, high] = [min && readAmount(min)?.min, max && readAmount(max)?.max]
      if (low === undefined || low === null || high === undefined || high === null) return null
      return { ...(min ? { min: String(low) } : {}), ...(max ? { max: String(high) } : {}) }
    }
  }
}

/** The zone of the ticked boxes and the communes; null where nothing is named, or a commune is none. */
function zoneOf(library: Library, values: CallValues): Zone | null {
  const zone: Record<string, string[]> = {}
  for (const { nom, groupe } of zoneBoxes(library))
    if (nom in values) zone[groupe] = [...(zone[groupe] ?? []), nom.split(':')[2]!]
  const communes = (values.communes ?? '').split(/[,;\n]/).filter(c => c.trim())
  const read = communes.map(c => readCommune(library, c))
  if (read.includes(null)) return null
  if (read.length > 0) zone.communes = read as string[]
  return Object.keys(zone).length > 0 ? (zone as Zone) : null
}

/** The fields of a call, to be changed. */
export function valuesOf(
  library: Library,
  { titre, lien, fin, themes, zone, conditions, complet }: CallDraft,
): CallValues {
  const { communes = [], sauf: _, ...boxes } = zone
  const values: Record<string, string> = { titre, lien, fin }
  for (const theme of themes) values[`theme:${theme}`] = '1'
  for (const [groupe, ids] of Object.entries(boxes)) for (const id of ids ?? []) values[`z:${groupe}:${id}`] = '1'
  if (communes.length > 0)
    values.communes = communes.map(c => `${library.communes.get(c)?.nom ?? ''} (${c})`).join(', ')
  if (complet) values.complet = 'oui'
  for (const [id, raw] of Object.entries(conditions)) {
    const { parmi, min, max, est, naf } = raw as Record<string, string & string[]>
    for (const option of parmi ?? []) values[`q:${id}:${option}`] = '1'
    if (min) values[`q:${id}:min`] = min
    if (max) values[`q:${id}:max`] = max
    if (est) values[`q:${id}`] = est
    if (naf) values[`q:${id}`] = (naf as string[]).join(', ')
  }
  return values
}
