import type { HttpRequest } from '../api/route.ts'
import { type Bilan, bilanOf, courseOf } from '../domain/bilan.ts'
import { dayInFrance } from '../domain/business-days.ts'
import type { Library } from '../domain/library.ts'
import { daysOf, type Period, periodBefore, periodKinds, periodOf, readPeriod } from '../domain/period.ts'
import { covers, type Scope } from '../domain/scope.ts'
import { say } from '../domain/texts.ts'
import type { Area } from '../store/indicators.ts'
import type { Visitor } from './door.ts'
import type { Console } from './page.ts'
import { placesIn } from './view-query.ts'

/** How far back periods are offered. */
const YEARS = 3

/** What an address asks for: a period, and the part of one's scope that is looked at. */
export interface AskedBilan {
  periode: Period
  area: Area
  /** The value of the field that chooses the place. */
  lieu: string
  /** The place in words. */
  nom: string
}

/** Reads the address of a bilan: the half-year of today, over all of one's scope, where it names nothing that is theirs. */
export function readAsked(console: Console, { query }: Pick<HttpRequest, 'query'>, { account }: Visitor): AskedBilan {
  const library = console.library()
  const today = dayInFrance(console.now())
  const asked = readPeriod(query.periode ?? '')
  const periode = asked && `${asked.mois[0]}-01` <= today ? asked : periodOf('semestre', today)
  const [kind, id = ''] = (query.lieu ?? '').split(':')
  const places = placesIn(library, account)
  const place = places.find(p => p.id === id)
  if (kind === 'territoire' && place && seesAll(account, id))
    return { periode, area: { territoire: id }, lieu: `territoire:${id}`, nom: place.titre }
  const epci = kind === 'epci' && places.flatMap(p => p.epci).find(e => e.id === id)
  if (epci) return { periode, area: { epci: id }, lieu: `epci:${id}`, nom: epci.nom }
  return { periode, area: {}, lieu: '', nom: wholeScope(library, account) }
}

/** True for who sees a territory whole: only then do its figures bear its name. */
function seesAll(scope: Scope, territoire: string): boolean {
  return covers(scope, { territoire, epci: null })
}

/** All of a scope in words. */
function wholeScope({ texts, territoires }: Library, scope: Scope): string {
  if (scope.role === 'administrateur') return say(texts, 'bilan-lieu-tous')
  const names = [
    ...scope.territoires.map(t => territoires.get(t)?.titre ?? t),
    ...[...territoires.values()].flatMap(t => scope.epci.flatMap(e => t.epci[e]?.nom ?? [])),
  ]
  return names.join(', ')
}

/** The places and the periods that one may choose from, newest first. */
export function choicesOf(console: Console, { account }: Visitor) {
  const today = dayInFrance(console.now())
  const places = placesIn(console.library(), account).map(p => ({ ...p, entier: seesAll(account, p.id) }))
  const periods = periodKinds.map(sorte => {
    const list: Period[] = []
    const first = `${Number(today.slice(0, 4)) - YEARS}`
    for (let p = periodOf(sorte, today); p.id.slice(0, 4) > first; p = periodBefore(p)) list.push(p)
    return [sorte, list] as const
  })
  return { places, periods: Object.fromEntries(periods) as Record<(typeof periodKinds)[number], Period[]> }
}

/** The figures of what was asked for, within the visitor's scope. */
export async function readBilan(console: Console, asked: AskedBilan, { account }: Visitor): Promise<Bilan> {
  const { store, now } = console
  const library = console.library()
  const { periode, area } = asked
  const indicators = store.indicatorsOf(account)
  const read = (period: Period, there: Area) => indicators.rows(there, period, library.territoireOfEpci)
  const avant = periodBefore(periode)
  const rows = await read(periode, area)
  const territoire = territoryOf(library, asked, account)
  const whole = territoire !== null && seesAll(account, territoire)
  const around = territoire && {
    epci: Object.keys(library.territoires.get(territoire)!.epci).length,
    own: area.territoire === territoire ? rows : await read(periode, { territoire }),
    others: whole ? null : await indicators.others(territoire, periode),
  }
  const rowsBefore = await read(avant, area)
  const parcours = await course(store, asked, account)
  return bilanOf({ jour: dayInFrance(now()), periode, avant, rows, rowsBefore, around: around || null, parcours })
}

/** The one territory that is looked at, or null. */
function territoryOf(library: Library, { area }: AskedBilan, scope: Scope): string | null {
  if (area.territoire) return area.territoire
  if (area.epci) return library.territoireOfEpci.get(area.epci) ?? null
  if (scope.role === 'administrateur') return null
  const all = new Set([...scope.territoires, ...scope.epci.flatMap(e => library.territoireOfEpci.get(e) ?? [])])
  return all.size === 1 ? [...all][0]! : null
}

/** Conversations are counted by territory: told to those who see the whole of it. */
async function course(store: Console['store'], { periode, area }: AskedBilan, scope: Scope) {
  const all = scope.role === 'administrateur' && !area.territoire
  const territoires = area.territoire ? [area.territoire] : scope.territoires
  const seen = all || (territoires.length > 0 && territoires.every(t => seesAll(scope, t)))
  if (area.epci || !seen) return null
  const days = daysOf(periode)
  return courseOf(await store.counters.since(days.premier), days, all ? null : territoires)
}
