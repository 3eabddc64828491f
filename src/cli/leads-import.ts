import { randomInt } from 'node:crypto'
import { readCsv } from '../domain/csv.ts'
import { type Lead, makeReference } from '../domain/lead.ts'
import { readPastLead } from '../domain/past-lead.ts'
import { say } from '../domain/texts.ts'
import type { LeadsCommand } from './leads.ts'

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
    const read = readPastLead(command.library, row)
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

async function keep({ store }: LeadsCommand, lead: Omit<Lead, 'reference'>): Promise<void> {
  const year = Number(lead.date.slice(0, 4))
  for (let n = 0; n < TRIES; n++) {
    const draws = Array.from({ length: 4 }, () => randomInt(2 ** 40) / 2 ** 40)
    if (await store.leads.create({ ...lead, reference: makeReference(year, draws) }, 'import')) return
  }
  throw new Error(`no free reference in ${year}`)
}
