import type { Interval } from '../../domain/question.ts'
import { readNombres, readTokens, type Token } from './nombres.ts'
import {
  AFTER,
  CONTRACT,
  isTrade,
  LEARNERS,
  MORE,
  nounAt,
  nounEnd,
  OTHER,
  PEOPLE,
  PLURAL,
  SELF,
  STRANGER,
  TO_DO,
  WANTED,
} from './personnel.ts'
import { answers, type Quantite, readQuantites, shadeAfter } from './quantites.ts'

/** A headcount and the words that it came from. */
export interface Effectif {
  valeur: Interval
  texte: string
  debut: number
  fin: number
}

const ALONE =
  /(?:^|[^\p{L}])((?:je suis|je travaille|je bosse|on travaille|je gere|moi) (?:encore |pour l instant |toujours )?(?:tout |toute )?seule?)(?![\p{L}])|(?:^|[^\p{L}\d])((?:sans|aucun|pas de|zero|0|pas d) ?(?:salaries?|employes?|personnel))(?![\p{L}])/u

/**
 * The headcount that a text tells: « on est une cinquantaine », « 12 CDI et 3 intérimaires » (15), « moins de 10 ».
 * `whole`: the headcount was asked, so that a bare « 40 » is one. People to hire or to train are not counted.
 */
export function readEffectif(text: string, options: { whole?: boolean } = {}): Effectif | null {
  const tokens = readTokens(text)
  const words = tokens.map(t => (t.mot === '’' ? "'" : t.mot))
  const quantites = readQuantites(tokens, readNombres(tokens)).map(q => settle(words, q))
  const span = (i: number, j: number) => {
    const debut = tokens[i]!.debut
    const fin = tokens[j - 1]!.fin
    return { texte: text.slice(debut, fin), debut, fin }
  }
  let best: { rank: number; from: number; found: Effectif } | null = null
  for (let k = 0; k < quantites.length; k++) {
    const rank = rankOf(tokens, words, quantites, k, options.whole ?? false)
    if (rank === 0) continue
    const { total, last } = addUp(words, quantites, k)
    const noun = nounEnd(words, quantites[last]!.j)
    const shaded = last === k && rank >= 2 ? shadeAfter(tokens, quantites[k]!, noun) : null
    if (shaded) Object.assign(total, { min: shaded.min, max: shaded.max })
    if (!plausible(total, options.whole ?? false, rank, quantites[k]!)) continue
    const end = shaded && shaded !== quantites[k] ? shaded.j : rank >= 2 ? noun : quantites[last]!.j
    const found = { valeur: total, ...span(quantites[k]!.i, end) }
    // « on était 60, on est 40 »: what is said last, and most clearly, holds.
    if (!best || rank > best.rank) best = { rank, from: k, found }
    k = last
  }
  if (best) return best.found
  return alone(text, tokens, words, options.whole ?? false)
}

/** « On n'est plus que 8 » is 8, and « passés de 30 à 45 » is 45. */
function settle(words: readonly string[], q: Quantite): Quantite {
  const lead =
    words[q.i] === 'plus' &&
    words[q.i + 1] === 'que' &&
    q.max === null &&
    /^(n|est|sommes|reste|suis)$/.test(words[q.i - 1] ?? '')
  if (lead) return { ...q, min: q.min! - 1, max: q.min! - 1, i: q.i + 2 }
  const change =
    words[q.i] === 'de' && /^(passes?|passee?s?|montes?|grimpes?|descendus?|tombes?)$/.test(words[q.i - 1] ?? '')
  return change ? { ...q, min: q.max } : q
}

