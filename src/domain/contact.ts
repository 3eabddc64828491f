import { z } from 'zod'
import { citationSchema, type Document } from './citation.ts'
import { addMonths, id, lastDay, listOf, number, optional, text } from './content.ts'
import { verificationFields } from './dispositif.ts'
import type { Place } from './territoire.ts'
import { nearness, zoneHolds, zoneSchema } from './territoire.ts'

export const contactSchema = z.strictObject({
  nom: optional(text),
  fonction: text,
  alias: listOf(text).optional().default([]),
  /** What people say when they need it and do not know its name: searched, never shown. */
  mots: listOf(text).optional().default([]),
  organisme: id,
  email: optional(z.email()),
  telephone: optional(text),
  bureau: optional(
    z.strictObject({ ...zoneSchema.shape, themes: listOf(id).optional(), rang: number.optional().default(5) }),
  ),
  interne: optional(text),
  'a-savoir': optional(text),
  sources: listOf(citationSchema).refine(l => l.length > 0),
  ...verificationFields,
})

/** A person or a service to turn to; without `nom` it is a function of an organisation. */
export type Contact = z.output<typeof contactSchema> & { id: string }

/**
 * The desks for a place and a theme, the first to be asked first: theme desks of the EPCI, the EPCI's own,
 * the territory's, then wider ones. Never empty as long as the knowledge holds a desk for the whole country.
 * A person of another territory never comes out, because a desk's zone must hold the place.
 */
export function desksFor(contacts: readonly Contact[], place: Place | null, theme: string | null): Contact[] {
  return contacts
    .filter(c => c.bureau && (!c.bureau.themes || (theme !== null && c.bureau.themes.includes(theme))))
    .filter(c => (place ? zoneHolds(c.bureau!, place) : Boolean(c.bureau!.regions ?? c.bureau!.pays)))
    .sort(
      (a, b) =>
        nearness(a.bureau!) - nearness(b.bureau!) || a.bureau!.rang - b.bureau!.rang || a.id.localeCompare(b.id),
    )
}

/** True where the function must stand before the person's name: last verified or documented over a year ago. */
export function isDated(contact: Contact, documents: ReadonlyMap<string, Document>, today: string): boolean {
  const seen = contact['verifie-le'] ?? documents.get(contact.sources[0]!.document)?.date
  return !seen || lastDay(seen) < addMonths(today, -12)
}
