import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Db } from './database.ts'

/** Five tries in thirty minutes per address, whether it has an account or not. */
export const TRIES = 5
const WINDOW_MS = 30 * 60_000

/** Holds back who tries again and again. */
export interface SignInTries {
  /** Counts a try before it is evaluated; false when it must not be. */
  take(email: string): Promise<boolean>
  /** Forgets the tries of who came in. */
  clear(email: string): Promise<void>
}

/** The tries in the database; of an address only a hash is kept. */
export function signInTriesIn(db: Db, now: () => Date): SignInTries {
  const keyOf = (email: string) => createHash('sha256').update(email.trim().toLowerCase()).digest('hex')
  return {
    async take(email) {
      const at = now().toISOString()
      const old = new Date(now().getTime() - WINDOW_MS).toISOString()
      // one statement: two tries at once must not both be the fifth
      const { nombre } = await db
        .insertInto('sign_in_tries')
        .values({ cle: keyOf(email), nombre: 1, depuis: at })
        .onConflict(c =>
          c.column('cle').doUpdateSet({
            nombre: sql<number>`case when sign_in_tries.depuis <= ${old} then 1 else sign_in_tries.nombre + 1 end`,
            depuis: sql<string>`case when sign_in_tries.depuis <= ${old} then ${at} else sign_in_tries.depuis end`,
          }),
        )
        .returning('nombre')
        .executeTakeFirstOrThrow()
      return nombre <= TRIES
    },

    async clear(email) {
      await db.deleteFrom('sign_in_tries').where('cle', '=', keyOf(email)).execute()
    },
  }
}
