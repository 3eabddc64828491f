import type { Faits, Interval } from './question.ts'
import { isInterval } from './question.ts'

/**
 * The sizes that a company may be, from what is known of it (décret n° 2008-1354, art. 3):
 * micro < 10 people and (turnover or balance ≤ 2 M€); PME < 250 and (turnover ≤ 50 M€ or balance ≤ 43 M€);
 * ETI < 5 000 and (≤ 1,5 Md€ or ≤ 2 Md€); GE the rest. A group's figures count together, so that a firm of a group
 * may be anything from its own size upwards. Amounts in euros. A size told by the public directory (`taille`) narrows
 * these, and wins over figures that contradict it. Null if nothing is known.
 */
export function possibleSizes(faits: Faits): string[] | null {
  const counted = countedSizes(faits)
  const value = faits.taille?.valeur
  if (!value) return counted
  const told = Array.isArray(value) ? value : [String(value)]
  const both = counted?.filter(t => told.includes(t)) ?? []
  return both.length > 0 ? both : told
}

function countedSizes(faits: Faits): string[] | null {
  const people = interval(faits, 'effectif')
  if (!people) return null
  const turnover = interval(faits, 'chiffre-affaires')
  const balance = interval(faits, 'bilan')
  const group = faits.groupe?.valeur
  const people_ = group === false ? people : { min: people.min, max: null }
  const money = group === false
  const sizes = [
    ['micro', 0, 9, 2e6, 2e6],
    ['pme', 0, 249, 50e6, 43e6],
    ['eti', 0, 4999, 1.5e9, 2e9],
  ] as const
  const out: string[] = []
  for (const [size, , maxPeople, maxTurnover, maxBalance] of sizes) {
    if ((people_.min ?? 0) > maxPeople) continue
    const rich = known(turnover) && known(balance) && turnover!.min! > maxTurnover && balance!.min! > maxBalance
    if (rich && money) continue
    out.push(size)
    const small = (people_.max ?? Number.POSITIVE_INFINITY) <= maxPeople
    const modest =
      (turnover?.max ?? Number.POSITIVE_INFINITY) <= maxTurnover ||
      (balance?.max ?? Number.POSITIVE_INFINITY) <= maxBalance
    if (small && modest && money) return out
  }
  return [...out, 'ge']
}

function interval(faits: Faits, id: string): Interval | null {
  const value = faits[id]?.valeur
  return isInterval(value) ? value : null
}

function known(i: Interval | null): boolean {
  return i?.min !== null && i?.min !== undefined
}
