import type { Lexique } from '../domain/lexique.ts'
import { fold, stem, type Word, words } from './words.ts'

/** One thing that the lexicon found: the mark, and the words that it was found in. */
export interface Found {
  marque: string
  texte: string
}

/** A text as the lexicon reads it: the words that count, what was taken back by a negation, and the marks. */
export interface Reading {
  mots: Word[]
  nies: string[]
  trouves: Found[]
}

export interface Lexicon {
  read(text: string): Reading
  /** The intention of a message that says nothing else (« stop », « merci »), or null. */
  whole(text: string): string | null
  /** The signals of a text: expressions of several words, or single ones that stand as they are in the editors' list. */
  signals(text: string, trouves: readonly Found[]): string[]
}

/** One word of an expression. */
export interface Step {
  racine: string
  prefixe: boolean
  /** `=port`: this form only, as « porte » has the same stem. */
  forme: string | null
  /** True if up to four words may stand before this one. */
  libre: boolean
}
interface Entry {
  marque: string
  etapes: Step[]
}

/** Words that expressions skip on both sides. */
const LINKS = new Set([
  'le',
  'la',
  'les',
  'un',
  'une',
  'des',
  'du',
  'de',
  'au',
  'aux',
  'a',
  'en',
  'et',
  'mon',
  'ma',
  'mes',
  'notre',
  'nos',
  'ce',
  'cette',
  'ces',
  'son',
  'sa',
  'ses',
  'leur',
  'leurs',
])
/** A negation reaches this many words, and never past a comma or a full stop. */
const REACH = 6
const GAP = 4
const CLAUSE = /[.,;:!?()\n«»"]+|\s[-–—]\s|\b(?:mais|plutot|seulement|juste)\b/u

/** Builds the reader once from the editors' lists; reading is then linear in the text. */
export function createLexicon(lexique: Lexique): Lexicon {
  const byStem = new Map<string, Entry[]>()
  const byPrefix = new Map<string, Entry[]>()
  const put = (marque: string, expression: string) => {
    const etapes = compile(expression)
    if (etapes.length === 0) return
    const [first] = etapes as [Step]
    const [map, key] = first.prefixe ? [byPrefix, first.racine.slice(0, 3)] : [byStem, first.racine]
    const list = map.get(key)
    if (list) list.push({ marque, etapes })
    else map.set(key, [{ marque, etapes }])
  }
  for (const [theme, { fort, faible }] of Object.entries(lexique.themes)) {
    for (const e of fort) put(`fort:${theme}`, e)
    for (const e of faible) put(`faible:${theme}`, e)
  }
  for (const [liste, mots] of Object.entries(lexique.listes)) for (const e of mots) put(`liste:${liste}`, e)
  for (const [intention, mots] of Object.entries(lexique.intentions))
    for (const e of mots) put(`intention:${intention}`, e)
  for (const [signal, mots] of Object.entries(lexique.signaux)) for (const e of mots) put(`signal:${signal}`, e)
  for (const e of countries()) put('liste:pays', e)
  const negations = lexique.negations.map(compile)
  const whole = new Map(
    Object.entries(lexique['messages-entiers']).flatMap(([kind, list]) => list.map(m => [key(m), kind] as const)),
  )

  const verbatim = new Map(
    Object.entries(lexique.signaux).map(
      ([signal, all]) => [signal, all.map(e => ` ${flat(e.replace('*', ''))}`)] as const,
    ),
  )
  return {
    whole: text => whole.get(key(text)) ?? null,
    signals(text, trouves) {
      // a stem alone misleads: « fin 2027 » is no « en finir », « je sais pas » no « saisie »
      const said = ` ${flat(text)} `
      const told = trouves.filter(f => f.marque.startsWith('signal:'))
      const sure = (signal: string, texte: string) =>
        texte.includes(' ') || (verbatim.get(signal) ?? []).some(e => said.includes(e))
      return [
        ...new Set(
          told
            .map(f => [f.marque.slice(7), f.texte] as const)
            .filter(([m, t]) => sure(m, t))
            .map(([m]) => m),
        ),
      ]
    },
    read(text) {
      const clauses = text.split(CLAUSE).map(words)
      const mots: Word[] = []
      const nies: string[] = []
      for (const clause of clauses) {
        const cut = negated(negations, clause)
        if (!cut) mots.push(...clause)
        else {
          nies.push(...clause.slice(cut.from, cut.to).map(w => w.mot))
          mots.push(...clause.slice(0, cut.start), ...clause.slice(cut.to))
        }
      }
      return { mots, nies, trouves: find(byStem, byPrefix, mots) }
    },
  }
}

/** Folded, with single spaces and no signs. */
const flat = (text: string) =>
  fold(text)
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()

function find(
  byStem: ReadonlyMap<string, Entry[]>,
  byPrefix: ReadonlyMap<string, Entry[]>,
  mots: readonly Word[],
): Found[] {
  const found: Found[] = []
  for (let at = 0; at < mots.length; at++) {
    const word = mots[at]!
    for (const entries of [byStem.get(word.racine), byPrefix.get(word.mot.slice(0, 3))])
      for (const entry of entries ?? []) {
        const end = match(entry.etapes, mots, at)
        if (end > 0)
          found.push({
            marque: entry.marque,
            texte: mots
              .slice(at, end)
              .map(w => w.mot)
              .join(' '),
          })
      }
  }
  return found
}

/** The end of the expression that begins at `at`, or 0. */
function match(etapes: readonly Step[], mots: readonly Word[], at: number): number {
  let here = at
  for (let n = 0; n < etapes.length; n++) {
    const step = etapes[n]!
    if (n > 0) {
      const limit = here + (step.libre ? GAP : 0)
      const links = here + GAP
      while (
        here < mots.length &&
        !fits(step, mots[here]!) &&
        (here < limit || (here < links && LINKS.has(mots[here]!.mot)))
      )
        here++
    }
    if (here >= mots.length || !fits(step, mots[here]!)) return 0
    here++
  }
  return here
}

function fits(step: Step, word: Word): boolean {
  if (step.forme) return word.mot === step.forme
  return step.prefixe ? word.mot.startsWith(step.racine) : word.racine === step.racine
}

/** The steps of an expression as editors write it. */
export function compile(expression: string): Step[] {
  const steps: Step[] = []
  let free = false
  for (const part of expression.split(/\s+/)) {
    if (part === '…' || part === '...') {
      free = true
      continue
    }
    const prefixe = part.endsWith('*')
    for (const { mot, racine } of words(part)) {
      if (!prefixe && LINKS.has(mot) && expression.includes(' ')) continue
      steps.push({
        racine: prefixe ? mot : racine,
        prefixe,
        forme: part.startsWith('=') ? mot : null,
        libre: free,
      })
      free = false
    }
  }
  return steps
}

/** Where a clause takes something back: the words from `start` to `to` do not count. */
function negated(
  negations: readonly Step[][],
  clause: readonly Word[],
): { start: number; from: number; to: number } | null {
  for (let at = 0; at < clause.length; at++)
    for (const negation of negations) {
      const from = match(negation, clause, at)
      if (from > 0) return { start: at, from, to: Math.min(clause.length, from + REACH) }
    }
  return null
}

function key(text: string): string {
  return fold(text)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

/** Every country's French name. */
function countries(): string[] {
  const names = new Intl.DisplayNames(['fr'], { type: 'region', fallback: 'none' })
  const found: string[] = []
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ']
  for (const a of letters)
    for (const b of letters) {
      const name = names.of(a + b)
      if (name && name !== 'France' && stem(name.toLowerCase()).length > 2) found.push(name)
    }
  return found
}
