import { randomUUID } from 'node:crypto'
import type { Updateable } from 'kysely'
import { isOpen, type Montant, type Statut } from '../domain/pipeline.ts'
import { owns, type Scope } from '../domain/scope.ts'
import type { Db, Engine, Trx } from './database.ts'
import { loadLeads } from './lead-loading.ts'
import type { KeptLead } from './lead-rows.ts'
import { within as cut, type LeadQuery } from './lead-scope.ts'
import { indexLead } from './lead-search.ts'
import type { AskedMove, Leads } from './leads.ts'
import { addMove } from './moves.ts'
import { addNote, type Meeting, type NoteKind } from './notes.ts'
import { enqueueIn } from './outbox.ts'
import type { LeadTable } from './tables.ts'
import { announceIn, changedIn } from './teams-news.ts'

/** How a change went: `unknown` also stands for a lead of somebody else. */
export type Outcome = 'ok' | 'unknown'

/** The contact details of a lead, as they may be corrected. */
export type Contactable = Pick<KeptLead, 'nom' | 'entreprise' | 'email' | 'telephone'>

/** Who changes a lead, and what is written in its journal. */
export interface Entry {
  auteur: string
  texte: string
}

/** What one person of the console may change; another's leads do not exist here. */
export interface ScopedChanges {
  /** Keeps a new lead wherever it lies: who takes a call may hand it to a place that they cannot see. */
  create: Leads['create']
  move(asked: AskedMove): ReturnType<Leads['move']>
  note(reference: string, entry: Entry): Promise<Outcome>
  setAmounts(reference: string, montants: Partial<Record<Montant, number | null>>, entry: Entry): Promise<Outcome>
  assign(reference: string, compte: string | null, entry: Entry): Promise<Outcome>
  /** Hands a lead over to another EPCI, whose desk is told. */
  transfer(reference: string, to: { epci: string; territoire: string }, entry: Entry): Promise<Outcome>
  /** Merges a duplicate into another lead, which takes over what it lacks. */
  merge(from: string, into: string, entry: Entry): Promise<Outcome>
  meet(reference: string, meeting: Omit<Meeting, 'id'>, entry: Entry): Promise<Outcome>
  correct(reference: string, contact: Contactable, entry: Entry): Promise<Outcome>
  /** Wipes a lead and those merged into it. */
  forget(reference: string): Promise<Outcome>
}

