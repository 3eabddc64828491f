import type { Area, Areas } from './areas.ts'
import { COMMON } from './common-words.ts'
import type { Gazetteer, Named } from './gazetteer.ts'
import { announced, couldBePostal, GROUPS, NEVER, PEOPLE, postalAt, type Token, tokens, WORDS } from './place-cues.ts'
import { AROUND, BREAKS, LINKS, nameKey } from './place-names.ts'
import { type Hint, type Reading, readExact, readNear, type Scored } from './place-reading.ts'

/** What a sentence says about places, before it is told to the outside. */
export interface Seen {
  match: Scored | null
  candidates: Scored[]
  area: Area | null
  mots: string | null
  /** How many letters the place takes: tells a name from a part of one. */
  letters: number
}

interface Mention {
  from: number
  length: number
  reading: Reading
  strength: number
}

/** From here on a town outside the four is taken from small letters, and one of ours without a word that announces it. */
const TOWN = 5000
/** Likeness asked of a misspelt name in a sentence, by how strongly it is announced (see tests/lookup.test.ts). */
const LIKE = { strong: 0.78, weak: 0.87 }
/** A name is at most this many words: « Saint-Rémy-du-Nord », « Neuville-sur-l'Escaut ». */
const WINDOW = 6

function acceptable(
  named: readonly Named[],
  list: readonly Token[],
  i: number,
  n: number,
  strength: number,
  shouting: boolean,
): Named[] {
  const first = list[i]!
  const last = list[i + n - 1]!
  const letters = list.slice(i, i + n).reduce((sum, t) => sum + t.word.length, 0)
  const capital = !shouting && /^\p{Lu}/u.test(first.raw) && (i > 0 || n > 1)
  if (PEOPLE.has(list[i - 1]?.word ?? '') && first.joined) return []
  return named.filter(({ town, sort }) => {
    if (letters < 3) return false
    const single = n === 1
    if (town.ours && sort !== 'court') {
      if (!single) return letters >= 6 || strength >= 2
      if (WORDS.has(last.word)) return strength >= 3 || (strength >= 2 && capital)
      const plain = letters >= 7 || (town.population >= TOWN && !COMMON.has(last.word))
      return letters >= 5 ? strength > 0 || capital || plain : strength >= 2 || (capital && strength >= 1)
    }
    if (single && (NEVER.has(last.word) || WORDS.has(last.word))) return false
    if (town.ours) return strength >= 3 || (strength >= 2 && capital)
    if (sort === 'court' && !/^\p{Lu}/u.test(first.raw)) return false
    if (strength < 2) return strength >= 1 && capital && (town.population >= TOWN * 2 || n >= 3)
    return capital || (town.population >= TOWN && letters >= 4) || n >= 3
  })
}

const capitalised = (t: Token, i: number) => i > 0 && /^\p{Lu}/u.test(t.raw)

/** Endings of verbs and common nouns: after a plain « à » such a word is not a misspelt name. */
const PLAIN_ENDS = /(er|ir|ment|tion|ions|ette|eur|eurs|euse|ique|iques|ables?|ances?|ence|ees|ant|ants)$/

/** How the whole text is written. */
interface Manner {
  expected: boolean
  shouting: boolean
  accented: boolean
  /** Guesses left: a text of a hundred « à xyz » must not cost more than one of ten. */
  guesses: number
}

/** A sentence of 1,000 characters seldom asks for ten guesses; each costs about 0.1 ms (20 cost 3.1 ms at the median of 10,000 hostile texts). */
const GUESSES = 12

function mentionAt(
  list: readonly Token[],
  i: number,
  gazetteer: Gazetteer,
  hint: Hint,
  manner: Manner,
  before: Mention | undefined,
): Mention | null {
  const { expected, shouting } = manner
  // « à Hautmont et Maubeuge »: what is said of one is said of both.
  const joins = before && /^(et|ou)$/.test(list[i - 1]?.word ?? '') && before.from + before.length === i - 1
  const said = Math.max(announced(list, i, expected, manner.accented), joins ? before.strength : 0)
  // A name alone, or with its postal code, needs no introduction.
  const strength = hint.postal ? Math.max(said, 3) : i === 0 && list.length <= 3 ? Math.max(said, 1.9) : said
  if (strength < 1.9 && AROUND.has(list[i]!.word)) return null
  if (strength < 1 && !gazetteer.opens(list[i]!.word)) return null
  let begun = false
  let best: (Mention & { value: number }) | null = null
  for (let n = 1; n <= WINDOW && i + n <= list.length; n++) {
    const last = list[i + n - 1]!
    if (n > 1 && (!last.joined || BREAKS.has(last.word))) break
    const words = list.slice(i, i + n).map(t => t.word)
    const all = gazetteer.named(nameKey(words))
    const fit = acceptable(all, list, i, n, strength, shouting)
    // Taken as one of ours, its namesakes elsewhere still count: « Castres » is asked about.
    const named = fit.some(c => c.town.ours) ? all : fit
    let reading: Reading | null = null
    if (named.length > 0) {
      reading = readExact(named, hint)
      begun ||= named.some(c => c.town.ours)
    } else if ((strength >= 2 || begun) && !LINKS.has(last.word) && !/^\d/.test(last.raw) && !AROUND.has(words[0]!)) {
      if (words.every(w => COMMON.has(w) || BREAKS.has(w) || NEVER.has(w) || WORDS.has(w))) continue
      const alone = n === 1 && !hint.postal
      if (
        alone &&
        (last.word.length < 5 ||
          (strength < 3 && !capitalised(last, i)) ||
          (strength < 4 && !expected && PLAIN_ENDS.test(last.word)))
      )
        continue
      if (manner.guesses-- <= 0) continue
      const found = readNear(gazetteer, words, hint, strength >= 3 ? LIKE.strong : LIKE.weak)
      // Cities elsewhere take part so that nobody is bent into ours; in a sentence they are not guessed.
      if (found.towns[0] && (expected || found.towns[0].town.ours)) reading = found
    }
    if (!reading) continue
    // Longer names win unless they are much less alike: « Cambronne lès Ribécour », not « Cambronne ».
    const value = (named.length === 0 ? reading.towns[0]!.score : reading.ambiguous ? 0.9 : 1) + 0.04 * (n - 1)
    if (!best || value > best.value) best = { from: i, length: n, reading, strength, value }
  }
  return best
}

