import { enableCompileCache } from 'node:module'
import { join } from 'node:path'
import { openShelves } from './shelves.ts'

// The shelves are read while the rest is imported: the server must be ready within two seconds.
enableCompileCache()
const root = join(import.meta.dirname, '..')
const shelves = openShelves(root)
const { start } = await import('./house.ts')
await start(shelves)
