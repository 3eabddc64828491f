import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { createLexicon } from '../conversation/lexicon.ts'
import { type ModelFile, readModel } from '../conversation/model.ts'
import { plain } from '../conversation/query.ts'
import type { SearchRecord } from '../conversation/records.ts'
import { createSearch, type Search, type SearchParts } from '../conversation/search.ts'
import { createUnderstanding } from '../conversation/understand.ts'
import { fold } from '../conversation/words.ts'
import { lexiqueSchema } from '../domain/lexique.ts'
import type { Library } from '../domain/library.ts'
import { seeded } from '../domain/seeded.ts'
import { load } from '../load.ts'
import { type Rival, rivalsOf } from './rivals.ts'

interface Case {
  q: string
  expect: string[]
  type: string
}

/** Prints how search stands beside the other libraries, and what it costs. */
export async function benchSearch(root: string, options: { apart: boolean }): Promise<void> {
  const { library } = load(root)
  if (!library) throw new Error('the content does not load: npm run check')
  const lexique = lexiqueSchema.parse(
    parse(readFileSync(join(root, 'knowledge/lexique.yaml'), 'utf8'), { schema: 'failsafe' }),
  )
  const lists = lexique.recherche
  const model = readModel(JSON.parse(readFileSync(join(root, 'src/conversation/model.json'), 'utf8')) as ModelFile)
  const understand = createUnderstanding({ model, lexicon: createLexicon(lexique) })
  const themesOf = (text: string) => understand(text).scores
  const ours = createSearch({ library, lists, themesOf })
  const number = new Map(ours.records.map((r, n) => [r, n] as const))
  const rivals = await rivalsOf(ours.records)
  const all: Record<string, Rival> = {
    'Relais Industrie': q => ours.search(q).map(h => number.get(h.record)!),
    ...rivals,
  }
  for (const [file, show] of [
    ['queries-dev.json', true],
    ['queries-dev2.json', true],
    ['queries.json', options.apart],
    ['queries-2.json', options.apart],
  ] as const) {
    if (!show) continue
    const cases = JSON.parse(readFileSync(join(root, 'tests/sets', file), 'utf8')) as Case[]
    console.log(`\n${file}: ${cases.length} queries, ${ours.records.length} records`)
    for (const [name, rival] of Object.entries(all)) await table(name, rival, cases, ours.records)
  }
  await namesLeftOut(library, { lists, themesOf }, ours.records)
  scale(root, library, ours, lists)
}

async function table(
  name: string,
  rival: Rival,
  cases: readonly Case[],
  records: readonly SearchRecord[],
): Promise<void> {
  let gain = 0
  let first = 0
  let nothing = 0
  let unreachable = 0
  const byType = new Map<string, { n: number; gain: number }>()
  const began = performance.now()
  for (const { q, expect, type } of cases) {
    const patterns = expect.map(e => new RegExp(e, 'i'))
    const right = (r: SearchRecord) =>
      [r.title, r.id, ...r.aliases].some(name => patterns.some(p => p.test(fold(name))))
    const found = await rival(q)
    const at = found.slice(0, 5).findIndex(n => right(records[n]!))
    const one = at < 0 ? 0 : 1 / Math.log2(at + 2)
    gain += one
    if (at === 0) first++
    if (found.length === 0) nothing++
    if (!records.some(right)) unreachable++
    const group = byType.get(type) ?? { n: 0, gain: 0 }
    byType.set(type, { n: group.n + 1, gain: group.gain + one })
  }
  const took = (performance.now() - began) / cases.length
  const types = [...byType].map(([t, g]) => `${t} ${(g.gain / g.n).toFixed(2)}`).join('  ')
  console.log(
    `${name.padEnd(18)} nDCG@5 ${(gain / cases.length).toFixed(3)}  first ${(first / cases.length).toFixed(3)}  nothing ${nothing}  unreachable ${unreachable}  ${took.toFixed(2)} ms   ${types}`,
  )
}

/** A quarter of the aliases and questions leaves the index and is asked: what sets the weights of search. */
async function namesLeftOut(
  library: Library,
  parts: Pick<SearchParts, 'lists' | 'themesOf'>,
  records: readonly SearchRecord[],
): Promise<void> {
  const random = seeded(3)
  const asked = new Map<string, string>()
  for (const r of records)
    for (const a of r.aliases) if (plain(a).includes(' ') && random() < 0.25) asked.set(plain(a), a)
  const thinned = records.map(r => ({ ...r, aliases: r.aliases.filter(a => !asked.has(plain(a))) }))
  const { search } = createSearch({ library, ...parts, records: thinned })
  let gain = 0
  for (const [name, q] of asked) {
    const at = search(q, { limit: 5 }).findIndex(h =>
      records.some(r => r.id === h.id && r.kind === h.kind && r.aliases.some(a => plain(a) === name)),
    )
    if (at >= 0) gain += 1 / Math.log2(at + 2)
  }
  console.log(`\nnames left out: ${asked.size} queries, nDCG@5 ${(gain / asked.size).toFixed(3)}`)
}

/** A size is built so many times more, and the median told: one build in three waits for memory to be cleared. */
const BUILDS = 5

/** Building and asking at 400, 4,000 and 12,000 records, made of ours with a number in each title. */
function scale(root: string, library: Library, ours: Search, lists: SearchParts['lists']): void {
  const queries = (JSON.parse(readFileSync(join(root, 'tests/sets/queries-dev.json'), 'utf8')) as Case[])
    .slice(0, 5)
    .map(c => c.q)
  console.log('\nrecords   build     memory    query')
  const costs: { size: number; build: number }[] = []
  for (const size of [400, 4_000, 12_000]) {
    const records = Array.from({ length: size }, (_, n) => {
      const r = ours.records[n % ours.records.length]!
      return { ...r, id: `${r.id}-${n}`, title: `${r.title} ${n}` }
    })
    const before = process.memoryUsage().heapUsed
    let search = createSearch({ library, lists, records })
    const memory = (process.memoryUsage().heapUsed - before) / 1e6
    const builds = Array.from({ length: BUILDS }, () => {
      const began = performance.now()
      search = createSearch({ library, lists, records })
      return performance.now() - began
    })
    const build = builds.sort((a, b) => a - b)[BUILDS >> 1]!
    const asked = performance.now()
    for (const q of queries) search.search(q)
    console.log(
      `${String(size).padStart(7)}  ${build.toFixed(0).padStart(5)} ms  ${memory.toFixed(0).padStart(5)} MB  ${((performance.now() - asked) / 5).toFixed(1).padStart(6)} ms`,
    )
    costs.push({ size, build })
  }
  const [small, , large] = costs as [{ size: number; build: number }, unknown, { size: number; build: number }]
  console.log(
    `exponent of the build ${(Math.log(large.build / small.build) / Math.log(large.size / small.size)).toFixed(2)}`,
  )
}
