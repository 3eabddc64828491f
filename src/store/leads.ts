import type { Lead } from '../domain/lead.ts'
import { clearedBy, legalMoves, type Montant, type Statut } from '../domain/pipeline.ts'
import type { Db, Engine } from './database.ts'
import { countMove } from './lead-counts.ts'
import { loadLeads } from './lead-loading.ts'
import { type Flag, insertLead, type KeptLead, ReferenceTaken } from './lead-rows.ts'
import { addMove } from './moves.ts'
import { wipeFollowUp } from './notes.ts'
import { enqueueIn } from './outbox.ts'
import { changedIn } from './teams-news.ts'
import { dropThreads } from './threads.ts'

/** What a list of leads is cut to; an absent field cuts nothing. */
export interface LeadFilter {
  territoires?: readonly string[]
  epci?: readonly string[]
  theme?: string
  statuts?: readonly Statut[]
  /** Days (`YYYY-MM-DD`), both included. */
  du?: string
  au?: string
}

/** One move that somebody asks for; `de` is the status that they saw. */
export interface AskedMove {
  reference: string
  de: Statut
  vers: Statut
  auteur: string
  note?: string | undefined
}

/** Leads that were confirmed, each with its needs and its history. */
export interface Leads {
  /** Keeps a lead and its messages in one transaction; false when its reference is taken. */
  create(lead: Lead, auteur: string): Promise<boolean>
  read(reference: string): Promise<KeptLead | null>
  /** Newest first, a page at a time. */
  list(filter: LeadFilter, page: { offset: number; limit: number }): Promise<KeptLead[]>
  count(filter: LeadFilter): Promise<number>
  /** References of leads of these statuses that last moved on a day or earlier, and not before `since`. */
  still(statuts: readonly Statut[], day: string, since?: string): Promise<{ reference: string; depuis: string }[]>
  /** `illegal`: the pipeline refuses it; `moved`: somebody was faster. */
  move(asked: AskedMove): Promise<'ok' | 'unknown' | 'illegal' | 'moved'>
  /** Notes amounts that stand at the lead's status (the caller has checked with `amountsAt`). */
  setAmounts(reference: string, montants: Partial<Record<Montant, number | null>>): Promise<void>
  /**
   * Wipes everything personal; what is counted (date, place, themes, status, amounts) stays. With `tell` the desk, if
   * it was written to, is asked to wipe its own copies (GDPR, article 19).
   */
  forget(reference: string, options?: { tell?: boolean }): Promise<boolean>
}

/** The leads in the database. */
export function leadsIn(db: Db, engine: Engine, now: () => Date, flag?: Flag): Leads {
  const matching = (filter: LeadFilter) => {
    let query = db.selectFrom('leads')
    const { territoires, epci, theme, statuts, du, au } = filter
    if (territoires) query = query.where('territoire', 'in', territoires)
    if (epci) query = query.where('epci', 'in', epci)
    if (statuts) query = query.where('statut', 'in', statuts)
    if (du) query = query.where('date', '>=', du)
    // a moment of the last day sorts after the day itself
    if (au) query = query.where('date', '<', `${au}U`)
    if (theme)
      query = query.where('reference', 'in', db.selectFrom('besoins').select('reference').where('theme', '=', theme))
    return query
  }
  return {
    async create(lead, auteur) {
      try {
        await db.transaction().execute(trx => insertLead(trx, lead, auteur, now(), flag))
        return true
      } catch (error) {
        if (error instanceof ReferenceTaken) return false
        throw error
      }
    },

    read: async reference =>
      (await loadLeads(db, await db.selectFrom('leads').selectAll().where('reference', '=', reference).execute()))[0] ??
      null,

    list: async (filter, { offset, limit }) =>
      loadLeads(
        db,
        await matching(filter)
          .selectAll()
          .orderBy('date', 'desc')
          .orderBy('reference')
          .limit(limit)
          .offset(offset)
          .execute(),
      ),

    count: async filter =>
      (
        await matching(filter)
          .select(e => e.fn.countAll<number>().as('n'))
          .executeTakeFirstOrThrow()
      ).n,

    // a moment of the day in France may lie in the next day by UTC: callers look again at each
    still: (statuts, day, since = '') =>
      db
        .selectFrom('leads')
        .select(['reference', 'depuis'])
        .where('statut', 'in', statuts)
        .where('efface_le', 'is', null)
        .where('depuis', '<', `${day}U`)
        .where('depuis', '>=', since)
        .execute(),

    move: ({ reference, de, vers, auteur, note = null }) =>
      db.transaction().execute(async trx => {
        const found = trx.selectFrom('leads').select('statut').where('reference', '=', reference)
        const row = await (engine === 'postgres' ? found.forUpdate() : found).executeTakeFirst()
        if (!row) return 'unknown'
        if (!legalMoves(de).includes(vers)) return 'illegal'
        if (row.statut !== de) return 'moved'
        const at = now().toISOString()
        const cleared = Object.fromEntries(clearedBy(de, vers).map(m => [m, null]))
        await trx
          .updateTable('leads')
          .set({ statut: vers, depuis: at, ...cleared, ...countMove(vers, at) })
          .where('reference', '=', reference)
          .execute()
        await addMove(trx, { reference, at, auteur, de, vers, note })
        await changedIn(trx, reference, now())
        return 'ok'
      }),

    async setAmounts(reference, montants) {
      await db.updateTable('leads').set(montants).where('reference', '=', reference).execute()
    },

    forget: (reference, { tell = false } = {}) =>
      db.transaction().execute(async trx => {
        const wiped = {
          nom: '',
          entreprise: '',
          email: null,
          telephone: null,
          message: null,
          souhait: null,
          diagnostics: null,
          faits: '{}',
          signaux: '[]',
          appels_version: null,
          appels_date: null,
          efface_le: now().toISOString(),
        }
        const done = await trx
          .updateTable('leads')
          .set(wiped)
          .where('reference', '=', reference)
          .where('efface_le', 'is', null)
          .executeTakeFirst()
        if (done.numUpdatedRows === 0n) return false
        await trx
          .updateTable('besoins')
          .set({ reponses: '{}', trace: null })
          .where('reference', '=', reference)
          .execute()
        await trx.updateTable('moves').set({ note: null }).where('reference', '=', reference).execute()
        const told = trx.selectFrom('outbox').select('id').where('reference', '=', reference).where('etat', '=', 'fait')
        const desk = await told.where('sujet', 'in', ['bureau', 'rappel', 'escalade']).executeTakeFirst()
        await trx.deleteFrom('outbox').where('reference', '=', reference).execute()
        await trx.deleteFrom('codes').where('reference', '=', reference).execute()
        await trx.deleteFrom('call_sends').where('reference', '=', reference).execute()
        if (tell && desk)
          await enqueueIn(trx, [{ cle: `effacement ${reference}`, sujet: 'effacement', reference }], now())
        await wipeFollowUp(trx, reference)
        // a card that still shows a company's name is emptied
        await changedIn(trx, reference, now())
        const from = await trx.selectFrom('conversations').select('id').where('lead', '=', reference).execute()
        await dropThreads(
          trx,
          from.map(c => c.id),
        )
        return true
      }),
  }
}
