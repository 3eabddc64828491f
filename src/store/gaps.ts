import type { Db } from './database.ts'

/** A question that the bot could not answer, without anything that says who asked. */
export interface Gap {
  id: string
  /** `YYYY-MM-DD`. */
  jour: string
  texte: string
}

/** The questions that wait for an answer. */
export interface Gaps {
  /** Those that nobody has dealt with, newest first, at most `limit`. */
  open(limit: number): Promise<Gap[]>
  /** Takes questions from the list: seen (`vue`), or answered by a record (`fiche:<id>`). */
  settle(ids: readonly string[], comme: string): Promise<void>
  /** Puts back what was dealt with in one way. */
  reopen(comme: string): Promise<void>
}

/** The unanswered questions in the database. */
export function gapsIn(db: Db): Gaps {
  return {
    open: limit =>
      db
        .selectFrom('gaps')
        .select(['id', 'jour', 'texte'])
        .where('traite', 'is', null)
        .orderBy('jour', 'desc')
        .orderBy('id')
        .limit(limit)
        .execute(),

    async settle(ids, comme) {
      if (ids.length === 0) return
      await db
        .updateTable('gaps')
        .set({ traite: comme })
        .where('id', 'in', [...ids])
        .where('traite', 'is', null)
        .execute()
    },

    async reopen(comme) {
      await db.updateTable('gaps').set({ traite: null }).where('traite', '=', comme).execute()
    },
  }
}
