import { type Chance, openStore, type Store } from '../src/store/store.ts'
import { atTheEnd } from './endings.ts'
import { someFolder } from './folders.ts'

/** An empty store of the test file's own, closed after its last test. */
export async function someStore(chance?: Chance): Promise<Store> {
  const store = await openStore({ dataDir: someFolder(), role: 'server' }, chance)
  atTheEnd(() => store.close())
  return store
}
