import lunr from 'lunr'
import type { Library } from '../domain/library.ts'
import { addStems, createAsk } from './indexing.ts'
import { createMender, type Meant } from './mending.ts'
import type { Hit } from './mind.ts'
import { createNamedPlaces } from './named-places.ts'
import { createAlike, exactNames, keyOf, namesOf, naming } from './names.ts'
import { createFamilies, createQueryReader, createSynonyms, isWord, type QueryWords, stemsOf } from './query.ts'
import { local, RANK, suits, type Where } from './ranking.ts'
import { recordsOf, type SearchRecord } from './records.ts'
import { type Word, words } from './words.ts'

export interface SearchOptions {
  limit?: number
  kinds?: readonly Hit['kind'][]
  /** Only records of these themes or territories; a record that is for everybody stays. */
  themes?: readonly string[]
  territoires?: readonly string[]
  /** Where the person is, and what the conversation is about: a mild preference, never a filter. */
  here?: Where
}

/** A record found: `record` is what is shown of it. */
export interface Found extends Hit {
  record: SearchRecord
}

export interface Search {
  search(query: string, options?: SearchOptions): Found[]
  records: readonly SearchRecord[]
}

/** So many letters of a record's other text are indexed: with 150 the 200 queries of queries-dev2 have nDCG@5 0.928, 0.931 with 80. */
const TEXT = 80
/** Empty words of up to so many letters are not indexed; longer ones (« aide ») are, for queries that hold nothing else. */
const LINK = 4
/** From so many words on the name of a plain answer is a question, as people ask it. */
const ASKED = 3
/** At most so many terms go to the index; 24 found no more (nDCG@5 of the names left out 0.614, 0.613). */
const TERMS = 12
/** So many of the index's answers are weighed again: 150 gave the same figures. */
const RANKED = 80
/** Set as the weights of `ranking.ts`. `sens` holds the families of words (`= …` in `knowledge/synonymes.yaml`). */
export const BOOSTS = { titre: 6, alias: 5, mots: 5, resume: 3, texte: 0.7, lieu: 2, sens: 3 }
/** From this share of its content words a query names a record rather than brushing it. */
const NAMED = 0.5

interface Term {
  stem: string
  /** The word of the query that it stands for; null where it only comes from a synonym. */
  from: string | null
  boost: number
}

type Scores = Map<number, { score: number; matched: Set<string> }>

/** What search is made from. `themesOf` lends the understanding of needs, so that a paraphrase finds its theme's records. */
export interface SearchParts {
  library: Library
  lists: QueryWords
  themesOf?: (text: string) => readonly { id: string; confidence: number }[]
  records?: readonly SearchRecord[]
}

