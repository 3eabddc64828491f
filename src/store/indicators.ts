import { type Blurred, blur, isComparable } from '../domain/average.ts'
import { eventsHeld } from '../domain/bilan.ts'
import { type FigureId, figuresOf, type IndicatorRows } from '../domain/indicators.ts'
import { type Period, spanOf } from '../domain/period.ts'
import type { Scope } from '../domain/scope.ts'
import type { Db } from './database.ts'
import { readRows } from './indicator-rows.ts'
import { beyond, within as cut, type LeadQuery } from './lead-scope.ts'
import { eventOf } from './slots.ts'

/** Which part of one's scope is counted; nothing given: all of it. */
export interface Area {
  territoire?: string
  epci?: string
}

/** EPCI → territory. */
type Territories = ReadonlyMap<string, string>

/** The figures as one person of the console may see them. */
export interface Indicators {
  /** What a period is counted from, in an area of their scope: another's leads do not exist here. */
  rows(area: Area, period: Period, territoireOfEpci: Territories): Promise<IndicatorRows>
  /** The figures of a territory's EPCI that they may not see, blurred; a figure that must not be compared is missing. */
  others(territoire: string, period: Period): Promise<Partial<Record<FigureId, Blurred>>>
}

/** The indicators in the database, cut to a scope. */
export function indicatorsIn(db: Db, scope: Scope, now: () => Date): Indicators {
  // a lead that is shared with others counts where it lies
  const own = { ...scope, partagees: [] }
  const within = <O>(query: LeadQuery<O>) => cut(own, query)
  return {
    async rows({ territoire, epci }, period, territoireOfEpci) {
      const seen = <O>(query: LeadQuery<O>) => {
        const mine = within(query)
        const there = territoire ? mine.where('leads.territoire', '=', territoire) : mine
        return epci ? there.where('leads.epci', '=', epci) : there
      }
      const span = spanOf(period, now())
      const events = db.selectFrom('events').selectAll().where('debut', '>=', span.du).where('debut', '<', span.fin)
      const there = areaAsScope({ territoire, epci }) ?? scope
      const evenements = eventsHeld((await events.execute()).map(eventOf), [scope, there], territoireOfEpci, span)
      return { ...(await readRows(db, seen, period, now())), evenements }
    },

    async others(territoire, period) {
      const rows = await readRows(db, query => beyond(scope, territoire, query), period, now())
      const told = figuresOf({ ...rows, evenements: 0 }).filter(f => isComparable(f, period.sorte))
      return Object.fromEntries(told.map(f => [f.id, blur(f)]))
    },
  }
}

/** An area as the scope of somebody who sees just that; null for everywhere. */
function areaAsScope({ territoire, epci }: { [name in keyof Area]: string | undefined }): Scope | null {
  if (epci) return { role: 'referent', territoires: [], epci: [epci] }
  return territoire ? { role: 'chef-de-projet', territoires: [territoire], epci: [] } : null
}
