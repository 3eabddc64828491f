import { randomUUID } from 'node:crypto'
import type { CallDraft } from '../domain/call.ts'
import { firmMarks } from '../domain/concerned.ts'
import type { Db } from './database.ts'

/** The subject of the mail that tells a firm of a call; its key names the call and the lead. */
export const CALL = 'appel'

/** A call as it is kept. */
export interface KeptCall {
  id: string
  /** A scheme of the knowledge, or null for one that was entered. */
  dispositif: string | null
  titre: string
  /** What an entered call asks of a firm. */
  appel: CallDraft
  sujet: string
  message: string
  creeLe: string
}

/** The calls that firms are told of; what lies in them is nobody's lead. */
export interface Calls {
  read(id: string): Promise<KeptCall | null>
  /** Keeps a call once by its key; its id. What stands under the key already stays as it is. */
  keep(cle: string, call: Omit<KeptCall, 'id' | 'creeLe'>): Promise<string>
  /** Changes some of it. */
  write(id: string, changes: Partial<Omit<KeptCall, 'id' | 'creeLe'>>): Promise<void>
  /** Newest first. */
  list(limit: number): Promise<KeptCall[]>
  /** True where nobody of the lead's firm was told of the call before it: a firm hears of a call once, wherever it has leads. */
  isFirst(id: string, reference: string): Promise<boolean>
}

const columns = ['id', 'dispositif', 'titre', 'appel', 'sujet', 'message', 'created_at as creeLe'] as const

/** The call and the lead that an outbox row's key names. */
export function callOf(cle: string): string {
  return cle.split(' ')[1] ?? ''
}

/** The calls in the database. */
export function callsIn(db: Db, now: () => Date): Calls {
  const parsed = <T extends { appel: string }>(row: T) => ({ ...row, appel: JSON.parse(row.appel) as CallDraft })
  return {
    async read(id) {
      const row = await db.selectFrom('calls').select(columns).where('id', '=', id).executeTakeFirst()
      return row ? parsed(row) : null
    },

    async keep(cle, { appel, ...call }) {
      const values = { ...call, appel: JSON.stringify(appel) }
      const { id } = await db
        .insertInto('calls')
        .values({ id: randomUUID(), cle, ...values, created_at: now().toISOString() })
        .onConflict(c => c.column('cle').doUpdateSet({ cle }))
        .returning('id')
        .executeTakeFirstOrThrow()
      return id
    },

    async write(id, { appel, ...changes }) {
      const values = { ...changes, ...(appel ? { appel: JSON.stringify(appel) } : {}) }
      await db.updateTable('calls').set(values).where('id', '=', id).execute()
    },

    async list(limit) {
      const rows = await db.selectFrom('calls').select(columns).orderBy('created_at', 'desc').limit(limit).execute()
      return rows.map(parsed)
    },

    async isFirst(id, reference) {
      const told = await db
        .selectFrom('call_sends')
        .innerJoin('leads', 'leads.reference', 'call_sends.reference')
        .select(['leads.reference', 'email', 'entreprise', 'commune', 'faits'])
        .where('appel', '=', id)
        .orderBy('at')
        .orderBy('leads.reference')
        .execute()
      const mine = told.find(t => t.reference === reference)
      if (!mine) return false
      const marks = (row: typeof mine) => firmMarks({ ...row, faits: JSON.parse(row.faits) })
      const own = marks(mine)
      return !told.slice(0, told.indexOf(mine)).some(t => marks(t).some(m => own.includes(m)))
    },
  }
}
