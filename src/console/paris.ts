const HOUR_MS = 3_600_000
const local = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Paris', dateStyle: 'short', timeStyle: 'short' })

/** The moment of a day (`YYYY-MM-DD`) and an hour (`HH:MM`) in France, or null where there is none. */
export function momentInFrance(day: string, hour: string): Date | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || !/^\d{2}:\d{2}$/.test(hour)) return null
  const asUtc = Date.parse(`${day}T${hour}:00Z`)
  // winter and summer time; an hour that the clocks skip is neither
  const moments = [1, 2].map(h => new Date(asUtc - h * HOUR_MS))
  return moments.find(m => !Number.isNaN(m.getTime()) && local.format(m) === `${day} ${hour}`) ?? null
}
