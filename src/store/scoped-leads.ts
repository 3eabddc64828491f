import { sql } from 'kysely'
import { limitsAt, type Urgence } from '../domain/attention.ts'
import { fold } from '../domain/fold.ts'
import type { Statut } from '../domain/pipeline.ts'
import type { Scope } from '../domain/scope.ts'
import type { Db } from './database.ts'
import { loadLeads } from './lead-loading.ts'
import type { KeptLead } from './lead-rows.ts'
import { within as cut, type LeadQuery } from './lead-scope.ts'
import { likeWord, searchWords } from './lead-search.ts'
import { applyView, type LeadView, openStatuts } from './lead-view.ts'
import { type Meeting, meetingsOf, type Note, notesOf } from './notes.ts'
import { type Said, transcriptOf } from './transcript.ts'

/** Everything that stands beside a lead. */
export interface LeadFile {
  lead: KeptLead
  notes: Note[]
  rendezVous: Meeting[]
  echanges: Said[]
  /** References of the leads that were merged into it. */
  fusionnees: string[]
}

/** A lead as another may be recognised by. */
export type LeadBrief = Pick<KeptLead, 'reference' | 'date' | 'entreprise' | 'nom' | 'statut'>

/** The leads as one person of the console may see them: another's do not exist here. */
export interface ScopedLeads {
  read(reference: string): Promise<KeptLead | null>
  file(reference: string): Promise<LeadFile | null>
  list(view: LeadView, page: ListPage): Promise<KeptLead[]>
  /** One page of a view, the nearest where there is none of that number, and how many leads the view holds. */
  page(view: LeadView, wanted: number, size: number): Promise<{ total: number; page: number; leads: KeptLead[] }>
  count(view: LeadView): Promise<number>
  /** How many open leads ask for something today, by urgency. */
  urgences(): Promise<Record<Urgence, number>>
  /** How many leads of a view stand where. */
  statuts(view: LeadView): Promise<Partial<Record<Statut, number>>>
  /** Leads that hold all the words, merged ones too: to find everything about a person. */
  find(words: string): Promise<KeptLead[]>
  /** Leads of the same company or person that may be the same one. */
  likely(lead: KeptLead): Promise<LeadBrief[]>
}

/** Which leads of a view: by default the newest first, or where something is to be done what has waited longest. */
export interface ListPage {
  offset: number
  limit: number
  ordre?: keyof typeof orders
}

const orders = { date: ['date', 'desc'], attente: ['depuis', 'asc'], mouvement: ['depuis', 'desc'] } as const
const MOST_FOUND = 100
const MOST_LIKELY = 5

