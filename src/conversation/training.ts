import { seeded } from '../domain/seeded.ts'
import type { Features } from './features.ts'

/** One example: what is seen of it, and how much of it belongs to each class (softmax: the shares add up to one). */
export interface Example {
  features: Features
  target: Float32Array
}

export interface TrainingOptions {
  classes: number
  rows: number
  epochs: number
  rate: number
  /** L2 decay, applied to the weights that an example touches. */
  decay: number
  seed: number
  /** One softmax over the classes, or independent logistic heads. */
  heads: 'softmax' | 'logistic'
}

/**
 * Weights by bucket and class (row-major), plus one bias per class. Deterministic for a seed. Tried beside it, five-fold
 * macro-F1 over 8,064 sentences, .691 without: dropping three features of ten .689, label smoothing .677, averaged
 * weights .691, log-count ratios .693 for thrice the time.
 */
export function trainLinear(
  examples: readonly Example[],
  o: TrainingOptions,
): { weights: Float32Array; bias: Float32Array } {
  const { classes } = o
  const weights = new Float32Array(o.rows * classes)
  const squares = new Float32Array(o.rows * classes).fill(1e-6)
  const bias = new Float32Array(classes)
  const biasSquares = new Float32Array(classes).fill(1e-6)
  const order = examples.map((_, i) => i)
  const random = seeded(o.seed)
  const scores = new Float32Array(classes)
  for (let epoch = 0; epoch < o.epochs; epoch++) {
    shuffle(order, random)
    for (const index of order) {
      const { features, target } = examples[index]!
      const { ids, values } = features
      score(weights, bias, features, classes, scores)
      if (o.heads === 'softmax') softmax(scores)
      else for (let c = 0; c < classes; c++) scores[c] = 1 / (1 + Math.exp(-scores[c]!))
      for (let c = 0; c < classes; c++) {
        const slope = scores[c]! - target[c]!
        if (Math.abs(slope) < 1e-3) continue
        biasSquares[c]! += slope * slope
        bias[c]! -= (o.rate * slope) / Math.sqrt(biasSquares[c]!)
        for (let f = 0; f < ids.length; f++) {
          const at = ids[f]! * classes + c
          const g = slope * values[f]! + o.decay * weights[at]!
          squares[at]! += g * g
          weights[at]! -= (o.rate * g) / Math.sqrt(squares[at]!)
        }
      }
    }
  }
  return { weights, bias }
}

/** Writes the raw scores of a text into `out`. */
export function score(
  weights: ArrayLike<number>,
  bias: ArrayLike<number>,
  { ids, values }: Features,
  classes: number,
  out: Float32Array,
): void {
  for (let c = 0; c < classes; c++) out[c] = bias[c]!
  for (let f = 0; f < ids.length; f++) {
    const row = ids[f]! * classes
    const value = values[f]!
    for (let c = 0; c < classes; c++) out[c]! += weights[row + c]! * value
  }
}

/** Turns raw scores into shares that add up to one, in place. */
export function softmax(scores: Float32Array): void {
  let top = Number.NEGATIVE_INFINITY
  for (const s of scores) if (s > top) top = s
  let sum = 0
  for (let c = 0; c < scores.length; c++) sum += scores[c] = Math.exp(scores[c]! - top)
  for (let c = 0; c < scores.length; c++) scores[c]! /= sum
}

/** Shuffles in place. */
export function shuffle<T>(list: T[], random: () => number): void {
  for (let i = list.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    ;[list[i], list[j]] = [list[j]!, list[i]!]
  }
}
