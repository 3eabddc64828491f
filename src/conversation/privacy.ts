import { fold } from '../domain/fold.ts'
import type { Library } from '../domain/library.ts'
import type { Mind } from './mind.ts'

/** Addresses of mail and pages, and runs of digits that may be a phone, a SIRET or an account. */
const ADDRESS = /\S+\s*(?:@|[[(]at[\])]|\barobase\b)\s*\S+(?:\s+(?:point|dot)\s+\S+)?|(?:https?:\/\/|www\.)\S+/gi
const NUMBER = /\+?\d(?:[ ./()-]{0,2}\d){4,}/g
const WORD = /[\p{L}\p{N}'’-]+/gu
const LONGEST = 200
/** How many words behind what announces a name are taken for it, if nothing stands between. */
const ANNOUNCED = 2

/**
 * A question without anything that tells who asked it: no address, no number, no name. A word with a capital inside a
 * sentence is taken for a name unless it is a place or an acronym that we know; so are the words behind « je m'appelle »
 * and its like, and the firms and people of the records.
 */
export function impersonal(mind: Mind, text: string): string {
  const { match, mots } = mind.lookup.inText(text)
  const known = new Set(words(`${match?.nom ?? ''} ${mots ?? ''}`))
  const bare = text.slice(0, 1000).replace(ADDRESS, ' ').replace(NUMBER, ' ')
  const shouted = bare === bare.toUpperCase()
  const said = [...bare.matchAll(WORD)]
  const isCapital = (at: number) => /^\p{Lu}/u.test(said[at]?.[0] ?? '')
  const named = namesIn(mind.library, bare, said)
  let at = -1
  const kept = bare.replace(WORD, word => {
    at++
    if (named.has(at)) return ' '
    // a first word begins with a capital anyhow, unless the next one does too
    if (shouted || !isCapital(at) || (at === 0 && !isCapital(1))) return word
    return mind.library.glossaire.has(word.toUpperCase()) || words(word).every(w => known.has(w)) ? word : ' '
  })
  return kept.replace(/\s+/g, ' ').trim().slice(0, LONGEST)
}

/** The positions of the words that are announced as a name, or are a firm or a person of the records. */
function namesIn(library: Library, text: string, said: readonly RegExpExecArray[]): Set<number> {
  const parts = said.flatMap((m, at) => words(m[0]).map(word => ({ word, at })))
  const found = new Set<number>()
  const { announces, names } = namesOf(library)
  for (const [i, { word }] of parts.entries()) {
    for (const phrase of names.get(word) ?? [])
      if (stands(parts, i, phrase)) for (const p of parts.slice(i, i + phrase.length)) found.add(p.at)
    for (const phrase of announces.get(word) ?? []) {
      if (!stands(parts, i, phrase)) continue
      for (let at = parts[i + phrase.length - 1]!.at, left = ANNOUNCED; left > 0 && said[at + 1]; at++, left--) {
        // the stop of « Mme. » ends no sentence
        const stop = said[at]![0].length > 3 ? /[,;:.!?\n]/ : /[,;:!?\n]/
        if (stop.test(text.slice(said[at]!.index + said[at]![0].length, said[at + 1]!.index))) break
        found.add(at + 1)
      }
    }
  }
  return found
}

type Phrases = ReadonlyMap<string, readonly (readonly string[])[]>
const made = new WeakMap<Library, { announces: Phrases; names: Phrases }>()

/** The phrases that announce a name and the names of the records, by their first word. */
function namesOf(library: Library): { announces: Phrases; names: Phrases } {
  const byFirst = (phrases: readonly string[]) =>
    Map.groupBy(
      phrases.map(words).filter(p => p.length > 0),
      p => p[0]!,
    )
  const known = made.get(library) ?? {
    announces: byFirst(library.commandes.get('mots-devant-un-nom') ?? []),
    names: byFirst([
      ...[...library.entreprises.values()].flatMap(e => [e.titre, ...e.alias]),
      ...[...library.contacts.values()].flatMap(c => c.nom ?? []),
    ]),
  }
  made.set(library, known)
  return known
}

function stands(parts: readonly { word: string }[], from: number, phrase: readonly string[]): boolean {
  return phrase.every((word, i) => parts[from + i]?.word === word)
}

function words(text: string): string[] {
  return fold(text).match(/[a-z0-9]+/g) ?? []
}
