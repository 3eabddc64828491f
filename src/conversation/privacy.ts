import { fold } from '../domain/fold.ts'
import type { Mind } from './mind.ts'

/** Addresses of mail and pages, and runs of digits that may be a phone, a SIRET or an account. */
const ADDRESS = /\S+@\S+|(?:https?:\/\/|www\.)\S+/gi
const NUMBER = /\+?\d(?:[ ./-]?\d){4,}/g
const WORD = /[\p{L}\p{N}'’-]+/gu
const LONGEST = 200

/**
 * A question without anything that tells who asked it: no address, no number, no name. A word with a capital inside a
 * sentence is taken for a name unless it is a place or an acronym that we know.
 */
export function impersonal(mind: Mind, text: string): string {
  const { match, mots } = mind.lookup.inText(text)
  const known = new Set(words(`${match?.nom ?? ''} ${mots ?? ''}`))
  const bare = text.slice(0, 1000).replace(ADDRESS, ' ').replace(NUMBER, ' ')
  const shouted = bare === bare.toUpperCase()
  let first = true
  const kept = bare.replace(WORD, word => {
    const opens = first
    first = false
    if (shouted || opens || !/^\p{Lu}/u.test(word)) return word
    return mind.library.glossaire.has(word.toUpperCase()) || words(word).every(w => known.has(w)) ? word : ' '
  })
  return kept.replace(/\s+/g, ' ').trim().slice(0, LONGEST)
}

function words(text: string): string[] {
  return fold(text).match(/[a-z0-9]+/g) ?? []
}
