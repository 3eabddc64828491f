import Fuse from 'fuse.js'
import { fold } from '../domain/fold.ts'
import { bits, lettersOf } from './typo.ts'

/** The command that a text is, or null. With `exact`, only a phrase as it stands in the list counts: names are being typed. */
export type Commands = (text: string, exact?: 'exact') => string | null

/** fuse.js takes 3 s for 1,000 characters (measured); commands are short. */
const LONGEST = 64
/** Below five letters a typo makes another word: only exact ones count. */
const SHORTEST_FUZZY = 5
/** A phrase that was meant is at most so many letters longer or shorter. */
const LONGER = 2
/** Of what was said, at most this share is wrong. */
const WRONG = 0.25
/** fuse.js cuts what is longer into parts, and takes one part that is right for enough. */
const PART = 32
/** A list of words for parsers is no command. */
const WORDS = 'mots-'
/** Such a phrase is found inside a longer one. */
const ENOUGH = 3

/** Recognises the phrases of `dialogs/commandes.yaml`, with a typo, among empty words or inside a short sentence. */
export function createCommands(phrases: ReadonlyMap<string, readonly string[]>): Commands {
  const empty = new Set((phrases.get('mots-vides') ?? []).flatMap(p => normalise(p).split(' ')))
  const bare = (text: string) =>
    text
      .split(' ')
      .filter(w => !empty.has(w))
      .join(' ')
  const list = [...phrases]
    .filter(([commande]) => !commande.startsWith(WORDS))
    .flatMap(([commande, all]) => all.map(p => ({ commande, phrase: normalise(p) })))
  const exact = new Map(list.map(({ commande, phrase }) => [phrase, commande]))
  const stripped = new Map(
    list.map(({ commande, phrase }) => [bare(phrase), commande]).filter(([phrase]) => phrase) as [string, string][],
  )
  const inside = list.filter(({ phrase }) => phrase.split(' ').length >= ENOUGH)
  const fuzzy = list.filter(l => l.phrase.length >= SHORTEST_FUZZY)
  const fuse = new Fuse(fuzzy, { keys: ['phrase'], threshold: WRONG, distance: 20, includeScore: true })
  const letters = fuzzy.map(({ phrase }) => ({ length: phrase.length, letters: lettersOf(phrase) }))
  return (text, only) => {
    const said = normalise(text)
    const known = exact.get(said)
    if (known || only || said.length > LONGEST) return known ?? null
    const plain = bare(said)
    const among = plain.length > 2 ? stripped.get(plain) : undefined
    if (among) return among
    const within = inside.find(({ phrase }) => ` ${said} `.includes(` ${phrase} `))
    if (within) return within.commande
    return near(said) ?? (plain === said ? null : near(plain))
  }

  function near(said: string): string | null {
    if (said.length < SHORTEST_FUZZY) return null
    // fuse.js takes 1 to 5 ms for all phrases: it is spared where none of this length has the letters
    const own = lettersOf(said)
    const most = said.length > PART ? PART : said.length * WRONG
    if (!letters.some(l => Math.abs(l.length - said.length) <= LONGER && bits(own & ~l.letters) <= most)) return null
    const best = fuse.search(said, { limit: 1 })[0]
    return best && Math.abs(best.item.phrase.length - said.length) <= LONGER ? best.item.commande : null
  }
}

function normalise(text: string): string {
  const words = fold(text)
    .replace(/[^a-z0-9?]+/g, ' ')
    .trim()
  return words
    .replace(/^(bonjour|alors|euh|bon|s'il vous plait) /, '')
    .replace(/ (svp|stp|s il vous plait|merci de)$/, '')
}
