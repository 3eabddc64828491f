import type { Query } from './query.ts'
import type { SearchRecord } from './records.ts'
import { type Word, words } from './words.ts'

/** Every title, alias and acronym, as plain words, with the records that bear it; and the first words of them all. */
export interface Names {
  bearers: ReadonlyMap<string, readonly number[]>
  openings: ReadonlySet<string>
}

/** The words of a record's title, then of each of its aliases: read once, they are used four times. */
export const naming = (r: SearchRecord): Word[][] => [r.title, ...r.aliases].map(words)

/** The names of the records; `namings` are their titles and aliases. */
export function namesOf(records: readonly SearchRecord[], namings: readonly Word[][][]): Names {
  const names = new Map<string, number[]>()
  records.forEach((r, n) => {
    for (const name of new Set([...namings[n]!, words(r.id.split('/').at(-1)!)].map(keyOf))) {
      if (!name) continue
      const list = names.get(name)
      if (list) list.push(n)
      else names.set(name, [n])
    }
  })
  return { bearers: names, openings: new Set([...names.keys()].map(name => name.split(' ')[0]!)) }
}

/** A name as it is compared: its stems in order. */
export function nameKey(text: string): string {
  return keyOf(words(text))
}

/** The same, of its words. */
export const keyOf = (name: readonly Word[]): string => name.map(w => w.racine).join(' ')

/** How much the nearest title or alias of a record (of a plain answer: one of people's wordings too) has in common with the query's terms, rare words counting more: 0 to 1. */
export function createAlike(
  records: readonly SearchRecord[],
  namings: readonly Word[][][],
  vides: readonly string[],
): (terms: ReadonlyMap<string, number>) => (n: number) => number {
  const empty = new Set(vides)
  const seen = new Map<string, number>()
  const names = records.map((r, n) =>
    r.kind === 'fiche'
      ? [...namings[n]!, ...r.mots.map(words)].map(stems)
      : namings[n]!.map(name => stems(name.filter(w => !empty.has(w.mot)))),
  )
  for (const list of names) for (const stem of new Set(list.flat())) seen.set(stem, (seen.get(stem) ?? 0) + 1)
  const worth = (times: number) => Math.log(1 + records.length / times)
  const rarities = new Map([...seen].map(([stem, times]) => [stem, worth(times)] as const))
  const rarity = (stem: string) => rarities.get(stem) ?? worth(0.5)
  const wholes = names.map(list => list.map(name => name.reduce((sum, stem) => sum + rarity(stem), 0)))
  return terms => {
    let asked = 0
    for (const [stem, weight] of terms) if (weight === 1) asked += rarity(stem)
    return n => {
      let best = 0
      for (const [i, name] of names[n]!.entries()) {
        let shared = 0
        for (const stem of name) {
          const weight = terms.get(stem)
          if (weight !== undefined) shared += weight * rarity(stem)
        }
        if (shared !== 0) best = Math.max(best, (2 * shared) / (asked + wholes[n]![i]!))
      }
      return Math.min(1, best)
    }
  }
}

/** Each stem of a name once. */
const stems = (name: readonly Word[]) => name.map(w => w.racine).filter((stem, i, all) => all.indexOf(stem) === i)

/** For each record that a part of the query names exactly, how much of the query that part is. */
export function exactNames(names: Names, query: Query): Map<number, number> {
  const found = new Map<number, number>()
  const content = new Set(query.content)
  const { all } = query
  for (let from = 0; from < all.length; from++) {
    if (!names.openings.has(all[from]!.racine)) continue
    let key = ''
    for (let to = from + 1; to <= Math.min(all.length, from + 8); to++) {
      key += `${key && ' '}${all[to - 1]!.racine}`
      const bearers = names.bearers.get(key)
      if (!bearers) continue
      const share = all.slice(from, to).filter(w => content.has(w)).length / (content.size || 1)
      for (const n of bearers) found.set(n, Math.max(found.get(n) ?? 0, share / Math.sqrt(bearers.length)))
    }
  }
  return found
}
