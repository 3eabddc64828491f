import type { Library } from '../domain/library.ts'
import { COMMON } from './common-words.ts'
import { plain } from './query.ts'

/** A commune is also called by the beginning of its name (« Oulchy »), from so many letters on. */
const SHORT = 5

/** From so many inhabitants on a name of three letters is one: Ham has 4,378, Acy 1,004, Ors 644. */
const TOWN = 2_000

/** Finds the EPCI of communes and EPCI named word for word in a query, and the words that named them; territories too. */
export function createNamedPlaces(
  library: Library,
): (said: readonly string[]) => { epci: string[]; territoires: string[]; words: string[] } {
  const byName = new Map<string, Set<string>>()
  const put = (name: string, epci: string, least = 4) => {
    const key = plain(name)
    if (key.length < least) return
    if (/\bsainte? /.test(key)) put(key.replace(/\bsain(te?) /g, 's$1 '), epci)
    const set = byName.get(key)
    if (set) set.add(epci)
    else byName.set(key, new Set([epci]))
  }
  const beginnings = new Map<string, Set<string>>()
  for (const c of library.communes.values()) {
    put(c.nom, c.epci, c.population > TOWN ? 3 : 4)
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
  const territories = new Map<string, string>()
  for (const [id, t] of library.territoires) for (const name of [t.titre, ...t.alias]) territories.set(plain(name), id)
  const openings = new Set([...byName.keys(), ...territories.keys()].map(name => name.split(' ')[0]!))
  return said => {
    const epci = new Set<string>()
    const territoires = new Set<string>()
    const held = new Set<string>()
    for (let from = 0; from < said.length; from++) {
      if (!openings.has(said[from]!)) continue
      for (let to = from + 1; to <= Math.min(said.length, from + 6); to++) {
        const name = said.slice(from, to).join(' ')
        const named = territories.get(name)
        if (named) territoires.add(named)
        for (const id of byName.get(name) ?? []) {
          epci.add(id)
          for (const word of said.slice(from, to)) held.add(word)
        }
      }
    }
    for (const e of epci) territoires.add(library.territoireOfEpci.get(e) ?? '')
    return { epci: [...epci], territoires: [...territoires], words: [...held] }
  }
}
