import { fold, stem, type Word, words } from './words.ts'

/** A query as search reads it. */
export interface Query {
  /** All words, in order. */
  all: Word[]
  /** The words that say something; all of them if none does. */
  content: Word[]
  /** The words that are not empty, asking words kept: where synonyms are looked for. */
  useful: Word[]
  /** True where the person asks for somebody to talk to. */
  wantsContact: boolean
  /** True for « c'est quoi… », « qu'est-ce que… ». */
  wantsMeaning: boolean
  /** True where the text is a question. */
  asks: boolean
  /** True where the text speaks to us (« vous… »). */
  toUs: boolean
}

/** Words that say nothing in a query, and the turns that show what is wanted. Written by editors in `knowledge/lexique.yaml`. */
export interface QueryWords {
  vides: readonly string[]
  contact: readonly string[]
  definition: readonly string[]
  questions: readonly string[]
  adresse: readonly string[]
}

/** A query longer than this many words is cut: ≤ 12 terms go to the index. */
const LONGEST = 40

/** Reads queries; a person's text never reaches lunr's own parser. */
export function createQueryReader(lists: QueryWords): (text: string) => Query {
  const empty = new Set(lists.vides.flatMap(v => words(v).map(w => w.mot)))
  const contact = new Set(lists.contact.flatMap(v => words(v).map(w => w.racine)))
  const meanings = lists.definition.map(plain)
  const questions = lists.questions.map(plain)
  const us = new Set(lists.adresse.map(plain))
  return text => {
    const all = words(text.slice(0, 500)).slice(0, LONGEST)
    const once = new Set<string>()
    const useful = all.filter(w => w.mot.length > 1 && !empty.has(w.mot) && !once.has(w.racine) && once.add(w.racine))
    const content = useful.filter(w => !contact.has(w.racine))
    const said = ` ${plain(text)} `
    return {
      all,
      useful,
      content: content.length > 0 ? content : useful.length > 0 ? useful : all,
      wantsContact: all.some(w => contact.has(w.racine)),
      wantsMeaning: meanings.some(m => said.includes(` ${m} `)),
      toUs: all.some(w => us.has(w.mot)),
      asks: text.includes('?') || questions.some(q => said.startsWith(` ${q} `)),
    }
  }
}

/** Words and nothing else, one space between: how aliases and acronyms are compared. */
export function plain(text: string): string {
  return fold(text)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

/** An entry of the synonyms whose left side begins so is a family: its words find each other. */
const FAMILY = '='

/** True for a stem, false for the mark of a family. */
export const isWord = (term: string) => !term.startsWith(FAMILY)

/** By stem, the families that a word belongs to: marks that stand in the index beside the words themselves. */
export function createFamilies(
  synonymes: ReadonlyMap<string, readonly string[]>,
): ReadonlyMap<string, readonly string[]> {
  const of = new Map<string, string[]>()
  for (const [key, members] of synonymes) {
    if (!key.startsWith(FAMILY)) continue
    for (const stem of new Set(members.flatMap(stemsOf))) of.set(stem, [...(of.get(stem) ?? []), key])
  }
  return of
}

/** What each of people's words stands for, found in a query by stems. A key may hold several, with commas between. */
export function createSynonyms(
  synonymes: ReadonlyMap<string, readonly string[]>,
  vides: readonly string[],
): (all: readonly Word[]) => string[] {
  const empty = new Set(vides)
  const byFirst = new Map<string, { stems: string[]; means: readonly string[] }[]>()
  for (const [key, means] of synonymes) {
    if (key.startsWith(FAMILY)) continue
    for (const said of key.split(',')) {
      const stems = words(said)
        .filter(w => !empty.has(w.mot))
        .map(w => w.racine)
      const first = stems[0]
      if (!first) continue
      const list = byFirst.get(first)
      if (list) list.push({ stems, means })
      else byFirst.set(first, [{ stems, means }])
    }
  }
  return all => {
    const found: string[] = []
    all.forEach((word, at) => {
      for (const { stems, means } of byFirst.get(word.racine) ?? [])
        if (stems.every((s, i) => all[at + i]?.racine === s)) found.push(...means)
    })
    return [...new Set(found)]
  }
}

/** The stems of a phrase. */
export function stemsOf(phrase: string): string[] {
  return words(phrase).map(w => w.racine)
}

/** The stem of one plain word. */
export const stemOf = stem
