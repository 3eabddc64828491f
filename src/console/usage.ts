import type { Sorte } from '../domain/overlay.ts'
import type { Count } from '../store/counters.ts'

/** How a record serves: how often it was shown, and found useful or not. */
export interface Usage {
  montre: number
  utile: number
  pasUtile: number
}

const NONE: Usage = { montre: 0, utile: 0, pasUtile: 0 }

/** Reads the anonymous funnel by record: results count under `montre` and `avis`, answers to questions under `reponse`. */
export function usageOf(totals: readonly Omit<Count, 'jour'>[]): (sorte: Sorte, id: string) => Usage {
  const found = new Map<string, Usage>()
  for (const { nom, cles, nombre } of totals) {
    const { fiche, sorte = 'dispositif', avis } = cles
    const field = nom === 'montre' || nom === 'reponse' ? 'montre' : avis === 'utile' ? 'utile' : 'pasUtile'
    if (!fiche || !['montre', 'reponse', 'avis'].includes(nom)) continue
    const key = `${sorte} ${fiche}`
    const known = found.get(key) ?? NONE
    found.set(key, { ...known, [field]: known[field] + nombre })
  }
  return (sorte, id) => found.get(`${sorte} ${id}`) ?? NONE
}
