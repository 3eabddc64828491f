import type { Library } from '../domain/library.ts'
import { isOpen, statuts } from '../domain/pipeline.ts'
import { tellPlace } from '../domain/telling.ts'
import { CODE } from '../store/codes.ts'
import type { KeptLead } from '../store/lead-rows.ts'
import type { Message } from '../store/outbox.ts'
import { CONFIRMATION } from '../store/recipients.ts'
import { PERSON } from '../store/rights.ts'
import type { Store } from '../store/store.ts'
import { TEAMS_SUBJECTS } from '../store/teams-news.ts'
import { MailFault, type Post } from './email.ts'
import { type Letters, writeConfirmation, writeLetter } from './message.ts'
import { closedBetween, daysStill, firstReminderBefore, reminderFor, satisfactionFor } from './reminders.ts'

/** What the notifier works with. */
export interface NotifierOptions {
  store: Store
  library(): Library
  post: Post
  /** Where people reach this server, without a final slash. */
  base: string
  now(): Date
  /** The page on which the person of a closed lead answers the one question. */
  satisfactionLink?(reference: string): string
  /** Told of failures by code; never what people wrote. */
  fault(code: string): void
}

/** Takes what is in the outbox to those who must know. */
export interface Notifier {
  /** One round: makes due reminders, sends all that is due; how many were sent. */
  round(): Promise<number>
  /** Rounds until stopped, one a second. */
  start(): void
  /** Ends after the round that is running. */
  stop(): Promise<void>
}

const AT_ONCE = 8
const PAUSE_MS = 1_000
const REMINDERS_MS = 60_000
const NOBODY = 'no-recipient'
/** Letters that go to the person, all others to the desk. */
const TO_PERSON: readonly string[] = ['personne', CODE, 'satisfaction']

/** Makes a notifier; several may run on one database, each message is claimed by one. */
export function makeNotifier(options: NotifierOptions): Notifier {
  const { store, library, post, base, now, fault, satisfactionLink } = options
  let remindedAt = Number.NEGATIVE_INFINITY
  let timer: NodeJS.Timeout | undefined
  let running: Promise<unknown> = Promise.resolve()
  let stopped = false

  async function round(): Promise<number> {
    if (now().getTime() - remindedAt >= REMINDERS_MS) {
      remindedAt = now().getTime()
      await remind()
    }
    let sent = 0
    for (;;) {
      const claimed = await store.outbox.claim(AT_ONCE, { except: TEAMS_SUBJECTS })
      if (claimed.length === 0) return sent
      const done = await Promise.all(claimed.map(carry))
      sent += done.filter(Boolean).length
    }
  }

  async function remind(): Promise<void> {
    const waiting = await store.leads.still(statuts.filter(isOpen), firstReminderBefore(now()))
    for (const lead of waiting) {
      const message = reminderFor(lead, now())
      if (message) await store.outbox.enqueue(message)
    }
    if (!satisfactionLink) return
    const { from, to } = closedBetween(now())
    const closed = statuts.filter(s => !isOpen(s))
    for (const lead of await store.leads.still(closed, to, from)) await store.outbox.enqueue(satisfactionFor(lead))
  }

  /** Sends one message; true when it is gone. */
  async function carry(message: Message): Promise<boolean> {
    try {
      if (message.sujet === CONFIRMATION) return await askToConfirm(message)
      const lead = message.reference ? await store.leads.read(message.reference) : null
      const code = message.sujet === CODE && lead ? await store.codes.standing(lead.reference) : ''
      if (!lead || code === null || isStale(message, lead)) {
        await store.outbox.done(message.id)
        return false
      }
      const letter = await addressed(message, lead)
      if (!letter) {
        await store.outbox.hold(message.id, NOBODY)
        return false
      }
      const { reference } = lead
      await post({
        ...writeLetter(library(), lead, letter.sort, base, {
          jours: daysStill(lead, now()),
          code,
          ...(letter.sort === 'satisfaction' ? { lien: satisfactionLink?.(reference) ?? base } : {}),
        }),
        id: message.id,
        to: letter.to,
        reference,
      })
      await store.outbox.done(message.id)
      return true
    } catch (error) {
      const code = error instanceof MailFault ? error.message : 'internal'
      fault(code)
      await store.outbox.retry(message, code)
      return false
    }
  }

  async function askToConfirm({ id, cle }: Message): Promise<boolean> {
    const recipient = (await store.recipients.list()).find(r => cle === `${CONFIRMATION} ${r.id}`)
    if (recipient && !recipient.confirmedAt) {
      const lien = `${base}/console/confirmer?jeton=${store.recipients.tokenOf(recipient.id)}`
      const letter = writeConfirmation(library(), tellPlace(library(), recipient), lien)
      await post({ ...letter, id, to: [recipient.email], reference: CONFIRMATION })
    }
    await store.outbox.done(id)
    return recipient?.confirmedAt === null
  }

  /** Which letter goes to whom; null when nobody may have it yet. */
  async function addressed({ sujet }: Message, lead: KeptLead): Promise<{ sort: Letters; to: string[] } | null> {
    if (TO_PERSON.includes(sujet)) return lead.email ? { sort: sujet as Letters, to: [lead.email] } : null
    const { territoire } = lead
    const epci = sujet === 'escalade' ? null : lead.epci
    const to = await store.recipients.route({ territoire, epci, themes: lead.besoins.map(b => b.theme) })
    if (to.length > 0) return { sort: sujet as Letters, to }
    const administrators = await store.accounts.administratorMails()
    if (administrators.length === 0) return null
    return { sort: sujet === 'bureau' ? 'bureau-administrateur' : (sujet as Letters), to: administrators }
  }

  /** What need not be said any more: a reminder whose lead has moved or that a further one has overtaken, a lead wiped since. */
  function isStale(message: Message, lead: KeptLead): boolean {
    if (lead.effaceLe) return message.sujet !== 'effacement'
    // who took their request back, or left no address, is asked nothing
    if (message.sujet === 'satisfaction')
      return isOpen(lead.statut) || !lead.email || lead.historique.at(-1)?.auteur === PERSON
    if (message.sujet !== 'rappel' && message.sujet !== 'escalade') return false
    return !isOpen(lead.statut) || reminderFor(lead, now())?.cle !== message.cle
  }

  function start(): void {
    const next = () => {
      running = round()
        .catch(() => fault('round'))
        .then(() => {
          if (!stopped) timer = setTimeout(next, PAUSE_MS).unref()
        })
    }
    next()
  }

  async function stop(): Promise<void> {
    stopped = true
    clearTimeout(timer)
    await running
  }

  return { round, start, stop }
}
