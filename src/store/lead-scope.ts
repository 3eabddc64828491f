import { type RawBuilder, type SelectQueryBuilder, type SqlBool, sql } from 'kysely'
import type { Scope } from '../domain/scope.ts'
import type { Tables } from './tables.ts'

/** A query over leads, whatever it selects. */
export type LeadQuery<O> = SelectQueryBuilder<Tables, 'leads', O>

/** Cuts a query to what somebody may see: the one place where confidentiality between EPCI is kept. */
export function within<O>(scope: Scope, query: LeadQuery<O>): LeadQuery<O> {
  if (scope.role === 'administrateur') return query
  const { territoires, epci } = scope
  return query.where(e =>
    e.or([
      // one list alone lets the database go by its index; two empty ones show nothing
      ...(epci.length > 0 || territoires.length === 0 ? [e('leads.epci', 'in', epci)] : []),
      ...(territoires.length > 0 ? [e('leads.territoire', 'in', territoires)] : []),
      e('leads.reference', 'in', sharedWith(scope)),
    ]),
  )
}

/** The leads that other EPCI share with somebody, each agreed by both. */
const sharedWith = (scope: Scope) =>
  sql<string>`(select lead_shares.reference from lead_shares
    where lead_shares.etat = 'accepte' and ${inPlace('lead_shares', scope)})`

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
