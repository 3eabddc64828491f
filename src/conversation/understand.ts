import { type Features, featuresOf } from './features.ts'
import type { Found, Lexicon, Reading } from './lexicon.ts'
import type { Kind } from './mind.ts'
import { calibrate, evidence, logistic, type Model, softmaxOf } from './model.ts'

/**
 * From this confidence the bot acts on a theme without asking. Five-fold on exemples.yaml (`npm run bench -- themes`),
 * the first theme is right in 67 % of texts at 0.6–0.7, 76 % at 0.7–0.8, 83 % at 0.8–0.9, 95 % above: 87 % from 0.6 on.
 */
export const ACT = 0.6
/**
 * From ASK the first theme is asked about by name, from ASK_BESIDE one beside it. Five-fold over the 12,112 sentences
 * (the same bench, constants changed): macro-F1 .749, no theme for 8.4 % of texts that have one and a theme for 9.8 % of
 * off-topic ones; .745, 10.6 % and 9.3 % with 0.3 for both; .748, 6.9 % and 10.5 % with 0.2 and 0.35.
 */
export const ASK = 0.25
export const ASK_BESIDE = 0.35
/** From this share of kinds without a theme the likeliest of them holds; from the second, where a strong word stands against it. */
const OFF_TOPIC = 0.25
const OFF_TOPIC_SURE = 0.75
/**
 * From this sum of « a kind without a theme » and « none of the ten » (0 to 2) no theme is named; the second as above.
 * On the same: a theme on 9.8 % of off-topic texts at 0.27 and 0.55 and none on 8.4 % of the others; 11.9 % and 7.5 % at
 * 0.35 and 0.7; 9.7 % and 8.8 % at 0.22 and 0.55; 18.6 % and 6.4 % without. Macro-F1 .748 to .753 in all.
 */
const ASIDE = 0.27
const ASIDE_SURE = 0.55
/**
 * The same for a theme that would be acted on: no theme on 8.4 % of texts that have one and one on 9.8 % of off-topic
 * ones, 8.8 % and 9.3 % without it; of those of six words at most 13.8 % and 6.5 %, 14.9 % and 6.2 % without it.
 */
const ASIDE_LIKELY = 0.45
/** At most this many themes are named. */
const NAMED = 3
/** A message longer than this is understood by its beginning (contract). */
export const LONGEST = 1_000

/** A theme with the probability that an adviser would open a file for it. */
export interface Scored {
  id: string
  confidence: number
}

/** How a text was understood. */
export interface Understanding {
  kind: Kind
  /** Only those that the bot acts on or asks about by name, most likely first. */
  themes: Scored[]
  /** True where the first theme is sure enough to act without asking. */
  sure: boolean
  /** All ten themes, most likely first. */
  scores: Scored[]
  /** `difficulte`, `detresse`. */
  signaux: string[]
  /** What the lexicon found, what a negation took back, how likely each kind is: for `npm run try`. */
  steps: { mots: string[]; nies: string[]; trouves: Found[]; kinds: Scored[]; none: number }
}

/** Kinds that never carry a theme. */
export const THEMELESS: ReadonlySet<string> = new Set(['salutation', 'hors-sujet', 'abus', 'commande', 'donnee'])

/** A reader of texts: pure, linear in the text, never more than the first 1,000 characters. */
export function createUnderstanding(parts: { model: Model; lexicon: Lexicon }): (text: string) => Understanding {
  const { model, lexicon } = parts
  return text => {
    const said = text.slice(0, LONGEST)
    const reading = lexicon.read(said)
    const judged = judge(model, reading, said)
    const { scores, kinds, none } = judged
    const { kind, themes } = decide(judged, reading.trouves, lexicon.whole(said) ?? bareFact(said))
    const signaux = lexicon.signals(said, reading.trouves)
    return {
      kind: kind as Kind,
      themes,
      sure: (themes[0]?.confidence ?? 0) >= ACT,
      scores,
      signaux,
      steps: { mots: reading.mots.map(w => w.mot), nies: reading.nies, trouves: reading.trouves, kinds, none },
    }
  }
}

/** What the model and the lexicon make of a text: themes and kinds, likeliest first, and the share of « none of the ten ». */
export interface Judgement {
  scores: Scored[]
  kinds: Scored[]
  none: number
}

/**
 * The kind of a text, and the themes that the bot acts on or asks about by name. Kinds without a theme are weighed
 * together. A strong word of the likeliest theme raises the bar for being off-topic (« recruter », « robot » are no
 * small talk, « robot de cuisine » is). A text may be set aside without being called off-topic: then the bot asks.
 */
