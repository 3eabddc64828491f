import type { Lead } from './lead.ts'
import { type Library, placeOf } from './library.ts'
import { say } from './texts.ts'

const DAY = /^\d{4}-\d{2}-\d{2}$/

/** The columns of a table of past contacts. */
export const pastColumns = [
  'date',
  'nom',
  'entreprise',
  'email',
  'telephone',
  'commune',
  'themes',
  'message',
  'consentement',
] as const

/** A row of a table of past contacts as a lead, or the reason why it is none, in words. */
export function readPastLead(
  library: Library,
  row: Readonly<Record<string, string>>,
): { lead: Omit<Lead, 'reference'> } | { raison: string } {
  const { texts } = library
  const { date = '', nom = '', entreprise = '', email = '', telephone = '', commune = '', message = '' } = row
  const fault = (key: string, blanks: Record<string, string> = {}) => ({
    raison: say(texts, `operateur-import-${key}`, blanks),
  })
  if (!DAY.test(date)) return fault('champ', { champ: 'date' })
  if (!nom) return fault('champ', { champ: 'nom' })
  if (!entreprise) return fault('champ', { champ: 'entreprise' })
  if (!email && !telephone) return fault('joindre')
  if (!DAY.test(row.consentement ?? '')) return fault('accord')
  if (commune && !library.communes.has(commune)) return fault('commune', { commune })
  const themes = (row.themes ?? '').split(/[\s,|]+/).filter(Boolean)
  const wrong = themes.find(theme => !library.themes.has(theme))
  if (wrong) return fault('theme', { theme: wrong, liste: [...library.themes.keys()].join(', ') })
  const place = commune ? placeOf(library, commune) : null
  return {
    lead: {
      date,
      origine: 'import',
      territoire: place?.territoire ?? null,
      epci: place?.epci ?? null,
      commune: commune || null,
      faits: {},
      besoins: themes.map(theme => ({ theme, reponses: {} })),
      nom,
      entreprise,
      email: email || null,
      telephone: telephone || null,
      message: message || null,
      consentement: { version: 'import', texte: say(texts, 'operateur-import-consentement'), date: row.consentement! },
      signaux: [],
    },
  }
}
