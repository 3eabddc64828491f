import type { Library } from '../domain/library.ts'
import { COMMON } from './common-words.ts'
import { plain } from './query.ts'

/** A commune is also called by the beginning of its name (« Oulchy »), from so many letters on. */
const SHORT = 5

/** Finds the EPCI of communes and EPCI named word for word in a query, and the words that named them. */
export function createNamedPlaces(
  library: Library,
): (said: readonly string[]) => { epci: string[]; territoires: string[]; words: string[] } {
  const byName = new Map<string, Set<string>>()
  const put = (name: string, epci: string) => {
    const key = plain(name)
    if (key.length < 4) return
    const set = byName.get(key)
    if (set) set.add(epci)
    else byName.set(key, new Set([epci]))
  }
  const beginnings = new Map<string, Set<string>>()
  for (const c of library.communes.values()) {
    put(c.nom, c.epci)
    for (const old of c.anciens) put(old, c.epci)
    if (c.nom.includes('-')) {
      const first = plain(c.nom.split('-')[0]!)
      if (first.length > SHORT && c.population > 3000) put(first, c.epci)
      else beginnings.set(first, (beginnings.get(first) ?? new Set()).add(c.epci))
    }
  }
  for (const [first, [epci, ...others]] of [...beginnings].map(([f, set]) => [f, [...set]] as const))
    if (first.length >= SHORT && others.length === 0 && !COMMON.has(first)) put(first, epci!)
  for (const t of library.territoires.values())
    for (const [id, e] of Object.entries(t.epci)) for (const name of [e.nom, ...e.alias]) put(name, id)
  return said => {
    const epci = new Set<string>()
    const held = new Set<string>()
    for (let from = 0; from < said.length; from++)
      for (let to = from + 1; to <= Math.min(said.length, from + 6); to++)
        for (const id of byName.get(said.slice(from, to).join(' ')) ?? []) {
          epci.add(id)
          for (const word of said.slice(from, to)) held.add(word)
        }
    const territoires = [...epci].flatMap(e => library.territoireOfEpci.get(e) ?? [])
    return { epci: [...epci], territoires: [...new Set(territoires)], words: [...held] }
  }
}
