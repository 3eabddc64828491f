/** How often a text is tried: a few times all of them, then those that seem dear, as the machine has other work. */
const ROUNDS = 3
const MORE = 12

/**
 * What one of many texts costs in ms, at the median and at the 99th centile. Each counts with the least of its rounds:
 * what other processes took from the clock falls away, and the clock of processor time ticks only every 4 ms on some
 * machines.
 */
export function costs(texts: readonly string[], act: (text: string) => unknown): { median: number; p99: number } {
  const least = texts.map(() => Number.POSITIVE_INFINITY)
  const time = (i: number) => {
    const began = performance.now()
    act(texts[i]!)
    least[i] = Math.min(least[i]!, performance.now() - began)
  }
  for (let round = 0; round < ROUNDS; round++) for (const i of texts.keys()) time(i)
  const dear = [...texts.keys()].sort((a, b) => least[b]! - least[a]!).slice(0, texts.length / 50)
  for (let round = 0; round < MORE; round++) for (const i of dear) time(i)
  least.sort((a, b) => a - b)
  const at = (share: number) => least[Math.floor(least.length * share)]!
  console.log(`${texts.length} texts: median ${at(0.5).toFixed(2)} ms, p99 ${at(0.99).toFixed(2)} ms`)
  return { median: at(0.5), p99: at(0.99) }
}
