import { randomUUID } from 'node:crypto'
import type { Db, Engine, Trx } from './database.ts'

/** Past this many tries (about two days and a half) a message is dead and waits for a person. */
export const LAST_TRY = 100
const FAST_TRIES = 30
const FAST_CAP_MS = 10_000
const SLOW_CAP_MS = 3_600_000
const CLAIM_MS = 120_000
const HELD_MS = 3_600_000

/** A message to send: what about (`sujet`) and for which lead; what is said is read at the sending. */
export interface Message {
  id: string
  cle: string
  sujet: string
  reference: string | null
  essais: number
  createdAt: string
}

/** How many messages are where, for the metrics and the console. */
export type Backlog = Record<'attente' | 'retenu' | 'mort', number>

/** What must reach somebody, sent at least once. */
export interface Outbox {
  /** Adds a message once: a second one with the same key is not added. */
  enqueue(message: NewMessage): Promise<boolean>
  /** Takes messages that are due, of some subjects only if asked; nobody else gets them for two minutes. */
  claim(limit: number, subjects?: { only?: readonly string[]; except?: readonly string[] }): Promise<Message[]>
  done(id: string): Promise<void>
  /** Puts off after a failure (`raison`: a code, never what people wrote), at least as long as was asked for; dead after the last try. */
  retry(message: Message, raison: string, afterMs?: number): Promise<'later' | 'dead'>
  /** Keeps a message that nobody may receive yet. */
  hold(id: string, raison: string): Promise<void>
  /** Makes held (and, if asked, dead) messages due now. */
  wake(etats: ('retenu' | 'mort')[]): Promise<number>
  backlog(): Promise<Backlog>
  /** Since when the oldest message waits that is still to be sent, or null. */
  oldest(): Promise<string | null>
}

export interface NewMessage {
  cle: string
  sujet: string
  reference: string | null
  /** How long nobody looks at it. */
  afterMs?: number
}

/** Adds messages in the caller's transaction; returns how many were new. */
export async function enqueueIn(db: Db | Trx, messages: readonly NewMessage[], now: Date): Promise<number> {
  if (messages.length === 0) return 0
  const at = now.toISOString()
  const rows = messages.map(({ afterMs = 0, ...m }) => ({
    ...m,
    id: randomUUID(),
    etat: 'attente',
    essais: 0,
    due_at: new Date(now.getTime() + afterMs).toISOString(),
    claimed_until: null,
    raison: null,
    created_at: at,
  }))
  const added = await db
    .insertInto('outbox')
    .values(rows)
    .onConflict(c => c.column('cle').doNothing())
    .returning('id')
    .execute()
  return added.length
}

/** How long to wait after a failed try: doubling, at most 10 s in the first minutes, then up to an hour. */
export function backoff(tries: number, random: number): number {
  const slow = tries - FAST_TRIES
  const full = slow <= 0 ? Math.min(FAST_CAP_MS, 500 * 2 ** tries) : Math.min(SLOW_CAP_MS, FAST_CAP_MS * 2 ** slow)
  // half fixed, half drawn: many messages of one outage do not come back all at once
  return Math.round(full / 2 + (full / 2) * random)
}

/** The outbox in the database. */
export function outboxIn(db: Db, engine: Engine, now: () => Date, random: () => number = Math.random): Outbox {
  const later = (ms: number) => new Date(now().getTime() + ms).toISOString()
  const set = (id: string, values: { etat: string; essais?: number; due_at?: string; raison: string | null }) =>
    db
      .updateTable('outbox')
      .set({ ...values, claimed_until: null })
      .where('id', '=', id)
      .execute()

  return {
    enqueue: async message => (await enqueueIn(db, [message], now())) === 1,

    claim: (limit, { only, except } = {}) =>
      db.transaction().execute(async trx => {
        const at = now().toISOString()
        const due = trx
          .selectFrom('outbox')
          .select('id')
          .where('etat', '=', 'attente')
          .where('due_at', '<=', at)
          .where(e => e.or([e('claimed_until', 'is', null), e('claimed_until', '<=', at)]))
          .orderBy('due_at')
          .limit(limit)
        const some = due
          .$if(only !== undefined, q => q.where('sujet', 'in', only ?? []))
          .$if(except !== undefined, q => q.where('sujet', 'not in', except ?? []))
        const ids = (await (engine === 'postgres' ? some.forUpdate().skipLocked() : some).execute()).map(r => r.id)
        if (ids.length === 0) return []
        await trx
          .updateTable('outbox')
          .set({ claimed_until: later(CLAIM_MS) })
          .where('id', 'in', ids)
          .execute()
        const rows = await trx
          .selectFrom('outbox')
          .select(['id', 'cle', 'sujet', 'reference', 'essais', 'created_at as createdAt'])
          .where('id', 'in', ids)
          .orderBy('due_at')
          .execute()
        return rows
      }),

    done: async id => {
      await set(id, { etat: 'fait', raison: null })
    },

    async retry(message, raison, afterMs = 0) {
      const essais = message.essais + 1
      const dead = essais >= LAST_TRY
      await set(message.id, {
        etat: dead ? 'mort' : 'attente',
        essais,
        due_at: later(Math.max(afterMs, backoff(essais, random()))),
        raison,
      })
      return dead ? 'dead' : 'later'
    },

    hold: async (id, raison) => {
      await set(id, { etat: 'retenu', due_at: later(HELD_MS), raison })
    },

    async wake(etats) {
      const due_at = now().toISOString()
      const woken = await db
        .updateTable('outbox')
        .set({ etat: 'attente', essais: 0, due_at })
        .where('etat', 'in', etats)
        .executeTakeFirst()
      return Number(woken.numUpdatedRows)
    },

    async oldest() {
      const { at } = await db
        .selectFrom('outbox')
        .select(e => e.fn.min('created_at').as('at'))
        .where('etat', '=', 'attente')
        .executeTakeFirstOrThrow()
      return at
    },

    async backlog() {
      const rows = await db
        .selectFrom('outbox')
        .select(e => ['etat', e.fn.countAll<number>().as('n')])
        .where('etat', '!=', 'fait')
        .groupBy('etat')
        .execute()
      return { attente: 0, retenu: 0, mort: 0, ...Object.fromEntries(rows.map(r => [r.etat, r.n])) }
    },
  }
}