/** The leads in the database, cut to a scope. */
export function scopedLeadsIn(db: Db, scope: Scope, now: () => Date): ScopedLeads {
  const within = <O>(query: LeadQuery<O>) => cut(scope, query)
  const leads = () => db.selectFrom('leads')
  const read = async (reference: string) =>
    (await loadLeads(db, await within(leads().selectAll().where('reference', '=', reference)).execute()))[0] ?? null

  const which = (view: LeadView, ordre: keyof typeof orders) => {
    const [column, direction] = orders[ordre]
    const seen = applyView(within(leads().select('reference')), view, limitsAt(now()))
    return seen.orderBy(column, direction).orderBy('reference', direction)
  }
  const wide = async (references: readonly string[]): Promise<KeptLead[]> => {
    const rows = await leads().selectAll().where('reference', 'in', references).execute()
    const byReference = new Map(rows.map(r => [r.reference, r]))
    return loadLeads(
      db,
      references.flatMap(r => byReference.get(r) ?? []),
    )
  }

  return {
    read,

    async file(reference) {
      const lead = await read(reference)
      if (!lead) return null
      const merged = leads().select('reference').where('fusion', '=', reference).orderBy('reference')
      return {
        lead,
        notes: await notesOf(db, reference),
        rendezVous: await meetingsOf(db, reference),
        echanges: await transcriptOf(db, reference),
        fusionnees: (await within(merged).execute()).map(r => r.reference),
      }
    },

    async list(view, { offset, limit, ordre = view.urgence ? 'attente' : 'date' }) {
      // first which, by an index, then their wide rows
      return wide((await which(view, ordre).limit(limit).offset(offset).execute()).map(r => r.reference))
    },

    async page(view, wanted, size) {
      const at = (total: number) => Math.min(Math.max(wanted, 1), Math.max(1, Math.ceil(total / size)))
      if (view.texte) {
        // words are looked for in every lead's text: once, not once to count and once to list
        const all = (await which(view, view.urgence ? 'attente' : 'date').execute()).map(r => r.reference)
        const page = at(all.length)
        return { total: all.length, page, leads: await wide(all.slice((page - 1) * size, page * size)) }
      }
      const total = await this.count(view)
      const page = at(total)
      return { total, page, leads: await this.list(view, { offset: (page - 1) * size, limit: size }) }
    },

    async count(view) {
      const seen = within(leads().select(e => e.fn.countAll<number>().as('n')))
      return (await applyView(seen, view, limitsAt(now())).executeTakeFirstOrThrow()).n
    },

    async urgences() {
      const { retard, attente } = limitsAt(now())
      const late = sql<number>`sum(case when depuis < ${retard} then 1 else 0 end)`.as('retard')
      const slow = sql<number>`sum(case when depuis < ${attente} then 1 else 0 end)`.as('attente')
      const counted = leads()
        .select(e => ['statut', e.fn.countAll<number>().as('n'), late, slow])
        .where('fusion', 'is', null)
        .where('statut', 'in', openStatuts)
        .groupBy('statut')
      const totals = { retard: 0, nouvelle: 0, attente: 0 }
      for (const row of await within(counted).execute()) {
        totals.retard += Number(row.retard)
        if (row.statut === 'nouveau') totals.nouvelle += row.n - Number(row.retard)
        else totals.attente += Number(row.attente) - Number(row.retard)
      }
      return totals
    },

    async statuts(view) {
      const counted = leads()
        .select(e => ['statut', e.fn.countAll<number>().as('n')])
        .groupBy('statut')
      const rows = await applyView(within(counted), view, limitsAt(now())).execute()
      return Object.fromEntries(rows.map(r => [r.statut, r.n]))
    },

    async find(asked) {
      const words = searchWords(asked)
      if (words.length === 0) return []
      let found = leads().innerJoin('lead_search', 'lead_search.reference', 'leads.reference').selectAll('leads')
      for (const word of words) found = found.where(sql<boolean>`lead_search.texte like ${likeWord(word)} escape '\\'`)
      const mine = within(found.where('efface_le', 'is', null) as unknown as LeadQuery<Record<never, never>>)
      const rows = await mine.selectAll('leads').orderBy('date', 'desc').limit(MOST_FOUND).execute()
      return loadLeads(db, rows)
    },

    async likely({ reference, entreprise, email, telephone }) {
      const traits = [entreprise, email ?? '', telephone?.replace(/(?<=\d)[ .-](?=\d)/g, '') ?? '']
      const known = traits.map(t => fold(t).trim()).filter(t => t.length >= 4)
      if (known.length === 0) return []
      const alike = leads()
        .select(['reference', 'date', 'entreprise', 'nom', 'statut'])
        .where('reference', '!=', reference)
        .where('fusion', 'is', null)
        .where('efface_le', 'is', null)
        .where('reference', 'in', e =>
          e
            .selectFrom('lead_search')
            .select('lead_search.reference')
            .where(s => s.or(known.map(t => sql<boolean>`lead_search.texte like ${likeWord(t)} escape '\\'`))),
        )
      const rows = await within(alike).orderBy('date', 'desc').limit(MOST_LIKELY).execute()
      return rows.map(row => ({ ...row, statut: row.statut as Statut }))
    },
  }
}
