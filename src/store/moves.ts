import type { Selectable } from 'kysely'
import type { Trx } from './database.ts'
import type { MoveTable } from './tables.ts'

/** Writes a move of a lead behind those that it has made. */
export async function addMove(trx: Trx, move: Omit<Selectable<MoveTable>, 'rang'>): Promise<void> {
  const { n } = await trx
    .selectFrom('moves')
    .select(e => e.fn.countAll<number>().as('n'))
    .where('reference', '=', move.reference)
    .executeTakeFirstOrThrow()
  await trx
    .insertInto('moves')
    .values({ ...move, rang: n + 1 })
    .execute()
}
