import type { Selectable } from 'kysely'
import type { Lead } from '../domain/lead.ts'
import { isOpen, type Statut } from '../domain/pipeline.ts'
import { allowCalls, stopCalls } from './call-consent.ts'
import type { Db, Engine, Trx } from './database.ts'
import { indexLead } from './lead-search.ts'
import type { Leads } from './leads.ts'
import { addMove } from './moves.ts'
import { addNote } from './notes.ts'
import { enqueueIn } from './outbox.ts'
import { bookingsIn, cancelIn } from './slots.ts'
import type { LeadTable } from './tables.ts'
import { changedIn } from './teams-news.ts'

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
  /** Starts or ends being told of calls for projects; by the wording of `version`; ending (null) holds for every lead of the same address. */
  calls(reference: string, version: string | null): Promise<boolean>
  /** Wipes everything personal; the desk is told to wipe its copies. */
  erase(reference: string): Promise<boolean>
}

/** The rights on the leads of the database. */
export function rightsIn(db: Db, engine: Engine, now: () => Date, leads: Pick<Leads, 'forget'>): Rights {
  /** Changes a lead under its row's lock and tells the desk, in one transaction. */
  const change = (reference: string, sujet: string, work: (trx: Trx, lead: Selectable<LeadTable>) => Promise<void>) =>
    db.transaction().execute(async trx => {
      const found = trx
        .selectFrom('leads')
        .selectAll()
        .where('reference', '=', reference)
        .where('efface_le', 'is', null)
      const lead = await (engine === 'postgres' ? found.forUpdate() : found).executeTakeFirst()
      if (!lead) return false
      await work(trx, lead)
      const cle = `${sujet} ${reference} ${now().toISOString()}`
      await enqueueIn(trx, [{ cle, sujet, reference }], now())
      await changedIn(trx, reference, now())
      return true
    })

  return {
    correct: (reference, corrections, note) =>
      change(reference, 'correction', async (trx, lead) => {
        await trx.updateTable('leads').set(corrections).where('reference', '=', reference).execute()
        const read = { faits: JSON.parse(lead.faits), signaux: JSON.parse(lead.signaux) }
        await indexLead(trx, { ...lead, ...corrections, ...read })
        await addNote(trx, reference, { auteur: PERSON, sorte: 'correction', texte: note }, now())
      }),

    withdraw: (reference, note) =>
      change(reference, 'retrait', async (trx, lead) => {
        for (const booking of await bookingsIn(trx, [reference]))
          if (booking.debut > now().toISOString()) await cancelIn(trx, booking, { auteur: PERSON, texte: note }, now())
        await stopCalls(trx, reference)
        const de = lead.statut as Statut
        if (!isOpen(de)) return
        const at = now().toISOString()
        const changes = { statut: 'sans-suite', depuis: at }
        await trx.updateTable('leads').set(changes).where('reference', '=', reference).execute()
        await addMove(trx, { reference, at, auteur: PERSON, de, vers: 'sans-suite', note })
      }),

    calls: (reference, version) =>
      version !== null
        ? allowCalls(db, reference, { version, date: now().toISOString() })
        : db.transaction().execute(trx => stopCalls(trx, reference)),

    erase: reference => leads.forget(reference, { tell: true }),
  }
}
