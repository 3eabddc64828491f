import { fold } from '../domain/fold.ts'
import type { Mind } from './mind.ts'

type Lists = ReadonlyMap<string, readonly string[]>

/** The phrases of one list, folded to words, longest first; made once for each library. */
const made = new WeakMap<Lists, Map<string, readonly string[]>>()

/** A phrase of a list that a text holds as whole words, and where it stands among them. */
export interface Heard {
  phrase: string
  /** What follows it, folded. */
  after: string
  before: string
}

/** The first place in a text where a phrase of the list `mots-…` stands, the longest phrase first; null if none does. */
export function hear(mind: Pick<Mind, 'library'>, list: string, text: string): Heard | null {
  const said = ` ${plain(text)} `
  for (const phrase of phrasesOf(mind.library.commandes, list)) {
    const at = said.indexOf(` ${phrase} `)
    if (at >= 0) return { phrase, before: said.slice(0, at).trim(), after: said.slice(at + phrase.length + 2).trim() }
  }
  return null
}

/** How many words of a text stand in the list. */
export function countHeard(mind: Pick<Mind, 'library'>, list: string, text: string): number {
  const known = new Set(phrasesOf(mind.library.commandes, list))
  return plain(text)
    .split(' ')
    .filter(w => known.has(w)).length
}

/** True where the whole text is one phrase of the list. */
export function isOneOf(mind: Mind, list: string, text: string): boolean {
  return phrasesOf(mind.library.commandes, list).includes(plain(text))
}

function phrasesOf(lists: Lists, list: string): readonly string[] {
  let mine = made.get(lists)
  if (!mine) {
    mine = new Map()
    made.set(lists, mine)
  }
  let phrases = mine.get(list)
  if (!phrases) {
    phrases = (lists.get(list) ?? []).map(plain).sort((a, b) => b.length - a.length)
    mine.set(list, phrases)
  }
  return phrases
}

/** Folded words with single spaces. */
export function plain(text: string): string {
  return fold(text)
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()
}
