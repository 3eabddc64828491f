import { afterAll, describe, expect, test } from 'vitest'
import { openStore, type Store } from '../src/store/store.ts'
import { someFolder } from './folders.ts'
import { type Cluster, makeCluster, postgresBin } from './postgres.ts'

const bin = postgresBin()
describe.skipIf(!bin)('what the instances of one PostgreSQL share', () => {
  let cluster: Cluster
  const opened: Store[] = []
  afterAll(async () => {
    for (const store of opened) await store.close()
    await cluster?.remove()
  })
  async function pair(now?: () => Date): Promise<[Store, Store]> {
    cluster ??= await makeCluster(bin!)
    const databaseUrl = await cluster.database(`shared${opened.length}`)
    const open = () => openStore({ dataDir: someFolder(), databaseUrl, role: 'server' }, now ? { now } : {})
    const both: [Store, Store] = [await open(), await open()]
    opened.push(...both)
    return both
  }

  test('a client has one bucket for both, refilled with time; no address stands in it', async () => {
    const clock = { at: 1_772_442_000_000 }
    const [here, there] = await pair(() => new Date(clock.at))
    const take = (n: number, client = 'api 203.0.113.7') =>
      Promise.all(Array.from({ length: n }, (_, i) => (i % 2 ? here : there).rates!.take(client, 60)))
    expect((await take(80)).filter(wait => wait === 0)).toHaveLength(60)
    expect(await here.rates!.take('api 203.0.113.7', 60)).toBe(1)
    expect(await there.rates!.take('api 203.0.113.8', 60)).toBe(0)
    clock.at += 10_000
    expect((await take(20)).filter(wait => wait === 0)).toHaveLength(10)
    clock.at += 3_600_000
    expect((await take(80)).filter(wait => wait === 0)).toHaveLength(60)
    const rows = await here.database.db.selectFrom('rates').selectAll().execute()
    expect(rows).toHaveLength(2)
    expect(JSON.stringify(rows)).not.toContain('203.0.113')
    clock.at += 2 * 86_400_000
    await here.purge({ retentionMonths: 36 })
    expect(await here.database.db.selectFrom('rates').selectAll().execute()).toEqual([])
  })

  test('an activity added by one instance wakes who watches on the other, also after its line was cut', async () => {
    const [here, there] = await pair()
    const watched = here.activities<{ id: string }>()
    let told: (() => void) | undefined
    const stop = watched.watch('c', () => told?.())
    const heard = (id: string) =>
      new Promise<boolean>(resolve => {
        told = () => resolve(true)
        setTimeout(() => resolve(false), 3_000)
        void there.activities<{ id: string }>().append('c', { id })
      })
    const started = Date.now()
    expect(await heard('1')).toBe(true)
    expect(Date.now() - started).toBeLessThan(1_000)
    const { db } = there.database
    const { sql } = await import('kysely')
    await sql`select pg_terminate_backend(pid) from pg_stat_activity where query like 'listen %' and datname = current_database()`.execute(
      db,
    )
    // the listener comes back by itself within a second or so
    await new Promise(resolve => setTimeout(resolve, 1_500))
    expect(await heard('2')).toBe(true)
    stop()
    expect(await watched.after('c', 0, 9)).toHaveLength(2)
  })
})
