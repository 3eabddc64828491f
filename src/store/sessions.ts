import { randomBytes } from 'node:crypto'
import type { Db } from './database.ts'
import { hashToken } from './recipients.ts'

const IDLE_MS = 30 * 60_000
const WHOLE_MS = 8 * 3_600_000

/** Console sessions: 30 minutes without a request or 8 hours in all end them. */
export interface Sessions {
  /** A new session; the token goes into the cookie and is kept nowhere. */
  begin(account: string): Promise<string>
  /** Whose session it is, or null; seeing it keeps it alive. */
  see(token: string): Promise<string | null>
  end(token: string): Promise<void>
}

/** The sessions in the database. */
export function sessionsIn(db: Db, now: () => Date): Sessions {
  const ago = (ms: number) => new Date(now().getTime() - ms).toISOString()
  return {
    async begin(account) {
      const token = randomBytes(32).toString('base64url')
      const at = now().toISOString()
      await db
        .insertInto('sessions')
        .values({ token_hash: hashToken(token), account, created_at: at, seen_at: at })
        .execute()
      return token
    },

    async see(token) {
      const seen = await db
        .updateTable('sessions')
        .set({ seen_at: now().toISOString() })
        .where('token_hash', '=', hashToken(token))
        .where('seen_at', '>', ago(IDLE_MS))
        .where('created_at', '>', ago(WHOLE_MS))
        .returning('account')
        .executeTakeFirst()
      return seen?.account ?? null
    },

    async end(token) {
      await db.deleteFrom('sessions').where('token_hash', '=', hashToken(token)).execute()
    },
  }
}
