import type { Word } from './words.ts'

/**
 * What the models see of a text: hashed buckets with values, of unit length.
 * Stems, pairs of stems, pieces of 3 to 5 letters, and the lexicon's marks (`THEME:…`, `liste:…`).
 */
export interface Features {
  ids: Uint32Array
  values: Float32Array
}

/** Hash buckets: so many that collisions do not matter (macro-F1 on the data page's sentences, before the lexicon: 2^14 .744, 2^15 .752, 2^16 .767); training keeps those it needs. */
export const BUCKETS = 1 << 20

/** How much each group weighs before the text is brought to unit length: five-fold macro-F1 .715 (« more », see learning.ts); .714 with pieces at 0.4, .708 with marks at 2.5. */
export interface Weights {
  stem: number
  pair: number
  piece: number
  mark: number
  markPair: number
}
export const WEIGHTS: Weights = { stem: 1, pair: 0.6, piece: 0.25, mark: 1.5, markPair: 0.6 }

const SEEN = new Uint32Array(BUCKETS)
let round = 0

/** The features of a text from its words and the lexicon's marks found in it. */
export function featuresOf(words: readonly Word[], marks: readonly string[], weights: Weights = WEIGHTS): Features {
  const ids: number[] = []
  const values: number[] = []
  round = (round + 1) >>> 0 || 1
  let norm = 0
  const add = (hash: number, value: number) => {
    const id = (hash ^ (hash >>> 15)) & (BUCKETS - 1)
    if (SEEN[id] === round) return
    SEEN[id] = round
    ids.push(id)
    values.push(value)
    norm += value * value
  }
  let before = hash('^')
  for (const { mot, racine } of words) {
    const stem = hash(/^\d+$/.test(racine) ? '#' : racine)
    add(stem, weights.stem)
    add(mix(before, stem), weights.pair)
    before = stem
    if (mot.length > 2 && mot.length <= 30) {
      const framed = `_${mot}_`
      for (let from = 0; from < framed.length - 2; from++) {
        let h = 0x811c9dc5
        for (let to = from; to < framed.length && to < from + 5; to++) {
          h = Math.imul(h ^ framed.charCodeAt(to), 0x01000193)
          if (to >= from + 2) add(h ^ 0x5bd1e995, weights.piece)
        }
      }
    }
  }
  add(mix(before, hash('$')), weights.pair)
  let last = 0
  for (const mark of marks) {
    const own = hash(mark) ^ 0x3c6ef372
    add(own, weights.mark)
    if (last) add(mix(Math.min(last, own), Math.max(last, own)), weights.markPair)
    last = own
  }
  const length = Math.sqrt(norm) || 1
  return { ids: Uint32Array.from(ids), values: Float32Array.from(values, v => v / length) }
}

function hash(text: string): number {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  return h >>> 0
}

function mix(a: number, b: number): number {
  return (Math.imul(a, 0x9e3779b1) + Math.imul(b, 0x85ebca6b)) >>> 0
}
