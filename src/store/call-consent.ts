import { fold } from '../domain/fold.ts'
import type { CallConsent } from '../domain/lead.ts'
import type { Db, Trx } from './database.ts'

/** Notes that a lead's person wishes to be told of calls; a lead without an address cannot be. */
export async function allowCalls(db: Db | Trx, reference: string, { version, date }: CallConsent): Promise<boolean> {
  const done = await db
    .updateTable('leads')
    .set({ appels_version: version, appels_date: date })
    .where('reference', '=', reference)
    .where('efface_le', 'is', null)
    .where('email', 'is not', null)
    .executeTakeFirst()
  return done.numUpdatedRows > 0n
}

/** Takes the wish back for whatever bears the lead's address: who says stop means all of it. True where there was one. */
export async function stopCalls(db: Db | Trx, reference: string): Promise<boolean> {
  const lead = await db.selectFrom('leads').select('email').where('reference', '=', reference).executeTakeFirst()
  if (!lead) return false
  const wishing = await db
    .selectFrom('leads')
    .select(['reference', 'email'])
    .where('appels_date', 'is not', null)
    .execute()
  const mine = wishing.filter(
    w => w.reference === reference || (lead.email !== null && fold(w.email ?? '') === fold(lead.email)),
  )
  if (mine.length === 0) return false
  await db
    .updateTable('leads')
    .set({ appels_version: null, appels_date: null })
    .where(
      'reference',
      'in',
      mine.map(w => w.reference),
    )
    .execute()
  return true
}
