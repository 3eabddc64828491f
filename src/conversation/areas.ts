import type { Territoire } from '../domain/territoire.ts'
import { nameWords } from './place-names.ts'

/** An intercommunality or a territory named in a text. */
export interface Area {
  epci: string | null
  /** null where the intercommunality tells it. */
  territoire: string | null
}

interface Alias extends Area {
  words: string[]
  /** Written in capitals only: « CACTLF ». In small letters « arc » is a welder's word. */
  acronym: string | null
}

/** Names and acronyms of intercommunalities and territories, found where a text stands. */
export interface Areas {
  at(words: readonly string[], raws: readonly string[], i: number): (Area & { length: number }) | null
}

/** Acronyms this short are words of other trades too (ARC welding, CAD drawings): only after an article. */
const SHORT = 3
const LEADS = new Set(['l', 'la', 'le', 'du', 'au'])

/** Reads the names that the territories' files give. */
export function createAreas(territoires: ReadonlyMap<string, Territoire>): Areas {
  const byFirst = new Map<string, Alias[]>()
  const add = (name: string, area: Area) => {
    const words = (name.match(/[\p{L}\p{M}]+|\d+/gu) ?? []).flatMap(nameWords)
    if (words.length === 0) return
    const acronym = /^[A-Z0-9]{2,8}$/.test(name) ? name : null
    byFirst.set(words[0]!, [...(byFirst.get(words[0]!) ?? []), { ...area, words, acronym }])
  }
  for (const [territoire, t] of territoires) {
    for (const name of [t.titre, t['nom-long'], ...t.alias]) if (name) add(name, { epci: null, territoire })
    for (const [epci, e] of Object.entries(t.epci))
      for (const name of [e.nom, e['nom-long'], ...e.alias]) add(name, { epci, territoire })
  }
  for (const list of byFirst.values()) list.sort((a, b) => b.words.length - a.words.length)

  return {
    at(words, raws, i) {
      for (const alias of byFirst.get(words[i]!) ?? []) {
        if (!alias.words.every((w, k) => words[i + k] === w)) continue
        if (alias.acronym) {
          if (raws.slice(i, i + alias.words.length).join('') !== alias.acronym) continue
          if (alias.acronym.length <= SHORT && words.length > 1 && !LEADS.has(words[i - 1] ?? '')) continue
        }
        return { epci: alias.epci, territoire: alias.territoire, length: alias.words.length }
      }
      return null
    },
  }
}
