import { dayInFrance, publicHolidays } from './business-days.ts'
import type { Evenement } from './evenement.ts'
import { say, type Texts } from './texts.ts'

/** A slot of a permanence, as it is offered and taken; `evenement` and `debut` name it. */
export interface Slot {
  evenement: string
  debut: string
  fin: string
  lieu: string | null
  qui: string | null
}

/** What the shell answers when slots are asked for: some that are free, and whether the wanted one is. */
export interface Creneaux {
  libres: Slot[]
  voulu: boolean
}

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
/** Nobody is sent to a slot that begins sooner. */
const NOTICE_MS = 30 * MINUTE_MS

/** True on a public holiday of France: nothing is offered then. `day` is `YYYY-MM-DD`. */
export function isHoliday(day: string): boolean {
  return publicHolidays(Number(day.slice(0, 4))).includes(day)
}

/** The slots of a permanence, whole ones only, from moments: what the clocks do that day is in them already. */
export function slotsOf({ id, sorte, etat, debut, fin, minutes, lieu, qui }: Evenement): Slot[] {
  if (sorte !== 'permanence' || etat !== 'prevu' || !minutes || isHoliday(dayInFrance(new Date(debut)))) return []
  const end = Date.parse(fin)
  const slots: Slot[] = []
  for (let at = Date.parse(debut); at + minutes * MINUTE_MS <= end; at += minutes * MINUTE_MS) {
    const until = new Date(at + minutes * MINUTE_MS).toISOString()
    slots.push({ evenement: id, debut: new Date(at).toISOString(), fin: until, lieu, qui })
  }
  return slots
}

/** What two slots are the same by. */
export const slotKey = ({ evenement, debut }: Pick<Slot, 'evenement' | 'debut'>) => `${evenement} ${debut}`

/** The slots of permanences that nobody took and that can still be reached, the first ones first. */
export function freeSlots(permanences: readonly Evenement[], taken: ReadonlySet<string>, now: Date): Slot[] {
  const soonest = new Date(now.getTime() + NOTICE_MS).toISOString()
  return permanences
    .flatMap(slotsOf)
    .filter(slot => slot.debut >= soonest && !taken.has(slotKey(slot)))
    .sort((a, b) => (a.debut < b.debut ? -1 : a.debut > b.debut ? 1 : 0))
}

/** The same weekday for so many weeks, public holidays left out; days are `YYYY-MM-DD`. */
export function weekly(day: string, weeks: number): string[] {
  const first = Date.parse(`${day}T00:00:00Z`)
  const days = Array.from({ length: weeks }, (_, n) => new Date(first + n * 7 * DAY_MS).toISOString().slice(0, 10))
  return days.filter(d => !isHoliday(d))
}

const dayFormat = new Intl.DateTimeFormat('fr-FR', {
  timeZone: 'Europe/Paris',
  weekday: 'long',
  day: 'numeric',
  month: 'long',
})
const hourFormat = new Intl.DateTimeFormat('fr-FR', { timeZone: 'Europe/Paris', hour: 'numeric', minute: '2-digit' })

/** The day of a moment in France as people say it. */
export function tellDayOf(moment: string): string {
  return dayFormat.format(new Date(moment)).replace(' 1 ', ' 1er ')
}

/** The hour of a moment in France as people write it (`9 h 30`). */
export function tellHour(moment: string): string {
  return hourFormat.format(new Date(moment)).replace(/^0/, '').replace(':', ' h ').replace(' h 00', ' h')
}

/** The day and the hour of a slot: one of several choices. */
export function slotLabel(texts: Texts, { debut }: Pick<Slot, 'debut'>): string {
  return say(texts, 'permanence-creneau', { jour: tellDayOf(debut), heure: tellHour(debut) })
}

/** The day, the hour, the place and who receives. */
export function tellSlot(texts: Texts, slot: Pick<Slot, 'debut' | 'lieu' | 'qui'>): string {
  const { lieu, qui } = slot
  return [slotLabel(texts, slot), lieu, qui && say(texts, 'permanence-qui', { qui })].filter(Boolean).join(', ')
}
