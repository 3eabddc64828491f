import type { Query } from './query.ts'
import type { SearchRecord } from './records.ts'

/**
 * Re-ranking weights. Set with `npm run bench -- search` on names that search had not seen, a quarter of the aliases and
 * questions left out of the index and asked (nDCG@5 0.566 before families, 0.605 with them), and on 77 queries written
 * from records drawn at random (0.81, then 0.97 with families and people's words). Doubling or halving any one moved
 * either by 0.02 at most. On the 200 of queries-dev2, right first: 0.865 without `us` and `territory`, 0.875 with the
 * one, 0.870 with the other, 0.880 with both; `elsewhere` moves nothing there, it keeps another EPCI's aid behind ours.
 */
export const RANK = {
  /** Share of the query's words that the record holds, the rare ones counting more. */
  cover: 3.5,
  /** The query is the record's title, word for word; it holds one of its names; one of them is near; a plain answer's question is near, more so if asked. */
  title: 6,
  exact: 1,
  alias: 0.8,
  question: 2,
  asked: 6,
  /** Where the person is and what the conversation is about: mild. */
  here: 0.12,
  theme: 0.1,
  need: 0.4,
  /** What is asked for: somebody to talk to, a meaning, « qui… »; what is said to us (« vous… ») is asked of us. */
  kind: 0.35,
  meaning: 0.4,
  who: 0.15,
  us: 0.3,
  /** A place named in the query: its records up, those of elsewhere down; a territory; a record that matches nothing but the place is down. */
  place: 0.35,
  elsewhere: 0.5,
  territory: 0.2,
  onlyPlace: 0.6,
  local: 2,
  /** What a term found by a synonym, a family of words or a mended typo is worth beside the word itself. */
  synonym: 0.3,
  family: 0.8,
  typo: 0.8,
}

export interface Where {
  epci?: string | null
  territoire?: string | null
  themes?: readonly string[]
}

/** What the query says beside its words. */
export interface Wish {
  query: Query
  /** EPCI and territories named in it. */
  places: { epci: readonly string[]; territoires: readonly string[] }
  /** Needs understood in it, by theme. */
  themes: ReadonlyMap<string, number>
  here: Where
}

/** By what a record's score is multiplied for its kind, its place and its themes. */
export function suits(record: SearchRecord, { query, places, themes, here }: Wish): number {
  const { kind } = record
  const somebody = kind === 'contact' || kind === 'organisme'
  let factor = 1
  if (query.wantsContact && somebody) factor *= 1 + RANK.kind
  if (query.wantsMeaning && (kind === 'fiche' || kind === 'territoire')) factor *= 1 + RANK.meaning
  if (query.all[0]?.mot === 'qui' && (somebody || kind === 'fiche')) factor *= 1 + RANK.who
  if (query.toUs && kind === 'fiche') factor *= 1 + RANK.us
  factor *= nearness(record, places)
  if (here.territoire && record.territoires.length > 0)
    factor *= record.territoires.includes(here.territoire) ? 1 + RANK.here : 1 - RANK.here
  if (here.epci && record.epci.includes(here.epci)) factor *= 1 + RANK.here
  factor *= 1 + RANK.need * Math.max(0, ...record.themes.map(t => themes.get(t) ?? 0))
  if (here.themes?.some(t => record.themes.includes(t))) factor *= 1 + RANK.theme
  return factor
}

/** By what the place named in the query multiplies a record: its EPCI, or else its territory. */
function nearness(record: SearchRecord, { epci, territoires }: Wish['places']): number {
  const there = record.territoires.some(t => territoires.includes(t))
  if (epci.length === 0) {
    if (territoires.length === 0 || record.territoires.length === 0) return 1
    return there ? 1 + RANK.territory : 1 - RANK.territory
  }
  if (record.epci.some(e => epci.includes(e))) return 1 + RANK.place
  if (record.epci.length > 0) return 1 - RANK.elsewhere
  if (record.territoires.length === 0) return 1 - RANK.place / 2
  return there ? 1 : 1 - RANK.place
}

/** What a person or body of the place is worth where somebody, or nothing but the place, is asked for: 0 for others. */
export function local(record: SearchRecord, epci: readonly string[]): number {
  if (!record.epci.some(e => epci.includes(e))) return 0
  return record.kind === 'contact' ? RANK.local : record.kind === 'organisme' ? 0.8 * RANK.local : 0
}
