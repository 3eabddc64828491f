import type { Selectable } from 'kysely'
import { afterAll, expect, test } from 'vitest'
import type { Scope } from '../src/domain/scope.ts'
import { seeded } from '../src/domain/seeded.ts'
import type { Store } from '../src/store/store.ts'
import type { MoveTable } from '../src/store/tables.ts'
import { consoleOver, everything, someAgent } from './doubles/console.ts'
import { library } from './doubles/library.ts'
import { onBothEngines } from './engines.ts'
import { someLead } from './leads.ts'

const LEADS = process.env.RELAIS_LONG ? 50_000 : 5_000
/** Processor time of a page, charts and all: the goal is held where 50,000 leads are measured alone, in `test:long`. */
const LIMIT_MS = process.env.RELAIS_LONG ? 400 : 600
const ROUNDS = process.env.RELAIS_LONG ? 30 : 8
const NOW = new Date('2026-11-22T10:00:00Z')
const HAINAUT = 'hainaut-douaisis-cambresis'

onBothEngines(`the bilan over ${LEADS} leads`, stores => {
  const printed: string[] = []
  afterAll(() => console.log(printed.join('\n')))

  test(`counting stays under ${LIMIT_MS} ms`, { timeout: 300_000 }, async () => {
    const { store } = await stores.open({ now: () => NOW })
    await fill(store)
    const { ask } = consoleOver(store, { now: () => NOW })
    const scopes: [string, Scope][] = [
      ['administrateur', everything],
      ['chef', { role: 'chef-de-projet', territoires: [HAINAUT], epci: [] }],
      ['referent', { role: 'referent', territoires: [], epci: ['ca-cambrai'] }],
    ]
    for (const [who, scope] of scopes) {
      const as = await someAgent(store, scope)
      for (const period of ['2026-05', '2026-S1']) {
        const address = `/console/bilan?periode=${period}`
        await ask('GET', address, { as })
        const times: number[] = []
        for (let n = 0; n < ROUNDS; n++) {
          const begun = process.cpuUsage()
          const { status } = await ask('GET', address, { as })
          const { user, system } = process.cpuUsage(begun)
          expect(status).toBe(200)
          times.push((user + system) / 1000)
        }
        const p95 = times.sort((a, b) => a - b)[Math.ceil(ROUNDS * 0.95) - 1]!
        printed.push(`${store.engine} ${who} ${period}: p95 ${p95.toFixed(0)} ms of processor time`)
        expect([who, period, p95 < LIMIT_MS]).toEqual([who, period, true])
      }
    }
  })
})

/** Leads of two and a half years with ways like those of the programme: of five contacts one firm is accompanied. */
async function fill(store: Store): Promise<void> {
  const random = seeded(3)
  const { db } = store.database
  const places = [...library.territoireOfEpci]
  const themes = [...library.themes.keys()]
  const goesOn: Record<string, number> = {
    nouveau: 0.85,
    contacte: 0.5,
    'rendez-vous': 0.5,
    accompagne: 0.4,
    candidature: 0.6,
  }
  const origines = ['chat', 'teams', 'telephone', 'visite', 'import'] as const
  for (let from = 0; from < LEADS; from += 500) {
    const leads: unknown[] = []
    const moves: Selectable<MoveTable>[] = []
    for (let i = from; i < from + 500; i++) {
      const [epci, territoire] = places[i % places.length]!
      const reference = `TI-${2000 + Math.floor(i / 10_000)}-${String(i % 10_000).padStart(4, '0')}`
      let at = NOW.getTime() - random() * 900 * 86_400_000
      const date = new Date(at).toISOString()
      const reached: Record<string, string> = {}
      const won = random() < 0.5 ? 'laureat' : 'non-retenu'
      let de: string | null = null
      for (const vers of ['nouveau', 'contacte', 'rendez-vous', 'accompagne', 'candidature', won]) {
        reached[vers] = new Date(at).toISOString()
        moves.push({
          reference,
          rang: Object.keys(reached).length,
          at: reached[vers],
          auteur: 'x',
          de,
          vers,
          note: null,
        })
        de = vers
        at += random() * 10 * 86_400_000
        if (at > NOW.getTime() || random() > (goesOn[vers] ?? 0)) break
      }
      const {
        besoins: _,
        consentement,
        faits,
        ...plain
      } = someLead({ reference, date, epci, territoire, entreprise: `Atelier ${i % 30_000}` })
      leads.push({
        ...{ ...plain, faits: JSON.stringify(faits), message: 'x'.repeat(300), signaux: '[]', diagnostics: null },
        ...{ consentement_version: '1', consentement_texte: consentement.texte, consentement_date: date },
        ...{
          statut: de,
          depuis: new Date(at).toISOString(),
          tranche: 'de-30-a-200',
          themes: themes[i % themes.length],
        },
        ...{ origine: origines[Math.floor(random() * 5)], investissement: 1_000, emplois: 2, subvention_demandee: 100 },
        ...{
          subvention_obtenue: 50,
          repondu_le: reached.contacte ?? null,
          rendez_vous_le: reached['rendez-vous'] ?? null,
        },
        ...{ accompagne_le: reached.accompagne ?? null, candidature_le: reached.candidature ?? null },
        laureat_le: reached.laureat ?? null,
      })
    }
    await db.transaction().execute(async trx => {
      await trx
        .insertInto('leads')
        .values(leads as never)
        .execute()
      await trx.insertInto('moves').values(moves).execute()
    })
  }
}
