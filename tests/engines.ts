import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe } from 'vitest'
import type { Lead } from '../src/domain/lead.ts'
import type { TurnCommit } from '../src/store/conversations.ts'
import { type Chance, openStore, type Store } from '../src/store/store.ts'
import { type Cluster, makeCluster, postgresBin } from './postgres.ts'

/** Opens empty stores of one engine; a second opening of the same `place` sees the same data. */
export interface Stores {
  open(chance?: Chance): Promise<{ store: Store; again(chance?: Chance): Promise<Store> }>
}

/** Runs one test body on both engines; PostgreSQL is skipped with a line where it is absent, never under CI=true. */
export function onBothEngines(name: string, body: (stores: Stores) => void): void {
  describe(`${name} (sqlite)`, () => body(sqliteStores()))
  const bin = postgresBin()
  describe.skipIf(!bin)(`${name} (postgres)`, () => body(postgresStores(bin!)))
}

function sqliteStores(): Stores {
  const { folder, keep } = cleanUp()
  return {
    async open(chance) {
      const dataDir = folder()
      const store = keep(await openStore({ dataDir, role: 'server' }, chance))
      return { store, again: async chance => keep(await openStore({ dataDir, role: 'command' }, chance)) }
    },
  }
}

function postgresStores(bin: string): Stores {
  let cluster: Promise<Cluster> | undefined
  // hooks run last in, first out: the stores are closed before the cluster goes
  afterAll(async () => (await cluster)?.remove())
  const { folder, keep } = cleanUp()
  return {
    async open(chance) {
      cluster ??= makeCluster(bin)
      const databaseUrl = await (await cluster).database(randomUUID())
      const another = async (chance?: Chance) =>
        keep(await openStore({ dataDir: folder(), databaseUrl, role: 'server' }, chance))
      return { store: await another(chance), again: another }
    },
  }
}

function cleanUp() {
  const folders: string[] = []
  const stores: Store[] = []
  afterAll(async () => {
    for (const store of stores) await store.close()
    for (const folder of folders) rmSync(folder, { recursive: true, force: true })
  })
  const folder = () => {
    const made = mkdtempSync(join(tmpdir(), 'relais-'))
    folders.push(made)
    return made
  }
  const keep = (store: Store) => {
    stores.push(store)
    return store
  }
  return { folder, keep }
}

/** A lead about an invented company. */
export function someLead(changes: Partial<Lead> = {}): Lead {
  return {
    reference: 'TI-2026-7F3K',
    date: '2026-03-02T09:00:00.000Z',
    origine: 'chat',
    territoire: 'soissonnais-valois',
    epci: 'ca-grandsoissons',
    commune: '02722',
    faits: { effectif: { valeur: { min: 110, max: 110 }, origine: 'texte', mots: 'on est 110' } },
    besoins: [
      { theme: 'industrie-du-futur', reponses: {} },
      { theme: 'export', reponses: {} },
    ],
    nom: 'Camille Exemple',
    entreprise: 'Chaudronnerie Exemple',
    email: 'camille@exemple.test',
    telephone: null,
    message: null,
    consentement: { version: '1', texte: 'I agree.', date: '2026-03-02T09:00:00.000Z' },
    signaux: [],
    ...changes,
  }
}

/** A turn of a new conversation that writes nothing but its state and two replies. */
export function someTurn(changes: Partial<TurnCommit<string>> = {}): TurnCommit<string> {
  return {
    conversation: 'local/directline/c1',
    channel: 'directline',
    activity: 'a1',
    version: 0,
    state: { faits: {} },
    replies: ['one', 'two'],
    writes: [],
    ...changes,
  }
}
