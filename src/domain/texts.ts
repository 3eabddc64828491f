/** All sentences that the machine says, by key: whole sentences with {blanks}. */
export type Texts = Readonly<Record<string, string>>

/**
 * The sentence of a key with its blanks filled. `{n|un|plusieurs}` chooses by the number in blank `n`.
 * Throws on an unknown key or a blank without a value: both are programmers' faults that the tests find.
 */
export function say(texts: Texts, key: string, blanks: Readonly<Record<string, string | number>> = {}): string {
  const sentence = texts[key]
  if (sentence === undefined) throw new Error(`no text for ${key}`)
  return sentence.replaceAll(
    /\{([a-z-]+)(?:\|([^|{}]*)\|([^|{}]*))?\}/g,
    (_, name: string, one?: string, many?: string) => {
      const value = blanks[name]
      if (value === undefined) throw new Error(`no value for {${name}} of ${key}`)
      if (one === undefined) return String(value)
      return Number(value) > 1 ? many! : one
    },
  )
}
