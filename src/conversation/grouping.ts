import type { Library } from '../domain/library.ts'
import { createQueryReader, createSynonyms, stemsOf } from './query.ts'
import { recordsOf } from './records.ts'

/** From this likeness to the questions of a group on, a question joins it. */
const ALIKE = 0.5
/** So many questions that share a word make it a topic; more make it no more of one. */
const TOPIC = 4
/** What a word stands for counts less than the word. */
const MEANT = 0.5

type Meaning = Map<string, number>

/** How rare a stem is in the records: the words that they do not use say best what could not be answered. */
function rarityIn(library: Library): (stem: string) => number {
  const records = recordsOf(library)
  const counts = new Map<string, number>()
  for (const { title, aliases, summary } of records)
    for (const stem of new Set(stemsOf([title, ...aliases, summary].join(' '))))
      counts.set(stem, (counts.get(stem) ?? 0) + 1)
  return stem => Math.log(1 + records.length / (1 + (counts.get(stem) ?? 0)))
}

/**
 * Groups questions that mean the same, by the stems of their words and what these stand for: lists of positions, the
 * largest group first, in a group the oldest position first.
 */
export function groupQuestions(library: Library, texts: readonly string[]): number[][] {
  const { recherche } = library.lexique
  const read = createQueryReader(recherche)
  const synonyms = createSynonyms(library.synonymes, recherche.vides)
  const rarity = rarityIn(library)
  const queries = texts.map(read)
  // what several ask about is a topic; a repeated text says nothing more
  const asked = new Map<string, Set<string>>()
  for (const [at, { content }] of queries.entries())
    for (const { racine } of content) asked.set(racine, (asked.get(racine) ?? new Set()).add(texts[at]!))
  const weigh = (stem: string) => rarity(stem) * (1 + Math.log(Math.min(TOPIC, asked.get(stem)?.size ?? 1)))
  const groups: { sum: Meaning; members: number[] }[] = []
  for (const [at, query] of queries.entries()) {
    const meaning: Meaning = new Map()
    for (const phrase of synonyms(query.useful))
      for (const stem of stemsOf(phrase)) meaning.set(stem, MEANT * rarity(stem))
    for (const { racine } of query.content) meaning.set(racine, weigh(racine))
    const [best] = groups.map(group => ({ group, alike: cosine(group.sum, meaning) })).sort((a, b) => b.alike - a.alike)
    if (best && best.alike >= ALIKE) join(best.group, at, meaning)
    else groups.push({ sum: new Map(meaning), members: [at] })
  }
  return groups.map(g => g.members).sort((a, b) => b.length - a.length || a[0]! - b[0]!)
}

function join(group: { sum: Meaning; members: number[] }, at: number, meaning: Meaning): void {
  group.members.push(at)
  for (const [stem, weight] of meaning) group.sum.set(stem, (group.sum.get(stem) ?? 0) + weight)
}

function cosine(a: Meaning, b: Meaning): number {
  let shared = 0
  for (const [stem, weight] of b) shared += weight * (a.get(stem) ?? 0)
  return shared / (length(a) * length(b) || 1)
}

function length(meaning: Meaning): number {
  return Math.sqrt([...meaning.values()].reduce((sum, w) => sum + w * w, 0))
}
