import { randomUUID } from 'node:crypto'
import { afterAll, describe } from 'vitest'
import { type Chance, openStore, type Store } from '../src/store/store.ts'
import { someFolder } from './folders.ts'
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
  const keep = keeper()
  return {
    async open(chance) {
      const dataDir = someFolder()
      const store = keep(await openStore({ dataDir, role: 'server' }, chance))
      return { store, again: async chance => keep(await openStore({ dataDir, role: 'command' }, chance)) }
    },
  }
}

function postgresStores(bin: string): Stores {
  let cluster: Promise<Cluster> | undefined
  // hooks run last in, first out: the stores are closed before the cluster goes
  afterAll(async () => (await cluster)?.remove())
  const keep = keeper()
  return {
    async open(chance) {
      cluster ??= makeCluster(bin)
      const databaseUrl = await (await cluster).database(randomUUID())
      const another = async (chance?: Chance) =>
        keep(await openStore({ dataDir: someFolder(), databaseUrl, role: 'server' }, chance))
      return { store: await another(chance), again: another }
    },
  }
}

/** Closes at the end whatever stores were opened. */
function keeper(): (store: Store) => Store {
  const stores: Store[] = []
  afterAll(async () => {
    for (const store of stores) await store.close()
  })
  return store => {
    stores.push(store)
    return store
  }
}