function alone(text: string, tokens: readonly Token[], words: readonly string[], whole: boolean): Effectif | null {
  const flat = words.join(' ').replace(/ ['’] /g, ' ')
  const m = ALONE.exec(flat)
  if (m) {
    const one = m[1] !== undefined
    if (
      one &&
      !whole &&
      !/seule?( dans| a bord| avec| pour|,|\.| et|$| en| aux?|!| sans| ici)/.test(flat.slice(m.index))
    )
      return null
    return {
      valeur: one ? { min: 1, max: 1 } : { min: 0, max: 0 },
      texte: text.slice(0, 60).trim(),
      debut: 0,
      fin: Math.min(60, text.length),
    }
  }
  if (whole && /^(?:aucune?|personne|zero|0|neant)$/.test(flat.replace(/[ .!]+$/, '')))
    return { valeur: { min: 0, max: 0 }, texte: text.trim(), debut: 0, fin: tokens.at(-1)?.fin ?? 0 }
  if (whole && /^(?:tout |toute )?seule?$|^(?:que |juste |moi )moi$|^moi$/.test(flat.replace(/[ .!]+$/, '')))
    return { valeur: { min: 1, max: 1 }, texte: text.trim(), debut: 0, fin: tokens.at(-1)?.fin ?? 0 }
  return null
}

/** How clearly a quantity is the firm's headcount: 0 not, 1 bare answer, 2 people counted, 3 « on est … », 4 both. */
function rankOf(
  tokens: readonly Token[],
  words: readonly string[],
  quantites: readonly Quantite[],
  k: number,
  whole: boolean,
): number {
  const q = quantites[k]!
  const count = quantites.length
  const after = words[q.j] ?? ''
  const noun = words[nounAt(words, q.j)] ?? ''
  if (
    OTHER.has(after) ||
    OTHER.has(noun) ||
    MORE.has(noun) ||
    (tokens[q.j]?.colle && /^\p{L}/u.test(after) && !PEOPLE.has(after))
  )
    return 0
  if (tokens[q.i]?.colle && /^[\p{L}°#n]$/u.test(words[q.i - 1] ?? '')) return 0
  const self = isSelf(words, q.i)
  const people =
    PEOPLE.has(noun) && !(noun === 'temps' && !/^(plein|partiel)/.test(words[nounAt(words, q.j) + 1] ?? ''))
  const before = window(words, q.i, 7)
  if (before.some(w => STRANGER.has(w))) return 0
  // « un salarié sur trois » is a share; « 300 personnes sur deux sites » is not.
  if (people && (q.max ?? 99) <= 3 && words[nounAt(words, q.j) + 1] === 'sur') return 0
  const wanted =
    before.some(w => WANTED.has(w)) ||
    before.slice(0, 2).includes('sur') ||
    (people && wantedAfter(words, nounAt(words, q.j) + 1))
  if (q.article && !people && !(whole && words.length <= 2)) return 0
  if (!self && !whole && !isCounted(words, quantites, k, noun)) return 0
  if (self) {
    if (wanted && !isSelf(words, q.i, true)) return 0
    if (people) return 4
    return q.j >= words.length || AFTER.has(after) || isTrade(noun) ? 3 : 0
  }
  if (people && !wanted && !notOurs(words, q.i)) return 2
  if (!whole) return 0
  if (people && !wanted) return 2
  const bare = q.j >= words.length || AFTER.has(after) || isTrade(noun)
  return bare &&
    answers(tokens, q.i) &&
    !before.some(w => w === 'depuis' || w === 'rn' || w === 'rue' || WANTED.has(w) || w === 'n' || w === '°') &&
    (count === 1 || q.i <= 3)
    ? 1
    : 0
}

/** « Un apprenti » and « une personne » alone are somebody who is sought; « j'ai un salarié » and parts of a sum are counted. */
function isCounted(words: readonly string[], quantites: readonly Quantite[], k: number, noun: string): boolean {
  const q = quantites[k]!
  if (addUp(words, quantites, k).last > k) return true
  return !LEARNERS.has(noun) && (!q.article || /^(ai|a|avons|avec)$/.test(words[q.i - 1] ?? ''))
}

/** « les 12 salariés du voisin », « 3 salariés sur 5 »: a share or a group that the sentence points at. */
function notOurs(words: readonly string[], i: number): boolean {
  const before = words[i - 1] ?? ''
  return (
    before === 'chaque' ||
    before === 'les' ||
    before === 'ces' ||
    before === 'des' ||
    before === 'leurs' ||
    before === 'sur' ||
    before === 'aux' ||
    before === 'pour' ||
    before === 'un' ||
    window(words, i, 4).some(w => PLURAL.has(w)) ||
    (before === 'de' && /^(seuil|partir|limite)$/.test(words[i - 2] ?? ''))
  )
}

/** The words of the same clause before `i`. */
function window(words: readonly string[], i: number, n: number): string[] {
  const out: string[] = []
  for (let k = i - 1; k >= 0 && out.length < n && !/^[.;!?,:]$|^mais$|^et$/.test(words[k]!); k--) out.push(words[k]!)
  return out
}

function wantedAfter(words: readonly string[], k: number): boolean {
  for (let n = 0; n < 3 && k + n < words.length && !/^[.;!?,]$|^mais$|^et$/.test(words[k + n]!); n++)
    if (TO_DO.has(words[k + n]!)) return true
  return false
}

const LATIN = (words: readonly string[], i: number) => words.slice(Math.max(0, i - 10), i).filter(w => w !== "'")

/** True where one of SELF ends right before `i`, small words skipped. `strict`: nothing wanted in it. */
function isSelf(words: readonly string[], i: number, strict = false): boolean {
  const before = LATIN(words, i)
  while (
    before.length > 0 &&
    /^(plus|donc|deja|encore|seulement|juste|tous|bien|que|toujours|maintenant|la|autour|dans|les|environ|a|peu|pres|d|de)$/.test(
      before.at(-1)!,
    ) &&
    !SELF.some(s => endsIn(before, s))
  )
    before.pop()
  const found = SELF.find(s => endsIn(before, s))
  if (!found) return false
  return !strict || /^(on|nous|sommes|effectif|effectifs|emploie|employons)$/.test(found[0]!)
}

const endsIn = (list: readonly string[], tail: readonly string[]) =>
  tail.length <= list.length && tail.every((w, k) => list[list.length - tail.length + k] === w)

/** « 12 CDI et 3 intérimaires »: parts of one headcount, said in a row, add up. */
function addUp(words: readonly string[], quantites: readonly Quantite[], k: number): { total: Interval; last: number } {
  let total: Interval = { min: quantites[k]!.min, max: quantites[k]!.max }
  let last = k
  while (quantites[last + 1]) {
    const [a, b] = [quantites[last]!, quantites[last + 1]!]
    const nounA = nounAt(words, a.j)
    const nounB = nounAt(words, b.j)
    if (!PEOPLE.has(words[nounA] ?? '') && !isTrade(words[nounA] ?? '') && words[a.j] !== 'et') break
    if (!PEOPLE.has(words[nounB] ?? '') && !isTrade(words[nounB] ?? '')) break
    const link = words
      .slice(nounEnd(words, a.j), b.i)
      .join(' ')
      .replace(/^(?:a |en )?(?:temps )?(?:plein|pleins|partiel|partiels|atelier|bureau|production|prod) ?/, '')
    if (!/^(?:et|,|\+|plus|et aussi|avec|ainsi que|, plus|, et|et puis)$/.test(link)) break
    // « 45 salariés dont 12 cadres » and « 45 salariés, 12 femmes »: parts of the first, not more.
    if (words[nounA] === words[nounB] || (link === ',' && !quantites[last + 2] && !CONTRACT.has(words[nounA]!))) break
    total = { min: sum(total.min, b.min), max: total.max === null || b.max === null ? null : total.max + b.max }
    last++
  }
  return { total, last }
}

const sum = (a: number | null, b: number | null) => (a === null && b === null ? null : (a ?? 0) + (b ?? 0))

/** Whole numbers of people, of a size that a firm has; a bare « 2019 » is a year. */
function plausible(v: Interval, whole: boolean, rank: number, q: Quantite): boolean {
  const ends = [v.min, v.max].filter(n => n !== null)
  if (ends.some(n => !Number.isInteger(n) || n < 0 || n > 500_000)) return false
  const year = q.chiffres && v.min === v.max && v.min! >= 1900 && v.min! <= 2050 && v.min !== 2000
  if (year && (rank === 1 || rank === 3) && whole) return false
  return !(year && rank === 3)
}
