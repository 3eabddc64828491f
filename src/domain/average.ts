import type { Figure } from './indicators.ts'
import type { PeriodKind } from './period.ts'

/** Fewer than so many are never told of people outside one's scope. */
export const FEWEST = 5

/**
 * A figure of a place beyond the reader's scope. Made so that the whole less one's own never gives a count under five:
 * small counts and small complements are masked, counts rounded to fives, rates to five points, sums to two digits.
 */
export type Blurred = { masque: true } | { masque: false; valeur: number; sur: number | null }

const toFive = (n: number) => Math.round(n / FEWEST) * FEWEST
const few = (n: number) => n < FEWEST

/** A figure as somebody may see it of a place that is not theirs. */
export function blur({ sorte, valeur, sur, sans }: Figure): Blurred {
  if (sorte === 'taux') {
    if (few(valeur) || few(sur! - valeur)) return { masque: true }
    const rounded = toFive(sur!)
    return { masque: false, sur: rounded, valeur: (toFive((valeur / sur!) * 100) / 100) * rounded }
  }
  // a sum tells of those who gave an amount
  if (sur !== null) return few(sur - sans!) ? { masque: true } : { masque: false, valeur: twoDigits(valeur), sur: null }
  return few(valeur) ? { masque: true } : { masque: false, valeur: toFive(valeur), sur: null }
}

function twoDigits(n: number): number {
  return Number(n.toPrecision(2))
}

/**
 * True where a figure of others may be told at all. Only half-years are: they do not overlap, so that a year or a month
 * never completes them. Events are no secret, and belong to several places at once.
 */
export function isComparable({ id }: Figure, period: PeriodKind): boolean {
  return period === 'semestre' && id !== 'evenements'
}

/** The average of a territory: a count or a sum per EPCI, a rate of all together. Null where it is masked or empty. */
export interface Average {
  valeur: number
  /** True where others' part was rounded. */
  environ: boolean
}

/** The average per EPCI of what the reader sees whole. */
export function averageOf({ sorte, valeur, sur }: Figure, epci: number): Average | null {
  if (sorte === 'taux') return sur ? { valeur: valeur / sur, environ: false } : null
  return { valeur: valeur / epci, environ: false }
}

/** The average per EPCI where the reader sees `own` of it, and the rest blurred. */
export function averageWith(own: Figure, others: Blurred, epci: number): Average | null {
  if (others.masque) return null
  if (own.sorte !== 'taux') return { valeur: (own.valeur + others.valeur) / epci, environ: true }
  const sur = own.sur! + others.sur!
  return sur > 0 ? { valeur: Math.round(((own.valeur + others.valeur) / sur) * 100) / 100, environ: true } : null
}
