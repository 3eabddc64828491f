import { createHmac } from 'node:crypto'
import { sql } from 'kysely'
import type { AuditTable } from './console-tables.ts'
import type { Db, Engine } from './database.ts'

/** What somebody did: who, what, which lead. Nothing personal about the lead's person stands here: it is never erased. */
export interface Act {
  compte: string
  auteur: string
  acte: string
  reference?: string | null
  detail?: string | null
}

/** One line of the log as it is shown. */
export type AuditLine = Omit<AuditTable, 'empreinte'>

/** The audit log: lines are added and never changed; each carries a keyed hash over itself and the line before. */
export interface Audit {
  add(act: Act): Promise<void>
  /** Newest first. */
  list(page: { offset: number; limit: number }, reference?: string): Promise<AuditLine[]>
  count(): Promise<number>
  /** The first line that does not fit the one before it, or null: a line changed or taken out shows here. */
  firstBroken(): Promise<number | null>
}

const PAGE = 5_000

/** The audit log in the database; the key is not kept beside it. */
export function auditIn(db: Db, engine: Engine, now: () => Date, key: Buffer): Audit {
  const printOf = (before: string, { rang, at, compte, auteur, acte, reference, detail }: AuditLine) =>
    createHmac('sha256', key)
      .update(JSON.stringify([before, rang, at, compte, auteur, acte, reference, detail]))
      .digest('base64url')

  return {
    add: ({ compte, auteur, acte, reference = null, detail = null }) =>
      db.transaction().execute(async trx => {
        // two instances must not chain to the same line
        if (engine === 'postgres') await sql`select pg_advisory_xact_lock(20181124)`.execute(trx)
        const last = await trx
          .selectFrom('audit')
          .select(['rang', 'empreinte'])
          .orderBy('rang', 'desc')
          .limit(1)
          .executeTakeFirst()
        const at = now().toISOString()
        const line = { rang: (last?.rang ?? 0) + 1, at, compte, auteur, acte, reference, detail }
        await trx
          .insertInto('audit')
          .values({ ...line, empreinte: printOf(last?.empreinte ?? '', line) })
          .execute()
      }),

    list({ offset, limit }, reference) {
      const columns = ['rang', 'at', 'compte', 'auteur', 'acte', 'reference', 'detail'] as const
      const all = db.selectFrom('audit').select(columns).orderBy('rang', 'desc').offset(offset).limit(limit)
      return (reference ? all.where('reference', '=', reference) : all).execute()
    },

    async count() {
      const { n } = await db
        .selectFrom('audit')
        .select(e => e.fn.countAll<number>().as('n'))
        .executeTakeFirstOrThrow()
      return n
    },

    async firstBroken() {
      let before = ''
      for (let rang = 0; ; ) {
        const rows = await db
          .selectFrom('audit')
          .selectAll()
          .where('rang', '>', rang)
          .orderBy('rang')
          .limit(PAGE)
          .execute()
        for (const { empreinte, ...line } of rows) {
          if (line.rang !== rang + 1 || empreinte !== printOf(before, line)) return rang + 1
          rang = line.rang
          before = empreinte
        }
        if (rows.length < PAGE) return null
      }
    },
  }
}
