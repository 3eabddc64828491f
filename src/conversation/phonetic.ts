// How alike two names are, to the eye and to a French ear. Both take folded letters without spaces.

const VOWELS = 'aeiouy'
const isVowel = (c: string | undefined) => c !== undefined && VOWELS.includes(c)

/** Longest first: what a French ear makes of letters. Digits stand for nasal vowels and for ch. */
const SOUNDS: readonly (readonly [string, string])[] = [
  ['eaux', 'o'],
  ['eau', 'o'],
  ['aux', 'o'],
  ['oeu', 'e'],
  ['ain', '1'],
  ['ein', '1'],
  ['aim', '1'],
  ['oin', 'w1'],
  ['ouin', 'w1'],
  ['ill', 'i'],
  ['sch', '4'],
  ['gue', 'ge'],
  ['gui', 'gi'],
  ['gea', 'ja'],
  ['geo', 'jo'],
  ['au', 'o'],
  ['ai', 'e'],
  ['ei', 'e'],
  ['eu', 'e'],
  ['oe', 'e'],
  ['ou', 'u'],
  ['oi', 'wa'],
  ['oy', 'wai'],
  ['ay', 'e'],
  ['ey', 'e'],
  ['ch', '4'],
  ['sh', '4'],
  ['ph', 'f'],
  ['qu', 'k'],
  ['gn', 'ni'],
  ['ck', 'k'],
  ['th', 't'],
  ['rh', 'r'],
  ['ce', 'se'],
  ['ci', 'si'],
  ['cy', 'si'],
  ['ge', 'je'],
  ['gi', 'ji'],
  ['gy', 'ji'],
]
const SINGLE: Record<string, string> = { c: 'k', q: 'k', y: 'i', w: 'v', z: 's', x: 's', h: '' }
const NASALS: Record<string, string> = { a: '2', e: '2', i: '1', y: '1', o: '3', u: '1' }
const byFirst = new Map<string, (readonly [string, string])[]>()
for (const s of SOUNDS) byFirst.set(s[0][0]!, [...(byFirst.get(s[0][0]!) ?? []), s])
for (const list of byFirst.values()) list.sort((a, b) => b[0].length - a[0].length)

/** The sound of a name: « Maubeuge » and « mobeuje » have the same one. Mute endings and double letters are dropped. */
export function sound(letters: string): string {
  let out = ''
  let i = 0
  while (i < letters.length) {
    const c = letters[i]!
    // A nasal is one only before a consonant or the end: « an » in « anzin », not in « anet ».
    const nasal = (end: number) => !isVowel(letters[end]) && letters[end] !== 'n' && letters[end] !== 'm'
    const rule = byFirst
      .get(c)
      ?.find(([from, to]) => letters.startsWith(from, i) && (!to.endsWith('1') || nasal(i + from.length)))
    let piece: string
    if (rule) {
      piece = rule[1]
      i += rule[0].length
    } else if (NASALS[c] && (letters[i + 1] === 'n' || letters[i + 1] === 'm') && nasal(i + 2)) {
      piece = NASALS[c]
      i += 2
    } else {
      piece = SINGLE[c] ?? c
      i++
    }
    for (const p of piece) if (out[out.length - 1] !== p) out += p
  }
  const bare = out.replace(/[estdpr]+$/, '')
  return bare.length >= 2 ? bare : out
}

const NEIGHBOURS: Record<string, string> = {
  a: 'zq',
  z: 'aes',
  e: 'zrd',
  r: 'etf',
  t: 'ryg',
  y: 'tuh',
  u: 'yij',
  i: 'uok',
  o: 'ipl',
  p: 'om',
  q: 'asw',
  s: 'qdzxw',
  d: 'sfexc',
  f: 'dgrcv',
  g: 'fhtvb',
  h: 'gjybn',
  j: 'hkun',
  k: 'jli',
  l: 'kmo',
  m: 'lp',
  w: 'qsx',
  x: 'wcsd',
  c: 'xvdf',
  v: 'cbfg',
  b: 'vngh',
  n: 'bjh',
}
const ALIKE = ['szcx', 'kqc', 'iy', 'gj', 'mn', 'vw', 'dt', 'bp']

