import type { Labelled } from './learning.ts'

/** One judged text: its labels, and what was answered. */
export interface Judged {
  sentence: Labelled
  /** All themes, most likely first. */
  scores: { id: string; confidence: number }[]
  /** Those that would be named. */
  named: string[]
  kind: string
}

/** The figures of one set. */
export interface Figures {
  texts: number
  macroF1: number
  byTheme: Record<string, number>
  /** Over texts that have a theme: the first of all ten is right; one of the first three is; the first named is. */
  first: number
  three: number
  firstNamed: number
  threeNamed: number
  named: number
  /** Over texts without a theme, those that got one. */
  offTopic: number
  kinds: number
  /** Mean difference between confidence and truth, over tenths of confidence. */
  calibration: number
}

/** Measures judged texts against their labels. */
export function measure(judged: readonly Judged[], themes: readonly string[]): Figures {
  const byTheme: Record<string, number> = {}
  for (const theme of themes) {
    let hit = 0
    let wrong = 0
    let missed = 0
    for (const { sentence, named } of judged) {
      const meant = sentence.themes.includes(theme)
      if (named.includes(theme)) meant ? hit++ : wrong++
      else if (meant) missed++
    }
    byTheme[theme] = hit === 0 ? 0 : (2 * hit) / (2 * hit + wrong + missed)
  }
  const on = judged.filter(j => j.sentence.themes.length > 0)
  const off = judged.filter(j => j.sentence.themes.length === 0)
  const rate = (list: readonly Judged[], test: (j: Judged) => boolean) =>
    list.length === 0 ? 0 : list.filter(test).length / list.length
  const right = (j: Judged, ids: readonly (string | undefined)[]) =>
    ids.some(id => id !== undefined && j.sentence.themes.includes(id))
  return {
    texts: judged.length,
    macroF1: Object.values(byTheme).reduce((a, b) => a + b, 0) / themes.length,
    byTheme,
    first: rate(on, j => right(j, [j.scores[0]?.id])),
    three: rate(on, j =>
      right(
        j,
        j.scores.slice(0, 3).map(s => s.id),
      ),
    ),
    firstNamed: rate(on, j => right(j, [j.named[0]])),
    threeNamed: rate(on, j => right(j, j.named.slice(0, 3))),
    named: on.reduce((n, j) => n + j.named.length, 0) / (on.length || 1),
    offTopic: rate(off, j => j.named.length > 0),
    kinds: rate(judged, j => j.kind === j.sentence.kind),
    calibration: calibrationError(judged),
  }
}

function calibrationError(judged: readonly Judged[]): number {
  const bins = Array.from({ length: 10 }, () => ({ n: 0, sum: 0, hits: 0 }))
  let all = 0
  for (const { sentence, scores } of judged)
    for (const { id, confidence } of scores) {
      const bin = bins[Math.min(9, Math.floor(confidence * 10))]!
      bin.n++
      bin.sum += confidence
      if (sentence.themes.includes(id)) bin.hits++
      all++
    }
  return bins.reduce((error, b) => error + Math.abs(b.sum - b.hits), 0) / (all || 1)
}
