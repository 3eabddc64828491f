import { writeIcs } from '../domain/ics.ts'
import type { Library } from '../domain/library.ts'
import { slotLabel, slotsOf } from '../domain/permanence.ts'
import { tellLead } from '../domain/telling.ts'
import { say } from '../domain/texts.ts'
import type { KeptLead } from '../store/lead-rows.ts'
import type { Booking } from '../store/slots.ts'
import { htmlOf, type Letter, oneLine } from './message.ts'

const MINUTE_MS = 60_000

/** Who a letter about an appointment is for, and the page on which they settle it. */
export interface Reader {
  pour: 'personne' | 'bureau'
  lien: string
}

/**
 * Writes the letter about an appointment at a permanence as it stands: taken, changed or cancelled, with the file that
 * puts it into a calendar, changes it there or takes it out.
 */
export function writeAppointment(
  library: Library,
  lead: KeptLead,
  booking: Booking,
  { pour, lien }: Reader,
  now: Date,
): Letter & { calendrier: string } {
  const { texts } = library
  const { id, debut, etat, sequence, evenement } = booking
  const slot = slotsOf({ ...evenement, etat: 'prevu' }).find(s => s.debut === debut)
  const fin = slot?.fin ?? new Date(Date.parse(debut) + (evenement.minutes ?? 0) * MINUTE_MS).toISOString()
  const inconnu = say(texts, 'mail-inconnu')
  const blanks = {
    lien,
    reference: lead.reference,
    nom: oneLine(lead.nom),
    entreprise: oneLine(lead.entreprise) || inconnu,
    joindre: oneLine([lead.telephone, lead.email].filter(Boolean).join(', ')) || inconnu,
    themes: tellLead(library, lead).themes.join(', ') || inconnu,
    quand: slotLabel(texts, booking),
    lieu: evenement.lieu ? oneLine(evenement.lieu) : inconnu,
    qui: evenement.qui ? oneLine(evenement.qui) : inconnu,
  }
  const annule = etat === 'annule'
  const what = annule ? 'annule' : sequence > 0 ? 'change' : 'pris'
  const sujet = say(texts, `mail-permanence-${what}-sujet`, blanks)
  const texte = say(texts, `mail-permanence-${pour}-${what}`, blanks)
  const calendrier = writeIcs([
    {
      ...{ id, debut, fin, sequence, annule, fait: now, lieu: evenement.lieu },
      titre: say(texts, `mail-permanence-${pour}-titre`, blanks),
      texte: lien,
    },
  ])
  return { sujet, texte, html: htmlOf(sujet, texte, [lien]), calendrier }
}
