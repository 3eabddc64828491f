import type { Dispositif } from './dispositif.ts'
import { fold } from './fold.ts'
import type { Library } from './library.ts'

interface Name {
  words: string[]
  id: string
  /** An acronym counts only as it is written: « ARC » is no arc. */
  exact: string | null
}

const known = new WeakMap<Library['dispositifs'], Map<string, Name[]>>()

/**
 * The schemes that a text calls by their proper name: the title, or an alias that holds a name: several words with
 * a capital (« France Relance »), or an acronym (« EEN »). The everyday words and places among the aliases name nothing.
 */
export function namedIn(library: Pick<Library, 'dispositifs'>, text: string): Set<string> {
  const names = namesOf(library.dispositifs)
  const raws = text.match(/[\p{L}\p{M}\d]+/gu) ?? []
  const words = raws.map(fold)
  const found = new Set<string>()
  for (const [i, word] of words.entries())
    for (const { words: name, id, exact } of names.get(word) ?? [])
      if (name.every((w, k) => words[i + k] === w) && (!exact || exact === raws[i])) found.add(id)
  return found
}

function namesOf(dispositifs: Library['dispositifs']): Map<string, Name[]> {
  const old = known.get(dispositifs)
  if (old) return old
  const byFirst = new Map<string, Name[]>()
  for (const d of dispositifs.values())
    for (const name of properNames(d)) {
      const raws = name.match(/[\p{L}\p{M}\d]+/gu) ?? []
      const words = raws.map(fold)
      if (words.length === 0) continue
      const exact = words.length === 1 && /^[\p{Lu}\d]{2,4}$/u.test(name) ? name : null
      byFirst.set(words[0]!, [...(byFirst.get(words[0]!) ?? []), { words, id: d.id, exact }])
    }
  known.set(dispositifs, byFirst)
  return byFirst
}

/** A title says its name before a bracket; an alias is a name if an editor gave it one. */
function properNames(d: Dispositif): string[] {
  const named = (alias: string) => /\p{Lu}{2}/u.test(alias) || (/\p{Lu}\p{L}{2}/u.test(alias) && alias.includes(' '))
  return [d.titre.split('(')[0]!, ...d.alias.filter(named)]
}
