import { fold } from '../domain/fold.ts'
import type { Lead } from '../domain/lead.ts'
import type { Trx } from './database.ts'

const TEXT = 1_000

/** What of a lead is found by words: its reference, its company, its person, what they wrote. */
export type Findable = Pick<
  Lead,
  'reference' | 'entreprise' | 'nom' | 'email' | 'telephone' | 'message' | 'signaux' | 'faits'
>

/** Writes what a lead is found by, in the caller's transaction. */
export async function indexLead(trx: Trx, lead: Findable): Promise<void> {
  const { reference, entreprise, nom, email, telephone, message, faits } = lead
  const siret = typeof faits.siret?.valeur === 'string' ? faits.siret.valeur : ''
  const parts = [reference, entreprise, nom, email, digits(telephone ?? ''), digits(siret), message]
  const texte = fold(parts.filter(Boolean).join(' ')).slice(0, TEXT)
  await trx
    .insertInto('lead_search')
    .values({ reference, texte })
    .onConflict(c => c.column('reference').doUpdateSet({ texte }))
    .execute()
  await trx.deleteFrom('lead_flags').where('reference', '=', reference).execute()
  const flags = [...new Set(lead.signaux.map(s => s.id))].map(signal => ({ signal, reference }))
  if (flags.length > 0) await trx.insertInto('lead_flags').values(flags).execute()
}

/** What is looked for, as it must stand in the text: words that all must be found, telephone numbers without spaces. */
export function searchWords(asked: string): string[] {
  const joined = fold(asked).replace(/(?<=\d)[ .-](?=\d)/g, '')
  return joined.split(/\s+/).filter(Boolean).slice(0, 8)
}

/** A pattern in which nothing that people typed is a wildcard. */
export function likeWord(word: string): string {
  return `%${word.replace(/[\\%_]/g, c => `\\${c}`)}%`
}

function digits(text: string): string {
  return text.replace(/(?<=\d)[ .-](?=\d)/g, '')
}
