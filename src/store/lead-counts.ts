import { type RawBuilder, sql } from 'kysely'
import type { Lead } from '../domain/lead.ts'
import type { Statut } from '../domain/pipeline.ts'
import { trancheOf } from '../domain/tranche.ts'

/** What a lead is counted by, beside its needs and moves: nothing personal, so that it outlives the lead's contents. */
export interface LeadCounts {
  /** The size of the firm by its people. */
  tranche: string | null
  /** The themes of its needs, by commas. */
  themes: string
  /** When it was moved first, and when it first reached each step. */
  repondu_le: string | null
  rendez_vous_le: string | null
  accompagne_le: string | null
  candidature_le: string | null
  laureat_le: string | null
}

const columns: Partial<Record<Statut, keyof LeadCounts>> = {
  'rendez-vous': 'rendez_vous_le',
  accompagne: 'accompagne_le',
  candidature: 'candidature_le',
  laureat: 'laureat_le',
}

/** The counts of a lead that comes in. */
export function newCounts(lead: Lead): LeadCounts {
  const nowhere = { rendez_vous_le: null, accompagne_le: null, candidature_le: null, laureat_le: null }
  return {
    tranche: trancheOf(lead.faits),
    themes: lead.besoins.map(b => b.theme).join(','),
    repondu_le: null,
    ...nowhere,
  }
}

/** What a move changes in them: the first time counts. */
export function countMove(vers: Statut, at: string): Partial<Record<keyof LeadCounts, RawBuilder<string>>> {
  const first = (column: string) => sql<string>`coalesce(${sql.ref(column)}, ${at})`
  const reached = columns[vers]
  return { repondu_le: first('repondu_le'), ...(reached ? { [reached]: first(reached) } : {}) }
}
