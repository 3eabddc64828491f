import { randomUUID } from 'node:crypto'
import type { Partage } from '../domain/partage.ts'
import type { Scope } from '../domain/scope.ts'
import type { LeadShareTable } from './agenda-tables.ts'
import type { Db, Trx } from './database.ts'
import { inPlace, within } from './lead-scope.ts'
import { enqueueIn } from './outbox.ts'

/** The subject of the mail that tells another EPCI of a proposal; its key ends with the proposal's id. */
export const SHARE = 'partage'

/** A proposal as the other EPCI sees it before it has agreed: whose, on what, nothing about the person or the company. */
export interface Proposal {
  id: string
  /** The EPCI that proposes, by the lead's own place. */
  de: string | null
  themes: string[]
  epci: string
  /** The account that proposed. */
  compte: string
  at: string
}

/** What is shared between EPCI, as one person of the console may see and decide it. */
export interface SharedLeads {
  /** Proposals to the places of the scope that wait for an answer. */
  proposals(): Promise<Proposal[]>
  /** What a lead of theirs is shared with, proposed or agreed. */
  of(reference: string): Promise<Partage[]>
  /** Proposes a lead of their own to another EPCI; `unknown` for a lead that is not theirs or lies there already. */
  propose(reference: string, to: NewShare): Promise<'ok' | 'unknown'>
  /** Agrees for the other EPCI; who proposed cannot. Gives the reference, or null. */
  accept(id: string, compte: string): Promise<string | null>
  /** Ends a proposal or a share, from either side. Gives the reference, or null. */
  withdraw(id: string): Promise<string | null>
}

/** To whom a lead is proposed, by whom, and how the person agreed. */
export type NewShare = Pick<LeadShareTable, 'epci' | 'territoire' | 'accord' | 'accord_le' | 'compte'>

/** What is shared in the database, cut to a scope. */
export function sharedLeadsIn(db: Db, scope: Scope, now: () => Date): SharedLeads {
  const everything = scope.role === 'administrateur'
  /** The scope's own leads: what is shared with it is not its to share on. */
  const owned = (at: Db | Trx, reference: string) => {
    const { territoires, epci } = scope
    const one = at.selectFrom('leads').select(['epci', 'efface_le', 'fusion']).where('reference', '=', reference)
    const places = one.where(e => e.or([e('epci', 'in', epci), e('territoire', 'in', territoires)]))
    return (everything ? one : places).executeTakeFirst()
  }

  return {
    async proposals() {
      const open = db
        .selectFrom('lead_shares')
        .innerJoin('leads', 'leads.reference', 'lead_shares.reference')
        .where('leads.efface_le', 'is', null)
        .select(['lead_shares.id', 'lead_shares.reference', 'leads.epci as de', 'lead_shares.epci'])
        .select(['lead_shares.compte', 'lead_shares.at'])
        .where('lead_shares.etat', '=', 'propose')
        .orderBy('lead_shares.at')
      const rows = await (everything ? open : open.where(inPlace('lead_shares', scope))).execute()
      const besoins = await db
        .selectFrom('besoins')
        .select(['reference', 'theme'])
        .where(
          'reference',
          'in',
          rows.map(r => r.reference),
        )
        .orderBy('rang')
        .execute()
      return rows.map(({ reference, ...row }) => ({
        ...row,
        themes: besoins.filter(b => b.reference === reference).map(b => b.theme),
      }))
    },

    async of(reference) {
      const one = db.selectFrom('leads').select('leads.reference').where('leads.reference', '=', reference)
      const seen = within(await withShares(db, scope), one)
      if (!(await seen.executeTakeFirst())) return []
      const rows = await db
        .selectFrom('lead_shares')
        .selectAll()
        .where('reference', '=', reference)
        .where('etat', '!=', 'retire')
        .orderBy('at')
        .execute()
      return rows.map(({ id, epci, territoire, etat, accord, accord_le }) => ({
        ...{ id, epci, territoire, etat: etat as Partage['etat'] },
        ...{ accord: accord as Partage['accord'], accordLe: accord_le },
      }))
    },

    propose: (reference, to) =>
      db.transaction().execute(async trx => {
        const lead = await owned(trx, reference)
        if (!lead || lead.efface_le || lead.fusion || lead.epci === to.epci) return 'unknown'
        const at = now().toISOString()
        const row = { ...to, id: randomUUID(), reference, etat: 'propose', at }
        // a share that was withdrawn may be proposed anew, one that stands stays as it is
        const added = await trx
          .insertInto('lead_shares')
          .values(row)
          .onConflict(c =>
            c
              .columns(['reference', 'epci'])
              .doUpdateSet({ ...row })
              .where('lead_shares.etat', '=', 'retire'),
          )
          .returning('id')
          .execute()
        if (added.length === 0) return 'unknown'
        await enqueueIn(trx, [{ cle: `${SHARE} ${row.id}`, sujet: SHARE, reference }], now())
        return 'ok'
      }),

    async accept(id, compte) {
      const open = db
        .updateTable('lead_shares')
        .set({ etat: 'accepte' })
        .where('id', '=', id)
        .where('etat', '=', 'propose')
        .where('compte', '!=', compte)
      const mine = everything ? open : open.where(inPlace('lead_shares', scope))
      return (await mine.returning('reference').executeTakeFirst())?.reference ?? null
    },

    async withdraw(id) {
      const share = await db.selectFrom('lead_shares').select('reference').where('id', '=', id).executeTakeFirst()
      if (!share) return null
      const open = db
        .updateTable('lead_shares')
        .set({ etat: 'retire' })
        .where('id', '=', id)
        .where('etat', '!=', 'retire')
      const mine = everything || (await owned(db, share.reference)) ? open : open.where(inPlace('lead_shares', scope))
      return (await mine.returning('reference').executeTakeFirst())?.reference ?? null
    },
  }
}

/** A scope with the leads that other EPCI share with it now: few, so that the others are still found by their index. */
export async function withShares(db: Db, scope: Scope): Promise<Scope> {
  if (scope.role === 'administrateur') return scope
  const agreed = db.selectFrom('lead_shares').select('reference').where('etat', '=', 'accepte')
  const rows = await agreed.where(inPlace('lead_shares', scope)).execute()
  return { ...scope, partagees: rows.map(r => r.reference) }
}

/** The places with which leads are shared by agreement, by reference. */
export async function sharesOf(
  db: Db | Trx,
  references: readonly string[],
): Promise<Map<string, { territoire: string; epci: string }[]>> {
  const rows = await db
    .selectFrom('lead_shares')
    .select(['reference', 'territoire', 'epci'])
    .where('reference', 'in', references)
    .where('etat', '=', 'accepte')
    .execute()
  const places = rows.map(({ reference, ...place }) => [reference, place] as const)
  return new Map([...Map.groupBy(places, ([r]) => r)].map(([r, list]) => [r, list.map(([, place]) => place)]))
}