/** Finds places in a sentence. `expected`: the place was asked for, so it may open the sentence. */
export function readPlaces(text: string, gazetteer: Gazetteer, areas: Areas, expected: boolean): Seen {
  const list = tokens(text)
  const words = list.map(t => t.word)
  const raws = list.map(t => t.raw)
  const manner: Manner = {
    expected,
    shouting: text === text.toUpperCase(),
    accented: /[à-ÿœ]/i.test(text),
    guesses: GUESSES,
  }
  const mentions: Mention[] = []
  let area: Area | null = null
  let areaWords: string | null = null
  const postals: number[] = []
  const known = (code: string) => gazetteer.byPostal.has(code)
  const codes = new Set([...list.keys()].filter(k => couldBePostal(list, k, text, known)))

  for (let i = 0; i < list.length; ) {
    const named = areas.at(words, raws, i)
    if (named) {
      if (!area || (!area.epci && named.epci)) {
        area = { epci: named.epci, territoire: named.territoire }
        areaWords = text.slice(list[i]!.start, list[i + named.length - 1]!.end)
      }
      i += named.length
      continue
    }
    const code = codes.has(i)
    if (code && postalAt(list, i)) postals.push(i)
    // « Brie 80200 », « 80200 Brie »: the code may stand before the name or after it.
    const beside = codes.size > 0 ? [i - 1, i + 1, i + 2, i + 3, i + 4, i + 5].find(k => codes.has(k)) : undefined
    const near = beside === undefined ? null : list[beside]!.raw
    let mention = mentionAt(list, i, gazetteer, { postal: null, departement: null }, manner, mentions.at(-1))
    if (near)
      mention = mentionAt(list, i, gazetteer, { postal: near, departement: null }, manner, mentions.at(-1)) ?? mention
    if (!mention) {
      i++
      continue
    }
    mentions.push(mention)
    i += mention.length
  }
  return settle(text, list, mentions, postals, area, areaWords, gazetteer)
}

function settle(
  text: string,
  list: readonly Token[],
  mentions: Mention[],
  postals: number[],
  area: Area | null,
  areaWords: string | null,
  gazetteer: Gazetteer,
): Seen {
  // « l'agglo de Soissons »: the intercommunality, not the town.
  const group = mentions.find(m => m.reading.towns[0]!.town.ours && isGroup(list, m.from))
  const rest = mentions.filter(m => m !== group)
  const span = (m: Mention) => text.slice(list[m.from]!.start, list[m.from + m.length - 1]!.end)
  if (rest.length === 0 && !area && postals.length > 0) {
    const towns = [...new Set(postals.flatMap(i => gazetteer.byPostal.get(list[i]!.raw)!))].sort(
      (a, b) => Number(!!b.ours) - Number(!!a.ours) || b.population - a.population,
    )
    const candidates = towns.map(town => ({ town, score: towns.length === 1 ? 1 : 0.5 }))
    return {
      match: candidates.length === 1 ? candidates[0]! : null,
      candidates,
      area: null,
      mots: list[postals[0]!]!.raw,
      letters: 0,
    }
  }
  const top = Math.max(0, ...rest.map(m => m.strength))
  const kept = rest.filter(m => m.strength === top || (m.strength >= 1 && top < 3 && m.strength >= top - 1))
  const strongest = kept.some(m => m.reading.towns[0]!.town.ours)
    ? kept.filter(m => m.reading.towns[0]!.town.ours)
    : kept
  const different = new Set(strongest.map(m => m.reading.towns[0]!.town.insee))
  const lone = different.size === 1 && strongest.every(m => !m.reading.ambiguous) && top !== 0.5 ? strongest[0]! : null
  const candidates = lone
    ? lone.reading.towns.slice(0, 1)
    : strongest.flatMap(m => (m.reading.ambiguous ? m.reading.towns : m.reading.towns.slice(0, 1)))
  const ofGroup = group ? { commune: group.reading.towns[0]!.town.ours! } : null
  return {
    match: lone ? lone.reading.towns[0]! : null,
    candidates: [...new Map(candidates.map(c => [c.town.insee, c])).values()],
    area: area ?? (ofGroup ? { epci: ofGroup.commune.epci, territoire: null } : null),
    mots: strongest[0] ? span(strongest[0]) : (areaWords ?? (group ? span(group) : null)),
    letters: strongest[0]
      ? list.slice(strongest[0].from, strongest[0].from + strongest[0].length).reduce((n, t) => n + t.word.length, 0)
      : 0,
  }
}

function isGroup(list: readonly Token[], i: number): boolean {
  for (let p = i - 1; p >= Math.max(0, i - 4); p--) {
    if (GROUPS.has(list[p]!.word)) return true
    if (!LINKS.has(list[p]!.word) && list[p]!.word !== 'communes' && list[p]!.word !== 'agglomeration') return false
  }
  return false
}
