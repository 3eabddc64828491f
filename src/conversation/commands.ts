import Fuse from 'fuse.js'
import { fold } from '../domain/fold.ts'

/** The command that a text is, or null. */
export type Commands = (text: string) => string | null

/** fuse.js takes 3 s for 1,000 characters (measured); commands are short. */
const LONGEST = 64
/** Below five letters a typo makes another word: only exact ones count. */
const SHORTEST_FUZZY = 5

/** Recognises the phrases of `dialogs/commandes.yaml`, with a typo or inside a short sentence. */
export function createCommands(phrases: ReadonlyMap<string, readonly string[]>): Commands {
  const list = [...phrases].flatMap(([commande, all]) => all.map(p => ({ commande, phrase: normalise(p) })))
  const exact = new Map(list.map(({ commande, phrase }) => [phrase, commande]))
  const inside = list.filter(({ phrase }) => phrase.split(' ').length >= 3)
  const fuse = new Fuse(
    list.filter(l => l.phrase.length >= SHORTEST_FUZZY),
    {
      keys: ['phrase'],
      threshold: 0.25,
      distance: 20,
      includeScore: true,
    },
  )
  return text => {
    const said = normalise(text)
    const known = exact.get(said)
    if (known || said.length > LONGEST) return known ?? null
    const within = inside.find(({ phrase }) => ` ${said} `.includes(` ${phrase} `))
    if (within) return within.commande
    if (said.length < SHORTEST_FUZZY) return null
    const best = fuse.search(said, { limit: 1 })[0]
    return best && Math.abs(best.item.phrase.length - said.length) <= 2 ? best.item.commande : null
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
