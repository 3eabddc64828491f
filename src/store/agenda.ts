import { randomUUID } from 'node:crypto'
import type { Evenement } from '../domain/evenement.ts'
import { type Creneaux, freeSlots, type Slot, slotKey, slotsOf } from '../domain/permanence.ts'
import type { Db, Engine } from './database.ts'
import { type Booking, bookIn, bookingsIn, cancelIn, eventOf, SlotTaken, takenIn, tell } from './slots.ts'

/** An event as it is entered. */
export type NewEvent = Omit<Evenement, 'id' | 'etat' | 'sequence'>

/** Where a project is. */
export interface Where {
  territoire: string | null
  epci: string | null
}

/** The calendar. Who may see and change an event is the caller's question; leads are reached by their scoped door. */
export interface Agenda {
  /** Events that touch a time, cancelled ones too, the first ones first; moments are ISO, `au` excluded. */
  between(du: string, au: string): Promise<Evenement[]>
  read(id: string): Promise<Evenement | null>
  add(event: NewEvent, auteur: string): Promise<string>
  /** `taken`: slots were taken that would no longer be there. Whoever has one is told of the change. */
  change(id: string, event: NewEvent, entry: Entry): Promise<'ok' | 'unknown' | 'taken'>
  /** Cancels an event and every appointment of it. */
  cancel(id: string, entry: Entry): Promise<boolean>
  /** Appointments of an event that stand. */
  bookings(id: string): Promise<Booking[]>
  /** An appointment by its id, cancelled or not. */
  booking(id: string): Promise<Booking | null>
  /** What a lead has before it. */
  upcoming(reference: string): Promise<Booking[]>
  /** Free slots for a project: its EPCI's, else its territory's; `wanted` is looked at among all. */
  free(where: Where, limit: number, apres?: string, wanted?: Slot): Promise<Creneaux>
  /** Takes a slot for a lead; an appointment that it still had moves. */
  book(reference: string, slot: Pick<Slot, 'evenement' | 'debut'>, auteur: string): Promise<'ok' | 'taken'>
  /** Gives an appointment back. */
  release(booking: string, entry: Entry): Promise<boolean>
}

/** Who changed something, and what the leads' journals say of it. */
interface Entry {
  auteur: string
  texte: string
}

/** The calendar in the database. */
export function agendaIn(db: Db, engine: Engine, now: () => Date): Agenda {
  const events = () => db.selectFrom('events').selectAll()
  const read = async (id: string) => {
    const row = await events().where('id', '=', id).executeTakeFirst()
    return row ? eventOf(row) : null
  }
  const standing = async (at: Pick<Db, 'selectFrom'>, id: string) => {
    const rows = await at
      .selectFrom('bookings')
      .select('reference')
      .where('evenement', '=', id)
      .where('etat', '=', 'pris')
      .execute()
    const all = await bookingsIn(
      at as Db,
      rows.map(r => r.reference),
    )
    return all.filter(b => b.evenement.id === id && b.etat === 'pris')
  }
  const permanences = async ({ territoire, epci }: Where): Promise<Evenement[]> => {
    if (!territoire) return []
    const rows = await events()
      .where('sorte', '=', 'permanence')
      .where('etat', '=', 'prevu')
      .where('fin', '>', now().toISOString())
      .where('territoire', '=', territoire)
      .where(e => e.or([e('epci', 'is', null), ...(epci ? [e('epci', '=', epci)] : [])]))
      .execute()
    return rows.map(eventOf)
  }

  return {
    read,

    async between(du, au) {
      const rows = await events()
        .where('debut', '<', au)
        .where('fin', '>=', du)
        .orderBy('debut')
        .orderBy('id')
        .execute()
      return rows.map(eventOf)
    },

    async add(event, auteur) {
      const id = randomUUID()
      const row = { ...event, id, etat: 'prevu', sequence: 0, auteur, created_at: now().toISOString() } as const
      await db.insertInto('events').values(row).execute()
      return id
    },

    change: (id, event, entry) =>
      db.transaction().execute(async trx => {
        const found = trx.selectFrom('events').selectAll().where('id', '=', id)
        const row = await (engine === 'postgres' ? found.forUpdate() : found).executeTakeFirst()
        if (row?.etat !== 'prevu') return 'unknown'
        const after = eventOf({ ...row, ...event, sequence: row.sequence + 1 })
        const left = new Set(slotsOf(after).map(slotKey))
        const taken = await standing(trx, id)
        if (taken.some(b => !left.has(slotKey({ evenement: id, debut: b.debut })))) return 'taken'
        await trx
          .updateTable('events')
          .set({ ...event, sequence: after.sequence })
          .where('id', '=', id)
          .execute()
        const told = after.lieu !== row.lieu || after.qui !== row.qui || after.titre !== row.titre
        for (const { id: booking, reference, sequence } of told ? taken : []) {
          const next = { id: booking, reference, sequence: sequence + 1 }
          await trx.updateTable('bookings').set({ sequence: next.sequence }).where('id', '=', booking).execute()
          const meeting = { lieu: after.lieu, objet: after.titre }
          await trx.updateTable('meetings').set(meeting).where('id', '=', booking).execute()
          await tell(trx, next, entry, now())
        }
        return 'ok'
      }),

    cancel: (id, entry) =>
      db.transaction().execute(async trx => {
        const changed = await trx
          .updateTable('events')
          .set(e => ({ etat: 'annule', sequence: e('sequence', '+', 1) }))
          .where('id', '=', id)
          .where('etat', '=', 'prevu')
          .executeTakeFirst()
        if (changed.numUpdatedRows === 0n) return false
        for (const booking of await standing(trx, id)) await cancelIn(trx, booking, entry, now())
        return true
      }),

    bookings: id => standing(db, id),

    async booking(id) {
      const row = await db.selectFrom('bookings').select('reference').where('id', '=', id).executeTakeFirst()
      return row ? ((await bookingsIn(db, [row.reference])).find(b => b.id === id) ?? null) : null
    },

    upcoming: async reference =>
      (await bookingsIn(db, [reference])).filter(b => b.etat === 'pris' && b.debut > now().toISOString()),

    async free(where, limit, apres = '', wanted) {
      const all = await permanences(where)
      const taken = await takenIn(
        db,
        all.map(e => e.id),
      )
      const libres = freeSlots(all, taken, now())
      // the EPCI's own come first; the territory's where it has none left
      const own = new Set(all.filter(e => e.epci !== null).map(e => e.id))
      const near = libres.filter(s => own.has(s.evenement))
      const offered = (near.length > 0 ? near : libres).filter(s => s.debut > apres)
      return {
        libres: offered.slice(0, limit),
        voulu: wanted !== undefined && libres.some(s => slotKey(s) === slotKey(wanted)),
      }
    },

    async book(reference, slot, auteur) {
      try {
        await db.transaction().execute(trx => bookIn(trx, reference, slot, now(), auteur))
        return 'ok'
      } catch (error) {
        if (error instanceof SlotTaken) return 'taken'
        throw error
      }
    },

    release: (id, entry) =>
      db.transaction().execute(async trx => {
        const row = await trx.selectFrom('bookings').select('reference').where('id', '=', id).executeTakeFirst()
        const booking = row && (await bookingsIn(trx, [row.reference])).find(b => b.id === id)
        if (booking?.etat !== 'pris') return false
        await cancelIn(trx, booking, entry, now())
        return true
      }),
  }
}
