import type { Trx } from './database.ts'
import { enqueueIn } from './outbox.ts'

/** The subject of the row that tells chats and channels of a lead, and of the one that changes its cards. */
export const TEAMS_LEAD = 'teams'
export const TEAMS_CHANGED = 'teams-maj'
/** The subject of the row that looks for replies which were not sent; its key ends with whose they are, as JSON. */
export const UNSENT = 'replique'
/** One chat's or channel's card of a lead, and its list of what waits. */
export const TEAMS_CARD = 'teams-carte'
export const TEAMS_DAY = 'teams-jour'
/** What the notifier of Teams alone takes from the outbox: a platform that hangs holds up no mail. */
export const TEAMS_SUBJECTS: readonly string[] = [TEAMS_LEAD, TEAMS_CHANGED, TEAMS_CARD, TEAMS_DAY, UNSENT]

/** Puts what Teams must hear of a new lead into the outbox, where anybody subscribed. */
export async function announceIn(trx: Trx, reference: string, now: Date, key = reference): Promise<void> {
  const anybody = await trx.selectFrom('teams_subscriptions').select('id').limit(1).executeTakeFirst()
  if (anybody) await enqueueIn(trx, [{ cle: `${TEAMS_LEAD} ${key}`, sujet: TEAMS_LEAD, reference }], now)
}

/** Has the cards of a changed lead changed everywhere, where there are any. */
export async function changedIn(trx: Trx, reference: string, now: Date): Promise<void> {
  const shown = await trx
    .selectFrom('teams_cards')
    .select('conversation')
    .where('lead', '=', reference)
    .limit(1)
    .executeTakeFirst()
  const cle = `${TEAMS_CHANGED} ${reference} ${now.toISOString()}`
  if (shown) await enqueueIn(trx, [{ cle, sujet: TEAMS_CHANGED, reference }], now)
}
