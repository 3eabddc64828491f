import { randomInt } from 'node:crypto'
import { readCsv } from '../domain/csv.ts'
import { type Lead, makeReference } from '../domain/lead.ts'
import { type Library, placeOf } from '../domain/library.ts'
import { say } from '../domain/texts.ts'
import type { LeadsCommand } from './leads.ts'

const DAY = /^\d{4}-\d{2}-\d{2}$/
const TRIES = 10

/**
 * Past contacts from a CSV with the columns date, nom, entreprise, email, telephone, commune (INSEE), themes, message
 * and consentement (the day on which it was given). Refused lines are told by number; `dry` writes nothing.
 */
export async function importLeads(command: LeadsCommand, csv: string, dry: boolean): Promise<number> {
  const { texts } = command.library
  let n = 0
  let refus = 0
  for (const [i, row] of readCsv(csv).entries()) {
    const read = readRow(command.library, row)
    if ('raison' in read) {
      refus++
      command.print(say(texts, 'operateur-import-refuse', { ligne: i + 2, raison: read.raison }))
    } else {
      n++
      if (!dry) await keep(command, read.lead)
    }
  }
  command.print(say(texts, dry ? 'operateur-import-essai' : 'operateur-import-fait', { n, refus }))
  return refus > 0 ? 1 : 0
}

function readRow(
  library: Library,
  row: Record<string, string>,
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

async function keep({ store }: LeadsCommand, lead: Omit<Lead, 'reference'>): Promise<void> {
  const year = Number(lead.date.slice(0, 4))
  for (let n = 0; n < TRIES; n++) {
    const draws = Array.from({ length: 4 }, () => randomInt(2 ** 40) / 2 ** 40)
    if (await store.leads.create({ ...lead, reference: makeReference(year, draws) }, 'import')) return
  }
  throw new Error(`no free reference in ${year}`)
}