/** The search over all records of a library. Build it once; building 4,000 records takes under a second. */
export function createSearch({
  library,
  lists,
  themesOf = () => [],
  records = recordsOf(library),
}: SearchParts): Search {
  const read = createQueryReader(lists)
  const synonyms = createSynonyms(library.synonymes, lists.vides)
  const families = createFamilies(library.synonymes)
  const known = new Map<string, string>()
  const empty = new Set(lists.vides)
  const links = new Set(lists.vides.filter(v => v.length <= LINK))
  const tokens = (said: readonly Word[]) => {
    const kept: string[] = []
    for (const { mot, racine } of said) {
      if (mot.length <= LINK && links.has(mot)) continue
      if (!known.has(mot)) known.set(mot, racine)
      kept.push(racine)
    }
    return kept
  }
  const namings = records.map(naming)
  /** In how many records a stem stands, their long text apart. */
  const seen = new Map<string, number>()
  const index = lunr(builder => {
    for (const [field, boost] of Object.entries(BOOSTS)) builder.field(field, { boost })
    builder.k1(1.2)
    builder.b(0.4)
    records.forEach((r, n) => {
      const [title, ...aliases] = namings[n] as [Word[], ...Word[][]]
      const titre = tokens([...title, ...words(r.id.replaceAll(/[-/]/g, ' '))])
      const alias = tokens(aliases.flat())
      const mots = tokens(words(r.mots.join(' . ')))
      const resume = tokens(words(r.summary))
      const said = [...titre, ...alias, ...mots, ...resume]
      for (const stem of new Set(said)) seen.set(stem, (seen.get(stem) ?? 0) + 1)
      const sens = said.flatMap(s => families.get(s) ?? [])
      addStems(builder, n, {
        titre,
        alias,
        mots,
        resume,
        texte: tokens(words(r.text.slice(0, TEXT))),
        lieu: tokens(words(r.belongs)),
        sens,
      })
    })
  })
  const ask = createAsk(index, records.length)
  const stems = new Set(known.values())
  const rarity = (stem: string) => Math.log(1 + records.length / (seen.get(stem) ?? 2))
  const places = createNamedPlaces(library)
  const mend = createMender({
    known,
    leave: word =>
      empty.has(word.mot) ||
      families.has(word.racine) ||
      synonyms([word]).length > 0 ||
      places([word.mot]).words.length > 0,
  })
  const names = namesOf(records, namings)
  const alike = createAlike(records, namings, lists.vides)
  const titles = namings.map(([title]) => keyOf(title!))

  return {
    records,
    search(text, options = {}) {
      const query = read(text)
      const scores: Scores = new Map()
      const meant = mend(query)
      const named = exactNames(names, meant.query)
      const themes = new Map(themesOf(text).map(t => [t.id, t.confidence] as const))
      rank(meant, scores, named, themes, options)
      if (scores.size === 0) fallBack(scores, themes)
      const filtered = [...scores].filter(([n]) => allowed(records[n]!, options))
      filtered.sort(([a, x], [b, y]) => y.score - x.score || a - b)
      const { limit = 10 } = options
      return filtered
        .slice(0, limit)
        .map(([n, { score, matched }]) =>
          hitOf(records[n]!, score, [...matched].filter(isWord), (named.get(n) ?? 0) >= NAMED),
        )
    },
  }

  /** The query's own words, then their families, what they stand for and the mended ones; at most twelve. */
  function termsOf({ query, mended, others }: Meant): Term[] {
    const terms = new Map<string, Term>()
    const add = (stem: string, from: string | null, boost: number) => {
      const old = terms.get(stem)
      if (!old || old.boost < boost) terms.set(stem, { stem, from, boost })
    }
    for (const word of query.content) {
      const { racine } = word
      if (stems.has(racine)) add(racine, racine, mended.has(word) ? RANK.typo : 1)
      for (const [i, other] of (others.get(word) ?? []).entries())
        add(known.get(other)!, racine, RANK.typo / (1.5 + i * 0.5))
      for (const family of families.get(racine) ?? []) add(family, racine, RANK.family)
    }
    for (const phrase of synonyms(query.useful))
      for (const stem of stemsOf(phrase)) if (stems.has(stem) && stem.length > 2) add(stem, null, RANK.synonym)
    return [...terms.values()].sort((a, b) => b.boost - a.boost).slice(0, TERMS)
  }

  function rank(
    meant: Meant,
    scores: Scores,
    named: ReadonlyMap<number, number>,
    themes: ReadonlyMap<string, number>,
    options: SearchOptions,
  ): void {
    const { query } = meant
    const place = places(query.all.map(w => w.mot))
    const placed = new Set(query.all.filter(w => place.words.includes(w.mot)).map(w => w.racine))
    const wanted = new Set(query.content.map(w => w.racine))
    const onlyPlace = [...wanted].every(w => placed.has(w))
    const wish = { query, places: place, themes, here: options.here ?? {} }
    const terms = termsOf(meant)
    const results = ask(terms, RANKED)
    const top = results[0]?.score ?? 1
    let whole = 0
    // a misspelt word weighs as a rare one: whoever typed it meant something by it
    const guessed = new Set([...meant.mended].map(w => w.racine))
    const worthOf = (stem: string) => (guessed.has(stem) ? rarity('') : rarity(stem))
    for (const w of wanted) whole += worthOf(w)
    // a plain answer is found by its whole question, empty words too: « qui décide », « combien ça coûte »
    const said = query.all.map(w => w.racine).join(' ')
    const sentence = new Map(query.all.map(w => [w.racine, 1] as const))
    const phrase = new Map(terms.map(t => [t.stem, t.from ? 1 : 0.5] as const))
    const [likeSentence, likePhrase] = [alike(sentence), alike(phrase)]
    const bearers = query.all.length >= ASKED ? (names.bearers.get(said) ?? []) : []
    const asked = bearers.every(n => records[n]!.kind === 'fiche') ? bearers : []
    // « vous êtes qui » holds no word of the index
    const unfound = asked
      .filter(n => !results.some(r => r.n === n))
      .map(n => ({ n, score: 0, matched: sentence.keys() }))
    for (const { n, score: found, matched: held } of [...results, ...unfound]) {
      const record = records[n]!
      const matched = new Set(held)
      const cover = new Map<string, number>()
      for (const { stem, from, boost } of terms)
        if (matched.has(stem) && from !== null) cover.set(from, Math.max(cover.get(from) ?? 0, boost))
      let own = 0
      for (const [word, worth] of cover) own += (worth * worthOf(word)) / whole
      let score = (found / top) * (1 + RANK.cover * own)
      score += RANK.exact * (named.get(n) ?? 0)
      if (titles[n] === said || asked.includes(n)) score += RANK.title
      if (record.kind === 'fiche') score += (query.asks ? RANK.asked : RANK.question) * likeSentence(n) ** 2
      else score += RANK.alias * likePhrase(n)
      if (!onlyPlace && !query.wantsContact && [...cover.keys()].every(w => placed.has(w))) score *= RANK.onlyPlace
      scores.set(n, { score: score * suits(record, wish), matched })
    }
    if (place.epci.length > 0 && (query.wantsContact || onlyPlace)) {
      // « le contact à Oulchy »: a person who is there, before every body that bears the name
      const best = query.wantsContact && onlyPlace ? Math.max(0, ...[...scores.values()].map(s => s.score)) : 0
      records.forEach((record, n) => {
        const worth = local(record, place.epci)
        const { score, matched } = scores.get(n) ?? { score: 0, matched: new Set<string>() }
        if (worth > 0) scores.set(n, { score: score + worth + (record.kind === 'contact' ? best : 0), matched })
      })
    }
  }

  /** Nothing matched: what serves the need that was understood, or else the services that serve every need. */
  function fallBack(scores: Scores, themes: ReadonlyMap<string, number>): void {
    records.forEach((record, n) => {
      const need = record.kind === 'dispositif' ? Math.max(0, ...record.themes.map(t => themes.get(t) ?? 0)) : 0
      const general = record.kind === 'contact' && record.themes.length === 0 ? 0.05 : 0
      if (need + general > 0) scores.set(n, { score: (need + general) / 10, matched: new Set() })
    })
  }
}

function hitOf(record: SearchRecord, score: number, matched: string[], named: boolean): Found {
  return { id: record.id, kind: record.kind, score: Number(score.toFixed(4)), matched, named, record }
}

function allowed(record: SearchRecord, { kinds, themes, territoires }: SearchOptions): boolean {
  if (kinds && !kinds.includes(record.kind)) return false
  if (themes && !record.themes.some(t => themes.includes(t))) return false
  return !territoires || record.territoires.length === 0 || record.territoires.some(t => territoires.includes(t))
}
