import lunr from 'lunr'
import type { Library } from '../domain/library.ts'
import type { Hit } from './mind.ts'
import { createNamedPlaces } from './named-places.ts'
import { createAlike, exactNames, namesOf } from './names.ts'
import { createQueryReader, createSynonyms, type Query, type QueryWords, stemsOf } from './query.ts'
import { recordsOf, type SearchRecord } from './records.ts'
import { createSpeller } from './typo.ts'
import { words } from './words.ts'

export interface SearchOptions {
  limit?: number
  kinds?: readonly Hit['kind'][]
  /** Only records of these themes or territories; a record that is for everybody stays. */
  themes?: readonly string[]
  territoires?: readonly string[]
  /** Where the person is, and what the conversation is about: a mild preference, never a filter. */
  here?: { epci?: string | null; territoire?: string | null; themes?: readonly string[] }
}

/** A record found: `record` is what is shown of it. */
export interface Found extends Hit {
  record: SearchRecord
}

export interface Search {
  search(query: string, options?: SearchOptions): Found[]
  records: readonly SearchRecord[]
}

/** So much of a record's other text is indexed: 4,000 records are built in under a second. */
const TEXT = 600
/** Empty words of up to so many letters are not indexed; longer ones (« aide ») are, for queries that hold nothing else. */
const LINK = 4
/** At most so many terms go to the index. */
const TERMS = 12
/** So many of the index's answers are weighed again; and so many unknown words are mended. */
const RANKED = 150
const MENDED = 5
/**
 * Field boosts and re-ranking weights, set on aliases and questions that were left out of the index and asked as
 * queries (`npm run bench -- search`, « names left out »): nDCG@5 0.557; doubling or halving any of them moved it by 0.02 at most.
 */
export const BOOSTS: Record<Field, number> = { titre: 8, alias: 5, mots: 5, resume: 5, texte: 0.7, lieu: 2 }
export const RANK = {
  cover: 3.5,
  exact: 1,
  alias: 0.8,
  question: 2,
  asked: 6,
  here: 0.12,
  theme: 0.1,
  kind: 0.35,
  place: 0.35,
  synonym: 0.55,
  typo: 0.8,
  need: 0.5,
}
/** From this share of its content words a query names a record rather than brushing it. */
const NAMED = 0.5
type Field = 'titre' | 'alias' | 'mots' | 'resume' | 'texte' | 'lieu'

