import { type Firm, firmMarks } from '../domain/concerned.ts'
import type { Statut } from '../domain/pipeline.ts'
import type { Scope } from '../domain/scope.ts'
import { stopCalls } from './call-consent.ts'
import { CALL } from './calls.ts'
import type { Db, Engine } from './database.ts'
import { loadLeads } from './lead-loading.ts'
import { within as cut, type LeadQuery } from './lead-scope.ts'
import { enqueueIn } from './outbox.ts'

/** A lead with what a call is weighed by: without what was proposed then, which is long. */
export type WeighableLead = Firm & { date: string; statut: Statut }

/** What somebody of the console may do with calls and the leads that they see. */
export interface ScopedCalls {
  /** Their leads a call may be weighed for, newest first: neither wiped nor merged. */
  weighable(): Promise<WeighableLead[]>
  /** Their leads that were told of a call, and when. */
  told(call: string): Promise<Map<string, string>>
  /** Tells leads of theirs of a call, those that wish it, each firm once; the references that were. */
  tell(call: string, references: readonly string[]): Promise<string[]>
  /** Ends the wish of a lead of theirs, for who says so by phone; it ends for whatever bears the same address. */
  stop(reference: string): Promise<'ok' | 'unknown'>
}

const BATCH = 500
const columns = [
  ...(['reference', 'date', 'statut', 'territoire', 'epci', 'commune', 'faits', 'nom', 'entreprise'] as const),
  ...(['email', 'appels_version', 'appels_date'] as const),
]

/** The calls and leads in the database, cut to a scope. */
export function scopedCallsIn(db: Db, engine: Engine, scope: Scope, now: () => Date): ScopedCalls {
  const within = <O>(query: LeadQuery<O>) => cut(scope, query)

  return {
    async weighable() {
      const all = db.selectFrom('leads').select(columns).where('efface_le', 'is', null).where('fusion', 'is', null)
      const rows = await within(all).orderBy('date', 'desc').orderBy('reference').execute()
      const besoins = []
      for (let i = 0; i < rows.length; i += BATCH)
        besoins.push(
          ...(await db
            .selectFrom('besoins')
            .select(['reference', 'theme', 'reponses'])
            .where(
              'reference',
              'in',
              rows.slice(i, i + BATCH).map(r => r.reference),
            )
            .orderBy('rang')
            .execute()),
        )
      const byReference = Map.groupBy(besoins, b => b.reference)
      return rows.map(({ appels_version, appels_date, ...row }) => ({
        ...row,
        statut: row.statut as Statut,
        faits: JSON.parse(row.faits),
        besoins: (byReference.get(row.reference) ?? []).map(b => ({
          theme: b.theme,
          reponses: JSON.parse(b.reponses),
        })),
        ...(appels_date ? { appels: { version: appels_version ?? '', date: appels_date } } : {}),
      }))
    },

    async told(call) {
      const mine = await within(toldOf(db, call).select('leads.reference')).execute()
      if (mine.length === 0) return new Map()
      const rows = await db
        .selectFrom('call_sends')
        .select(['reference', 'at'])
        .where('appel', '=', call)
        .where(
          'reference',
          'in',
          mine.map(m => m.reference),
        )
        .execute()
      return new Map(rows.map(r => [r.reference, r.at]))
    },

    tell: (call, references) =>
      db.transaction().execute(async trx => {
        if (references.length === 0) return []
        const asked = within(trx.selectFrom('leads').selectAll().where('reference', 'in', references))
        const open = asked.where('efface_le', 'is', null).where('fusion', 'is', null)
        const wishing = open.where('appels_date', 'is not', null).where('email', 'is not', null)
        const rows = await (engine === 'postgres' ? wishing.forUpdate() : wishing).execute()
        // of others' leads nothing is known here: what doubles them is held back at the sending
        const before = await loadLeads(trx, await within(toldOf(trx, call).selectAll()).execute())
        const known = new Set(before.flatMap(firmMarks))
        const at = now()
        const told: string[] = []
        for (const lead of await loadLeads(trx, rows)) {
          const marks = firmMarks(lead)
          if (marks.some(m => known.has(m))) continue
          for (const mark of marks) known.add(mark)
          told.push(lead.reference)
        }
        if (told.length === 0) return []
        await trx
          .insertInto('call_sends')
          .values(told.map(reference => ({ appel: call, reference, at: at.toISOString() })))
          .execute()
        await enqueueIn(
          trx,
          told.map(reference => ({ cle: `${CALL} ${call} ${reference}`, sujet: CALL, reference })),
          at,
        )
        return told
      }),

    stop: reference =>
      db.transaction().execute(async trx => {
        const theirs = trx.selectFrom('leads').select('leads.reference').where('leads.reference', '=', reference)
        if (!(await within(theirs).executeTakeFirst())) return 'unknown'
        await stopCalls(trx, reference)
        return 'ok'
      }),
  }
}

/** The leads that were told of a call, whoever's they are. */
const toldOf = (db: Db, call: string) =>
  db
    .selectFrom('leads')
    .where('leads.reference', 'in', e =>
      e.selectFrom('call_sends').select('call_sends.reference').where('call_sends.appel', '=', call),
    )
