import { businessDaysBefore, businessDaysBetween, dayInFrance } from './business-days.ts'
import { isOpen, type Statut } from './pipeline.ts'

/** After how many business days without a move an open lead waits, and when it is overdue (the reminders' own steps). */
export const WAITING_DAYS = 2
export const OVERDUE_DAYS = 5

/** What a lead asks of people today; null where it asks nothing. */
export const urgences = ['retard', 'nouvelle', 'attente'] as const
export type Urgence = (typeof urgences)[number]

/** The moments before which the last move must lie for a lead to be overdue, or to wait. */
export interface Limits {
  retard: string
  attente: string
}

/** The limits of a moment. */
export function limitsAt(now: Date): Limits {
  const today = dayInFrance(now)
  return {
    retard: endOfDay(businessDaysBefore(today, OVERDUE_DAYS)),
    attente: endOfDay(businessDaysBefore(today, WAITING_DAYS)),
  }
}

/** How urgent a lead is: overdue first, then new, then waiting. */
export function urgencyOf({ statut, depuis }: { statut: Statut; depuis: string }, limits: Limits): Urgence | null {
  if (!isOpen(statut)) return null
  if (depuis < limits.retard) return 'retard'
  if (statut === 'nouveau') return 'nouvelle'
  return depuis < limits.attente ? 'attente' : null
}

/** How many business days a lead has stood still. */
export function daysStill(depuis: string, now: Date): number {
  return businessDaysBetween(dayInFrance(new Date(depuis)), dayInFrance(now))
}

/** The moment at which a day ends in France: 22 h UTC in summer, 23 h in winter. */
export function endOfDay(day: string): string {
  const summer = new Date(`${day}T22:00:00.000Z`)
  return dayInFrance(summer) > day ? summer.toISOString() : `${day}T23:00:00.000Z`
}
