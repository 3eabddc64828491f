import type { Features } from './features.ts'

/** One trained layer as it lies in the file: one letter a weight (64 steps on a square-root scale), one scale a class. */
export interface LayerFile {
  classes: string[]
  scales: number[]
  bias: number[]
  weights: string
}

/** The layers and the features that they know: hash buckets in order, as differences in base 32 with a comma between. */
export interface LayersFile {
  features: string
  themes: LayerFile
  heads: LayerFile
  kinds: LayerFile
}

/** The committed model: `exemples` and `lexique` are the SHA-256 of the files that taught it. */
export interface ModelFile extends LayersFile {
  exemples: string
  lexique: string
  /** Weights of the calibration: see `calibrate`. */
  calibration: number[]
  /** The examples that the model reads wrongly although it was taught them: line of the file, themes meant and read. */
  erreurs: { ligne: number; attendu: string[]; obtenu: string[] }[]
}

export interface Layer {
  classes: readonly string[]
  /** Raw scores by class, of features known to the model. */
  score(features: Features): Float32Array
}

export interface Layers {
  /** Keeps the features that the model knows, as its rows. */
  known(features: Features): Features
  themes: Layer
  heads: Layer
  kinds: Layer
}

export interface Model extends Layers {
  calibration: readonly number[]
}

/** The model ready to read, from the file's value. */
export function readModel(file: ModelFile): Model {
  return { ...readLayers(file), calibration: file.calibration }
}

/** The three layers ready to read. */
export function readLayers(file: LayersFile): Layers {
  const rows = new Map<number, number>()
  let bucket = -1
  for (const step of file.features.split(',')) {
    bucket += Number.parseInt(step, 32)
    rows.set(bucket, rows.size)
  }
  const layer = (l: LayerFile) => readLayer(l, rows.size)
  return {
    known: features => knownOf(rows, features),
    themes: layer(file.themes),
    heads: layer(file.heads),
    kinds: layer(file.kinds),
  }
}

/** The features that `rows` holds, by row. */
export function knownOf(rows: ReadonlyMap<number, number>, { ids, values }: Features): Features {
  const kept: number[] = []
  const weights: number[] = []
  for (let f = 0; f < ids.length; f++) {
    const row = rows.get(ids[f]!)
    if (row === undefined) continue
    kept.push(row)
    weights.push(values[f]!)
  }
  return { ids: Uint32Array.from(kept), values: Float32Array.from(weights) }
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-'
const HALF = 31

function readLayer({ classes, bias, scales, weights: packed }: LayerFile, rows: number): Layer {
  const n = classes.length
  if (packed.length !== rows * n) throw new Error('the model file is cut short: run npm run train')
  const steps = new Map([...ALPHABET].map((letter, i) => [letter.charCodeAt(0), i - HALF] as const))
  const weights = new Float32Array(packed.length)
  for (let i = 0; i < packed.length; i++) {
    const step = steps.get(packed.charCodeAt(i))!
    weights[i] = Math.sign(step) * (step / HALF) ** 2 * scales[i % n]!
  }
  return {
    classes,
    score({ ids, values }) {
      const out = Float32Array.from(bias)
      for (let f = 0; f < ids.length; f++) {
        const row = ids[f]! * n
        const value = values[f]!
        for (let c = 0; c < n; c++) out[c]! += weights[row + c]! * value
      }
      return out
    },
  }
}

/** A trained layer packed for the file. */
export function packLayer(classes: string[], weights: Float32Array, bias: Float32Array): LayerFile {
  const n = classes.length
  const tops = new Float64Array(n)
  for (let i = 0; i < weights.length; i++) tops[i % n] = Math.max(tops[i % n]!, Math.abs(weights[i]!))
  const scales = [...tops].map(t => round(t || 1))
  const letters = new Array<string>(weights.length)
  for (let i = 0; i < weights.length; i++) {
    const w = weights[i]!
    letters[i] = ALPHABET[HALF + Math.round(Math.sign(w) * Math.sqrt(Math.abs(w) / scales[i % n]!) * HALF)]!
  }
  return { classes, scales, bias: [...bias].map(round), weights: letters.join('') }
}

/** Bucket numbers in order, packed for the file. */
export function packFeatures(buckets: readonly number[]): string {
  return buckets.map((b, i) => (b - (i > 0 ? buckets[i - 1]! : -1)).toString(32)).join(',')
}

function round(x: number): number {
  return Number(x.toPrecision(6))
}

/** Shares that add up to one. */
export function softmaxOf(scores: ArrayLike<number>): number[] {
  const list = Array.from(scores)
  const top = Math.max(...list)
  const powers = list.map(s => Math.exp(s - top))
  const sum = powers.reduce((a, b) => a + b, 0)
  return powers.map(p => p / sum)
}

/** From a raw score to 0…1. */
export function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x))
}

/** What is known of a whole text before its themes are weighed one by one. */
export interface Context {
  none: number
  offTopic: number
  /** How many words of everyday life, and of the programme, the lexicon found. */
  everyday: number
  programme: number
  /** The best share of any theme. */
  best: number
}

/** What the calibration weighs for one theme of one text. */
export function evidence(c: Context, share: number, head: number, strong: number, weak: number, gap: number): number[] {
  return [
    1,
    logOdds(share),
    logOdds(head),
    logOdds(c.none),
    logOdds(c.offTopic),
    Math.min(strong, 2),
    Math.min(weak, 3),
    gap,
    Math.min(c.everyday, 2),
    Math.min(c.programme, 1),
    logOdds(c.best),
  ]
}

/** The probability that a theme is meant. */
export function calibrate(weights: readonly number[], values: readonly number[]): number {
  let sum = 0
  for (let i = 0; i < weights.length; i++) sum += weights[i]! * values[i]!
  return logistic(sum)
}

function logOdds(p: number): number {
  const q = Math.min(0.9995, Math.max(0.0005, p))
  return Math.log(q / (1 - q))
}
