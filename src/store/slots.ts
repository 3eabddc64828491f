import { randomUUID } from 'node:crypto'
import type { Selectable } from 'kysely'
import type { Evenement } from '../domain/evenement.ts'
import { freeSlots, type Slot, slotKey, tellDayOf, tellHour } from '../domain/permanence.ts'
import type { EventTable } from './agenda-tables.ts'
import type { Db, Trx } from './database.ts'
import { addNote } from './notes.ts'
import { enqueueIn } from './outbox.ts'
import { changedIn } from './teams-news.ts'

/** The subjects of the mails about an appointment; their keys end with its id, its sequence and who it is for. */
export const APPOINTMENT = 'permanence'
export const APPOINTMENT_DESK = 'permanence-bureau'

/** Somebody was faster: the transaction is undone. */
export class SlotTaken extends Error {}

/** A slot that a lead took, with the event that it belongs to. */
export interface Booking {
  id: string
  reference: string
  debut: string
  etat: 'pris' | 'annule'
  sequence: number
  evenement: Evenement
}

/** Takes a slot for a lead in the caller's transaction; an appointment that the lead still had moves. Throws SlotTaken. */
export async function bookIn(
  trx: Trx,
  reference: string,
  wanted: Pick<Slot, 'evenement' | 'debut'>,
  now: Date,
  auteur: string,
): Promise<void> {
  const evenement = await held(trx, wanted.evenement)
  const slot = evenement && freeSlots([evenement], await takenIn(trx, [evenement.id]), now).find(s => same(s, wanted))
  if (!slot) throw new SlotTaken()
  const standing = (await bookingsIn(trx, [reference])).find(b => b.etat === 'pris' && b.debut > now.toISOString())
  const id = standing?.id ?? randomUUID()
  const sequence = standing ? standing.sequence + 1 : 0
  const row = { evenement: slot.evenement, debut: slot.debut, sequence }
  const meeting = { debut: slot.debut, minutes: evenement.minutes!, lieu: slot.lieu, objet: evenement.titre }
  if (standing) {
    await trx.updateTable('bookings').set(row).where('id', '=', id).execute()
    await trx.updateTable('meetings').set(meeting).where('id', '=', id).execute()
  } else {
    const taken = { ...row, id, reference, etat: 'pris', created_at: now.toISOString() }
    const added = await trx
      .insertInto('bookings')
      .values(taken)
      .onConflict(c => c.doNothing())
      .returning('id')
      .execute()
    if (added.length === 0) throw new SlotTaken()
    await trx
      .insertInto('meetings')
      .values({ id, reference, auteur, ...meeting })
      .execute()
  }
  const texte = [tellDayOf(slot.debut), tellHour(slot.debut), slot.lieu, evenement.titre].filter(Boolean).join(', ')
  await tell(trx, { id, reference, sequence }, { auteur, texte }, now)
}

/** Gives a slot back in the caller's transaction: the meeting goes, whoever holds it in a calendar is told. */
export async function cancelIn(
  trx: Trx,
  { id, reference, sequence, evenement }: Booking,
  entry: { auteur: string; texte: string },
  now: Date,
): Promise<void> {
  const next = { etat: 'annule', sequence: Math.max(sequence, evenement.sequence) + 1 }
  const done = await trx
    .updateTable('bookings')
    .set(next)
    .where('id', '=', id)
    .where('etat', '=', 'pris')
    .executeTakeFirst()
  if (done.numUpdatedRows === 0n) return
  await trx.deleteFrom('meetings').where('id', '=', id).execute()
  await tell(trx, { id, reference, sequence: next.sequence }, entry, now)
}

/** Writes an appointment's change into the lead's journal and has it mailed to the person and the desk. */
export async function tell(
  trx: Trx,
  { id, reference, sequence }: Pick<Booking, 'id' | 'reference' | 'sequence'>,
  entry: { auteur: string; texte: string },
  now: Date,
): Promise<void> {
  await addNote(trx, reference, { ...entry, sorte: 'rendez-vous' }, now)
  const keyed = (sujet: string) => ({ cle: `${sujet} ${id} ${sequence}`, sujet, reference })
  const lead = await trx.selectFrom('leads').select('email').where('reference', '=', reference).executeTakeFirst()
  await enqueueIn(trx, [...(lead?.email ? [keyed(APPOINTMENT)] : []), keyed(APPOINTMENT_DESK)], now)
  await changedIn(trx, reference, now)
}

/** The slots of events that are taken, by their keys. */
export async function takenIn(db: Db | Trx, events: readonly string[]): Promise<Set<string>> {
  const rows = await db
    .selectFrom('bookings')
    .select(['evenement', 'debut'])
    .where('evenement', 'in', events)
    .where('etat', '=', 'pris')
    .execute()
  return new Set(rows.map(slotKey))
}

/** Every appointment of some leads, the first ones first. */
export async function bookingsIn(db: Db | Trx, references: readonly string[]): Promise<Booking[]> {
  const rows = await db
    .selectFrom('bookings')
    .selectAll()
    .where('reference', 'in', references)
    .orderBy('debut')
    .execute()
  const ids = [...new Set(rows.map(r => r.evenement))]
  const events = await db.selectFrom('events').selectAll().where('id', 'in', ids).execute()
  const byId = new Map(events.map(e => [e.id, eventOf(e)]))
  return rows.map(({ evenement, etat, ...row }) => ({
    ...row,
    etat: etat as Booking['etat'],
    evenement: byId.get(evenement)!,
  }))
}

const same = (a: Pick<Slot, 'evenement' | 'debut'>, b: Pick<Slot, 'evenement' | 'debut'>) => slotKey(a) === slotKey(b)

/** The event of its row. */
export function eventOf({ auteur: _, created_at: __, ...event }: Selectable<EventTable>): Evenement {
  return event
}

/** The event, locked until the transaction ends: who books and who cancels it come one after the other. */
async function held(trx: Trx, id: string): Promise<Evenement | undefined> {
  const row = await trx
    .updateTable('events')
    .set(e => ({ sequence: e.ref('sequence') }))
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst()
  return row && eventOf(row)
}