interface Term {
  stem: string
  /** The word of the query that it stands for. */
  from: string
  boost: number
}

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
  const known = new Map<string, string>()
  const links = new Set(lists.vides.filter(v => v.length <= LINK))
  const tokens = (text: string) => {
    const kept: lunr.Token[] = []
    for (const { mot, racine } of words(text)) {
      if (links.has(mot)) continue
      if (!known.has(mot)) known.set(mot, racine)
      kept.push(new lunr.Token(racine, {}))
    }
    return kept
  }
  const index = lunr(builder => {
    builder.ref('n')
    for (const [field, boost] of Object.entries(BOOSTS)) builder.field(field, { boost })
    builder.pipeline.reset()
    builder.searchPipeline.reset()
    builder.tokenizer = ((text: unknown) => tokens(String(text ?? ''))) as typeof builder.tokenizer
    builder.k1(1.2)
    builder.b(0.4)
    records.forEach((r, n) => {
      builder.add({
        n: String(n),
        titre: `${r.title} ${r.id.replaceAll(/[-/]/g, ' ')}`,
        alias: r.aliases.join(' . '),
        mots: r.mots.join(' . '),
        resume: r.summary,
        texte: r.text.slice(0, TEXT),
        lieu: r.belongs,
      })
    })
  })
  const stems = new Set(known.values())
  const speller = createSpeller(known.keys())
  const names = namesOf(records)
  const alike = createAlike(records, lists.vides)
  const places = createNamedPlaces(library)

  return {
    records,
    search(text, options = {}) {
      const query = read(text)
      const terms = termsOf(query)
      const scores = new Map<number, { score: number; matched: Set<string> }>()
      const named = exactNames(names, query)
      const themes = new Map(themesOf(text).map(t => [t.id, t.confidence] as const))
      if (terms.length > 0) rank(query, terms, scores, themes, options)
      if (scores.size === 0) fallBack(scores, themes)
      const filtered = [...scores].filter(([n]) => allowed(records[n]!, options))
      filtered.sort(([a, x], [b, y]) => y.score - x.score || a - b)
      const { limit = 10 } = options
      return filtered
        .slice(0, limit)
        .map(([n, { score, matched }]) => hitOf(records[n]!, score, [...matched], (named.get(n) ?? 0) >= NAMED))
    },
  }

  /** The query's own words, then what they stand for, then the mended ones; at most twelve. */
  function termsOf(query: Query): Term[] {
    const terms = new Map<string, Term>()
    const add = (stem: string, from: string, boost: number) => {
      const old = terms.get(stem)
      if (!old || old.boost < boost) terms.set(stem, { stem, from, boost })
    }
    let mended = 0
    for (const { mot, racine } of query.content) {
      if (stems.has(racine)) add(racine, racine, 1)
      else if (mended++ < MENDED)
        for (const [i, other] of speller.mend(mot).entries()) add(known.get(other)!, racine, RANK.typo / (1 + i * 0.5))
    }
    const meant = synonyms(query.useful)
    for (const phrase of meant)
      for (const stem of stemsOf(phrase)) if (stems.has(stem) && stem.length > 2) add(stem, `=${phrase}`, RANK.synonym)
    return [...terms.values()].sort((a, b) => b.boost - a.boost).slice(0, TERMS)
  }

  function rank(
    query: Query,
    terms: readonly Term[],
    scores: Map<number, { score: number; matched: Set<string> }>,
    themes: ReadonlyMap<string, number>,
    options: SearchOptions,
  ): void {
    const results = index.query(q => {
      for (const { stem, boost } of terms) q.term(stem, { boost, usePipeline: false })
    })
    const top = results[0]?.score ?? 1
    const wanted = new Set(query.content.map(w => w.racine))
    const found = places(query.all.map(w => w.mot))
    const exact = exactNames(names, query)
    const here = options.here ?? {}
    // a plain answer is found by its whole question, empty words too: « qui décide », « combien ça coûte »
    const whole = new Map(query.all.map(w => [w.racine, 1] as const))
    const phrase = new Map(terms.map(t => [t.stem, t.from.startsWith('=') ? 0.5 : 1] as const))
    for (const result of results.slice(0, RANKED)) {
      const n = Number(result.ref)
      const record = records[n]!
      const matched = new Set(Object.keys(result.matchData.metadata))
      const covered = new Set(terms.filter(t => matched.has(t.stem)).map(t => t.from))
      const own = [...covered].filter(w => wanted.has(w)).length / (wanted.size || 1)
      const said = [...covered].some(w => w.startsWith('=')) ? 0.5 : 0
      let score = (result.score / top) * (1 + RANK.cover * Math.max(own, said))
      score +=
        RANK.exact * (exact.get(n) ?? 0) +
        (record.kind === 'fiche'
          ? (query.asks ? RANK.asked : RANK.question) * alike(n, whole) ** 2
          : RANK.alias * alike(n, phrase))
      if (query.wantsContact && (record.kind === 'contact' || record.kind === 'organisme')) score *= 1 + RANK.kind
      if (query.wantsMeaning && (record.kind === 'fiche' || record.kind === 'territoire')) score *= 1 + RANK.kind / 2
      if (found.epci.length > 0) {
        if (record.epci.some(e => found.epci.includes(e))) score *= 1 + RANK.place
        else if (record.territoires.length === 0) score *= 1 - RANK.place / 2
        else if (!record.territoires.some(t => found.territoires.includes(t))) score *= 1 - RANK.place
      }
      if (here.territoire && record.territoires.length > 0)
        score *= record.territoires.includes(here.territoire) ? 1 + RANK.here : 1 - RANK.here
      if (here.epci && record.epci.includes(here.epci)) score *= 1 + RANK.here
      score *= 1 + RANK.need * Math.max(0, ...record.themes.map(t => themes.get(t) ?? 0))
      if (here.themes?.some(t => record.themes.includes(t))) score *= 1 + RANK.theme
      scores.set(n, { score, matched })
    }
  }

  /** Nothing matched: what serves the need that was understood, or else the services that serve every need. */
  function fallBack(
    scores: Map<number, { score: number; matched: Set<string> }>,
    themes: ReadonlyMap<string, number>,
  ): void {
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
