import { type Blurred, blur, isComparable } from '../domain/average.ts'
import { type FigureId, figuresOf, type LeadRows } from '../domain/indicators.ts'
import type { Period } from '../domain/period.ts'
import type { Scope } from '../domain/scope.ts'
import type { Db } from './database.ts'
import { readRows } from './indicator-rows.ts'
import { beyond, within as cut, type LeadQuery } from './lead-scope.ts'

/** Which part of one's scope is counted; nothing given: all of it. */
export interface Area {
  territoire?: string
  epci?: string
}

/** The figures as one person of the console may see them. */
export interface Indicators {
  /** What a period is counted from, in an area of their scope: another's leads do not exist here. */
  rows(area: Area, period: Period): Promise<LeadRows>
  /** The figures of a territory's EPCI that they may not see, blurred; a figure that must not be compared is missing. */
  others(territoire: string, period: Period): Promise<Partial<Record<FigureId, Blurred>>>
}

/** The indicators in the database, cut to a scope. */
export function indicatorsIn(db: Db, scope: Scope, now: () => Date): Indicators {
  const within = <O>(query: LeadQuery<O>) => cut(scope, query)
  return {
    rows({ territoire, epci }, period) {
      const seen = <O>(query: LeadQuery<O>) => {
        const mine = within(query)
        const there = territoire ? mine.where('leads.territoire', '=', territoire) : mine
        return epci ? there.where('leads.epci', '=', epci) : there
      }
      return readRows(db, seen, period, now())
    },

    async others(territoire, period) {
      const rows = await readRows(db, query => beyond(scope, territoire, query), period, now())
      const told = figuresOf({ ...rows, evenements: 0 }).filter(f => isComparable(f, period.sorte))
      return Object.fromEntries(told.map(f => [f.id, blur(f)]))
    },
  }
}
