import type { Interval } from '../../domain/question.ts'
import type { Nombre, Token } from './nombres.ts'

/** A quantity as people say it: « moins de 10 », « entre 40 et 50 », « une bonne centaine »; tokens `i` to `j` (excluded). */
export interface Quantite extends Interval {
  i: number
  j: number
  /** Only « un » or « une »: perhaps an article. */
  article: boolean
  /** A unit was read with it. */
  unite: boolean
  /** In digits, and nothing but them. */
  chiffres: boolean
  /** Said roughly: « une cinquantaine », « environ 50 ». */
  rond: boolean
}

/** Reads a unit from token `j`: what it multiplies by and where it ends. */
export type Unite = (
  tokens: readonly Token[],
  j: number,
  nombre: Nombre,
) => { fois: number; plus?: number; j: number } | null

/** « Une cinquantaine » is 45 to 55, « une dizaine » 8 to 12: a tenth, and never less than two. */
const ROUGH = 0.1
const LEAST = 2

const AT_MOST = `moins de|- de|- d '|moins d|moins que|inferieur a|inferieure a|en dessous de|au dessous de|en dessous des|sous les|<`
const UP_TO = `pas plus de|pas plus d|maximum|max|maxi|au plus|au maximum|au max|jusqu ' a|jusqu a|jusque|plafond de|≤|< =|limite a|au grand maximum`
const MORE_THAN = `plus de|+ de|+ d '|plus d|plus que|superieur a|superieure a|au dela de|au dessus de|>|depasse|depasse les|depassant`
const AT_LEAST = `au moins|minimum|mini|min|au minimum|a partir de|pas moins de|pas moins d '|≥|> =|a minima`
const ABOUT = `environ|a peu pres|autour de|autour d '|aux alentours de|aux alentours d '|alentour de|dans les|quelque|quelques|~|≈|approximativement|grosso modo|en gros|plus ou moins|vers les|pas loin de|pas loin d '|genre|a la louche|disons|aux environs de|de l ordre de|de l ' ordre de|autour des|environs|env`
const ALMOST = `presque|quasi|quasiment|pres de|pres d '|bientot|a peine|pas tout a fait`
const AFTER_MOST = `maximum|max|maxi|au plus|au maximum|au max|ou moins|grand maximum|tout au plus|et moins|a tout casser|au grand maximum`
const AFTER_LEAST = `minimum|mini|au moins|au minimum|et plus|ou plus|et quelques|et des poussieres|+`
const AFTER_ABOUT = `environ|a peu pres|grosso modo|en gros|a la louche|plus ou moins|env|approximativement|je dirais|par la`

const split = (list: string) => list.split('|').map(s => s.split(' '))
const BEFORE = (
  [
    ['moins', AT_MOST],
    ['plafond', UP_TO],
    ['plus', MORE_THAN],
    ['plancher', AT_LEAST],
    ['environ', ABOUT],
    ['presque', ALMOST],
  ] as const
).flatMap(([kind, list]) => split(list).map(words => ({ kind, words })))
const AFTER = (
  [
    ['plafond', AFTER_MOST],
    ['plancher', AFTER_LEAST],
    ['environ', AFTER_ABOUT],
  ] as const
).flatMap(([kind, list]) => split(list).map(words => ({ kind, words })))
for (const list of [BEFORE, AFTER]) list.sort((a, b) => b.words.length - a.words.length)

/** What may stand right before a bare answer: « c'est 40 », « je dirais 40 »; after « ISO » a number is none. */
const ANSWERING = new Set(
  (
    "peu est etait sont c ca ' ’ dirais dirai dis disons suis sommes on nous euh heu alors oui bah ben bon donc et ou a de d dans les la le l un une soit pense crois compte total tout effectif budget montant devis cout prix " +
    'en moi avec puis - : , . ; ! ? ( « " = ~ + € eur pour faut avons ai avoir entre peut etre peut-etre actuellement aujourd hui maintenant deja plutot ici'
  ).split(' '),
)
/** True where a quantity may be a bare answer. */
export const answers = (tokens: readonly Token[], i: number): boolean => i === 0 || ANSWERING.has(tokens[i - 1]!.mot)

const endsWith = (tokens: readonly Token[], i: number, words: readonly string[]) =>
  i >= words.length && words.every((w, k) => tokens[i - words.length + k]!.mot === w)
const startsWith = (tokens: readonly Token[], j: number, words: readonly string[]) =>
  words.every((w, k) => tokens[j + k]?.mot === w)

interface Terme {
  val: number
  i: number
  j: number
  nombre: Nombre
  unite: boolean
}

/** The quantities of a text in order. A unit said once counts for both ends: « 150 à 200 k€ ». */
export function readQuantites(
  tokens: readonly Token[],
  nombres: readonly Nombre[],
  unite: Unite = () => null,
): Quantite[] {
  const termes: Terme[] = nombres.map(n => {
    const u = unite(tokens, n.j, n)
    return { val: n.val * (u?.fois ?? 1) + (u?.plus ?? 0), i: n.i, j: u?.j ?? n.j, nombre: n, unite: u !== null }
  })
  const out: Quantite[] = []
  for (let k = 0; k < termes.length; k++) {
    const first = termes[k]!
    const second = termes[k + 1]
    const range = second ? span(tokens, first, second) : null
    if (range && second) {
      out.push(
        shade(
          tokens,
          {
            ...range,
            i: range.from,
            j: second.j,
            article: false,
            unite: second.unite || first.unite,
            chiffres: false,
            rond: false,
          },
          true,
          first,
        ),
      )
      k++
      continue
    }
    out.push(
      shade(
        tokens,
        {
          min: first.val,
          max: first.val,
          i: first.i,
          j: first.j,
          article: first.nombre.article,
          unite: first.unite,
          chiffres: first.nombre.chiffres,
          rond: false,
        },
        false,
        first,
      ),
    )
  }
  return out
}

