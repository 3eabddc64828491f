import { expect, test } from 'vitest'
import { FolderInUse } from '../src/store/database.ts'
import { openStore } from '../src/store/store.ts'
import { onBothEngines } from './engines.ts'
import { someFolder } from './folders.ts'
import { someLead, someTurn as turn } from './leads.ts'

const T0 = new Date('2026-03-02T09:00:00Z')
const now = () => T0

onBothEngines('conversations', stores => {
  test('a turn is kept whole, and its replies wait until the channel took them', async () => {
    const { store, again } = await stores.open({ now })
    const conversations = store.conversations<string>()
    expect(await conversations.read('local/directline/c1', 'a1')).toBeNull()
    expect(await conversations.commit(turn({ writes: [{ sorte: 'lead', lead: someLead() }] }))).toBe('ok')
    await conversations.sent('local/directline/c1', 'a1', 1)

    const other = await again({ now })
    const kept = await other.conversations<string>().read('local/directline/c1', 'a1')
    expect(kept).toEqual({ state: { faits: {} }, version: 1, unsent: { from: 1, replies: ['one', 'two'] } })
    expect((await other.conversations().read('local/directline/c1', 'a2'))?.unsent).toBeNull()
    expect(await other.leads.read('TI-2026-7F3K')).toMatchObject({
      ...someLead(),
      statut: 'nouveau',
      historique: [{ vers: 'nouveau', auteur: 'chat' }],
    })
    expect((await other.outbox.claim(9)).map(m => m.sujet).sort()).toEqual(['bureau', 'personne'])
  })

  test('of two turns on the same version one is refused and leaves nothing', async () => {
    const { store, again } = await stores.open({ now })
    const here = store.conversations<string>()
    const there = (await again({ now })).conversations<string>()
    const both = await Promise.all([
      here.commit(turn()),
      there.commit(turn({ activity: 'a2', writes: [{ sorte: 'lead', lead: someLead() }] })),
    ])
    expect(both.sort()).toEqual(['conflict', 'ok'])
    const winners = await Promise.all(
      ['a1', 'a2'].map(a => here.commit(turn({ version: 1, activity: `${a}-next`, state: a }))),
    )
    expect(winners.sort()).toEqual(['conflict', 'ok'])
    expect((await here.read('local/directline/c1', '-'))?.version).toBe(2)
  })

  test('an activity that was answered is not answered twice', async () => {
    const { store } = await stores.open({ now })
    const conversations = store.conversations<string>()
    await conversations.commit(turn())
    expect(await conversations.commit(turn({ version: 1 }))).toBe('conflict')
    expect((await conversations.read('local/directline/c1', 'a1'))?.version).toBe(1)
  })

  test("a reference that is another lead's undoes the whole turn", async () => {
    const { store } = await stores.open({ now })
    expect(await store.leads.create(someLead(), 'somebody')).toBe(true)
    const writes = [
      { sorte: 'compteur' as const, nom: 'lead', cles: {} },
      { sorte: 'lead' as const, lead: someLead({ nom: 'Another' }) },
    ]
    expect(await store.conversations<string>().commit(turn({ writes }))).toBe('conflict')
    expect(await store.conversations().read('local/directline/c1', 'a1')).toBeNull()
    expect(await store.counters.since('2026-01-01')).toEqual([])
    expect((await store.leads.read('TI-2026-7F3K'))?.nom).toBe('Camille Exemple')
  })

  test('counts are added up per day and keys, in whatever order the keys come', async () => {
    const { store } = await stores.open({ now })
    const count = (cles: Record<string, string>) => ({ sorte: 'compteur' as const, nom: 'theme', cles })
    const writes = [
      count({ a: '1', b: '2' }),
      count({ b: '2', a: '1' }),
      count({ a: '2' }),
      { sorte: 'lacune' as const, texte: 'x'.repeat(999) },
    ]
    await store.conversations<string>().commit(turn({ writes }))
    const themes = (await store.counters.since('2026-03-02')).filter(c => c.nom === 'theme')
    expect(themes.map(c => [c.cles, c.nombre])).toEqual([
      [{ a: '1', b: '2' }, 2],
      [{ a: '2' }, 1],
    ])
  })
})

onBothEngines('activities', stores => {
  test('positions have no holes, a known id is not added again, and watchers are told', async () => {
    const { store, again } = await stores.open({ now })
    const activities = store.activities<{ id: string; text?: string }>()
    let told = 0
    const stop = activities.watch('c', () => told++)
    await activities.append('other', { id: 'x' })
    for (const id of ['a', 'b', 'b', 'c']) await activities.append('c', { id, text: id })
    stop()
    expect(await activities.append('c', { id: 'c' })).toBe('known')
    expect(told).toBeGreaterThanOrEqual(3)
    const seen = await (await again()).activities<{ id: string }>().after('c', 1, 5)
    expect(seen).toEqual([
      { position: 2, activity: { id: 'b', text: 'b' } },
      { position: 3, activity: { id: 'c', text: 'c' } },
    ])
  })

  test('two instances that write at once draw different positions', async () => {
    const { store, again } = await stores.open({ now })
    const sides = [store.activities<{ id: string }>(), (await again()).activities<{ id: string }>()]
    await Promise.all(Array.from({ length: 20 }, (_, i) => sides[i % 2]!.append('c', { id: `${i}` })))
    expect((await sides[0]!.after('c', 0, 50)).map(p => p.position)).toEqual(
      Array.from({ length: 20 }, (_, i) => i + 1),
    )
  })
})

test('a second server on the same folder is refused, also within one process; a command is not', async () => {
  const dataDir = someFolder()
  const first = await openStore({ dataDir, role: 'server' })
  await expect(openStore({ dataDir, role: 'server' })).rejects.toThrow(FolderInUse)
  const command = await openStore({ dataDir, role: 'command' })
  await command.close()
  await first.close()
  await (await openStore({ dataDir, role: 'server' })).close()
})
