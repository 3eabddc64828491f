/** A day of the calendar, without hours: months count from 0, weeks from Sunday. */
export interface Day {
  y: number
  mo: number
  d: number
  weekday: number
  iso: string
}

const of = (ms: number): Day => {
  const date = new Date(ms)
  return {
    y: date.getUTCFullYear(),
    mo: date.getUTCMonth(),
    d: date.getUTCDate(),
    weekday: date.getUTCDay(),
    iso: date.toISOString().slice(0, 10),
  }
}

/** A day from `YYYY-MM-DD…`, or from year, month and day (carried over where they exceed). */
export function dayOf(y: string): Day
export function dayOf(y: number, mo: number, d: number): Day
export function dayOf(y: string | number, mo = 0, d = 1): Day {
  return typeof y === 'string' ? of(Date.parse(`${y.slice(0, 10)}T00:00:00Z`)) : of(Date.UTC(y, mo, d))
}

export const isoOf = (day: Day): string => day.iso

export const addDays = (day: Day, n: number): Day => of(Date.UTC(day.y, day.mo, day.d + Math.round(n)))

/** So many months later, never past the end of the month (31 January and one month is 28 February). */
export function addMonths(day: Day, n: number, days = 0): Day {
  const whole = Math.floor(n)
  const last = endOfMonth(day.y, day.mo + whole).d
  return addDays(of(Date.UTC(day.y, day.mo + whole, Math.min(day.d, last))), days)
}

export const endOfMonth = (y: number, mo: number): Day => of(Date.UTC(y, mo + 1, 0))

/** The Monday of the day's week. */
export const monday = (day: Day): Day => addDays(day, -((day.weekday + 6) % 7))

/** Easter Sunday, by the Gregorian reckoning (Meeus). */
export function easter(y: number): Day {
  const a = y % 19
  const b = Math.floor(y / 100)
  const c = y % 100
  const h = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7
  const k = Math.floor((a + 11 * h + 22 * l) / 451)
  const mo = Math.floor((h + l - 7 * k + 114) / 31)
  return dayOf(y, mo - 1, ((h + l - 7 * k + 114) % 31) + 1)
}
