import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { everything } from './doubles/console.ts'
import { library } from './doubles/library.ts'
import { type Matrix, makeMatrix, type Trespass } from './doubles/matrix.ts'
import { mutantsOf } from './doubles/mutants.ts'

/*
 * Confidentiality between EPCI: every route × every account (four roles, each territory, each EPCI) × every EPCI's
 * lead. Then each call that cuts a query to the scope is taken out in turn: the same matrix must notice.
 */

let matrix: Matrix
beforeAll(async () => {
  matrix = await makeMatrix()
})
afterAll(() => matrix.close())

const told = (found: readonly Trespass[]) => found.slice(0, 5).map(f => `${f.route} as ${f.who}: ${f.what}`)

describe('the scope matrix', () => {
  test('no foreign lead is read, counted, exported, searched, changed or guessed by its address', async () => {
    const { pairs, trespasses } = await matrix.run()
    console.log(`scope matrix: ${pairs} pairs of a route, an account and an EPCI's lead`)
    expect(told(trespasses)).toEqual([])
    expect(pairs).toBeGreaterThanOrEqual(5_000)
  }, 300_000)

  test('each has their own: the matrix does not pass because everything is refused', async () => {
    const { store } = matrix
    const all = [...library.territoireOfEpci.keys()].length + 2
    expect(await store.leadsOf(everything).count({})).toBe(all)
    for (const epci of library.territoireOfEpci.keys()) {
      const scope = await store.withShares({ role: 'referent', territoires: [], epci: [epci] })
      expect(await store.leadsOf(scope).count({})).toBe(epci === matrix.sharedWith ? 2 : 1)
    }
  })

  test('taking out any one call that cuts to the scope is noticed', async () => {
    const mutants = await mutantsOf(['scoped-leads.ts', 'scoped-changes.ts', 'scoped-calls.ts', 'indicators.ts'])
    expect(mutants.length).toBeGreaterThanOrEqual(9)
    const unnoticed: string[] = []
    for (const mutant of mutants) {
      const { trespasses } = await matrix.run({ ...mutant, untilFirst: true })
      if (trespasses.length === 0) unnoticed.push(mutant.name)
    }
    console.log(`scope calls taken out one by one: ${mutants.length}, unnoticed: ${unnoticed.length}`)
    expect(unnoticed).toEqual([])
  }, 300_000)

  test('pages of the console reach leads by the scoped door only', async () => {
    const { readdirSync, readFileSync } = await import('node:fs')
    const pages = readdirSync('src/console').filter(f => f.endsWith('.ts'))
    expect(
      pages.filter(f => /store\.leads\b|store\.database|\.rights\b/.test(readFileSync(`src/console/${f}`, 'utf8'))),
    ).toEqual([])
  })
})
