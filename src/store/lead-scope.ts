import { type RawBuilder, type SelectQueryBuilder, type SqlBool, sql } from 'kysely'
import type { Scope } from '../domain/scope.ts'
import type { Tables } from './tables.ts'

/** A query over leads, whatever it selects. */
export type LeadQuery<O> = SelectQueryBuilder<Tables, 'leads', O>

/** Cuts a query to what somebody may see: the one place where confidentiality between EPCI is kept. */
export function within<O>(scope: Scope, query: LeadQuery<O>): LeadQuery<O> {
  if (scope.role === 'administrateur') return query
  const { territoires, epci, partagees = [] } = scope
  // one list alone lets the database go by its index; two empty ones show nothing
  if (partagees.length === 0 && territoires.length === 0) return query.where('leads.epci', 'in', epci)
  if (partagees.length === 0 && epci.length === 0) return query.where('leads.territoire', 'in', territoires)
  return query.where(e =>
    e.or([
      e('leads.territoire', 'in', territoires),
      e('leads.epci', 'in', epci),
      e('leads.reference', 'in', partagees),
    ]),
  )
}

/** That a row lies in the places of a scope that is no administrator's: for whatever has its territory and EPCI beside it. */
export function inPlace(
  table: 'prospects' | 'wishes' | 'lead_shares',
  { territoires, epci }: Scope,
): RawBuilder<SqlBool> {
  const among = (column: string, ids: readonly string[]) =>
    ids.length > 0 ? sql<SqlBool>`${sql.ref(`${table}.${column}`)} in (${sql.join(ids)})` : sql<SqlBool>`1 = 0`
  return sql<SqlBool>`(${among('epci', epci)} or ${among('territoire', territoires)})`
}

/** The leads of a territory that somebody may not see: for averages only, and never without blurring. */
export function beyond<O>(scope: Scope, territoire: string, query: LeadQuery<O>): LeadQuery<O> {
  const there = query.where('leads.territoire', '=', territoire)
  if (scope.role === 'administrateur' || scope.territoires.includes(territoire)) return there.where(e => e.lit(false))
  if (scope.epci.length === 0) return there
  return there.where(e => e.or([e('leads.epci', 'not in', scope.epci), e('leads.epci', 'is', null)]))
}
