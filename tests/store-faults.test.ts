import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openStore, type Store } from '../src/store/store.ts'
import { someFolder } from './folders.ts'
import { someLead, someTurn } from './leads.ts'
import { type Cluster, makeCluster, postgresBin } from './postgres.ts'

const withLead = (reference: string, message: string | null = null) =>
  someTurn({ conversation: `c/${reference}`, writes: [{ sorte: 'lead', lead: someLead({ reference, message }) }] })

test('a full disk refuses the turn whole, and the next one is kept once there is room', async () => {
  const store = await openStore({ dataDir: someFolder(), role: 'server' })
  const conversations = store.conversations<string>()
  const { db } = store.database
  const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(db)
  await sql`pragma max_page_count = ${sql.lit(rows[0]!.page_count + 2)}`.execute(db)
  await expect(conversations.commit(withLead('TI-2026-AAAA', 'x'.repeat(50_000)))).rejects.toThrow(/full/)
  expect(await conversations.read('c/TI-2026-AAAA', 'a1')).toBeNull()
  expect(await store.leads.read('TI-2026-AAAA')).toBeNull()
  await sql`pragma max_page_count = 100000`.execute(db)
  expect(await conversations.commit(withLead('TI-2026-AAAA', 'x'.repeat(50_000)))).toBe('ok')
  await store.close()
})

test('a database that may only be read refuses the turn, still answers, and recovers', async () => {
  const store = await openStore({ dataDir: someFolder(), role: 'server' })
  const conversations = store.conversations<string>()
  await conversations.commit(withLead('TI-2026-AAAA'))
  await sql`pragma query_only = on`.execute(store.database.db)
  await expect(conversations.commit(withLead('TI-2026-CCCC'))).rejects.toThrow(/readonly/)
  expect(await store.leads.read('TI-2026-AAAA')).not.toBeNull()
  await expect(store.check()).rejects.toThrow()
  await sql`pragma query_only = off`.execute(store.database.db)
  expect(await conversations.commit(withLead('TI-2026-CCCC'))).toBe('ok')
  await store.check()
  await store.close()
})

const bin = postgresBin()
describe.skipIf(!bin)('PostgreSQL that breaks', () => {
  const TERMINATED = 100
  let cluster: Cluster
  let databaseUrl: string
  let store: Store
  beforeAll(async () => {
    cluster = await makeCluster(bin!)
    databaseUrl = await cluster.database('faults')
    store = await openStore({ dataDir: someFolder(), databaseUrl, role: 'server' })
  })
  afterAll(async () => {
    await store.close()
    await cluster.remove()
  })

  /** Commits a lead until it is known to be kept, as the bot does; the answer may be lost after the commit. */
  async function persist(reference: string): Promise<void> {
    const conversations = store.conversations<string>()
    for (;;) {
      try {
        if ((await conversations.read(`c/${reference}`, 'a1'))?.unsent) return
        if ((await conversations.commit(withLead(reference))) === 'ok') return
      } catch {
        // told to the person by the bot; here we try again at once
      }
    }
  }

  async function verify(references: string[]): Promise<void> {
    const kept = await store.leads.list({}, { offset: 0, limit: 10_000 })
    expect(references.filter(r => !kept.some(l => l.reference === r))).toEqual([])
    const { rows } = await sql<{ n: number }>`select count(*) as n from outbox`.execute(store.database.db)
    expect(rows[0]!.n).toBe(2 * kept.length)
  }

  test(`${TERMINATED} terminated backends lose nothing and double nothing`, { timeout: 60_000 }, async () => {
    const killer = new pg.Client({ connectionString: databaseUrl, application_name: 'killer' })
    await killer.connect()
    const text = `select pg_terminate_backend(pid) as done from pg_stat_activity
      where datname = 'faults' and application_name <> 'killer' order by random() limit 1`
    let terminated = 0
    const references: string[] = []
    const lane = async (name: string) => {
      for (let i = 0; terminated < TERMINATED || i < 3; i++) {
        const reference = `TI-${name}-${i}`
        // a backend ends while the lead is under way
        const [killed] = await Promise.all([name === 'A' ? killer.query(text) : undefined, persist(reference)])
        terminated += killed?.rows.length ?? 0
        references.push(reference)
      }
    }
    await Promise.all([lane('A'), lane('B'), lane('C')])
    await killer.end()
    console.log(`${terminated} backends terminated, ${references.length} leads committed`)
    await verify(references)
  })

  test('two immediate restarts under load: the same', { timeout: 60_000 }, async () => {
    const references: string[] = []
    let more = true
    const lane = async (name: string) => {
      for (let i = 0; more || i < 3; i++) {
        const reference = `TI-${name}-${i}`
        await persist(reference)
        references.push(reference)
      }
    }
    const lanes = [lane('R'), lane('S')]
    for (let n = 0; n < 2; n++) {
      await persist(`TI-before-${n}`)
      await cluster.stop()
      await cluster.start()
    }
    more = false
    await Promise.all(lanes)
    await verify(references)
    expect(references.length).toBeGreaterThan(5)
  })
})
