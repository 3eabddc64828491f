import { type Average, averageOf, averageWith, type Blurred } from './average.ts'
import { concerns, type Evenement } from './evenement.ts'
import {
  type Axis,
  axes,
  type Figure,
  type FigureId,
  figuresOf,
  type IndicatorRows,
  monthly,
  type Part,
  partsOf,
} from './indicators.ts'
import type { Period } from './period.ts'
import type { Scope } from './scope.ts'

/** A figure beside that of the period before, and the average per EPCI of its territory. */
export interface Line {
  figure: Figure
  avant: Figure
  /** `masque`: it would tell of fewer than five elsewhere; null where there is nothing to compare with. */
  moyenne: Average | 'masque' | null
}

/** A part of an axis beside its contacts of the period before. */
export type PartLine = Part & { avant: number }

/** The indicators of a month, or the bilan of a half-year or a year. */
export interface Bilan {
  periode: Period
  avant: Period
  lignes: Line[]
  /** By how many EPCI the averages are divided; null where nothing is compared. */
  autour: number | null
  parts: Record<Axis, PartLine[]>
  /** Contacts month by month, up to the present one. */
  mois: { mois: string; contacts: number }[]
  parcours: Course | null
}

/** What the anonymous counters tell of the conversations. */
export interface Course {
  /** Null where one territory is looked at: the place is not known yet when somebody comes in. */
  conversations: number | null
  resultats: number
  /** Where conversations ended that led to no lead, the most first. */
  arrets: { etape: string; nombre: number }[]
  satisfaction: { note: string; nombre: number }[]
}

/** What the average of the territory is made from: all of it where one sees it whole, else one's own and the others blurred. */
export interface Around {
  epci: number
  own: IndicatorRows
  others: Partial<Record<FigureId, Blurred>> | null
}

/** What a bilan is made from. */
export interface BilanParts {
  /** Today, `YYYY-MM-DD`. */
  jour: string
  periode: Period
  avant: Period
  rows: IndicatorRows
  rowsBefore: IndicatorRows
  around: Around | null
  parcours: Course | null
}

/** Puts the figures of a period beside those of the period before and around. */
export function bilanOf({ jour, periode, avant, rows, rowsBefore, around, parcours }: BilanParts): Bilan {
  const before = figuresOf(rowsBefore)
  const own = around && figuresOf(around.own)
  const months = periode.mois.filter(m => m <= jour.slice(0, 7))
  const contacts = monthly(rows, months)
  return {
    periode,
    avant,
    autour: around?.epci ?? null,
    lignes: figuresOf(rows).map((figure, i) => ({
      ...{ figure, avant: before[i]! },
      moyenne: own ? averageIn(own[i]!, around) : null,
    })),
    parts: Object.fromEntries(
      axes.map(axis => {
        const was = new Map(partsOf(rowsBefore, axis).map(p => [p.cle, p.contacts]))
        const now = partsOf(rows, axis)
        const gone = [...was].filter(([cle]) => !now.some(p => p.cle === cle)).map(([cle]) => nothing(cle))
        return [axis, [...now, ...gone].map(p => ({ ...p, avant: was.get(p.cle) ?? 0 }))]
      }),
    ) as Bilan['parts'],
    mois: months.map((mois, i) => ({ mois, contacts: contacts[i]! })),
    parcours,
  }
}

function averageIn(own: Figure, { epci, others }: Around): Line['moyenne'] {
  if (!others) return averageOf(own, epci)
  const blurred = others[own.id]
  if (!blurred) return null
  return averageWith(own, blurred, epci) ?? 'masque'
}

const nothing = (cle: string | null): Part => ({
  ...{ cle, contacts: 0, sansReponse: 0, accompagnees: 0, candidatures: 0, enAttente: 0, reussies: 0, obtenues: 0 },
})

/** How many events that concern all of these scopes were held in a span; calls for projects are dates, not events. */
export function eventsHeld(
  events: readonly Evenement[],
  scopes: readonly Scope[],
  territoireOfEpci: ReadonlyMap<string, string>,
  { du, fin }: { du: string; fin: string },
): number {
  const held = events.filter(e => e.etat === 'prevu' && e.sorte !== 'appel' && e.debut >= du && e.debut < fin)
  return held.filter(e => scopes.every(scope => concerns(scope, e, territoireOfEpci))).length
}

/** One anonymous count, as the store keeps it. */
interface Count {
  jour: string
  nom: string
  cles: Readonly<Record<string, string>>
  nombre: number
}

/** The way of the conversations of some days (`YYYY-MM-DD`, both included); `territoires` null: of everywhere. */
export function courseOf(
  counts: readonly Count[],
  days: { premier: string; dernier: string },
  territoires: readonly string[] | null,
): Course {
  const there = (c: Count) => territoires === null || territoires.includes(c.cles.territoire ?? '')
  const of = (nom: string) => counts.filter(c => c.nom === nom && c.jour >= days.premier && c.jour <= days.dernier)
  const sum = (list: readonly Count[]) => list.reduce((n, c) => n + c.nombre, 0)
  const by = (nom: string, key: string) =>
    [...Map.groupBy(of(nom).filter(there), c => c.cles[key] ?? '')]
      .map(([value, list]) => [value, sum(list)] as const)
      .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
  return {
    conversations: territoires === null ? sum(of('conversation')) : null,
    resultats: sum(of('resultat').filter(there)),
    arrets: by('arret', 'etape').map(([etape, nombre]) => ({ etape, nombre })),
    satisfaction: by('satisfaction', 'note').map(([note, nombre]) => ({ note, nombre })),
  }
}
