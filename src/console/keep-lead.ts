import { randomInt } from 'node:crypto'
import { type Lead, makeReference } from '../domain/lead.ts'
import type { Visitor } from './door.ts'

const TRIES = 10

/** Keeps a lead under a reference that is free; the reference. */
export async function keepLead({ leads, account }: Visitor, lead: Omit<Lead, 'reference'>): Promise<string> {
  const year = Number(lead.date.slice(0, 4))
  for (let n = 0; n < TRIES; n++) {
    const reference = makeReference(
      year,
      Array.from({ length: 4 }, () => randomInt(2 ** 40) / 2 ** 40),
    )
    if (await leads.create({ ...lead, reference }, account.nom)) return reference
  }
  throw new Error(`no free reference in ${year}`)
}
