import { type Faits, isInterval } from './question.ts'

/** How many people a firm employs, as the programme counts: most firms that it accompanies have 30 to 200. */
export const tranches = ['moins-10', 'de-10-a-29', 'de-30-a-200', 'plus-de-200'] as const
export type Tranche = (typeof tranches)[number]

/** The size of the firm of a lead; of an interval the middle counts, of an open one its end. Null where nothing is known. */
export function trancheOf({ effectif }: Faits): Tranche | null {
  const value = effectif?.valeur
  if (!isInterval(value)) return null
  const people = ((value.min ?? value.max ?? 0) + (value.max ?? value.min ?? 0)) / 2
  if (people < 10) return 'moins-10'
  if (people < 30) return 'de-10-a-29'
  return people <= 200 ? 'de-30-a-200' : 'plus-de-200'
}
