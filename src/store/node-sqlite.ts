import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely'

const STATEMENTS_KEPT = 200
const BUSY_MS = 5_000
const BUSY_AGAIN_MS = 5

/** Opens an embedded database so that a commit is on the disk and what is deleted is overwritten. */
export function openFile(file: string): DatabaseSync {
  const db = new DatabaseSync(file, { timeout: BUSY_MS, enableForeignKeyConstraints: true })
  db.exec(
    'pragma journal_mode = WAL; pragma synchronous = FULL; pragma secure_delete = ON; pragma trusted_schema = OFF',
  )
  // from here on waiting is done by `patiently`: SQLite's own blocks the event loop
  // 32 MiB: the console's lists go through thousands of rows
  db.exec('pragma busy_timeout = 0; pragma cache_size = -32768')
  return db
}

/** Kysely over Node's own SQLite: one connection, which Kysely itself hands to one user at a time. */
export function nodeSqlite(db: DatabaseSync): Dialect {
  return {
    createDriver: () => new NodeSqliteDriver(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createAdapter: () => new SqliteAdapter(),
    createIntrospector: kysely => new SqliteIntrospector(kysely),
  }
}

class NodeSqliteDriver implements Driver {
  private readonly db: DatabaseSync
  private readonly connection: NodeSqliteConnection

  constructor(db: DatabaseSync) {
    this.db = db
    this.connection = new NodeSqliteConnection(db)
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    return this.connection
  }

  async beginTransaction(): Promise<void> {
    // a deferred transaction fails at once, without waiting, when it turns from reader to writer
    await patiently(() => this.db.exec('begin immediate'))
  }

  async commitTransaction(): Promise<void> {
    this.db.exec('commit')
  }

  async rollbackTransaction(): Promise<void> {
    // a full disk makes SQLite roll back by itself
    if (this.db.isTransaction) this.db.exec('rollback')
  }

  async savepoint(connection: DatabaseConnection, name: string): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw(`savepoint "${name}"`))
  }

  async rollbackToSavepoint(connection: DatabaseConnection, name: string): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw(`rollback to "${name}"`))
  }

  async releaseSavepoint(connection: DatabaseConnection, name: string): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw(`release "${name}"`))
  }

  async releaseConnection(): Promise<void> {}

  async destroy(): Promise<void> {
    if (this.db.isOpen) this.db.close()
  }
}

/** Tries again for a while when another process is writing; nothing was done when SQLite says busy. */
async function patiently<T>(attempt: () => T): Promise<T> {
  for (const end = Date.now() + BUSY_MS; ; ) {
    try {
      return attempt()
    } catch (error) {
      const busy = ((error as { errcode?: number }).errcode ?? 0) % 256 === 5
      if (!busy || Date.now() > end) throw error
    }
    await new Promise(resolve => setTimeout(resolve, BUSY_AGAIN_MS))
  }
}

class NodeSqliteConnection implements DatabaseConnection {
  private readonly db: DatabaseSync
  private readonly statements = new Map<string, StatementSync>()

  constructor(db: DatabaseSync) {
    this.db = db
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const statement = this.prepare(query.sql)
    const parameters = query.parameters as readonly SQLInputValue[]
    return patiently(() => {
      if (statement.columns().length > 0) return { rows: statement.all(...parameters) as R[] }
      const { changes, lastInsertRowid } = statement.run(...parameters)
      return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) }
    })
  }

  async *streamQuery<R>(query: CompiledQuery): AsyncIterableIterator<QueryResult<R>> {
    // a statement of its own: a kept one could be reset by the next query while this one runs
    for (const row of this.db.prepare(query.sql).iterate(...(query.parameters as readonly SQLInputValue[])))
      yield { rows: [row as R] }
  }

  private prepare(text: string): StatementSync {
    const known = this.statements.get(text)
    if (known) return known
    const statement = this.db.prepare(text)
    if (this.statements.size >= STATEMENTS_KEPT) this.statements.delete(this.statements.keys().next().value!)
    this.statements.set(text, statement)
    return statement
  }
}
