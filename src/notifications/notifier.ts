import type { Library } from '../domain/library.ts'
import { isOpen, statuts } from '../domain/pipeline.ts'
import { tellPlace } from '../domain/telling.ts'
import type { KeptLead } from '../store/lead-rows.ts'
import type { Message } from '../store/outbox.ts'
import { CONFIRMATION } from '../store/recipients.ts'
import type { Store } from '../store/store.ts'
import { MailFault, type Post } from './email.ts'
import { type Letters, writeConfirmation, writeLetter } from './message.ts'
import { daysStill, firstReminderBefore, reminderFor } from './reminders.ts'

/** What the notifier works with. */
export interface NotifierOptions {
  store: Store
  library(): Library
  post: Post
  /** Where people reach this server, without a final slash. */
  base: string
  now(): Date
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

/** Makes a notifier; several may run on one database, each message is claimed by one. */
export function makeNotifier(options: NotifierOptions): Notifier {
  const { store, library, post, base, now, fault } = options
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
      const claimed = await store.outbox.claim(AT_ONCE)
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
  }

  /** Sends one message; true when it is gone. */
  async function carry(message: Message): Promise<boolean> {
    try {
      if (message.sujet === CONFIRMATION) return await askToConfirm(message)
      const lead = message.reference ? await store.leads.read(message.reference) : null
      if (!lead || lead.effaceLe || isStale(message, lead)) {
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
        ...writeLetter(library(), lead, letter.sort, base, daysStill(lead, now())),
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
    if (sujet === 'personne') return lead.email ? { sort: 'personne', to: [lead.email] } : null
    const { territoire } = lead
    const epci = sujet === 'escalade' ? null : lead.epci
    const to = await store.recipients.route({ territoire, epci, themes: lead.besoins.map(b => b.theme) })
    if (to.length > 0) return { sort: sujet as Letters, to }
    const administrators = await store.accounts.administratorMails()
    if (administrators.length === 0) return null
    return { sort: sujet === 'bureau' ? 'bureau-administrateur' : (sujet as Letters), to: administrators }
  }

  /** A reminder whose lead has moved since, or that a further one has overtaken. */
  function isStale(message: Message, lead: KeptLead): boolean {
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
