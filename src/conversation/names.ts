import type { Query } from './query.ts'
import type { SearchRecord } from './records.ts'
import { words } from './words.ts'

/** Every title, alias and acronym, as plain words, with the records that bear it. */
export function namesOf(records: readonly SearchRecord[]): Map<string, number[]> {
  const names = new Map<string, number[]>()
  records.forEach((r, n) => {
    for (const name of new Set([r.title, ...r.aliases, r.id.split('/').at(-1)!].map(nameKey))) {
      if (!name) continue
      const list = names.get(name)
      if (list) list.push(n)
      else names.set(name, [n])
    }
  })
  return names
}

/** A name as it is compared: its stems in order. */
export function nameKey(text: string): string {
  return words(text)
    .map(w => w.racine)
    .join(' ')
}

/** How much the nearest title or alias of a record (of a plain answer: one of people's wordings too) has in common with the query's terms, rare words counting more: 0 to 1. */
export function createAlike(
  records: readonly SearchRecord[],
  vides: readonly string[],
): (n: number, terms: ReadonlyMap<string, number>) => number {
  const empty = new Set(vides)
  const seen = new Map<string, number>()
  const names = records.map(r =>
    [r.title, ...r.aliases, ...(r.kind === 'fiche' ? r.mots : [])].map(name => [
      ...new Set(
        words(name)
          .filter(w => r.kind === 'fiche' || !empty.has(w.mot))
          .map(w => w.racine),
      ),
    ]),
  )
  for (const list of names) for (const stem of new Set(list.flat())) seen.set(stem, (seen.get(stem) ?? 0) + 1)
  const rarity = (stem: string) => Math.log(1 + records.length / (seen.get(stem) ?? 0.5))
  return (n, terms) => {
    let asked = 0
    for (const [stem, weight] of terms) if (weight === 1) asked += rarity(stem)
    let best = 0
    for (const name of names[n]!) {
      let shared = 0
      let whole = 0
      for (const stem of name) {
        whole += rarity(stem)
        shared += (terms.get(stem) ?? 0) * rarity(stem)
      }
      best = Math.max(best, shared === 0 ? 0 : (2 * shared) / (asked + whole))
    }
    return Math.min(1, best)
  }
}

/** For each record that a part of the query names exactly, how much of the query that part is. */
export function exactNames(names: ReadonlyMap<string, number[]>, query: Query): Map<number, number> {
  const found = new Map<number, number>()
  const content = new Set(query.content)
  const { all } = query
  for (let from = 0; from < all.length; from++)
    for (let to = from + 1; to <= Math.min(all.length, from + 8); to++) {
      const part = all.slice(from, to)
      const bearers = names.get(part.map(w => w.racine).join(' '))
      if (!bearers) continue
      const share = part.filter(w => content.has(w)).length / (content.size || 1)
      for (const n of bearers) found.set(n, Math.max(found.get(n) ?? 0, share / Math.sqrt(bearers.length)))
    }
  return found
}
