import { create, insertMultiple, search as oramaSearch } from '@orama/orama'
import flexsearch from 'flexsearch'
import Fuse from 'fuse.js'
import lunr from 'lunr'
import french from 'lunr-languages/lunr.fr.js'
import stemmerSupport from 'lunr-languages/lunr.stemmer.support.js'
import MiniSearch from 'minisearch'
import type { SearchRecord } from '../conversation/records.ts'

/** A search as a library ships it: record numbers, best first. */
export type Rival = (query: string) => number[] | Promise<number[]>

const FIELDS = ['titre', 'alias', 'mots', 'resume', 'texte', 'lieu'] as const

/** As ours: names before people's words before the rest. */
const BOOST: Record<string, number> = { titre: 6, alias: 5, mots: 5 }

/** The same records given to the other libraries, with the fields that we index and their own defaults. */
export async function rivalsOf(records: readonly SearchRecord[]): Promise<Record<string, Rival>> {
  const documents = records.map((r, n) => ({
    id: String(n),
    titre: r.title,
    alias: r.aliases.join(' . '),
    mots: r.mots.join(' . '),
    resume: r.summary,
    texte: r.text,
    lieu: r.belongs,
  }))

  const plainLunr = (withFrench: boolean): Rival => {
    if (withFrench) {
      stemmerSupport(lunr)
      french(lunr)
    }
    const index = lunr(function () {
      if (withFrench) this.use((lunr as unknown as { fr: lunr.Builder.Plugin }).fr)
      this.ref('id')
      for (const field of FIELDS) this.field(field, { boost: BOOST[field] ?? 1 })
      for (const document of documents) this.add(document)
    })
    return query => index.search(query.replace(/[~^:*+-]/g, ' ')).map(r => Number(r.ref))
  }

  const fuse = new Fuse(documents, { keys: [...FIELDS], ignoreLocation: true, includeScore: true })
  const mini = new MiniSearch({
    fields: [...FIELDS],
    searchOptions: { boost: BOOST, fuzzy: 0.2, prefix: true },
  })
  mini.addAll(documents)

  const flex = new flexsearch.Document({
    document: { id: 'id', index: [...FIELDS] },
    tokenize: 'forward',
    encoder: 'LatinBalance',
  } as never)
  for (const document of documents) flex.add(document)

  const orama = create({
    schema: {
      titre: 'string',
      alias: 'string',
      mots: 'string',
      resume: 'string',
      texte: 'string',
      lieu: 'string',
    } as const,
    language: 'french',
  })
  await insertMultiple(orama, documents)

  return {
    'lunr as shipped': plainLunr(false),
    'lunr French': plainLunr(true),
    'fuse.js': query => fuse.search(query.slice(0, 64), { limit: 10 }).map(r => r.refIndex),
    MiniSearch: query =>
      mini
        .search(query)
        .slice(0, 10)
        .map(r => Number(r.id)),
    FlexSearch: query => {
      const seen = new Map<number, number>()
      for (const { result } of flex.search(query, { limit: 10, suggest: true } as never) as { result: string[] }[])
        for (const [i, id] of result.entries()) seen.set(Number(id), (seen.get(Number(id)) ?? 0) + 1 / (1 + i))
      return [...seen].sort((a, b) => b[1] - a[1]).map(([n]) => n)
    },
    Orama: async query => {
      const { hits } = await oramaSearch(orama, { term: query, limit: 10, boost: BOOST, tolerance: 1 })
      return hits.map(h => Number(h.id))
    },
  }
}
