import type { Selectable } from 'kysely'
import type { Besoin, Lead, Souhait } from '../domain/lead.ts'
import type { Statut } from '../domain/pipeline.ts'
import { type Earlier, RELANCE_DAYS } from '../domain/signaux.ts'
import type { Trx } from './database.ts'
import { newCounts } from './lead-counts.ts'
import { indexLead } from './lead-search.ts'
import { addMove } from './moves.ts'
import { enqueueIn } from './outbox.ts'
import type { BesoinTable, LeadTable, MoveTable } from './tables.ts'
import { announceIn } from './teams-news.ts'

/** One move of a lead, as it is shown. */
export interface Move {
  at: string
  auteur: string
  de: Statut | null
  vers: Statut
  note: string | null
}

/** A lead with what happened to it since. */
export interface KeptLead extends Lead {
  statut: Statut
  /** When the status last changed. */
  depuis: string
  montants: {
    investissement: number | null
    emplois: number | null
    subvention_demandee: number | null
    subvention_obtenue: number | null
  }
  historique: Move[]
  /** When the personal parts were wiped, null while they stand. */
  effaceLe: string | null
  /** The account that follows it. */
  assigne: string | null
  /** The lead that it was merged into. */
  fusion: string | null
  /** Other EPCI that see it too, by agreement of both. */
  partages?: readonly { territoire: string; epci: string }[]
}

/** The flags of a lead that is about to be kept, with those that came before it in the three weeks of a follow-up. */
export type Flag = (lead: Lead, before: readonly Earlier[]) => Lead['signaux']

/** The reference is another lead's: the transaction is undone and the turn repeated with a new one. */
export class ReferenceTaken extends Error {}

/** Writes a lead, its needs, its first move and its messages in the caller's transaction. */
export async function insertLead(trx: Trx, given: Lead, auteur: string, now: Date, flag?: Flag): Promise<void> {
  const at = now.toISOString()
  const lead = flag ? { ...given, signaux: flag(given, await earlierThan(trx, given.date)) } : given
  const inserted = await trx
    .insertInto('leads')
    .values(leadRow(lead, at))
    .onConflict(c => c.column('reference').doNothing())
    .returning('reference')
    .execute()
  if (inserted.length === 0) throw new ReferenceTaken()
  const { reference } = lead
  await indexLead(trx, lead)
  if (lead.besoins.length > 0)
    await trx
      .insertInto('besoins')
      .values(lead.besoins.map((b, i) => besoinRow(reference, i + 1, b)))
      .execute()
  await addMove(trx, { reference, at, auteur, de: null, vers: 'nouveau', note: null })
  // past contacts were answered long ago: nobody is written to about them
  if (lead.origine === 'import') return
  const messages = [{ cle: `bureau ${reference}`, sujet: 'bureau', reference }]
  if (lead.email) messages.push({ cle: `personne ${reference}`, sujet: 'personne', reference })
  await enqueueIn(trx, messages, now)
  await announceIn(trx, reference, now)
}

async function earlierThan(trx: Trx, date: string): Promise<Earlier[]> {
  const since = new Date(Date.parse(date) - RELANCE_DAYS * 86_400_000).toISOString()
  const rows = await trx
    .selectFrom('leads')
    .select(['reference', 'date', 'entreprise', 'email', 'telephone', 'faits'])
    .where('date', '>=', since)
    .where('date', '<=', date)
    .where('efface_le', 'is', null)
    .orderBy('date', 'desc')
    .execute()
  const references = rows.map(r => r.reference)
  const besoins = await trx
    .selectFrom('besoins')
    .select(['reference', 'theme'])
    .where('reference', 'in', references)
    .execute()
  const themes = Map.groupBy(besoins, b => b.reference)
  return rows.map(row => ({
    ...row,
    faits: JSON.parse(row.faits),
    besoins: (themes.get(row.reference) ?? []).map(({ theme }) => ({ theme })),
  }))
}

/** The lead of its rows. */
export function leadOf(
  row: Selectable<LeadTable>,
  besoins: Selectable<BesoinTable>[],
  moves: Selectable<MoveTable>[],
): KeptLead {
  const { reference, date, territoire, epci, commune, nom, entreprise, email, telephone, message } = row
  const { investissement, emplois, subvention_demandee, subvention_obtenue } = row
  return {
    reference,
    date,
    territoire,
    epci,
    commune,
    nom,
    entreprise,
    email,
    telephone,
    message,
    origine: row.origine as Lead['origine'],
    faits: JSON.parse(row.faits),
    besoins: besoins.map(b => ({
      theme: b.theme,
      reponses: JSON.parse(b.reponses),
      ...(b.trace ? { trace: JSON.parse(b.trace) } : {}),
    })),
    ...(row.siege ? { siege: row.siege } : {}),
    ...(row.souhait ? { souhait: row.souhait as Souhait } : {}),
    ...(row.diagnostics ? { diagnostics: JSON.parse(row.diagnostics) } : {}),
    consentement: { version: row.consentement_version, texte: row.consentement_texte, date: row.consentement_date },
    signaux: JSON.parse(row.signaux),
    ...(row.appels_date ? { appels: { version: row.appels_version ?? '', date: row.appels_date } } : {}),
    statut: row.statut as Statut,
    depuis: row.depuis,
    montants: { investissement, emplois, subvention_demandee, subvention_obtenue },
    historique: moves.map(({ at, auteur, de, vers, note }) => ({
      at,
      auteur,
      de: de as Statut | null,
      vers: vers as Statut,
      note,
    })),
    effaceLe: row.efface_le,
    assigne: row.assigne,
    fusion: row.fusion,
  }
}

function leadRow(lead: Lead, at: string): Selectable<LeadTable> {
  const { consentement } = lead
  return {
    reference: lead.reference,
    date: lead.date,
    origine: lead.origine,
    territoire: lead.territoire,
    epci: lead.epci,
    commune: lead.commune,
    nom: lead.nom,
    entreprise: lead.entreprise,
    email: lead.email,
    telephone: lead.telephone,
    message: lead.message,
    siege: lead.siege ?? null,
    souhait: lead.souhait ?? null,
    diagnostics: lead.diagnostics ? JSON.stringify(lead.diagnostics) : null,
    faits: JSON.stringify(lead.faits),
    consentement_version: consentement.version,
    consentement_texte: consentement.texte,
    consentement_date: consentement.date,
    signaux: JSON.stringify(lead.signaux),
    statut: 'nouveau',
    depuis: at,
    investissement: null,
    emplois: null,
    subvention_demandee: null,
    subvention_obtenue: null,
    efface_le: null,
    assigne: null,
    fusion: null,
    appels_version: lead.appels?.version ?? null,
    appels_date: lead.appels?.date ?? null,
    ...newCounts(lead),
  }
}

function besoinRow(reference: string, rang: number, { theme, reponses, trace }: Besoin): Selectable<BesoinTable> {
  return { reference, rang, theme, reponses: JSON.stringify(reponses), trace: trace ? JSON.stringify(trace) : null }
}