/** The changes in the database, cut to a scope. */
export function scopedChangesIn(db: Db, engine: Engine, scope: Scope, leads: Leads, now: () => Date): ScopedChanges {
  const within = <O>(query: LeadQuery<O>) => cut(scope, query)

  /** The lead in its transaction, or undefined when it is not theirs; `own` leaves out what is only shared with them. */
  async function held(trx: Db | Trx, reference: string, own?: 'own'): Promise<KeptLead | undefined> {
    const found = within(trx.selectFrom('leads').selectAll().where('reference', '=', reference))
    const rows = await (engine === 'postgres' && trx !== db ? found.forUpdate() : found).execute()
    const lead = (await loadLeads(trx as Db, rows))[0]
    return lead && (!own || owns(scope, lead)) ? lead : undefined
  }

  /** Runs a change of a lead of theirs, with its entry in the journal, all or nothing. */
  const change = (
    reference: string,
    sorte: NoteKind,
    entry: Entry,
    run: (trx: Trx, lead: KeptLead) => Promise<Outcome> = async () => 'ok',
  ): Promise<Outcome> =>
    db.transaction().execute(async trx => {
      const lead = await held(trx, reference)
      if (!lead || lead.effaceLe) return 'unknown'
      const outcome = await run(trx, lead)
      if (outcome !== 'ok') return outcome
      await addNote(trx, reference, { ...entry, sorte }, now())
      await changedIn(trx, reference, now())
      return outcome
    })
  const set = async (trx: Trx, reference: string, values: Updateable<LeadTable>) => {
    await trx.updateTable('leads').set(values).where('reference', '=', reference).execute()
    return 'ok' as const
  }

  return {
    create: leads.create,

    async move(asked) {
      return (await held(db, asked.reference)) ? leads.move(asked) : 'unknown'
    },

    note: (reference, entry) => change(reference, 'note', entry),
    setAmounts: (reference, montants, entry) =>
      change(reference, 'montants', entry, trx => set(trx, reference, montants)),
    assign: (reference, assigne, entry) =>
      change(reference, 'affectation', entry, trx => set(trx, reference, { assigne })),

    transfer: (reference, { epci, territoire }, entry) =>
      change(reference, 'transfert', entry, async (trx, lead) => {
        if (!owns(scope, lead)) return 'unknown'
        const at = now()
        // who followed it may not even see it any more
        await set(trx, reference, { epci, territoire, assigne: null })
        const key = `${reference} ${at.toISOString()}`
        await enqueueIn(trx, [{ cle: `bureau ${key}`, sujet: 'bureau', reference }], at)
        await announceIn(trx, reference, at, key)
        return 'ok'
      }),

    merge: (from, into, entry) =>
      change(into, 'fusion', entry, async (trx, target) => {
        const source = await held(trx, from, 'own')
        if (!source || source.effaceLe || source.fusion || target.fusion || from === into) return 'unknown'
        if (!owns(scope, target)) return 'unknown'
        await takeOver(trx, source, target)
        await close(trx, source, entry.auteur, into)
        return 'ok'
      }),

    meet: (reference, meeting, entry) =>
      change(reference, 'rendez-vous', entry, async trx => {
        await trx
          .insertInto('meetings')
          .values({ id: randomUUID(), reference, ...meeting })
          .execute()
        return 'ok'
      }),

    correct: (reference, contact, entry) =>
      change(reference, 'correction', entry, async (trx, lead) => {
        await set(trx, reference, contact)
        await indexLead(trx, { ...lead, ...contact })
        return 'ok'
      }),

    async forget(reference) {
      if (!(await held(db, reference, 'own'))) return 'unknown'
      const merged = await db.selectFrom('leads').select('reference').where('fusion', '=', reference).execute()
      for (const lead of [...merged.map(r => r.reference), reference]) await leads.forget(lead)
      return 'ok'
    },
  }

  /** The needs of other themes, what is missing of the contact, the words and the flags go over. */
  async function takeOver(trx: Trx, source: KeptLead, target: KeptLead): Promise<void> {
    const themes = target.besoins.map(b => b.theme)
    const { reference } = target
    const rows = await trx.selectFrom('besoins').selectAll().where('reference', '=', source.reference).execute()
    const fresh = rows.filter(b => !themes.includes(b.theme))
    if (fresh.length > 0)
      await trx
        .insertInto('besoins')
        .values(fresh.map((b, i) => ({ ...b, reference, rang: themes.length + i + 1 })))
        .execute()
    const contact = {
      nom: target.nom || source.nom,
      entreprise: target.entreprise || source.entreprise,
      email: target.email ?? source.email,
      telephone: target.telephone ?? source.telephone,
      message: [target.message, source.message].filter(Boolean).join('\n') || null,
    }
    const ids = target.signaux.map(s => s.id)
    const signaux = [...target.signaux, ...source.signaux.filter(s => !ids.includes(s.id))]
    // the wish to be told of calls goes with the address that it was given for
    const wish = target.appels ?? (contact.email === source.email ? source.appels : undefined)
    const calls = { appels_version: wish?.version ?? null, appels_date: wish?.date ?? null }
    const counted = [...themes, ...fresh.map(b => b.theme)].join(',')
    await set(trx, reference, { ...contact, ...calls, signaux: JSON.stringify(signaux), themes: counted })
    await indexLead(trx, { ...target, ...contact, signaux })
  }

  /** Closes the duplicate; its own history stays readable. */
  async function close(trx: Trx, { reference, statut }: KeptLead, auteur: string, fusion: string) {
    const at = now().toISOString()
    const vers: Statut = isOpen(statut) ? 'sans-suite' : statut
    await set(trx, reference, { fusion, statut: vers, depuis: at })
    await addMove(trx, { reference, at, auteur, de: statut, vers, note: fusion })
  }
}
