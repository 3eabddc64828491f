import type { SelectQueryBuilder } from 'kysely'
import type { Scope } from '../domain/scope.ts'
import type { Tables } from './tables.ts'

/** A query over leads, whatever it selects. */
export type LeadQuery<O> = SelectQueryBuilder<Tables, 'leads', O>

/** Cuts a query to what somebody may see: the one place where confidentiality between EPCI is kept. */
export function within<O>(scope: Scope, query: LeadQuery<O>): LeadQuery<O> {
  if (scope.role === 'administrateur') return query
  const { territoires, epci } = scope
  // one list alone lets the database go by its index; two empty ones show nothing
  if (territoires.length === 0) return query.where('leads.epci', 'in', epci)
  if (epci.length === 0) return query.where('leads.territoire', 'in', territoires)
  return query.where(e => e.or([e('leads.territoire', 'in', territoires), e('leads.epci', 'in', epci)]))
}
