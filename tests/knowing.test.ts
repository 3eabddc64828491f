import pino from 'pino'
import { expect, test } from 'vitest'
import type { Mind } from '../src/conversation/mind.ts'
import { keepMind } from '../src/knowing.ts'
import type { Store } from '../src/store/store.ts'
import { library } from './doubles/library.ts'
import { onBothEngines } from './engines.ts'

const log = pino({ level: 'silent' })
const [fiche] = [...library.dispositifs.keys()]
const act = { compte: 'c', auteur: 'Nadia', sorte: 'dispositif', fiche: fiche!, titre: 'T', acte: 'ouvert' } as const

onBothEngines('the mind', stores => {
  /** A mind that follows a store, and every version that it had. */
  async function follow(store: Store, next = library) {
    const minds: Mind[] = []
    const faults: unknown[] = []
    const kept = await keepMind({
      first: library,
      shelves: { load: async () => ({ library: next, findings: [] }) },
      store,
      months: 36,
      log,
      fault: error => faults.push(error),
      take: mind => minds.push(mind),
    })
    return { ...kept, minds, faults, versions: () => minds.map(m => m.library.version.replace(library.version, '')) }
  }

  test('takes over what was said before its start, and each act after; nothing new makes nothing anew', async () => {
    const { store } = await stores.open()
    await store.overlay.add(act)
    const { settle, minds, faults, versions } = await follow(store)
    await store.overlay.add({ ...act, acte: 'clos' })
    await Promise.all([settle(), settle(), settle()])
    expect(versions()).toEqual(['+1', '+2'])
    expect(minds.at(-1)!.library.dispositifs.get(fiche!)?.verification).toBe('clos')
    expect(minds[1]!.lookup).toBe(minds[0]!.lookup)
    await store.settings.set({ 'identite-nom': 'Relais essai' })
    await settle()
    expect(minds.at(-1)!.library.texts['identite-nom']).toBe('Relais essai')
    expect(versions()).toEqual(['+1', '+2', '+2'])
    expect(faults).toEqual([])
  })

  test('content read again keeps what people said over it', async () => {
    const { store } = await stores.open()
    const { reload, minds } = await follow(store, { ...library, version: 'edited' })
    await store.overlay.add(act)
    await reload()
    expect(minds.at(-1)!.library.version).toMatch(/^edited/)
    expect(minds.at(-1)!.library.dispositifs.get(fiche!)?.['verifie-par']).toBe('Nadia')
  })

  test('hears of an act on another instance by itself', async () => {
    const { store, again } = await stores.open()
    if (store.engine === 'sqlite') return
    const { versions } = await follow(store)
    await (await again()).overlay.add(act)
    await expect.poll(versions, { timeout: 8_000 }).toEqual(['', '+1'])
  })
})
