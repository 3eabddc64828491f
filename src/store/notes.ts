import { randomUUID } from 'node:crypto'
import type { Db, Trx } from './database.ts'

/** What stands in a lead's journal besides its moves. */
export const noteKinds = [
  'note',
  'montants',
  'affectation',
  'transfert',
  'fusion',
  'rendez-vous',
  'correction',
] as const
export type NoteKind = (typeof noteKinds)[number]

/** One entry of a lead's journal; the text is null once it was wiped. */
export interface Note {
  at: string
  auteur: string
  sorte: NoteKind
  texte: string | null
}

/** A meeting about a lead. */
export interface Meeting {
  id: string
  debut: string
  minutes: number
  lieu: string | null
  objet: string | null
  auteur: string
}

/** Adds an entry in the caller's transaction. */
export async function addNote(
  trx: Trx,
  reference: string,
  note: { auteur: string; sorte: NoteKind; texte: string },
  now: Date,
): Promise<void> {
  await trx
    .insertInto('notes')
    .values({ id: randomUUID(), reference, at: now.toISOString(), ...note })
    .execute()
}

/** The journal of a lead, oldest first. */
export async function notesOf(db: Db, reference: string): Promise<Note[]> {
  const rows = await db
    .selectFrom('notes')
    .select(['at', 'auteur', 'sorte', 'texte'])
    .where('reference', '=', reference)
    .orderBy('at')
    .orderBy('id')
    .execute()
  return rows.map(row => ({ ...row, sorte: row.sorte as NoteKind }))
}

/** The meetings of a lead, oldest first. */
export function meetingsOf(db: Db, reference: string): Promise<Meeting[]> {
  return db
    .selectFrom('meetings')
    .select(['id', 'debut', 'minutes', 'lieu', 'objet', 'auteur'])
    .where('reference', '=', reference)
    .orderBy('debut')
    .execute()
}

/** Wipes what people wrote about a lead and what it was found by. */
export async function wipeFollowUp(trx: Trx, reference: string): Promise<void> {
  await trx.updateTable('notes').set({ texte: null }).where('reference', '=', reference).execute()
  await trx.updateTable('meetings').set({ lieu: null, objet: null }).where('reference', '=', reference).execute()
  await trx.updateTable('bookings').set({ etat: 'annule' }).where('reference', '=', reference).execute()
  await trx.deleteFrom('lead_shares').where('reference', '=', reference).execute()
  // a company's name must not tell whose the wiped request was
  await trx.updateTable('prospects').set({ reference: null }).where('reference', '=', reference).execute()
  await trx.updateTable('lead_search').set({ texte: reference }).where('reference', '=', reference).execute()
  await trx.deleteFrom('lead_flags').where('reference', '=', reference).execute()
}
