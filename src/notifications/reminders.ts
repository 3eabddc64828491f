import { businessDaysBefore, businessDaysBetween, dayInFrance } from '../domain/business-days.ts'
import type { KeptLead } from '../store/lead-rows.ts'
import type { NewMessage } from '../store/outbox.ts'

/** After how many business days without a move the desk is reminded, and when the chef de projet is told. */
export const REMINDERS = [2, 5] as const
export const ESCALATION = 8

/** The person is asked how it was so many days after the closing, and no more once a month has passed besides. */
export const SATISFACTION_DAYS = 10
const SATISFACTION_UNTIL = SATISFACTION_DAYS + 30
const DAY_MS = 86_400_000

/** Between which days a lead must have been closed for its person to be asked today. */
export function closedBetween(now: Date): { from: string; to: string } {
  const ago = (days: number) => dayInFrance(new Date(now.getTime() - days * DAY_MS))
  return { from: ago(SATISFACTION_UNTIL), to: ago(SATISFACTION_DAYS) }
}

/** The one question to the person of a closed lead; its key holds the closing, so that it is asked once. */
export function satisfactionFor({ reference, depuis }: Pick<KeptLead, 'reference' | 'depuis'>): NewMessage {
  return { cle: `satisfaction ${reference} ${depuis}`, sujet: 'satisfaction', reference }
}

/** How many business days a lead has stood still. */
export function daysStill(lead: Pick<KeptLead, 'depuis'>, now: Date): number {
  return businessDaysBetween(dayInFrance(new Date(lead.depuis)), dayInFrance(now))
}

/** The day on which a lead must have moved last for a first reminder to be due today. */
export function firstReminderBefore(now: Date): string {
  return businessDaysBefore(dayInFrance(now), REMINDERS[0])
}

/**
 * The reminder that a lead calls for now, computed from its state alone: after a missed run only the furthest
 * is sent, and the key, which holds the last move, keeps it from being sent twice.
 */
export function reminderFor(lead: Pick<KeptLead, 'reference' | 'depuis'>, now: Date): NewMessage | null {
  const days = daysStill(lead, now)
  const step = days >= ESCALATION ? ESCALATION : REMINDERS.findLast(d => days >= d)
  if (step === undefined) return null
  const { reference, depuis } = lead
  return { cle: `rappel-${step} ${reference} ${depuis}`, sujet: step === ESCALATION ? 'escalade' : 'rappel', reference }
}
