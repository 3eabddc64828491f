import { z } from 'zod'

/*
 * The scalars that content is written in. YAML is read with the failsafe schema, so that every
 * scalar arrives as a string: INSEE 02691, NAF 25.10 and phones stay what was typed.
 */

export const text = z.string().trim().min(1)
export const id = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
export const number = z
  .string()
  .regex(/^-?\d+([.,]\d+)?$/)
  .transform(s => Number(s.replace(',', '.')))
export const yesNo = z.enum(['oui', 'non']).transform(s => s === 'oui')
/** `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, and a date that exists. */
export const partialDate = z.string().refine(isRealDate)
/** A list; a single value is taken for a list of one, as editors write it. */
export const listOf = <T extends z.ZodType>(item: T) =>
  z.preprocess(v => (typeof v === 'string' ? [v] : v), z.array(item))
/** An absent value written as an empty string or `null`, which failsafe YAML gives as text. */
export const optional = <T extends z.ZodType>(item: T) =>
  z.preprocess(v => (v === '' || v === 'null' || v === '~' || v === null ? undefined : v), item.optional())

function isRealDate(s: string): boolean {
  if (!/^\d{4}(-\d{2}(-\d{2})?)?$/.test(s)) return false
  const [y = 0, m = 1, d = 1] = s.split('-').map(Number)
  const date = new Date(Date.UTC(y, m - 1, d))
  return date.getUTCMonth() === m - 1 && date.getUTCDate() === d
}

/** The first day that a partial date covers, as `YYYY-MM-DD`. */
export function firstDay(partial: string): string {
  return (partial + '-01-01').slice(0, 10)
}

/** The last day that a partial date covers, as `YYYY-MM-DD`. */
export function lastDay(partial: string): string {
  const [y, m, d] = partial.split('-')
  if (d) return partial
  const month = m ? Number(m) : 12
  return new Date(Date.UTC(Number(y), month, 0)).toISOString().slice(0, 10)
}

/** The day `months` months after `day` (both `YYYY-MM-DD`), clamped to the month's end. */
export function addMonths(day: string, months: number): string {
  const [y = 0, m = 1, d = 1] = day.split('-').map(Number)
  const last = new Date(Date.UTC(y, m - 1 + months + 1, 0)).getUTCDate()
  return new Date(Date.UTC(y, m - 1 + months, Math.min(d, last))).toISOString().slice(0, 10)
}