function substitution(a: string, b: string): number {
  if (ALIKE.some(group => group.includes(a) && group.includes(b))) return 5
  if (NEIGHBOURS[a]?.includes(b)) return 7
  return isVowel(a) && isVowel(b) ? 7 : 10
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789'
const codeOf = new Int8Array(128).fill(-1)
for (let i = 0; i < LETTERS.length; i++) codeOf[LETTERS.charCodeAt(i)] = i
const SIZE = LETTERS.length + 1
const costs = new Uint8Array(SIZE * SIZE).fill(10)
for (let i = 0; i < LETTERS.length; i++)
  for (let j = 0; j < LETTERS.length; j++) costs[i * SIZE + j] = i === j ? 0 : substitution(LETTERS[i]!, LETTERS[j]!)

/** Names are no longer than this without spaces; what follows cannot make two of them alike. */
const LONGEST = 40
const rows = [0, 1, 2].map(() => new Int16Array(LONGEST + 2))
const codes = (s: string, into: Int8Array) => {
  for (let i = 0; i < s.length; i++) into[i] = codeOf[s.charCodeAt(i)] ?? -1
}
const left = new Int8Array(LONGEST + 1)
const right = new Int8Array(LONGEST + 1)
const H = LETTERS.indexOf('h')

/** The price of a letter too many or too few: little for a double letter or an h. */
const gap = (letter: number, before: number) => (letter === before ? 4 : letter === H ? 5 : 10)

/** A letter of the name that was not typed: hasty hands drop more than they add. At 10, 5 more typos of 2,000 are missed. */
const DROPPED = 7

/** Damerau's distance from what was typed (`a`) to a name (`b`), French keyboards and ears in mind, in tenths of a letter; more than `limit` is not counted out. */
export function distance(a: string, b: string, limit = Number.POSITIVE_INFINITY): number {
  const m = Math.min(a.length, LONGEST)
  const n = Math.min(b.length, LONGEST)
  codes(a.slice(0, m), left)
  codes(b.slice(0, n), right)
  let [before, above, row] = rows as [Int16Array, Int16Array, Int16Array]
  above[0] = 0
  for (let j = 1; j <= n; j++) above[j] = above[j - 1]! + gap(right[j - 1]!, j > 1 ? right[j - 2]! : -2)
  for (let i = 1; i <= m; i++) {
    const x = left[i - 1]!
    const beforeX = i > 1 ? left[i - 2]! : -2
    row[0] = above[0]! + gap(x, beforeX)
    let least = row[0]!
    for (let j = 1; j <= n; j++) {
      const y = right[j - 1]!
      const same = x >= 0 && y >= 0 ? costs[x * SIZE + y]! : 10
      let best = above[j - 1]! + same
      const less = above[j]! + gap(x, beforeX)
      if (less < best) best = less
      const more = row[j - 1]! + Math.min(DROPPED, gap(y, j > 1 ? right[j - 2]! : -2))
      if (more < best) best = more
      if (i > 1 && j > 1 && x === right[j - 2] && left[i - 2] === y && before[j - 2]! + 8 < best)
        best = before[j - 2]! + 8
      row[j] = best
      if (best < least) least = best
    }
    if (least > limit) return limit + 1
    ;[before, above, row] = [above, row, before]
  }
  return above[n]!
}

/** How alike two names look, 0 to 1; 0 where it is under `atLeast`. */
export function likeness(a: string, b: string, atLeast = 0): number {
  const longest = 10 * Math.min(Math.max(a.length, b.length), LONGEST)
  if (longest === 0) return 0
  const limit = Math.floor((1 - atLeast) * longest)
  const far = distance(a, b, limit)
  return far > limit ? 0 : 1 - far / longest
}
