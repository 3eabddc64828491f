const DAY_MS = 86_400_000
const paris = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Paris', dateStyle: 'short' })
/** Month and day of the holidays whose date never changes (Code du travail, art. L3133-1). */
const FIXED = ['01-01', '05-01', '05-08', '07-14', '08-15', '11-01', '11-11', '12-25']
/** Easter Monday, Ascension and Whit Monday, in days after Easter. */
const MOVING = [1, 39, 50]

/** The day of a moment in France, as `YYYY-MM-DD`. */
export function dayInFrance(moment: Date): string {
  return paris.format(moment)
}

/** The public holidays of a year in metropolitan France, as `YYYY-MM-DD`, in order. */
export function publicHolidays(year: number): string[] {
  const easter = Date.parse(`${easterOf(year)}T00:00:00Z`)
  const moving = MOVING.map(days => isoDay(easter + days * DAY_MS))
  return [...FIXED.map(day => `${year}-${day}`), ...moving].sort()
}

/** True for Monday to Friday, public holidays apart. */
export function isBusinessDay(day: string): boolean {
  return isWeekday(day) && !holidaysOf(Number(day.slice(0, 4))).has(day)
}

const known = new Map<number, ReadonlySet<string>>()

/** Worked out once a year: a list of leads asks for hundreds of days. */
function holidaysOf(year: number): ReadonlySet<string> {
  const found = known.get(year) ?? new Set(publicHolidays(year))
  known.set(year, found)
  return found
}

/** How many business days have passed after `from`, `to` included: from a Friday to the next Monday, one. */
export function businessDaysBetween(from: string, to: string): number {
  if (!(from < to)) return 0
  let count = weekdaysUpTo(to) - weekdaysUpTo(from)
  for (let year = Number(from.slice(0, 4)); year <= Number(to.slice(0, 4)); year++)
    for (const day of holidaysOf(year)) if (from < day && day <= to && isWeekday(day)) count--
  return count
}

/** Days from Monday to Friday since the first Monday of the epoch (1970-01-05), the day itself included. */
function weekdaysUpTo(day: string): number {
  const days = Date.parse(`${day}T00:00:00Z`) / DAY_MS - 4
  return Math.floor(days / 7) * 5 + Math.min((((days % 7) + 7) % 7) + 1, 5)
}

function isWeekday(day: string): boolean {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay()
  return weekday !== 0 && weekday !== 6
}

/** The day that lies so many business days before `day`: what changed on it or earlier has waited that long. */
export function businessDaysBefore(day: string, count: number): string {
  let at = Date.parse(`${day}T00:00:00Z`)
  for (let left = count; left > 0; ) {
    if (isBusinessDay(isoDay(at))) left--
    at -= DAY_MS
  }
  return isoDay(at)
}

/** Easter Sunday by the anonymous Gregorian computus (Meeus, Astronomical Algorithms, ch. 8). */
function easterOf(year: number): string {
  const a = year % 19
  const [b, c] = [Math.floor(year / 100), year % 100]
  const [d, e] = [Math.floor(b / 4), b % 4]
  const g = Math.floor((8 * b + 13) / 25)
  const h = (19 * a + b - d - g + 15) % 30
  const [i, k] = [Math.floor(c / 4), c % 4]
  const l = (32 + 2 * e + 2 * i - h - k) % 7
  const m = Math.floor((a + 11 * h + 22 * l) / 451)
  const month = Math.floor((h + l - 7 * m + 114) / 31)
  const day = ((h + l - 7 * m + 114) % 31) + 1
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
}

function isoDay(at: number): string {
  return new Date(at).toISOString().slice(0, 10)
}
