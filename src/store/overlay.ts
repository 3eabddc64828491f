import { sql } from 'kysely'
import type { OverlayAct, Saisie } from '../domain/overlay.ts'
import type { Db, Engine } from './database.ts'
import { enqueueIn } from './outbox.ts'

/** An act to be added: who does it, on which record, what. */
export type NewAct = Omit<OverlayAct, 'rang' | 'at' | 'note' | 'contenu'> &
  Partial<Pick<OverlayAct, 'note' | 'contenu'>> & { compte: string }

/** An answer that is being written. */
export interface Draft {
  id: string
  contenu: Saisie
  auteur: string
  at: string
}

/** What people of the console say over the files: verifications, and answers that they write. */
export interface Overlay {
  /** Every act, oldest first. */
  acts(): Promise<OverlayAct[]>
  /** The number of the last act; 0 before the first. */
  revision(): Promise<number>
  /** Adds an act and tells the other instances; its number. */
  add(act: NewAct): Promise<number>
  drafts(): Promise<Draft[]>
  draft(id: string): Promise<Draft | null>
  /** Keeps a draft in place of one with its id. */
  keepDraft(draft: Omit<Draft, 'at'>): Promise<void>
  dropDraft(id: string): Promise<void>
  /** Enqueues one message to somebody if one of the keys is new to them, and never again for these keys. */
  remindOnce(account: string, cles: readonly string[]): Promise<boolean>
  /** Calls back when another instance has added an act; the embedded database has no other. */
  onAct(listener: () => void): void
}

/** Brings news of acts on other instances. */
export interface OverlayNews {
  onOverlay(listener: () => void): void
}

/** The name under which PostgreSQL tells the other instances. */
export const OVERLAY_CHANNEL = 'relais_overlay'
/** What the messages of `remindOnce` are about; their key is this, the account, the moment and a thing that is told. */
export const VERIFY = 'verifier'
const LOCK = 20_181_125

/** The overlay in the database. */
export function overlayIn(db: Db, engine: Engine, now: () => Date, news?: OverlayNews): Overlay {
  const draftOf = (row: { id: string; contenu: string; auteur: string; at: string }): Draft => ({
    ...row,
    contenu: JSON.parse(row.contenu),
  })
  const last = (from: Pick<Db, 'selectFrom'>) =>
    from
      .selectFrom('overlay_acts')
      .select(e => e.fn.max('rang').as('rang'))
      .executeTakeFirst()

  return {
    async acts() {
      const rows = await db.selectFrom('overlay_acts').selectAll().orderBy('rang').execute()
      return rows.map(({ compte: _, contenu, ...row }) => {
        const act = { ...row, contenu: contenu === null ? null : JSON.parse(contenu) }
        return act as OverlayAct
      })
    },

    revision: async () => Number((await last(db))?.rang ?? 0),

    add: ({ note = null, contenu = null, ...act }) =>
      db.transaction().execute(async trx => {
        if (engine === 'postgres') await sql`select pg_advisory_xact_lock(${sql.lit(LOCK)})`.execute(trx)
        const rang = Number((await last(trx))?.rang ?? 0) + 1
        const at = now().toISOString()
        await trx
          .insertInto('overlay_acts')
          .values({ ...act, rang, at, note, contenu: contenu && JSON.stringify(contenu) })
          .execute()
        if (engine === 'postgres') await sql`select pg_notify(${OVERLAY_CHANNEL}, ${String(rang)})`.execute(trx)
        return rang
      }),

    drafts: async () => (await db.selectFrom('fiche_drafts').selectAll().orderBy('at').execute()).map(draftOf),

    async draft(id) {
      const row = await db.selectFrom('fiche_drafts').selectAll().where('id', '=', id).executeTakeFirst()
      return row ? draftOf(row) : null
    },

    async keepDraft({ id, contenu, auteur }) {
      const values = { contenu: JSON.stringify(contenu), auteur, at: now().toISOString() }
      await db
        .insertInto('fiche_drafts')
        .values({ id, ...values })
        .onConflict(c => c.column('id').doUpdateSet(values))
        .execute()
    },

    async dropDraft(id) {
      await db.deleteFrom('fiche_drafts').where('id', '=', id).execute()
    },

    remindOnce: (account, cles) =>
      db.transaction().execute(async trx => {
        if (cles.length === 0) return false
        const at = now().toISOString()
        const added = await trx
          .insertInto('knowledge_told')
          .values(cles.map(cle => ({ account, cle, at })))
          .onConflict(c => c.columns(['account', 'cle']).doNothing())
          .returning('cle')
          .execute()
        if (added.length === 0) return false
        // two rounds may fall into one millisecond: what is told belongs to the key
        const first = added.map(a => a.cle).sort()[0]
        await enqueueIn(trx, [{ cle: `${VERIFY} ${account} ${at} ${first}`, sujet: VERIFY, reference: null }], now())
        return true
      }),

    onAct: listener => news?.onOverlay(listener),
  }
}
