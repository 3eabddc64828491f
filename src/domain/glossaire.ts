/** Acronyms and what they mean in a few words. */
export type Glossaire = ReadonlyMap<string, string>

/** An acronym as texts write it: capitals with digits and « & » among them; a word glued to it makes it another. */
const ACRONYM = /(?<![\p{L}\p{N}@/._-])\p{Lu}[\p{Lu}\p{N}]*(?:&\p{Lu}+)?\p{N}*(?![\p{L}\p{N}@]|-\d)/gu
/** So much of a name in capitals tells that the whole line is, and holds no acronyms. */
const SHOUTED = 4

/** The acronyms of the glossary that a text holds, in its order, each once. */
export function acronymsIn(glossaire: Glossaire, text: string): string[] {
  const found = (text.match(ACRONYM) ?? []).filter(word => word.length > 1)
  return [...new Set(found)].filter(word => glossaire.has(word))
}

/** Every word of a text that looks like an acronym, known or not; names written in capitals stand beside one another. */
export function looksLikeAcronyms(text: string): string[] {
  const words = text.match(ACRONYM) ?? []
  return words.length > SHOUTED && words.join(' ').length > text.length / 2 ? [] : words.filter(w => w.length > 1)
}

/** The meanings of the acronyms that a text uses and `met` does not hold yet. */
export function meaningsOf(
  glossaire: Glossaire,
  text: string,
  met: readonly string[],
): { sigle: string; sens: string }[] {
  return acronymsIn(glossaire, text)
    .filter(sigle => !met.includes(sigle))
    .map(sigle => ({ sigle, sens: glossaire.get(sigle)! }))
    .filter(({ sens }) => !text.toLowerCase().includes(sens.toLowerCase()))
}
