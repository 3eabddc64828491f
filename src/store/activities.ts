import { EventEmitter } from 'node:events'
import { sql } from 'kysely'
import type { Db, Engine } from './database.ts'

/** An activity in its place: positions count from 1 in each conversation, without holes. */
export interface PlacedActivity<A> {
  position: number
  activity: A
}

/** Direct Line's activities, kept for all instances. */
export interface StoredActivities<A> {
  /** Adds at the end; an activity whose id is there already is not added again. */
  append(conversation: string, activity: A & { id: string }): Promise<'added' | 'known'>
  /** What follows a position, in order, at most `limit`. */
  after(conversation: string, position: number, limit: number): Promise<PlacedActivity<A>[]>
  /** Calls back after each addition, also those of other instances; returns how to stop. */
  watch(conversation: string, listener: () => void): () => void
}

/** Brings news from the other instances; the embedded database has none. */
export interface News {
  /** Calls back with the conversation whose activities grew elsewhere or here. */
  onActivity(listener: (conversation: string) => void): void
}

/** The name under which PostgreSQL tells the other instances. */
export const ACTIVITY_CHANNEL = 'relais_activities'

/** The activities in the database; `A` is what the channels call an activity. */
export function activitiesIn<A>(db: Db, engine: Engine, now: () => Date, news?: News): StoredActivities<A> {
  const grown = new EventEmitter().setMaxListeners(0)
  const tell = (conversation: string) => void grown.emit(conversation)
  news?.onActivity(tell)

  return {
    async append(conversation, activity) {
      const outcome = await db.transaction().execute(async trx => {
        // without it two instances draw the same position
        if (engine === 'postgres') await sql`select pg_advisory_xact_lock(hashtext(${conversation}))`.execute(trx)
        const { n } = await trx
          .selectFrom('activities')
          .select(e => e.fn.countAll<number>().as('n'))
          .where('conversation', '=', conversation)
          .executeTakeFirstOrThrow()
        const row = {
          conversation,
          position: n + 1,
          id: activity.id,
          activity: JSON.stringify(activity),
          at: now().toISOString(),
        }
        const added = await trx
          .insertInto('activities')
          .values(row)
          .onConflict(c => c.columns(['conversation', 'id']).doNothing())
          .returning('position')
          .execute()
        if (added.length === 0) return 'known'
        if (engine === 'postgres') await sql`select pg_notify(${ACTIVITY_CHANNEL}, ${conversation})`.execute(trx)
        return 'added'
      })
      if (outcome === 'added') tell(conversation)
      return outcome
    },

    async after(conversation, position, limit) {
      const rows = await db
        .selectFrom('activities')
        .select(['position', 'activity'])
        .where('conversation', '=', conversation)
        .where('position', '>', position)
        .orderBy('position')
        .limit(limit)
        .execute()
      return rows.map(row => ({ position: row.position, activity: JSON.parse(row.activity) as A }))
    },

    watch(conversation, listener) {
      grown.on(conversation, listener)
      return () => void grown.off(conversation, listener)
    },
  }
}
