import type { Library } from '../domain/library.ts'
import type { Message } from '../store/outbox.ts'
import { APPOINTMENT, APPOINTMENT_DESK } from '../store/slots.ts'
import type { Store } from '../store/store.ts'
import { writeAppointment } from './appointment-letter.ts'
import type { Mail } from './email.ts'

/** What mails about appointments are made from. */
export interface AppointmentMails {
  store: Store
  library(): Library
  base: string
  now(): Date
  /** The page on which a person moves or cancels what they took. */
  appointmentLink?(reference: string): string
}

/** The subjects of the mails about appointments. */
export const APPOINTMENTS: readonly string[] = [APPOINTMENT, APPOINTMENT_DESK]

/** The mail that a message asks for; null where there is nothing to say any more, `held` where nobody may have it yet. */
export async function appointmentMail(
  { store, library, base, now, appointmentLink }: AppointmentMails,
  { id, cle, sujet, reference }: Message,
): Promise<Mail | 'held' | null> {
  const [, booked = '', sequence = ''] = cle.split(' ')
  const booking = await store.agenda.booking(booked)
  const lead = reference ? await store.leads.read(reference) : null
  // a change that came since is told by a mail of its own
  if (!lead || lead.effaceLe || booking?.sequence !== Number(sequence)) return null
  const person = sujet === APPOINTMENT
  const { territoire, epci } = lead
  const boxes = person
    ? [lead.email ?? '']
    : await store.recipients.route({ territoire, epci, themes: lead.besoins.map(b => b.theme) })
  const to = boxes.length > 0 ? boxes : await store.accounts.administratorMails()
  if (to.length === 0 || to.includes('')) return person ? null : 'held'
  const lien = person
    ? (appointmentLink?.(lead.reference) ?? `${base}/ma-demande`)
    : `${base}/console/agenda/${booking.evenement.id}`
  const letter = writeAppointment(library(), lead, booking, { pour: person ? 'personne' : 'bureau', lien }, now())
  return { ...letter, id, to, reference: lead.reference }
}