export function decide(
  { scores, kinds, none }: Judgement,
  trouves: readonly Found[],
  told: string | null,
): { kind: string; themes: Scored[] } {
  const off = kinds.filter(k => THEMELESS.has(k.id))
  const share = off.reduce((sum, k) => sum + k.confidence, 0)
  const [first] = scores
  const strong = first !== undefined && first.confidence >= ASK && trouves.some(f => f.marque === `fort:${first.id}`)
  const likeliest = share >= (strong ? OFF_TOPIC_SURE : OFF_TOPIC) ? off[0] : kinds.find(k => !THEMELESS.has(k.id))
  const kind = told ?? likeliest!.id
  const aside = strong ? ASIDE_SURE : first && first.confidence >= ACT ? ASIDE_LIKELY : ASIDE
  if (THEMELESS.has(kind) || share + none >= aside) return { kind, themes: [] }
  return { kind, themes: scores.filter((s, i) => s.confidence >= (i === 0 ? ASK : ASK_BESIDE)).slice(0, NAMED) }
}

/** Words of looking for something, which mean more with what is looked for. */
const QUEST = 'liste:quete'

/** What the model sees of a reading: the marks of the lexicon, and marks of the text's shape. */
export function seen(reading: Reading, text: string): Features {
  const marks = reading.trouves.map(f => f.marque)
  // « je cherche un soudeur » is not « soudeur depuis 1980 »
  if (marks.includes(QUEST))
    for (const list of new Set(marks)) if (list.startsWith('liste:')) marks.push(`${QUEST}+${list}`)
  marks.push(`mots:${Math.min(9, Math.ceil(Math.log2(reading.mots.length + 1)))}`)
  if (text.includes('?')) marks.push('forme:?')
  if (/\d/.test(text)) marks.push('forme:#')
  if (/[@<>{};]|https?:/.test(text)) marks.push('forme:code')
  if (/[^\p{Script=Latin}\p{N}\p{P}\p{Z}\p{S}\s]/u.test(text)) marks.push('forme:alphabet')
  return featuresOf(reading.mots, marks)
}

/** The model's and the lexicon's judgement, fused into probabilities. */
export function judge(model: Model, reading: Reading, text: string): Judgement {
  const features = model.known(seen(reading, text))
  const shares = softmaxOf(model.themes.score(features))
  const heads = model.heads.score(features)
  const kindShares = softmaxOf(model.kinds.score(features))
  const kinds = model.kinds.classes
    .map((id, c) => ({ id, confidence: kindShares[c]! }))
    .sort((a, b) => b.confidence - a.confidence)
  const offTopic = kinds.reduce((sum, k) => (THEMELESS.has(k.id) ? sum + k.confidence : sum), 0)
  const rows = evidenceOf(model.heads.classes, shares, heads, offTopic, reading)
  const scores = model.heads.classes
    .map((id, c) => ({ id, confidence: calibrate(model.calibration, rows[c]!) }))
    .sort((a, b) => b.confidence - a.confidence)
  return { scores, kinds, none: shares.at(-1)! }
}

/** The calibration's inputs for each theme of one text; `shares` has « none » at its end. */
export function evidenceOf(
  ids: readonly string[],
  shares: readonly number[],
  heads: ArrayLike<number>,
  offTopic: number,
  reading: Reading,
): number[][] {
  const count = (mark: string) => reading.trouves.reduce((n, f) => (f.marque === mark ? n + 1 : n), 0)
  const ordered = shares.slice(0, -1).sort((a, b) => b - a)
  const context = {
    none: shares.at(-1)!,
    offTopic,
    everyday: count('liste:vie-courante'),
    programme: count('liste:programme'),
    best: ordered[0]!,
  }
  return ids.map((id, c) => {
    const rival = shares[c] === ordered[0] ? ordered[1]! : ordered[0]!
    return evidence(
      context,
      shares[c]!,
      logistic(heads[c]!),
      count(`fort:${id}`),
      count(`faible:${id}`),
      shares[c]! - rival,
    )
  })
}

/** A message that is one fact and nothing else. */
function bareFact(text: string): Kind | null {
  const t = text.trim()
  if (t.length > 60) return null
  const bare =
    /^[\d\s.,€%+/-]*\d[\d\s.,€%+/-]*$/.test(t) ||
    /^\S+@\S+\.\S+$/.test(t) ||
    /^(?:siret|siren)\b[\s:]*[\d\s.]+$/i.test(t)
  return bare ? 'donnee' : null
}
