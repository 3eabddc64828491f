import type { Lead } from '../domain/lead.ts'
import { isOpen, type Statut } from '../domain/pipeline.ts'
import type { Db, Engine } from './database.ts'
import type { Leads } from './leads.ts'
import { enqueueIn } from './outbox.ts'

/** What a person may correct of a lead of theirs. */
export type Corrections = Partial<Pick<Lead, 'nom' | 'entreprise' | 'email' | 'telephone' | 'message'>>

/** The author of what the person did themself. */
export const PERSON = 'personne'

/** What the people whom the leads are about may do with them, once a code has proved that they are theirs. */
export interface Rights {
  /** Puts right what is kept; `note` says which fields, never what was in them. The desk is told. */
  correct(reference: string, corrections: Corrections, note: string): Promise<boolean>
  /** Takes the request back: nobody contacts the person any more. The desk is told. */
  withdraw(reference: string, note: string): Promise<boolean>
  /** Wipes everything personal; the desk is told to wipe its copies. */
  erase(reference: string): Promise<boolean>
}

/** The rights on the leads of the database. */
export function rightsIn(db: Db, engine: Engine, now: () => Date, leads: Pick<Leads, 'forget'>): Rights {
  /** Changes a lead, notes it in its history and tells the desk, in one transaction. */
  const change = (reference: string, sujet: string, note: string, corrections: Corrections, vers?: Statut) =>
    db.transaction().execute(async trx => {
      const found = trx
        .selectFrom('leads')
        .select('statut')
        .where('reference', '=', reference)
        .where('efface_le', 'is', null)
      const row = await (engine === 'postgres' ? found.forUpdate() : found).executeTakeFirst()
      if (!row) return false
      const at = now().toISOString()
      const de = row.statut as Statut
      const moves = vers !== undefined && isOpen(de)
      const set = { ...corrections, ...(moves ? { statut: vers, depuis: at } : {}) }
      if (Object.keys(set).length > 0)
        await trx.updateTable('leads').set(set).where('reference', '=', reference).execute()
      const { n } = await trx
        .selectFrom('moves')
        .select(e => e.fn.countAll<number>().as('n'))
        .where('reference', '=', reference)
        .executeTakeFirstOrThrow()
      const rang = n + 1
      await trx
        .insertInto('moves')
        .values({ reference, rang, at, auteur: PERSON, de, vers: moves ? vers : de, note })
        .execute()
      await enqueueIn(trx, [{ cle: `${sujet} ${reference} ${rang}`, sujet, reference }], now())
      return true
    })

  return {
    correct: (reference, corrections, note) => change(reference, 'correction', note, corrections),
    withdraw: (reference, note) => change(reference, 'retrait', note, {}, 'sans-suite'),
    erase: reference => leads.forget(reference, { tell: true }),
  }
}
