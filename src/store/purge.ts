import { sql } from 'kysely'
import { addCount } from './counters.ts'
import type { Db } from './database.ts'
import type { Leads } from './leads.ts'
import { dropThreads, threadOf } from './threads.ts'

const DAY_MS = 86_400_000
/** Longer without any write than this is more likely a wrong clock than a quiet month. */
const JUMP_MS = 45 * DAY_MS
/** Up to so many leads may go at once however few there are. */
const ALWAYS = 10
const BATCH = 200

/** What a purge did, or why it did nothing. */
export type PurgeResult =
  | { sorte: 'faite'; conversations: number; demandes: number }
  | { sorte: 'refus-part'; demandes: number; total: number }
  | { sorte: 'refus-horloge'; derniere: string }

/** How long things are kept, and whether the two safeguards are put aside. */
export interface PurgeOptions {
  retentionMonths: number
  force?: boolean
  /** Where a conversation stood when it was left, for the anonymous funnel; null counts nothing. */
  stopped?(state: unknown): Record<string, string> | null
}

/** Deletes conversations a day after their last message when no lead came of them, and wipes leads past their time. */
export async function purge(
  db: Db,
  leads: Leads,
  now: Date,
  { retentionMonths, force = false, stopped }: PurgeOptions,
): Promise<PurgeResult> {
  const last = await lastWrite(db)
  const jumped = last !== null && Math.abs(now.getTime() - Date.parse(last)) > JUMP_MS
  if (jumped && !force) return { sorte: 'refus-horloge', derniere: last }
  const limit = new Date(now)
  limit.setUTCMonth(limit.getUTCMonth() - retentionMonths)
  const alive = db.selectFrom('leads').where('efface_le', 'is', null)
  const old = await alive.select('reference').where('depuis', '<', limit.toISOString()).execute()
  const { total } = await alive.select(e => e.fn.countAll<number>().as('total')).executeTakeFirstOrThrow()
  if (old.length > Math.max(ALWAYS, total / 10) && !force) return { sorte: 'refus-part', demandes: old.length, total }
  for (const { reference } of old) await leads.forget(reference)
  const dayAgo = new Date(now.getTime() - DAY_MS).toISOString()
  const conversations = await dropConversations(db, dayAgo, now, stopped)
  await db.deleteFrom('sessions').where('created_at', '<', dayAgo).execute()
  await db.deleteFrom('sign_in_links').where('expires_at', '<', now.toISOString()).execute()
  await db.deleteFrom('codes').where('depuis', '<', dayAgo).execute()
  await db.deleteFrom('rates').where('at', '<', Date.parse(dayAgo)).execute()
  await db.deleteFrom('runs').where('nom', 'like', 'avis %').where('at', '<', limit.toISOString()).execute()
  await db.deleteFrom('wishes').where('jour', '<', limit.toISOString().slice(0, 10)).execute()
  await db.deleteFrom('gaps').where('jour', '<', limit.toISOString().slice(0, 10)).execute()
  await db.deleteFrom('calls').where('created_at', '<', limit.toISOString()).execute()
  await db.deleteFrom('outbox').where('etat', '=', 'fait').where('created_at', '<', limit.toISOString()).execute()
  await db
    .insertInto('runs')
    .values({ nom: 'purge', at: now.toISOString() })
    .onConflict(c => c.column('nom').doUpdateSet({ at: now.toISOString() }))
    .execute()
  return { sorte: 'faite', conversations, demandes: old.length }
}

async function dropConversations(db: Db, before: string, now: Date, stopped: PurgeOptions['stopped']): Promise<number> {
  let count = 0
  for (;;) {
    const rows = await db
      .selectFrom('conversations')
      .select(['id', 'state'])
      .where('lead', 'is', null)
      .where('updated_at', '<', before)
      .limit(BATCH)
      .execute()
    if (rows.length === 0) break
    await db.transaction().execute(async trx => {
      for (const { state } of rows) {
        const cles = stopped?.(JSON.parse(state))
        if (cles) await addCount(trx, 'arret', cles, now)
      }
      await dropThreads(
        trx,
        rows.map(r => r.id),
      )
    })
    count += rows.length
  }
  // begun and never answered: activities that no conversation speaks for
  const kept = new Set((await db.selectFrom('conversations').select('id').execute()).map(r => threadOf(r.id)))
  const quiet = await db
    .selectFrom('activities')
    .select('conversation')
    .groupBy('conversation')
    .having(e => e.fn.max('at'), '<', before)
    .execute()
  const orphans = quiet.map(r => r.conversation).filter(c => !kept.has(c))
  for (let i = 0; i < orphans.length; i += BATCH)
    await db
      .deleteFrom('activities')
      .where('conversation', 'in', orphans.slice(i, i + BATCH))
      .execute()
  return count
}

async function lastWrite(db: Db): Promise<string | null> {
  const { rows } = await sql<{ at: string | null }>`select max(at) as at from (
    select max(updated_at) as at from conversations union all select max(depuis) from leads
    union all select max(created_at) from outbox union all select max(at) from runs) as writes`.execute(db)
  return rows[0]?.at ?? null
}
