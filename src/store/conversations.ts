import type { CallConsent, Lead } from '../domain/lead.ts'
import type { Slot } from '../domain/permanence.ts'
import { allowCalls } from './call-consent.ts'
import { addCount, addGap } from './counters.ts'
import type { Db, Trx } from './database.ts'
import { type Flag, insertLead, ReferenceTaken } from './lead-rows.ts'
import { enqueueIn } from './outbox.ts'
import { PERSON } from './rights.ts'
import { bookIn, SlotTaken } from './slots.ts'
import { addSummary, type NewSummary } from './summaries.ts'
import { UNSENT } from './teams-news.ts'
import { addWish, type NewWish } from './wishes.ts'

/** What a turn leaves behind besides the state. */
export type TurnWrite =
  | { sorte: 'lead'; lead: Lead }
  | { sorte: 'compteur'; nom: string; cles: Record<string, string> }
  | { sorte: 'lacune'; texte: string }
  | { sorte: 'appels'; reference: string; accord: CallConsent }
  | { sorte: 'resume'; resume: NewSummary }
  | { sorte: 'rendez-vous'; reference: string; creneau: Pick<Slot, 'evenement' | 'debut'> }
  | { sorte: 'souhait'; souhait: NewWish }

/** A conversation as last kept; `unsent` is set when the activity asked about was answered before. */
export interface KeptConversation<R> {
  state: unknown
  version: number
  unsent: { from: number; replies: R[] } | null
}

/** All that one answered activity changes. */
export interface TurnCommit<R> {
  conversation: string
  channel: string
  activity: string
  /** The version that was read, 0 for a new conversation. */
  version: number
  state: unknown
  replies: R[]
  writes: TurnWrite[]
  /** Nobody comes back for what is not sent now: it is looked for from the outbox. */
  later?: true
}

const UNSENT_AFTER_MS = 60_000

/** Where conversations are kept: state and replies are opaque JSON here. */
export interface StoredConversations<R> {
  read(conversation: string, activity: string): Promise<KeptConversation<R> | null>
  /** One transaction, or `conflict`: the version moved, the activity is answered, or a reference is taken. */
  commit(turn: TurnCommit<R>): Promise<'ok' | 'conflict'>
  /** Notes that the channel took the first `count` replies. */
  sent(conversation: string, activity: string, count: number): Promise<void>
}

class Conflict extends Error {}

/** The conversations in the database; `R` is what the channels call a reply, `addresses` the key for summaries' addresses. */
export function conversationsIn<R>(db: Db, now: () => Date, addresses: Buffer, flag?: Flag): StoredConversations<R> {
  return {
    async read(conversation, activity) {
      const row = await db
        .selectFrom('conversations')
        .select(['state', 'version'])
        .where('id', '=', conversation)
        .executeTakeFirst()
      if (!row) return null
      const answered = await db
        .selectFrom('answered')
        .select(['replies', 'sent'])
        .where('conversation', '=', conversation)
        .where('activity', '=', activity)
        .executeTakeFirst()
      const unsent = answered ? { from: answered.sent, replies: JSON.parse(answered.replies) as R[] } : null
      return { state: JSON.parse(row.state), version: row.version, unsent }
    },

    async commit(turn) {
      try {
        await db.transaction().execute(trx => keep(trx, turn, now(), addresses, flag))
        return 'ok'
      } catch (error) {
        if (error instanceof Conflict || error instanceof ReferenceTaken || error instanceof SlotTaken)
          return 'conflict'
        throw error
      }
    },

    async sent(conversation, activity, count) {
      await db
        .updateTable('answered')
        .set({ sent: count })
        .where('conversation', '=', conversation)
        .where('activity', '=', activity)
        .execute()
    },
  }
}

async function keep<R>(trx: Trx, turn: TurnCommit<R>, now: Date, addresses: Buffer, flag?: Flag): Promise<void> {
  const { conversation, activity, version } = turn
  const at = now.toISOString()
  const leads = turn.writes.flatMap(w => (w.sorte === 'lead' ? [w.lead] : []))
  const next = { version: version + 1, state: JSON.stringify(turn.state), updated_at: at }
  const lead = leads.at(-1)?.reference
  if (version === 0) {
    const row = { id: conversation, canal: turn.channel, ...next, lead: lead ?? null }
    const added = await trx
      .insertInto('conversations')
      .values(row)
      .onConflict(c => c.column('id').doNothing())
      .returning('id')
      .execute()
    if (added.length === 0) throw new Conflict()
    await addCount(trx, 'conversation', { canal: turn.channel }, now)
  } else {
    const values = lead ? { ...next, lead } : next
    const changed = await trx
      .updateTable('conversations')
      .set(values)
      .where('id', '=', conversation)
      .where('version', '=', version)
      .executeTakeFirst()
    if (changed.numUpdatedRows === 0n) throw new Conflict()
  }
  const answered = await trx
    .insertInto('answered')
    .values({ conversation, activity, replies: JSON.stringify(turn.replies), sent: 0, at })
    .onConflict(c => c.columns(['conversation', 'activity']).doNothing())
    .returning('activity')
    .execute()
  if (answered.length === 0) throw new Conflict()
  const cle = `${UNSENT} ${JSON.stringify([conversation, activity])}`
  if (turn.later) await enqueueIn(trx, [{ cle, sujet: UNSENT, reference: null, afterMs: UNSENT_AFTER_MS }], now)
  for (const one of leads) await insertLead(trx, one, one.origine, now, flag)
  for (const write of turn.writes) {
    if (write.sorte === 'compteur') await addCount(trx, write.nom, write.cles, now)
    if (write.sorte === 'appels') await allowCalls(trx, write.reference, write.accord)
    if (write.sorte === 'lacune') await addGap(trx, write.texte, now)
    if (write.sorte === 'rendez-vous') await bookIn(trx, write.reference, write.creneau, now, PERSON)
    if (write.sorte === 'souhait') await addWish(trx, write.souhait, now)
    if (write.sorte === 'resume') await addSummary(trx, write.resume, conversation, now, addresses)
  }
}
