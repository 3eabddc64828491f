import { chmodSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import {
  type Dialect,
  HandleEmptyInListsPlugin,
  Kysely,
  PostgresDialect,
  replaceWithNoncontingentExpression,
  type Transaction,
} from 'kysely'
import pg from 'pg'
import { migrate } from './migrations.ts'
import { nodeSqlite, openFile } from './node-sqlite.ts'
import type { Tables } from './tables.ts'

export type Engine = 'sqlite' | 'postgres'
export type Db = Kysely<Tables>
export type Trx = Transaction<Tables>

/** Where the data is, and who opens it: one server per folder, any number of commands beside it. */
export interface Place {
  dataDir: string
  databaseUrl?: string | undefined
  role: 'server' | 'command'
  /** Told when an idle PostgreSQL connection breaks; the pool replaces it. */
  onError?: (error: Error) => void
}

/** An open database. */
export interface Database {
  db: Db
  engine: Engine
  /** The embedded database's file; undefined on PostgreSQL. */
  file: string | undefined
  close(): Promise<void>
}

/** Another server has the folder: the start stops with this line. */
export class FolderInUse extends Error {}

/** Opens the embedded database of the folder, or PostgreSQL where an address is given, and brings its tables up to date. */
export async function openDatabase(place: Place): Promise<Database> {
  mkdirSync(place.dataDir, { recursive: true, mode: 0o700 })
  const database = place.databaseUrl ? openPostgres(place.databaseUrl, place.onError) : openEmbedded(place)
  try {
    await migrate(database.db as unknown as Kysely<never>, database.engine)
  } catch (error) {
    await database.close()
    throw error
  }
  return database
}

function openEmbedded({ dataDir, role }: Place): Database {
  const lock = role === 'server' ? lockFolder(dataDir) : undefined
  try {
    const file = join(dataDir, 'relais.db')
    const db = over(nodeSqlite(openFile(file)))
    // the folder may have been made by somebody else, with wider rights
    chmodSync(file, 0o600)
    const close = async () => {
      await db.destroy()
      lock?.close()
    }
    return { db, engine: 'sqlite', file, close }
  } catch (error) {
    lock?.close()
    throw error
  }
}

/**
 * Keeps every server away from a folder. The system itself lets the lock go when the process dies, however it dies:
 * no stale file to remove by hand.
 */
export function lockFolder(dataDir: string): DatabaseSync {
  const lock = new DatabaseSync(join(dataDir, 'server.lock'), { timeout: 0 })
  try {
    lock.exec('pragma journal_mode = memory; begin exclusive')
    return lock
  } catch (error) {
    lock.close()
    if ((error as { errcode?: number }).errcode !== 5) throw error
    throw new FolderInUse(`another server already runs on the folder ${dataDir}`)
  }
}

function openPostgres(connectionString: string, onError: (error: Error) => void = () => {}): Database {
  const pool = new pg.Pool({
    connectionString,
    max: 10,
    connectionTimeoutMillis: 5_000,
    // pg gives 64-bit integers as text; ours are counts and euros
    types: {
      getTypeParser: (oid: number, format?: 'text' | 'binary') =>
        oid === 20 ? Number : pg.types.getTypeParser(oid, format as 'text'),
    } as never,
  })
  // without a listener, a backend that ends takes the process with it
  pool.on('error', onError)
  // the pool listens only to idle ones: a backend that ends amid a transaction speaks to its client alone
  pool.on('connect', client => client.on('error', onError))
  const db = over(new PostgresDialect({ pool }))
  return { db, engine: 'postgres', file: undefined, close: () => db.destroy() }
}

/** PostgreSQL takes no empty list: `in ()` becomes what it means. */
function over(dialect: Dialect): Db {
  return new Kysely<Tables>({
    dialect,
    plugins: [new HandleEmptyInListsPlugin({ strategy: replaceWithNoncontingentExpression })],
  })
}
