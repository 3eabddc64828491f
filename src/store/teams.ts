import { randomInt, randomUUID } from 'node:crypto'
import { REFERENCE_ALPHABET } from '../domain/lead.ts'
import type { Db } from './database.ts'
import { hashToken } from './recipients.ts'

/** What is kept of a conversation; `reference` is the channel's own and opaque here. */
export interface StoredThread<R> {
  reference: R
  /** The card that waits for an answer, with its words. */
  carte: { id: string; texte: string } | null
}

/** A chat or channel of Teams that is told of what an account may see; its scope is read when it is needed. */
export interface Subscription<R> {
  conversation: string
  reference: R
  account: string
  /** Since when. */
  at: string
}

/** Where a lead's card was shown. */
export interface ShownCard<R> {
  conversation: string
  reference: R
  activity: string
}

/** What Teams needs kept: conversations in which we may speak first, who subscribed, and which cards show a lead. */
export interface TeamsStore<R> {
  thread(conversation: string): Promise<StoredThread<R> | null>
  keepThread(conversation: string, thread: StoredThread<R>): Promise<void>
  /** A one-time code that binds a chat or channel to an account; those given to it before are void. */
  code(account: string): Promise<string>
  /** Spends a code: the subscription, or null when the code is unknown, used or too old. */
  subscribe(code: string, place: { conversation: string; reference: R }): Promise<Subscription<R> | null>
  unsubscribe(conversation: string): Promise<boolean>
  subscription(conversation: string): Promise<Subscription<R> | null>
  subscriptions(): Promise<Subscription<R>[]>
  showed(lead: string, conversation: string, activity: string): Promise<void>
  shown(lead: string): Promise<ShownCard<R>[]>
}

const CODE_MS = 3_600_000
const CODE_LETTERS = 8

/** What Teams needs, in the database. */
export function teamsIn<R>(db: Db, now: () => Date): TeamsStore<R> {
  const later = (ms: number) => new Date(now().getTime() + ms).toISOString()
  const columns = ['conversation', 'reference', 'account', 'created_at as at'] as const
  const read = (row: Record<keyof Subscription<R>, string>): Subscription<R> => ({
    ...row,
    reference: JSON.parse(row.reference),
  })

  return {
    async thread(conversation) {
      const found = db.selectFrom('teams_threads').select(['reference', 'carte'])
      const row = await found.where('conversation', '=', conversation).executeTakeFirst()
      return row ? { reference: JSON.parse(row.reference), carte: row.carte ? JSON.parse(row.carte) : null } : null
    },

    async keepThread(conversation, { reference, carte }) {
      const known = await db.selectFrom('conversations').select('id').where('id', '=', conversation).executeTakeFirst()
      // a conversation that was erased meanwhile stays erased
      if (!known) return
      const values = { reference: JSON.stringify(reference), carte: carte ? JSON.stringify(carte) : null }
      await db
        .insertInto('teams_threads')
        .values({ conversation, ...values })
        .onConflict(c => c.column('conversation').doUpdateSet(values))
        .execute()
    },

    async code(account) {
      const letters = Array.from(
        { length: CODE_LETTERS },
        () => REFERENCE_ALPHABET[randomInt(REFERENCE_ALPHABET.length)],
      )
      const code = letters.join('')
      await db.deleteFrom('teams_codes').where('account', '=', account).execute()
      const row = { code_hash: hashToken(code), account, expires_at: later(CODE_MS) }
      await db.insertInto('teams_codes').values(row).execute()
      return code
    },

    subscribe: (code, { conversation, reference }) =>
      db.transaction().execute(async trx => {
        const spent = await trx
          .deleteFrom('teams_codes')
          .where('code_hash', '=', hashToken(code.trim().toUpperCase()))
          .returning(['account', 'expires_at'])
          .executeTakeFirst()
        if (!spent || spent.expires_at <= now().toISOString()) return null
        const { account } = spent
        const at = now().toISOString()
        const row = { reference: JSON.stringify(reference), account }
        await trx
          .insertInto('teams_subscriptions')
          .values({ id: randomUUID(), conversation, ...row, created_at: at })
          .onConflict(c => c.column('conversation').doUpdateSet(row))
          .execute()
        return { conversation, reference, account, at }
      }),

    async unsubscribe(conversation) {
      const gone = db.deleteFrom('teams_subscriptions').where('conversation', '=', conversation)
      return (await gone.executeTakeFirst()).numDeletedRows > 0n
    },

    async subscription(conversation) {
      const found = db.selectFrom('teams_subscriptions').select(columns)
      const row = await found.where('conversation', '=', conversation).executeTakeFirst()
      return row ? read(row) : null
    },

    subscriptions: async () =>
      (await db.selectFrom('teams_subscriptions').select(columns).orderBy('created_at').orderBy('id').execute()).map(
        read,
      ),

    async showed(lead, conversation, activity) {
      await db
        .insertInto('teams_cards')
        .values({ lead, conversation, activity })
        .onConflict(c => c.columns(['lead', 'conversation']).doUpdateSet({ activity }))
        .execute()
    },

    async shown(lead) {
      const rows = await db
        .selectFrom('teams_cards')
        .innerJoin('teams_subscriptions', 'teams_subscriptions.conversation', 'teams_cards.conversation')
        .select(['teams_cards.conversation', 'teams_subscriptions.reference', 'teams_cards.activity'])
        .where('teams_cards.lead', '=', lead)
        .execute()
      return rows.map(row => ({ ...row, reference: JSON.parse(row.reference) }))
    },
  }
}
