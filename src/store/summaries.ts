import { createHmac, randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { Projet } from '../domain/projet.ts'
import type { Db, Trx } from './database.ts'
import { enqueueIn } from './outbox.ts'
import { threadOf } from './threads.ts'

/** The subject of the mail that carries a summary; its key ends with the summary's id. */
export const SUMMARY = 'resume'
/** How long the link in it leads back, and so how long its project is kept. */
export const SUMMARY_DAYS = 30
const DAY_MS = 86_400_000
/** One address gets so many a day, the whole service sends so many an hour: addresses are typed by anybody. */
const MOST_A_DAY = 3
const MOST_AN_HOUR = 200

/** A summary that somebody had mailed: the project without its person. The address goes with the mail. */
export interface SummaryTable {
  id: string
  /** Until the mail is gone, or a day at most. */
  email: string | null
  /** Keyed hash of the address, for a day: counts what one mailbox is sent. */
  empreinte: string | null
  projet: string
  created_at: string
}

/** What a conversation leaves to be mailed; `ecrit` is the address as it was typed. */
export interface NewSummary {
  email: string
  ecrit: string
  projet: Projet
}

/** A summary as it is mailed and come back to. */
export interface KeptSummary {
  id: string
  email: string | null
  projet: Projet
  date: string
}

/** The summaries that people asked for. */
export interface Summaries {
  /** Null once it is too old. */
  read(id: string): Promise<KeptSummary | null>
  /** The mail is gone, or will never go: its address too. */
  dropAddress(id: string): Promise<void>
}

/** The outbox key of a summary's mail. */
export const summaryKey = (id: string) => `${SUMMARY} ${id}`

/**
 * Keeps a summary and has it mailed, in the caller's transaction; past the limits nothing is kept, and nobody is told
 * what an address has received. The address is taken out of what the conversation keeps of the message.
 */
export async function addSummary(
  trx: Trx,
  { email, ecrit, projet }: NewSummary,
  conversation: string,
  now: Date,
  key: Buffer,
): Promise<void> {
  await trx
    .updateTable('activities')
    .set({ activity: sql<string>`replace(activity, ${JSON.stringify(ecrit).slice(1, -1)}, '…')` })
    .where('conversation', '=', threadOf(conversation))
    .execute()
  const since = (ms: number) => new Date(now.getTime() - ms).toISOString()
  const empreinte = createHmac('sha256', key).update(email.toLowerCase()).digest('base64url')
  const count = async (at: string, hash?: string) => {
    const rows = trx
      .selectFrom('summaries')
      .select(e => e.fn.countAll<number>().as('n'))
      .where('created_at', '>', at)
    const { n } = await (hash ? rows.where('empreinte', '=', hash) : rows).executeTakeFirstOrThrow()
    return Number(n)
  }
  if ((await count(since(DAY_MS), empreinte)) >= MOST_A_DAY || (await count(since(DAY_MS / 24))) >= MOST_AN_HOUR) return
  const id = randomBytes(16).toString('base64url')
  const created_at = now.toISOString()
  await trx
    .insertInto('summaries')
    .values({ id, email, empreinte, projet: JSON.stringify(projet), created_at })
    .execute()
  await enqueueIn(trx, [{ cle: summaryKey(id), sujet: SUMMARY, reference: null }], now)
}

/** The summaries in the database. */
export function summariesIn(db: Db, now: () => Date): Summaries {
  return {
    async read(id) {
      const row = await db.selectFrom('summaries').selectAll().where('id', '=', id).executeTakeFirst()
      if (!row || Date.parse(row.created_at) + SUMMARY_DAYS * DAY_MS <= now().getTime()) return null
      return { id, email: row.email, projet: JSON.parse(row.projet), date: row.created_at }
    },
    async dropAddress(id) {
      await db.updateTable('summaries').set({ email: null }).where('id', '=', id).execute()
    },
  }
}

/** Drops addresses after a day and summaries after their link; the ids of what is gone. */
export async function purgeSummaries(db: Db, now: Date): Promise<string[]> {
  const before = (days: number) => new Date(now.getTime() - days * DAY_MS).toISOString()
  await db.updateTable('summaries').set({ email: null, empreinte: null }).where('created_at', '<', before(1)).execute()
  const gone = await db.deleteFrom('summaries').where('created_at', '<', before(SUMMARY_DAYS)).returning('id').execute()
  return gone.map(row => row.id)
}
