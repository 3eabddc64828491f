import type { Library } from '../domain/library.ts'
import { plain } from './query.ts'

/** Finds the EPCI of communes and EPCI named word for word in a query. */
export function createNamedPlaces(
  library: Library,
): (said: readonly string[]) => { epci: string[]; territoires: string[] } {
  const byName = new Map<string, Set<string>>()
  const put = (name: string, epci: string) => {
    const key = plain(name)
    if (key.length < 4) return
    const set = byName.get(key)
    if (set) set.add(epci)
    else byName.set(key, new Set([epci]))
  }
  for (const c of library.communes.values()) {
    put(c.nom, c.epci)
    for (const old of c.anciens) put(old, c.epci)
    if (c.nom.includes('-')) {
      const first = c.nom.split('-')[0]!
      if (first.length > 5 && c.population > 3000) put(first, c.epci)
    }
  }
  for (const t of library.territoires.values())
    for (const [id, e] of Object.entries(t.epci)) for (const name of [e.nom, ...e.alias]) put(name, id)
  return said => {
    const epci = new Set<string>()
    for (let from = 0; from < said.length; from++)
      for (let to = from + 1; to <= Math.min(said.length, from + 6); to++)
        for (const id of byName.get(said.slice(from, to).join(' ')) ?? []) epci.add(id)
    return { epci: [...epci], territoires: [...new Set([...epci].flatMap(e => library.territoireOfEpci.get(e) ?? []))] }
  }
}
