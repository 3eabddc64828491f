import { dayInFrance } from '../domain/business-days.ts'
import type { Library } from '../domain/library.ts'
import { isOpen, statuts } from '../domain/pipeline.ts'
import { tellPlace } from '../domain/telling.ts'
import { CALL } from '../store/calls.ts'
import { CODE } from '../store/codes.ts'
import type { KeptLead } from '../store/lead-rows.ts'
import type { Message } from '../store/outbox.ts'
import { VERIFY } from '../store/overlay.ts'
import { CONFIRMATION } from '../store/recipients.ts'
import { PERSON } from '../store/rights.ts'
import { SHARE } from '../store/shared-leads.ts'
import type { Store } from '../store/store.ts'
import { SUMMARY } from '../store/summaries.ts'
import { TEAMS_SUBJECTS } from '../store/teams-news.ts'
import { APPOINTMENTS, appointmentMail } from './appointments.ts'
import { callMail } from './call-mail.ts'
import { type Mail, MailFault, type Post } from './email.ts'
import { knowledgeLetter, remindOfKnowledge } from './knowledge-reminders.ts'
import { type Letters, writeConfirmation, writeLetter } from './message.ts'
import { closedBetween, daysStill, firstReminderBefore, reminderFor, satisfactionFor } from './reminders.ts'
import { type Repeated, repeated } from './repeated.ts'
import { shareMail } from './share-mail.ts'
import { writeSummary } from './summary-letter.ts'

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
  /** The link by which somebody comes back to the project of a request or a summary. */
  resumeLink?(id: string): string
  /** The link by which somebody ends the mails about calls for projects. */
  callStopLink?(reference: string): string
  /** The page on which somebody moves or cancels an appointment. */
  appointmentLink?(reference: string): string
  /** Told of failures by code; never what people wrote. */
  fault(code: string): void
}

/** Takes what is in the outbox to those who must know. */
export interface Notifier extends Repeated {
  /** One round: makes due reminders, sends all that is due; how many were sent. */
  round(): Promise<number>
}

const AT_ONCE = 8
const PAUSE_MS = 1_000
const REMINDERS_MS = 60_000
const NOBODY = 'no-recipient'
/** Letters that go to the person, all others to the desk. */
const TO_PERSON: readonly string[] = ['personne', CODE, 'satisfaction']

/** Makes a notifier; several may run on one database, each message is claimed by one. */
export function makeNotifier(options: NotifierOptions): Notifier {
  const { store, library, post, base, now, fault, satisfactionLink, resumeLink, callStopLink } = options
  let remindedAt = Number.NEGATIVE_INFINITY

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
    await remindOfKnowledge(store, library(), now())
    if (!satisfactionLink) return
    const { from, to } = closedBetween(now())
    const closed = statuts.filter(s => !isOpen(s))
    for (const lead of await store.leads.still(closed, to, from)) await store.outbox.enqueue(satisfactionFor(lead))
  }

  /** Sends one message; true when it is gone. */
  async function carry(message: Message): Promise<boolean> {
    try {
      if (message.sujet === CONFIRMATION) return await askToConfirm(message)
      if (message.sujet === CALL) return await tellOfCall(message)
      if (message.sujet === SUMMARY) return await mailSummary(message)
      if (message.sujet === SHARE) return await carryMail(message, await shareMail(store, library(), message, base))
      if (APPOINTMENTS.includes(message.sujet)) return await carryMail(message, await appointmentMail(options, message))
      if (message.sujet === VERIFY) return await mailKnowledge(message)
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
          ...linkFor(letter.sort, reference),
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

  function linkFor(sort: Letters, reference: string): { lien?: string } {
    if (sort === 'satisfaction') return { lien: satisfactionLink?.(reference) ?? base }
    return sort === 'personne' && resumeLink ? { lien: resumeLink(reference) } : {}
  }

  /** The address goes with the mail; without one there is nothing to send any more. */
  async function mailSummary({ id, cle }: Message): Promise<boolean> {
    const summary = await store.summaries.read(cle.slice(SUMMARY.length + 1))
    if (summary?.email) {
      const letter = writeSummary(library(), summary.projet, resumeLink?.(summary.id) ?? base, dayInFrance(now()))
      await post({ ...letter, id, to: [summary.email], reference: summary.id })
      await store.summaries.dropAddress(summary.id)
    }
    await store.outbox.done(id)
    return Boolean(summary?.email)
  }

  async function tellOfCall(message: Message): Promise<boolean> {
    const stop = message.reference && callStopLink?.(message.reference)
    // without a way to end such mails none is sent
    const mail = stop ? await callMail({ store, library: library(), now: now() }, message, stop) : null
    if (mail) await post(mail)
    await store.outbox.done(message.id)
    return mail !== null
  }

  /** Sends what was written, keeps what nobody may have yet, drops what need not be said any more. */
  async function carryMail({ id }: Message, mail: Mail | 'held' | null): Promise<boolean> {
    if (mail === 'held') {
      await store.outbox.hold(id, NOBODY)
      return false
    }
    if (mail) await post(mail)
    await store.outbox.done(id)
    return mail !== null
  }

  async function mailKnowledge(message: Message): Promise<boolean> {
    const { id } = message
    const letter = await knowledgeLetter(store, library(), message, base, now())
    if (letter) await post({ ...letter, id, reference: VERIFY })
    await store.outbox.done(id)
    return letter !== null
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

  return { round, ...repeated(round, PAUSE_MS, () => fault('round')) }
}
