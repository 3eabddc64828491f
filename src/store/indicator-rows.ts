import { sql } from 'kysely'
import { fold } from '../domain/fold.ts'
import type { Etape, LeadRows, Reached } from '../domain/indicators.ts'
import { type Period, spanOf, windowsOf } from '../domain/period.ts'
import type { Statut } from '../domain/pipeline.ts'
import type { Db } from './database.ts'
import type { LeadQuery } from './lead-scope.ts'

/** Which leads are counted. */
export type Cut = <O>(query: LeadQuery<O>) => LeadQuery<O>

/** From when to when something must have happened, the end excluded. */
interface Span {
  du: string
  fin: string
}

/** Counts a period as it stood when it ended, or stands now while it lasts. Merged leads count with their other half only. */
export async function readRows(db: Db, within: Cut, period: Period, now: Date): Promise<LeadRows> {
  const { du, fin } = spanOf(period, now)
  const cut: Cut = query => within(query).where('leads.fusion', 'is', null)
  return {
    contacts: await contactsIn(db, cut, period, fin),
    themes: await themesIn(db, cut, { du, fin }),
    rendezVous: await meetingsIn(db, cut, { du, fin }),
    etapes: await reachedIn(db, cut, { du, fin }),
    instruction: await pendingAt(db, cut, fin),
  }
}

/** How many were not answered at a moment; past contacts that were taken over were answered elsewhere. */
const unanswered = (fin: string) =>
  sql<number>`sum(case when origine <> 'import' and (repondu_le is null or repondu_le >= ${fin}) then 1 else 0 end)`

/** Leads received, by their traits. */
async function contactsIn(db: Db, cut: Cut, period: Period, fin: string): Promise<LeadRows['contacts']> {
  const windows = windowsOf(period).map(w => sql`(${w.mois}, ${w.du}, ${w.au}, ${w.limite})`)
  const traits = ['leads.territoire', 'leads.epci', 'leads.origine', 'leads.tranche'] as const
  const soon = sql<number>`sum(case when origine <> 'import' and repondu_le < f.limite and repondu_le < ${fin} then 1 else 0 end)`
  // crossed in this order, so that each window goes through the index of days
  const received = db
    .with('f(mois, du, au, limite)', () => sql`(values ${sql.join(windows)})` as never)
    .selectFrom(sql<{ mois: string }>`f`.as('f'))
    .crossJoin('leads')
    .where(sql<boolean>`leads.date >= f.du and leads.date < f.au and leads.date < ${fin}`)
    .select(['f.mois', ...traits])
    .select(e => [e.fn.countAll<number>().as('n'), unanswered(fin).as('sansReponse'), soon.as('dansDelai')])
    .groupBy(['f.mois', ...traits])
  const rows = await cut(received as unknown as LeadQuery<LeadRows['contacts'][number]>).execute()
  return rows.map(({ n, sansReponse, dansDelai, ...row }) => ({
    ...{ ...row, n: Number(n), sansReponse: Number(sansReponse), dansDelai: Number(dansDelai) },
  }))
}

/** The same by the themes of their needs. */
async function themesIn(db: Db, cut: Cut, { du, fin }: Span): Promise<LeadRows['themes']> {
  const received = db
    .selectFrom('leads')
    .where('leads.date', '>=', du)
    .where('leads.date', '<', fin)
    .select('leads.themes')
    .select(e => [e.fn.countAll<number>().as('n'), unanswered(fin).as('sansReponse')])
    .groupBy('leads.themes')
  const rows = await cut(received).execute()
  return rows.map(row => ({ themes: listOf(row.themes), n: Number(row.n), sansReponse: Number(row.sansReponse) }))
}

async function meetingsIn(db: Db, cut: Cut, { du, fin }: Span): Promise<number> {
  const met = db
    .selectFrom('leads')
    .where('leads.rendez_vous_le', '>=', du)
    .where('leads.rendez_vous_le', '<', fin)
    .select(e => e.fn.countAll<number>().as('n'))
  return Number((await cut(met).executeTakeFirstOrThrow()).n)
}

/** Where a lead stood at a moment, and in which order it went there. */
const stoodAt = (fin: string) =>
  sql<Statut>`(select m.vers from moves m where m.reference = leads.reference and m.at < ${fin} order by m.rang desc limit 1)`

/** Leads that reached a step for the first time, each with where it stood at the end. */
async function reachedIn(db: Db, cut: Cut, { du, fin }: Span): Promise<Reached[]> {
  const steps = [
    ['accompagne', 'leads.accompagne_le'],
    ['candidature', 'leads.candidature_le'],
    ['laureat', 'leads.laureat_le'],
  ] as const
  const traits = ['leads.reference', 'leads.territoire', 'leads.epci', 'leads.origine', 'leads.tranche'] as const
  const amounts = ['investissement', 'emplois', 'subvention_demandee', 'subvention_obtenue'] as const
  const read = async (etape: Etape, column: (typeof steps)[number][1]): Promise<Reached[]> => {
    const reached = db
      .selectFrom('leads')
      .where(column, '>=', du)
      .where(column, '<', fin)
      .select([...traits, ...amounts, 'leads.themes', 'leads.entreprise'])
      // what became of a firm that is accompanied is not asked
      .select(etape === 'accompagne' ? sql<Statut>`'accompagne'`.as('etat') : stoodAt(fin).as('etat'))
    return (await cut(reached).execute()).map(({ reference, entreprise, themes, ...row }) => ({
      ...{ ...row, etape, themes: listOf(themes) },
      // a lead that was wiped has no name any more: it stands for itself
      firme:
        fold(entreprise)
          .replaceAll(/[^a-z0-9]+/g, ' ')
          .trim() || reference,
    }))
  }
  const found: Reached[] = []
  for (const [etape, column] of steps) found.push(...(await read(etape, column)))
  return found
}

/** What was asked for in the candidatures that nobody had decided at a moment. */
async function pendingAt(db: Db, cut: Cut, fin: string): Promise<(number | null)[]> {
  const waiting = db
    .selectFrom('leads')
    .where('leads.candidature_le', '<', fin)
    // who has not moved since stands there still: the others' history is read
    .where(e => e.or([e('leads.statut', '=', 'candidature'), e('leads.depuis', '>=', fin)]))
    .where(stoodAt(fin), '=', 'candidature')
    .select('leads.subvention_demandee as demandee')
  return (await cut(waiting).execute()).map(r => r.demandee)
}

const listOf = (themes: string) => (themes ? themes.split(',') : [])
