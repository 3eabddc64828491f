import { fold } from '../../domain/fold.ts'

/** A word, a number in digits or a sign, folded, with its place in the text. */
export interface Token {
  mot: string
  debut: number
  fin: number
  /** The value of digits; null for words and signs, and for digits that are no quantity (« 02200 », « 06 »). */
  val: number | null
  /** Written against the token before: « 2M », « 35h ». */
  colle: boolean
}

/** A number that a text holds, over the tokens `i` to `j` (excluded). */
export interface Nombre {
  val: number
  i: number
  j: number
  /** « une dizaine »: about. */
  rond: boolean
  /** « un », « une »: perhaps only an article. */
  article: boolean
  /** In digits. */
  chiffres: boolean
  /** What the last word multiplies by: 1000 in « 15 mille », else 1. */
  echelle: number
}

const TOKEN =
  /\d{1,3}(?:[ \u00a0\u202f.']\d{3})+(?!\d)(?:,\d+)?|\d{1,3}(?:,\d{3})+(?!\d)|\d+(?:[.,]\d+)?|\p{L}[\p{L}\p{M}\p{N}]*|[^\s\p{L}\p{N}]/gu

/** The value of digits as people write them: « 1 200 », « 1.200 », « 12,5 », « 2.5 ». */
function digits(raw: string): number | null {
  if (/^0\d/.test(raw)) return null
  const grouped = /^\d{1,3}([ \u00a0\u202f.']\d{3})+(,\d+)?$/.test(raw)
  // « 150,000 € » is English for thousands; « 1,250 M€ » is not, see montant.ts.
  if (/^[1-9]\d{0,2}(,\d{3})+$/.test(raw)) return Number(raw.replaceAll(',', ''))
  const plain = grouped ? raw.replace(/[ \u00a0\u202f.']/g, '') : raw
  const val = Number(plain.replace(',', '.'))
  return Number.isFinite(val) && val <= 1e13 ? val : null
}

/** What was read last: four readers of facts look at one text in turn, and reading it once saves them a seventh of their time. */
let last: { text: string; tokens: readonly Token[]; nombres?: readonly Nombre[] } | undefined

/** Splits a text; at most 400 tokens, which is more than 1,000 characters of sense hold. */
export function readTokens(text: string): readonly Token[] {
  if (last?.text !== text) last = { text, tokens: split(text) }
  return last.tokens
}

function split(text: string): Token[] {
  const out: Token[] = []
  let end = -1
  for (const m of text.slice(0, 1000).matchAll(TOKEN)) {
    const raw = m[0]
    const number = /^\d/.test(raw)
    out.push({
      mot: fold(raw),
      debut: m.index,
      fin: m.index + raw.length,
      val: number ? digits(raw) : null,
      colle: m.index === end,
    })
    end = m.index + raw.length
    if (out.length === 400) break
  }
  excludeCodes(out)
  return out
}

/** Phone numbers, dates and references are runs of numbers: none of them is a quantity. */
function excludeCodes(tokens: Token[]): void {
  let run: number[] = []
  const flush = () => {
    const code = run.length >= 2 && run.some(i => /^0\d/.test(tokens[i]!.mot))
    if (run.length >= 3 || code) for (const i of run) tokens[i]!.val = null
    run = []
  }
  for (let i = 0; i < tokens.length; i++) {
    if (/^\d/.test(tokens[i]!.mot)) run.push(i)
    else if (!(/^[./-]$/.test(tokens[i]!.mot) && run.at(-1) === i - 1)) flush()
  }
  flush()
  for (const [i, t] of tokens.entries()) {
    // « +33 6… » is a phone, « 24/7 » and « 3/8 » are hours, « CO2 » is a word already.
    if (t.val !== null && tokens[i - 1]?.mot === '+' && t.colle && t.val === 33) t.val = null
    if (t.val !== null && tokens[i + 1]?.mot === '/' && /^[78]$/.test(tokens[i + 2]?.mot ?? '') && t.val <= 24) {
      t.val = null
      tokens[i + 2]!.val = null
    }
  }
}

/** Words and their values. */
const table = (list: string): Record<string, number> =>
  Object.fromEntries(list.split(' ').map(e => [e.slice(0, e.indexOf('=')), Number(e.slice(e.indexOf('=') + 1))]))

const UNITS = table(
  'zero=0 un=1 une=1 deux=2 trois=3 quatre=4 quatres=4 cinq=5 six=6 sept=7 huit=8 neuf=9 dix=10 onze=11 douze=12 treize=13 quatorze=14 ' +
    'quinze=15 seize=16',
)
const TENS = table(
  'vingt=20 vingts=20 vint=20 trente=30 trante=30 quarante=40 quarente=40 cinquante=50 cinquente=50 soixante=60 soisante=60 septante=70 ' +
    'huitante=80 octante=80 nonante=90',
)
const SCALES = table('mille=1000 milles=1000 million=1000000 millions=1000000 milliard=1000000000 milliards=1000000000')
const ABOUT = table(
  'dizaine=10 dixaine=10 dizene=10 douzaine=12 quinzaine=15 quinzene=15 vingtaine=20 vintaine=20 vingtene=20 trentaine=30 trentene=30 ' +
    'quarantaine=40 quarentaine=40 cinquantaine=50 cinquentaine=50 cinquantene=50 soixantaine=60 soisantaine=60 centaine=100 millier=1000',
)
const about = (mot: string | undefined) =>
  mot ? (ABOUT[mot] ?? (mot.endsWith('s') ? ABOUT[mot.slice(0, -1)] : undefined)) : undefined

/** A number below a hundred in words from `i`, or null. « soixante et onze », « quatre-vingt-dix-sept », « nonante-deux ». */
function small(words: readonly (string | undefined)[], i: number): [number, number] | null {
  const hyphen = (k: number) => (words[k] === '-' ? k + 1 : k)
  const first = words[i] ?? ''
  let tens = TENS[first]
  let j = i + 1
  if (UNITS[first] === 4 && (words[hyphen(j)] === 'vingt' || words[hyphen(j)] === 'vingts')) {
    tens = 80
    j = hyphen(j) + 1
  }
  if (tens === undefined) {
    const unit = UNITS[first]
    if (unit === undefined) return null
    const k = hyphen(j)
    return unit === 10 && /^(sept|huit|neuf)$/.test(words[k] ?? '') ? [10 + UNITS[words[k]!]!, k + 1] : [unit, j]
  }
  const linked = words[j] === 'et' || (words[j] === '-' && words[j + 1] === 'et')
  const k = linked ? hyphen(words[j] === 'et' ? j + 1 : j + 2) : hyphen(j)
  const rest = words[k] === undefined ? undefined : UNITS[words[k]!]
  if (rest === undefined || rest === 0 || (linked && rest !== 1 && rest !== 11)) return [tens, j]
  if (rest >= 10 && tens !== 60 && tens !== 80) return [tens, j]
  const more = rest === 10 ? small(words, k) : null
  return more ? [tens + more[0], more[1]] : [tens + rest, k + 1]
}

/** A number in words from `i`: hundreds, thousands, millions. */
function inWords(words: readonly (string | undefined)[], i: number): [number, number] | null {
  let total = 0
  let current: number | null = null
  let last = Number.POSITIVE_INFINITY
  let j = i
  for (;;) {
    const k: number = words[j] === '-' && j > i ? j + 1 : j
    const word = words[k] ?? ''
    if ((word === 'cent' || word === 'cents') && (current === null || (current >= 2 && current <= 19))) {
      current = (current ?? 1) * 100
      j = k + 1
      continue
    }
    const scale = SCALES[word]
    if (scale !== undefined && scale < last && (current !== null || scale === 1000)) {
      total += (current ?? 1) * scale
      last = scale
      current = null
      j = k + 1
      continue
    }
    const part: [number, number] | null = current === null || current % 100 === 0 ? small(words, k) : null
    if (!part || (current !== null && part[0] === 0)) break
    current = (current ?? 0) + part[0]
    j = part[1]
  }
  if (j === i) return null
  // « un million deux » is 1 200 000 to whoever says it.
  if (current !== null && last === 1e6 && current < 10 && total > 0) return [total + current * 1e5, j]
  return [total + (current ?? 0), j]
}

/** All the numbers of a text in order, in digits or words, « une vingtaine » and « 20aine » included. */
export function readNombres(tokens: readonly Token[]): readonly Nombre[] {
  if (last?.tokens !== tokens) return numbersOf(tokens)
  last.nombres ??= numbersOf(tokens)
  return last.nombres
}

function numbersOf(tokens: readonly Token[]): Nombre[] {
  const words = tokens.map(t => (/^[\d,.;:!?()]/.test(t.mot) ? undefined : t.mot))
  const out: Nombre[] = []
  for (let i = 0; i < tokens.length; ) {
    const t = tokens[i]!
    let found: Nombre | null = null
    if (t.val !== null) {
      found = { val: t.val, i, j: i + 1, rond: false, article: false, chiffres: true, echelle: 1 }
      const scale = SCALES[words[i + 1] ?? '']
      if (scale) found = { ...found, val: t.val * scale, j: i + 2, echelle: scale }
      const next = tokens[i + 1]
      if (next && /^(aine|aines|ene|enne|aine?e)$/.test(next.mot) && t.val >= 10)
        found = { ...found, j: i + 2, rond: true }
      if (next?.mot === '-' && next.colle && /^aines?$/.test(tokens[i + 2]?.mot ?? ''))
        found = { ...found, j: i + 3, rond: true }
    } else {
      const read = inWords(words, i)
      if (read)
        found = {
          val: read[0],
          i,
          j: read[1],
          rond: false,
          article: read[1] === i + 1 && (t.mot === 'un' || t.mot === 'une'),
          chiffres: false,
          echelle: SCALES[words[read[1] - 1] ?? ''] ?? 1,
        }
    }
    found = withAbout(found, words, i) ?? found
    if (found && words[found.j] === 'et' && /^demi[e]?$/.test(words[found.j + 1] ?? '') && found.val >= 1e6) {
      const scale = found.val >= 1e9 ? 1e9 : 1e6
      found = { ...found, val: found.val + scale / 2, j: found.j + 2 }
    }
    if (found) out.push(found)
    i = found ? found.j : i + 1
  }
  return out
}

const SHADES = new Set(['bonne', 'petite', 'grosse', 'grande', 'demi', 'bonnes', 'petites'])

/** « dizaine », after « une », « deux », « une bonne », « une demi- ». */
function withAbout(before: Nombre | null, words: readonly (string | undefined)[], i: number): Nombre | null {
  let k = before ? before.j : i
  let half = false
  while (SHADES.has(words[k] ?? '') || (words[k] === '-' && half)) {
    half ||= words[k] === 'demi'
    k++
  }
  const size = about(words[k])
  // « quelques dizaines », « des centaines » say no number.
  if (size === undefined || (!before && (k !== i || words[k]!.endsWith('s')))) return null
  let val = (before?.val ?? 1) * size * (half ? 0.5 : 1)
  let j = k + 1
  // « une centaine de milliers », « une dizaine de millions »
  const scale =
    words[j] === 'de'
      ? (SCALES[words[j + 1] ?? ''] ?? (/^milliers?$/.test(words[j + 1] ?? '') ? 1000 : undefined))
      : undefined
  if (scale) {
    val *= scale
    j += 2
  }
  return { val, i: before?.i ?? i, j, rond: !half, article: false, chiffres: false, echelle: scale ?? 1 }
}
