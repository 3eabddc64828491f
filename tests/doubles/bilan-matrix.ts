import { readPeriod } from '../../src/domain/period.ts'
import type { Scope } from '../../src/domain/scope.ts'
import type { Store } from '../../src/store/store.ts'
import { library } from './library.ts'

/** Where a lead of the matrix lies; all came in on the second of March 2026. */
interface Placed {
  territoire: string | null
  epci: string | null
}

/** A page of the bilan asked plainly, and asked for places that lie outside. */
export function bilanAddresses(path: string, away: Placed | undefined): string[] {
  const plain = `${path}?periode=2026-S1`
  if (!away) return [plain]
  return [plain, `${plain}&lieu=epci:${away.epci}`, `${plain}&lieu=territoire:${away.territoire}`]
}

/** How many contacts a bilan tells of, on a page or in a CSV; null for any other answer. */
export function contactsTold(text: string): number | null {
  const match = /data-indicateur="contacts">[\s\S]*?data-valeur>(\d+)<|"Prises de contact";"(\d+)"/.exec(text)
  return match ? Number(match[1] ?? match[2]) : null
}

/** The EPCI that a bilan has a line for. */
export function placesTold(text: string): string[] {
  return [...text.matchAll(/data-part="epci:([a-z-]+)"/g)].map(m => m[1]!)
}

/** The figures asked of the store itself: all of one's own, and nothing of a place outside. */
export async function countsIn(store: Store, scope: Scope, own: number, away: Placed | undefined): Promise<string[]> {
  const indicators = store.indicatorsOf(scope)
  const count = async (area: { epci?: string; territoire?: string }) => {
    const rows = await indicators.rows(area, readPeriod('2026-S1')!, library.territoireOfEpci)
    return rows.contacts.reduce((n, c) => n + c.n, 0)
  }
  const found = (await count({})) === own ? [] : ['indicators count others']
  if (away?.epci && (await count({ epci: away.epci })) > 0) found.push(`indicators count ${away.epci}`)
  return found
}
