import { sql } from 'kysely'
import { afterAll, expect, test } from 'vitest'
import { fold } from '../src/domain/fold.ts'
import { statuts } from '../src/domain/pipeline.ts'
import type { Scope } from '../src/domain/scope.ts'
import { seeded } from '../src/domain/seeded.ts'
import type { Store } from '../src/store/store.ts'
import { consoleOver, everything, someAgent } from './doubles/console.ts'
import { library } from './doubles/library.ts'
import { onBothEngines } from './engines.ts'
import { someLead } from './leads.ts'

const LEADS = process.env.RELAIS_LONG ? 50_000 : 5_000
/** The goal is measured alone, in `test:long`; beside other tests on two cores only a collapse shows. */
const LIMIT_MS = process.env.RELAIS_LONG ? 150 : 600
const ROUNDS = process.env.RELAIS_LONG ? 40 : 12
const WORDS = ['Verrerie', 'Fonderie', 'Atelier', 'Robotique', 'Textile', 'Biscuiterie', 'Usinage', 'Papeterie']

onBothEngines(`the console over ${LEADS} leads`, stores => {
  const printed: string[] = []
  afterAll(() => console.log(printed.join('\n')))

  test(`list, filter, search, board and open stay under ${LIMIT_MS} ms`, { timeout: 300_000 }, async () => {
    const { store } = await stores.open()
    const references = await fill(store)
    const { ask } = consoleOver(store)
    const referent: Scope = { role: 'referent', territoires: [], epci: ['ca-cambrai'] }
    for (const [who, scope] of [
      ['administrateur', everything],
      ['referent', referent],
    ] as const) {
      const as = await someAgent(store, scope)
      const own = who === 'referent' ? references.filter((_, i) => placeAt(i)[0] === 'ca-cambrai') : references
      const pages: Record<string, (n: number) => string> = {
        list: n => `/console/?vue=${['a-faire', 'toutes', 'ouvertes', 'retard'][n % 4]}&page=${(n % 5) + 1}`,
        filter: n => `/console/?vue=toutes&theme=export&statut=${statuts[n % 9]}&signal=difficulte&du=2025-01-01`,
        search: n => `/console/?vue=toutes&q=${WORDS[n % 8]}+${n}`,
        board: () => '/console/tableau',
        open: n => `/console/demandes/${own[(n * 37) % own.length]}`,
      }
      for (const [name, address] of Object.entries(pages)) {
        const times: number[] = []
        // the first page of its kind compiles its template and its statements
        await ask('GET', address(0), { as })
        for (let n = 0; n < ROUNDS; n++) {
          const begun = performance.now()
          const { status } = await ask('GET', address(n), { as })
          times.push(performance.now() - begun)
          expect(status).toBe(200)
        }
        const p95 = times.sort((a, b) => a - b)[Math.ceil(ROUNDS * 0.95) - 1]!
        printed.push(`${store.engine} ${who} ${name}: p95 ${p95.toFixed(1)} ms over ${LEADS} leads`)
        expect([name, who, p95 < LIMIT_MS]).toEqual([name, who, true])
      }
    }
  })
})

const places = [...library.territoireOfEpci]
const placeAt = (i: number) => places[i % places.length]!

/** Leads written straight into the tables: the way of one lead is timed elsewhere. */
async function fill(store: Store): Promise<string[]> {
  const random = seeded(1)
  const { db } = store.database
  const references: string[] = []
  const now = Date.now()
  const themes = [...library.themes.keys()]
  for (let from = 0; from < LEADS; from += 500) {
    const batch = Array.from({ length: 500 }, (_, k) => {
      const i = from + k
      const [epci, territoire] = placeAt(i)
      const date = new Date(now - random() * 900 * 86_400_000).toISOString()
      const {
        besoins: _besoins,
        consentement,
        faits,
        ...plain
      } = someLead({
        reference: `TI-${2000 + Math.floor(i / 10_000)}-${String(i % 10_000).padStart(4, '0')}`,
        date,
        epci,
        territoire,
        nom: `Person ${i}`,
        entreprise: `${WORDS[i % 8]} ${i}`,
        email: `p${i}@x.test`,
      })
      return {
        ...plain,
        faits: JSON.stringify(faits),
        message: 'x'.repeat(300),
        signaux: i % 20 === 0 ? '[{"id":"difficulte","raison":"x"}]' : '[]',
        consentement_version: '1',
        consentement_texte: consentement.texte,
        consentement_date: date,
        statut: statuts[Math.floor(random() * statuts.length)]!,
        depuis: date,
      }
    })
    references.push(...batch.map(b => b.reference))
    await db.transaction().execute(async trx => {
      await trx
        .insertInto('leads')
        .values(batch.map(b => ({ ...b, diagnostics: null })) as never)
        .execute()
      await trx
        .insertInto('besoins')
        .values(
          batch.map((b, i) => ({
            reference: b.reference,
            rang: 1,
            theme: themes[i % themes.length]!,
            reponses: '{}',
            trace: null,
          })),
        )
        .execute()
      await trx
        .insertInto('moves')
        .values(
          batch.map(b => ({
            reference: b.reference,
            rang: 1,
            at: b.date,
            auteur: 'x',
            de: null,
            vers: 'nouveau',
            note: null,
          })),
        )
        .execute()
      await trx
        .insertInto('lead_search')
        .values(
          batch.map(b => ({
            reference: b.reference,
            texte: fold(`${b.reference} ${b.entreprise} ${b.nom} ${b.email} ${b.message}`),
          })),
        )
        .execute()
      const flagged = batch.filter(b => b.signaux !== '[]')
      await trx
        .insertInto('lead_flags')
        .values(flagged.map(b => ({ reference: b.reference, signal: 'difficulte' })))
        .execute()
    })
  }
  // PostgreSQL does so by itself a minute later
  if (store.engine === 'postgres') await sql`vacuum analyze`.execute(db)
  return references
}
