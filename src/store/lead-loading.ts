import type { Selectable } from 'kysely'
import type { Db } from './database.ts'
import { type KeptLead, leadOf } from './lead-rows.ts'
import { sharesOf } from './shared-leads.ts'
import type { LeadTable } from './tables.ts'

/** The leads of their rows, each with its needs and its moves. */
export async function loadLeads(db: Db, rows: Selectable<LeadTable>[]): Promise<KeptLead[]> {
  const references = rows.map(r => r.reference)
  if (references.length === 0) return []
  const besoins = await db
    .selectFrom('besoins')
    .selectAll()
    .where('reference', 'in', references)
    .orderBy('rang')
    .execute()
  const moves = await db.selectFrom('moves').selectAll().where('reference', 'in', references).orderBy('rang').execute()
  const besoinsOf = Map.groupBy(besoins, b => b.reference)
  const movesOf = Map.groupBy(moves, m => m.reference)
  const shares = await sharesOf(db, references)
  return rows.map(row => {
    const partages = shares.get(row.reference)
    const lead = leadOf(row, besoinsOf.get(row.reference) ?? [], movesOf.get(row.reference) ?? [])
    return partages ? { ...lead, partages } : lead
  })
}
