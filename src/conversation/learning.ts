import { seeded } from '../domain/seeded.ts'
import type { Features } from './features.ts'
import type { Found, Lexicon, Reading } from './lexicon.ts'
import type { Judged } from './measure.ts'
import {
  calibrate,
  knownOf,
  type LayerFile,
  type Layers,
  type LayersFile,
  logistic,
  packFeatures,
  packLayer,
  readLayers,
  softmaxOf,
} from './model.ts'
import { type Example, shuffle, trainLinear } from './training.ts'
import { decide, evidenceOf, type Scored, seen, THEMELESS } from './understand.ts'

/** One labelled sentence. */
export interface Labelled {
  text: string
  themes: string[]
  kind: string
}

/** What training makes: everything of the model's file but the hashes. */
export interface Learnt extends LayersFile {
  calibration: number[]
}

interface Prepared extends Labelled {
  reading: Reading
  features: Features
}

/**
 * The constants were set by macro-F1, first theme right and off-topic texts with a theme, five-fold: what `npm run bench
 * -- themes` prints, over the 8,064 sentences of 21 November (« old »), or over them with 2,106 newer ones in each
 * training (« more »).
 */

/** A feature is kept if so many sentences have it (more): at 2 .716 .741 .158 with a model of 1.6 MB, at 3 .716 .738 .147 with 1.2. */
const KEEP = 3
export const FOLDS = 5
/**
 * L2 decay. Themes (old): 1e-4 .691 .713, 1e-3 .699 .716, 2e-3 .698 .718, 4e-3 .696 .716.
 * Kinds (more): off-topic texts with a theme .195 at 1e-3, .171 at 1e-4.
 */
const DECAY = { themes: 1e-3, kinds: 1e-4 }

/** Trains the three layers, and calibrates them on predictions for texts that the layers had not seen. */
export function learn(sentences: readonly Labelled[], themes: readonly string[], lexicon: Lexicon): Learnt {
  const all = prepare(sentences, lexicon)
  const layers = trainLayers(all, themes)
  return { ...layers, calibration: calibration(folds(all, themes), themes) }
}

/** For each sentence, the judgement of a model that has not seen it (five folds; the calibration too). */
export function crossValidate(sentences: readonly Labelled[], themes: readonly string[], lexicon: Lexicon): Judged[] {
  const unseen = folds(prepare(sentences, lexicon), themes)
  const weights = Array.from({ length: FOLDS }, (_, k) =>
    calibration(
      unseen.filter(u => u.fold !== k),
      themes,
    ),
  )
  return unseen.map(({ sentence, fold, rows, kinds, none, trouves }) => {
    const scores = themes
      .map((id, c) => ({ id, confidence: calibrate(weights[fold]!, rows[c]!) }))
      .sort((a, b) => b.confidence - a.confidence)
    const { kind, themes: named } = decide({ scores, kinds, none }, trouves, null)
    return { sentence, scores, kind, named: named.map(s => s.id) }
  })
}

interface Unseen {
  sentence: Labelled
  fold: number
  rows: number[][]
  kinds: Scored[]
  none: number
  trouves: readonly Found[]
}

function prepare(sentences: readonly Labelled[], lexicon: Lexicon): Prepared[] {
  return sentences.map(s => {
    const reading = lexicon.read(s.text)
    return { ...s, reading, features: seen(reading, s.text) }
  })
}

function folds(all: readonly Prepared[], themes: readonly string[]): Unseen[] {
  const order = [...all]
  shuffle(order, seeded(7))
  const out: Unseen[] = []
  for (let k = 0; k < FOLDS; k++) {
    const model = readLayers(
      trainLayers(
        order.filter((_, i) => i % FOLDS !== k),
        themes,
      ),
    )
    order.forEach((s, i) => {
      if (i % FOLDS === k) out.push({ sentence: s, fold: k, ...predict(model, s, themes) })
    })
  }
  return out
}

