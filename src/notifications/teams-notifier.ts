import type { Card } from '../domain/adaptive-card.ts'
import { dayInFrance, isBusinessDay } from '../domain/business-days.ts'
import type { Library } from '../domain/library.ts'
import { covers } from '../domain/scope.ts'
import { say } from '../domain/texts.ts'
import type { Message } from '../store/outbox.ts'
import type { Store } from '../store/store.ts'
import { TEAMS_CARD, TEAMS_CHANGED, TEAMS_DAY, TEAMS_LEAD, TEAMS_SUBJECTS } from '../store/teams-news.ts'
import type { Notifier } from './notifier.ts'
import { repeated } from './repeated.ts'
import { shut } from './teams-card.ts'
import type { TeamsDesk } from './teams-desk.ts'

/** Takes cards to chats and channels. A fault says in `passing` whether a later try may go better, and after when. */
export interface TeamsPost {
  /** Shows a card in a kept place; its name there. */
  show(reference: unknown, card: Card): Promise<string>
  /** Puts a card in the place of another. */
  replace(reference: unknown, id: string, card: Card): Promise<void>
  /** Sends what of an answered activity has not reached its conversation. */
  resume(reference: unknown, conversation: string, activity: string): Promise<void>
}

export interface TeamsNotifierOptions {
  store: Store
  library(): Library
  desk: TeamsDesk
  post: TeamsPost
  now(): Date
  /** Told of failures by code; never what people wrote. */
  fault(code: string): void
}

const AT_ONCE = 8
const PAUSE_MS = 1_000
const DIGEST_HOUR = 8
const HOUR = new Intl.DateTimeFormat('fr-FR', { timeZone: 'Europe/Paris', hour: 'numeric', hourCycle: 'h23' })

/** Makes the notifier of Teams: its own rounds, so that a platform which hangs holds up no mail. */
export function makeTeamsNotifier({ store, library, desk, post, now, fault }: TeamsNotifierOptions): Notifier {
  const teams = store.teams<unknown>()
  let digested = ''

  async function round(): Promise<number> {
    await prepareDigests()
    let sent = 0
    for (;;) {
      const claimed = await store.outbox.claim(AT_ONCE, { only: TEAMS_SUBJECTS })
      if (claimed.length === 0) return sent
      const done = await Promise.all(claimed.map(carry))
      sent += done.filter(Boolean).length
    }
  }

  /** Once a business day, from eight o'clock: computed from the day, so that a missed morning is made up for. */
  async function prepareDigests(): Promise<void> {
    const today = dayInFrance(now())
    if (digested === today || !isBusinessDay(today) || Number.parseInt(HOUR.format(now()), 10) < DIGEST_HOUR) return
    for (const { conversation } of await teams.subscriptions())
      await store.outbox.enqueue({ cle: keyOf(TEAMS_DAY, today, conversation), sujet: TEAMS_DAY, reference: null })
    digested = today
  }

  /** Does what one row asks; true when something was sent. */
  async function carry(message: Message): Promise<boolean> {
    try {
      const sent = await deliver(message)
      await store.outbox.done(message.id)
      return sent
    } catch (error) {
      const { passing, afterMs, message: code } = error as { passing?: boolean; afterMs?: number; message: string }
      fault(passing === undefined ? 'internal' : `teams-${code}`)
      if (passing === false) await store.outbox.done(message.id)
      else await store.outbox.retry(message, passing === undefined ? 'internal' : `teams-${code}`, afterMs)
      return false
    }
  }

  async function deliver({ sujet, cle, reference }: Message): Promise<boolean> {
    switch (sujet) {
      case TEAMS_LEAD:
        return reference !== null && (await spread(reference, cle))
      case TEAMS_CARD: {
        const [, conversation = ''] = partsOf(cle)
        return reference !== null && (await showLead(reference, conversation))
      }
      case TEAMS_CHANGED:
        return reference !== null && (await refresh(reference))
      case TEAMS_DAY: {
        const [, conversation = ''] = partsOf(cle)
        const place = await teams.subscription(conversation)
        const said = place && (await desk.waiting(conversation, false))
        if (!place || !said?.carte) return false
        await post.show(place.reference, said.carte)
        return true
      }
      default: {
        const [conversation = '', activity = ''] = partsOf(cle)
        const thread = await teams.thread(conversation)
        if (thread) await post.resume(thread.reference, conversation, activity)
        return thread !== null
      }
    }
  }

  /** One row for each chat or channel that may see the lead: one that fails holds up no other. */
  async function spread(reference: string, cle: string): Promise<boolean> {
    const lead = await store.leads.read(reference)
    if (!lead || lead.effaceLe) return false
    const places = await teams.subscriptions()
    for (const { conversation, account } of places) {
      const owner = await store.accounts.read(account)
      if (!owner?.actif || !covers(owner, lead)) continue
      await store.outbox.enqueue({ cle: keyOf(TEAMS_CARD, cle, conversation), sujet: TEAMS_CARD, reference })
    }
    return places.length > 0
  }

  async function showLead(reference: string, conversation: string): Promise<boolean> {
    const place = await teams.subscription(conversation)
    const card = place && (await desk.cardFor(reference, conversation))
    if (!card) return false
    await teams.showed(reference, conversation, await post.show(place.reference, card))
    return true
  }

  /** Every card of a lead as its place may see it now; one that is gone holds up no other. */
  async function refresh(reference: string): Promise<boolean> {
    let later: unknown
    for (const { conversation, reference: place, activity } of await teams.shown(reference)) {
      const elsewhere = shut(say(library().texts, 'teams-demande-ailleurs', { reference }))
      const card = (await desk.cardFor(reference, conversation)) ?? elsewhere
      await post.replace(place, activity, card).catch(error => {
        if ((error as { passing?: boolean }).passing !== false) later = error
        else fault('teams-card-gone')
      })
    }
    if (later) throw later
    return true
  }

  return { round, ...repeated(round, PAUSE_MS, () => fault('teams-round')) }
}

/** A row's key with its parts, readable again. */
function keyOf(sujet: string, ...parts: string[]): string {
  return `${sujet} ${JSON.stringify(parts)}`
}

function partsOf(cle: string): string[] {
  return JSON.parse(cle.slice(cle.indexOf(' ') + 1)) as string[]
}
