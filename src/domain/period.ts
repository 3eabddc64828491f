import { endOfDay } from './attention.ts'
import { businessDaysBetween } from './business-days.ts'

/** Within how many business days a contact is to be answered: what the person and the desk are told. */
export const ANSWER_DAYS = 2
const DAY_MS = 86_400_000

export const periodKinds = ['mois', 'semestre', 'annee'] as const
export type PeriodKind = (typeof periodKinds)[number]

/** Whole months of the calendar. Its id names it: `2026-03`, `2026-S1`, `2026`. */
export interface Period {
  id: string
  sorte: PeriodKind
  /** `YYYY-MM`, in order. */
  mois: string[]
}

/** Days of one month that have the same last moment for an answer; moments as ISO strings, `au` and after excluded. */
export interface Window {
  mois: string
  du: string
  au: string
  limite: string
}

/** The period of an id, or null where it is none. */
export function readPeriod(id: string): Period | null {
  const [, year, rest = ''] = /^(20\d{2})(?:-(S[12]|0[1-9]|1[0-2]))?$/.exec(id) ?? []
  if (!year) return null
  if (rest === '') return { id, sorte: 'annee', mois: months(`${year}-01`, 12) }
  if (rest.startsWith('S')) return { id, sorte: 'semestre', mois: months(`${year}-${rest === 'S1' ? '01' : '07'}`, 6) }
  return { id, sorte: 'mois', mois: [id] }
}

/** The period of a kind that holds a day (`YYYY-MM-DD`). */
export function periodOf(sorte: PeriodKind, day: string): Period {
  const month = day.slice(0, 7)
  const year = day.slice(0, 4)
  const id = sorte === 'mois' ? month : sorte === 'annee' ? year : `${year}-S${Number(month.slice(5)) <= 6 ? 1 : 2}`
  return readPeriod(id)!
}

/** The period of the same kind that came before. */
export function periodBefore({ sorte, mois }: Period): Period {
  return periodOf(sorte, `${shift(mois[0]!, -1)}-01`)
}

/** The first day of a period, and its last. */
export function daysOf({ mois }: Pick<Period, 'mois'>): { premier: string; dernier: string } {
  const after = shift(mois.at(-1)!, 1)
  return { premier: `${mois[0]}-01`, dernier: dayBefore(`${after}-01`) }
}

/** The moments between which a period lies in France, the second excluded. */
export function momentsOf(period: Pick<Period, 'mois'>): { du: string; au: string } {
  const { premier, dernier } = daysOf(period)
  return { du: endOfDay(dayBefore(premier)), au: endOfDay(dernier) }
}

/** From when until when a period is counted: until now while it lasts. */
export function spanOf(period: Pick<Period, 'mois'>, now: Date): { du: string; fin: string } {
  const { du, au } = momentsOf(period)
  return { du, fin: now.toISOString() < au ? now.toISOString() : au }
}

/** By period: a year costs 10 ms, for its days in France's time, and is asked for by every page of figures. */
const known = new Map<string, readonly Window[]>()

/** The days of a period, put together by the moment until which an answer is in time. */
export function windowsOf(period: Period): readonly Window[] {
  const windows = known.get(period.id) ?? countWindows(period)
  known.set(period.id, windows)
  return windows
}

function countWindows(period: Period): Window[] {
  const windows: Window[] = []
  const { premier, dernier } = daysOf(period)
  for (let day = premier; day <= dernier; day = dayAfter(day)) {
    const mois = day.slice(0, 7)
    const limite = endOfDay(lastDayInTime(day))
    const last = windows.at(-1)
    if (last?.mois === mois && last.limite === limite) last.au = endOfDay(day)
    else windows.push({ mois, du: endOfDay(dayBefore(day)), au: endOfDay(day), limite })
  }
  return windows
}

/** The last day on which a contact of a day is answered in time: the day before the third business day. */
function lastDayInTime(day: string): string {
  let last = day
  while (businessDaysBetween(day, dayAfter(last)) <= ANSWER_DAYS) last = dayAfter(last)
  return last
}

function months(first: string, count: number): string[] {
  return Array.from({ length: count }, (_, i) => shift(first, i))
}

function shift(month: string, by: number): string {
  const [year = 0, number = 1] = month.split('-').map(Number)
  return new Date(Date.UTC(year, number - 1 + by, 1)).toISOString().slice(0, 7)
}

const dayBefore = (day: string) => move(day, -DAY_MS)
const dayAfter = (day: string) => move(day, DAY_MS)
const move = (day: string, by: number) => new Date(Date.parse(`${day}T00:00:00Z`) + by).toISOString().slice(0, 10)
