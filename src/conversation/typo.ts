/** Words of the index by length and first letters, to mend a word that it does not hold. */
export interface Speller {
  /** The nearest known words, best first; at most `limit`. */
  mend(word: string, limit?: number): string[]
}

/** Edit distance allowed by length: a short word with a typo is another word. */
function allowed(length: number): number {
  return length < 4 ? 0 : length < 8 ? 1 : 2
}

/** Mends a word by its beginning (« méthaniseur » → méthanisation) and by edit distance (at most 2). */
export function createSpeller(known: Iterable<string>): Speller {
  const byLength = new Map<number, { word: string; letters: number }[]>()
  const byStart = new Map<string, string[]>()
  const push = <K, V>(map: Map<K, V[]>, key: K, word: V) => {
    const list = map.get(key)
    if (list) list.push(word)
    else map.set(key, [word])
  }
  for (const word of new Set(known)) {
    if (/\d/.test(word)) continue
    push(byLength, word.length, { word, letters: lettersOf(word) })
    if (word.length >= 5) push(byStart, word.slice(0, 5), word)
  }
  return {
    mend(word, limit = 3) {
      const found: { word: string; cost: number }[] = []
      const most = allowed(word.length)
      const letters = lettersOf(word)
      for (let length = word.length - most; length <= word.length + most; length++)
        for (const { word: other, letters: others } of byLength.get(length) ?? []) {
          if (bits(letters ^ others) > 2 * most) continue
          const far = distance(word, other, most)
          if (far <= most) found.push({ word: other, cost: far + (other[0] === word[0] ? 0 : 0.5) })
        }
      if (word.length >= 7)
        for (const other of byStart.get(word.slice(0, 5)) ?? []) {
          const shared = common(word, other)
          const rest = Math.max(word.length, other.length) - shared
          if (shared >= 5 && shared >= 0.6 * word.length && rest <= 6)
            found.push({ word: other, cost: 0.8 + rest * 0.25 })
        }
      found.sort((a, b) => a.cost - b.cost || a.word.localeCompare(b.word))
      const best = found[0]?.cost ?? 0
      return [...new Set(found.filter(f => f.cost <= best + 0.6).map(f => f.word))].slice(0, limit)
    },
  }
}

/** Which letters a word has, one bit each: words that differ in many letters need no distance. */
export function lettersOf(word: string): number {
  let letters = 0
  for (let i = 0; i < word.length; i++) letters |= 1 << (word.charCodeAt(i) & 31)
  return letters
}

/** How many bits of a number are set. */
export function bits(n: number): number {
  let count = 0
  for (let rest = n; rest !== 0; rest &= rest - 1) count++
  return count
}

function common(a: string, b: string): number {
  let n = 0
  while (n < a.length && n < b.length && a[n] === b[n]) n++
  return n
}

/** Longer words are not compared. */
const LONGEST = 60
const ROWS = [0, 1, 2].map(() => new Uint8Array(LONGEST + 2))

/** Edit distance with swaps, given up beyond `most`: only the cells so near to the diagonal are filled. */
export function distance(a: string, b: string, most: number): number {
  const n = b.length
  if (Math.abs(a.length - n) > most || Math.max(a.length, n) > LONGEST) return most + 1
  let [before, last, row] = ROWS as [Uint8Array, Uint8Array, Uint8Array]
  for (let j = 0; j <= Math.min(n, most + 1); j++) last[j] = j
  for (let i = 1; i <= a.length; i++) {
    const from = Math.max(1, i - most)
    const to = Math.min(n, i + most)
    const x = a.charCodeAt(i - 1)
    row[from - 1] = from === 1 ? i : most + 1
    let least = row[from - 1]!
    for (let j = from; j <= to; j++) {
      const y = b.charCodeAt(j - 1)
      let cost = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (x === y ? 0 : 1))
      if (i > 1 && j > 1 && x === b.charCodeAt(j - 2) && y === a.charCodeAt(i - 2))
        cost = Math.min(cost, before[j - 2]! + 1)
      row[j] = cost
      if (cost < least) least = cost
    }
    if (least > most) return most + 1
    row[to + 1] = most + 1
    ;[before, last, row] = [last, row, before]
  }
  return last[n]!
}