function predict(model: Layers, s: Prepared, themes: readonly string[]): Omit<Unseen, 'sentence' | 'fold'> {
  const features = model.known(s.features)
  const shares = softmaxOf(model.themes.score(features))
  const kinds = softmaxOf(model.kinds.score(features))
  const offTopic = model.kinds.classes.reduce((sum, id, c) => (THEMELESS.has(id) ? sum + kinds[c]! : sum), 0)
  return {
    rows: evidenceOf(themes, shares, model.heads.score(features), offTopic, s.reading),
    kinds: model.kinds.classes
      .map((id, c) => ({ id, confidence: kinds[c]! }))
      .sort((a, b) => b.confidence - a.confidence),
    none: shares.at(-1)!,
    trouves: s.reading.trouves,
  }
}

function trainLayers(all: readonly Prepared[], themes: readonly string[]): LayersFile {
  const counts = new Map<number, number>()
  for (const s of all) for (const id of s.features.ids) counts.set(id, (counts.get(id) ?? 0) + 1)
  const buckets = [...counts]
    .filter(([, n]) => n >= KEEP)
    .map(([id]) => id)
    .sort((a, b) => a - b)
  const rows = new Map(buckets.map((id, row) => [id, row] as const))
  const features = all.map(s => knownOf(rows, s.features))
  const kinds = [...new Set(all.map(s => s.kind))].sort()
  const layer = (
    classes: string[],
    decay: number,
    heads: 'softmax' | 'logistic',
    target: (s: Prepared) => number[],
  ): LayerFile => {
    const examples: Example[] = all.map((s, i) => ({ features: features[i]!, target: Float32Array.from(target(s)) }))
    const { weights, bias } = trainLinear(examples, {
      classes: classes.length,
      rows: rows.size,
      // (old) 8 epochs .689 .713, 15 .691 .713; rate 0.15 .689 .715
      epochs: 10,
      rate: 0.3,
      decay,
      seed: 1,
      heads,
    })
    return packLayer(classes, weights, bias)
  }
  const share = (s: Prepared) => [
    ...themes.map(t => (s.themes.includes(t) ? 1 / s.themes.length : 0)),
    s.themes.length === 0 ? 1 : 0,
  ]
  return {
    features: packFeatures(buckets),
    themes: layer([...themes, 'aucun'], DECAY.themes, 'softmax', share),
    heads: layer([...themes], DECAY.themes, 'logistic', s => themes.map(t => (s.themes.includes(t) ? 1 : 0))),
    kinds: layer(kinds, DECAY.kinds, 'softmax', s => kinds.map(k => (k === s.kind ? 1 : 0))),
  }
}

/** Logistic regression over all themes together: what a share, a head and the lexicon's words are worth. */
function calibration(unseen: readonly Unseen[], themes: readonly string[]): number[] {
  const width = unseen[0]!.rows[0]!.length
  const weights = new Array<number>(width).fill(0)
  const rows = unseen.flatMap(u => u.rows.map((x, c) => ({ x, y: u.sentence.themes.includes(themes[c]!) ? 1 : 0 })))
  const squares = new Array<number>(width).fill(1e-8)
  for (let epoch = 0; epoch < 200; epoch++) {
    const slope = new Array<number>(width).fill(0)
    for (const { x, y } of rows) {
      let sum = 0
      for (let i = 0; i < width; i++) sum += weights[i]! * x[i]!
      const error = logistic(sum) - y
      for (let i = 0; i < width; i++) slope[i]! += error * x[i]!
    }
    for (let i = 0; i < width; i++) {
      const g = slope[i]! / rows.length
      squares[i] = 0.9 * squares[i]! + 0.1 * g * g
      weights[i]! -= (0.05 * g) / Math.sqrt(squares[i]! + 1e-10) / (1 + epoch / 20)
    }
  }
  return weights.map(w => Number(w.toPrecision(5)))
}
