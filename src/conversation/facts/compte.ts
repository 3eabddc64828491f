import type { Interval } from '../../domain/question.ts'
import { readEffectif } from './effectif.ts'
import { readNombres, readTokens, type Token } from './nombres.ts'
import { AFTER, isTrade, nounAt, OTHER, PEOPLE } from './personnel.ts'
import { answers, type Quantite, readQuantites, shadeAfter } from './quantites.ts'

/** What a year is counted in, as people say ages: « 3 mois », « deux siècles ». Folded. */
const YEARS: Readonly<Record<string, number>> = {
  an: 1,
  ans: 1,
  annee: 1,
  annees: 1,
  mois: 1 / 12,
  semaine: 1 / 52,
  semaines: 1 / 52,
  jours: 1 / 365,
  siecle: 100,
  siecles: 100,
}
/** A number of this size that answers an age is the year of birth. */
const FIRST_YEAR = 1600

/** So few words answer, whatever stands before the number: « on en cherche 4 ». */
const SHORT = 6

/** The whole answer to « how many »: read by what the question counts, its `unite`; null where it holds no such number. */
export function readCompte(text: string, unite: string | undefined, now: string): Interval | null {
  if (unite === 'personnes') return readEffectif(text, { whole: true })?.valeur ?? null
  return unite === 'ans' ? readAge(text, Number(now.slice(0, 4))) : readCount(text, unite ?? '')
}

function readAge(text: string, year: number): Interval | null {
  const tokens = readTokens(text)
  const quantites = readQuantites(tokens, readNombres(tokens), (all, j) => {
    const fois = YEARS[all[j]?.mot ?? '']
    return fois === undefined ? null : { fois, j: j + 1 }
  })
  const [q] = quantites
  if (!q) return null
  const born = q.chiffres && !q.unite && q.min !== null && q.min >= FIRST_YEAR && q.min <= year
  if (born) return { min: year - q.min!, max: year - q.min! }
  const next = tokens[q.j]?.mot ?? ''
  if (!q.unite && (OTHER.has(next) || PEOPLE.has(next))) return null
  // « 2 ans et demi », « 18 mois »: whole years that are over
  const whole = (n: number | null) => (n === null ? null : Math.floor(n + 1e-9))
  const { min, max } = shadeAfter(tokens, q, q.j)
  return { min: whole(min), max: whole(max) }
}

/** Posts, places, whatever else is counted one by one; « deux soudeurs et un tourneur » are three. */
function readCount(text: string, unite: string): Interval | null {
  const tokens = readTokens(text)
  const words = tokens.map(t => t.mot)
  const named = (w: string) => w === unite || `${w}s` === unite || isTrade(w) || isTrade(`${w}s`) || PEOPLE.has(w)
  const found = readQuantites(tokens, readNombres(tokens)).filter(q => counts(tokens, words, q, named))
  const [first, ...rest] = found
  if (!first) return /^\W*(?:aucune?|zero|neant)\W*$/.test(words.join(' ')) ? { min: 0, max: 0 } : null
  const linked = rest.filter(
    q => /^(?:et|,|\+|plus)$/.test(words[q.i - 1] ?? '') && named(words[nounAt(words, q.j)] ?? ''),
  )
  const { min, max } = rest.length > 0 ? first : shadeAfter(tokens, first, nounAt(words, first.j) + 1)
  return linked.reduce<Interval>((sum, q) => ({ min: add(sum.min, q.min), max: add(sum.max, q.max) }), { min, max })
}

function counts(tokens: readonly Token[], words: readonly string[], q: Quantite, named: (w: string) => boolean) {
  if ([q.min, q.max].some(n => n !== null && !Number.isInteger(n))) return false
  const noun = words[nounAt(words, q.j)] ?? ''
  if (named(noun)) return true
  const next = words[q.j] ?? ''
  const alone = words.length <= SHORT
  return !OTHER.has(next) && (q.j >= words.length || AFTER.has(next)) && (alone || answers(tokens, q.i))
}

const add = (a: number | null, b: number | null) => (a === null || b === null ? null : a + b)
