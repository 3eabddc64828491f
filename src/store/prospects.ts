import { randomUUID } from 'node:crypto'
import type { Selectable } from 'kysely'
import type { NewProspect, Priorite, Prospect, ProspectStatut } from '../domain/prospect.ts'
import type { Scope } from '../domain/scope.ts'
import type { ProspectTable } from './agenda-tables.ts'
import type { Db } from './database.ts'
import { inPlace } from './lead-scope.ts'

/** What a list of prospects is cut to; an absent field cuts nothing. */
export interface ProspectView {
  epci?: string
  priorite?: Priorite
  statut?: ProspectStatut
}

/** The companies to visit, as one person of the console may see and change them: another's do not exist here. */
export interface Prospects {
  list(view: ProspectView): Promise<Prospect[]>
  read(id: string): Promise<Prospect | null>
  /** Adds a company, or brings the one that is there already up to date; only within the scope. */
  keep(prospect: NewProspect): Promise<'added' | 'updated' | 'elsewhere'>
  /** Sets priority and status, and on which day they were agreed with the EPCI. */
  settle(id: string, values: Pick<Prospect, 'priorite' | 'statut' | 'convenu'>): Promise<boolean>
  /** Notes the lead that it became. */
  became(id: string, reference: string): Promise<boolean>
  remove(id: string): Promise<boolean>
}

/** The prospects in the database, cut to a scope. */
export function prospectsIn(db: Db, scope: Scope, now: () => Date): Prospects {
  const mine = inPlace('prospects', scope)
  const everything = scope.role === 'administrateur'
  const own = () => {
    const all = db.selectFrom('prospects').selectAll()
    return everything ? all : all.where(mine)
  }
  const set = async (id: string, values: Partial<Selectable<ProspectTable>>) => {
    const one = db
      .updateTable('prospects')
      .set({ ...values, updated_at: now().toISOString() })
      .where('id', '=', id)
    return (await (everything ? one : one.where(mine)).executeTakeFirst()).numUpdatedRows > 0n
  }
  const read = async (id: string) => {
    const row = await own().where('id', '=', id).executeTakeFirst()
    return row ? prospectOf(row) : null
  }

  return {
    read,

    async list({ epci, priorite, statut }) {
      const seen = own()
        .$if(epci !== undefined, q => q.where('epci', '=', epci!))
        .$if(priorite !== undefined, q => q.where('priorite', '=', priorite!))
        .$if(statut !== undefined, q => q.where('statut', '=', statut!))
      return (await seen.orderBy('nom').orderBy('id').execute()).map(prospectOf)
    },

    async keep({ cle, ...prospect }) {
      const { territoires, epci } = scope
      if (!everything && !epci.includes(prospect.epci) && !territoires.includes(prospect.territoire)) return 'elsewhere'
      const updated_at = now().toISOString()
      const { nom, siren, siret, commune, effectif, activite } = prospect
      const row = {
        ...prospect,
        cle,
        id: randomUUID(),
        statut: 'a-contacter' as const,
        convenu: null,
        reference: null,
        updated_at,
      }
      const { id } = await db
        .insertInto('prospects')
        .values(row)
        // what was agreed since stays
        .onConflict(c =>
          c.columns(['epci', 'cle']).doUpdateSet({ nom, siren, siret, commune, effectif, activite, updated_at }),
        )
        .returning('id')
        .executeTakeFirstOrThrow()
      return id === row.id ? 'added' : 'updated'
    },

    settle: (id, values) => set(id, values),
    became: (id, reference) => set(id, { statut: 'demande', reference }),

    async remove(id) {
      const one = db.deleteFrom('prospects').where('id', '=', id)
      return (await (everything ? one : one.where(mine)).executeTakeFirst()).numDeletedRows > 0n
    },
  }
}

function prospectOf({ cle: _, ...prospect }: Selectable<ProspectTable>): Prospect {
  return prospect
}