/** « entre A et B », « de A à B », « A-B », « A ou B »: two numbers that make one quantity. */
function span(tokens: readonly Token[], a: Terme, b: Terme): { min: number; max: number; from: number } | null {
  const between = tokens
    .slice(a.j, b.i)
    .map(t => t.mot)
    .join(' ')
  const before = tokens[a.i - 1]?.mot
  // « 1 à 1,5 M€ », « 10 à 15 mille », « 100 à 150 000 »: what the second is counted in counts for the first.
  const shared = b.nombre.echelle * (b.unite && !a.unite ? b.val / (b.nombre.val || 1) : 1)
  const thousands = shared === 1 && a.val < 1000 && b.val >= 10_000 && b.val % 1000 === 0 ? 1000 : shared
  const factor = !a.unite && a.nombre.echelle === 1 && a.val * thousands < b.val ? thousands : 1
  const low = a.val * factor
  if (!(low < b.val)) return null
  const words = !a.nombre.chiffres && !b.nombre.chiffres
  if (a.nombre.article) return between === 'ou' || between === 'a' ? { min: low, max: b.val, from: a.i } : null
  if (before === 'entre' && /^(et|a|-)$/.test(between)) return { min: low, max: b.val, from: a.i - 1 }
  if (between === 'a' || between === "jusqu ' a" || between === 'ou' || between === '- a' || between === 'voire')
    return { min: low, max: b.val, from: before === 'de' || before === 'd' ? a.i - 1 : a.i }
  if (/^[-–/]$/.test(between)) return b.val <= low * 10 ? { min: low, max: b.val, from: a.i } : null
  // « cinq six personnes », « 10 12 gars »
  if (between === '' && b.val <= low * 2 && (words || (a.nombre.chiffres && b.nombre.chiffres && b.val < 100)))
    return { min: low, max: b.val, from: a.i }
  if (between === ',' && words && b.val <= low * 2) return { min: low, max: b.val, from: a.i }
  return null
}

/** What stands after the noun: « 50 salariés minimum », « 75 personnes environ ». */
export function shadeAfter(tokens: readonly Token[], q: Quantite, j: number): Quantite {
  const after = AFTER.find(a => startsWith(tokens, j, a.words))
  if (!after || (after.words[0] === '+' && tokens[j + 1]) || q.min === null || q.max === null || q.rond) return q
  const end = j + after.words.length
  const rough = Math.max(LEAST, q.max * ROUGH)
  if (after.kind === 'plafond') return { ...q, min: null, j: end }
  if (after.kind === 'plancher') return { ...q, max: null, j: end }
  return q.min === q.max
    ? { ...q, min: Math.max(1, Math.floor(q.min - rough)), max: Math.ceil(q.max + rough), j: end, rond: true }
    : q
}

/** Applies what stands around: « moins de », « environ », « maximum ». */
function shade(tokens: readonly Token[], q: Quantite, range: boolean, first: Terme): Quantite {
  const low = q.min!
  const high = q.max!
  const integer = Number.isInteger(low) && low < 1000 && !q.unite
  const step = integer ? 1 : 0
  let start = q.i
  // « plus d'une centaine », « moins de la moitié »: the apostrophe is a token.
  if (tokens[start - 1]?.mot === "'" || tokens[start - 1]?.mot === '’') start--
  const rough = Math.max(LEAST * (q.unite ? 0 : 1), high * ROUGH)
  const spread = (from: number, to: number) => ({
    min: Math.max(q.unite ? 0 : 1, Math.floor(from)),
    max: Math.ceil(to),
  })
  let shaded: Quantite = first.nombre.rond && !range ? { ...q, ...spread(low - rough, high + rough), rond: true } : q
  if (first.nombre.rond && !range) {
    const tone = tokens.slice(first.i, first.j).map(t => t.mot)
    if (tone.includes('bonne') || tone.includes('grosse'))
      shaded = { ...shaded, min: low, max: Math.ceil(high + 2 * rough) }
    if (tone.includes('petite')) shaded = { ...shaded, min: Math.max(1, Math.floor(low - 2 * rough)), max: high }
  }
  const before = BEFORE.find(b => endsWith(tokens, start, b.words))
  const after = AFTER.find(a => startsWith(tokens, q.j, a.words))
  if (before) {
    const i = start - before.words.length
    switch (before.kind) {
      case 'moins':
        return { ...shaded, min: null, max: high - step, i, article: false }
      case 'plafond':
        return { ...shaded, min: null, max: high, i, article: false }
      case 'plus':
        return { ...shaded, min: low + step, max: null, i, article: false }
      case 'plancher':
        return { ...shaded, min: low, max: null, i, article: false }
      case 'environ':
        return { ...shaded, ...(range || shaded.rond ? {} : spread(low - rough, high + rough)), i, rond: true }
      case 'presque':
        return { ...shaded, min: spread(low - rough, high).min, max: high, i, rond: true }
    }
  }
  if (after) {
    const j = q.j + after.words.length
    if (after.kind === 'plafond') return { ...shaded, min: range ? low : null, max: high, j }
    if (after.kind === 'plancher') return { ...shaded, min: low, max: null, j }
    return { ...shaded, ...(range || shaded.rond ? {} : spread(low - rough, high + rough)), j, rond: true }
  }
  return shaded
}
