import { sql } from 'kysely'
import type { Scope } from '../domain/scope.ts'
import { type Accounts, accountsIn } from './accounts.ts'
import { activitiesIn, type StoredActivities } from './activities.ts'
import { type Agenda, agendaIn } from './agenda.ts'
import type { WishTable } from './agenda-tables.ts'
import { type Audit, auditIn } from './audit.ts'
import { type Calls, callsIn } from './calls.ts'
import { type Codes, codesIn } from './codes.ts'
import { conversationsIn, type StoredConversations } from './conversations.ts'
import { type Counters, countersIn } from './counters.ts'
import { type Database, type Engine, openDatabase, type Place } from './database.ts'
import { type Gaps, gapsIn } from './gaps.ts'
import { type Indicators, indicatorsIn } from './indicators.ts'
import type { Flag } from './lead-rows.ts'
import { type Leads, leadsIn } from './leads.ts'
import { listen } from './news.ts'
import { type Outbox, outboxIn } from './outbox.ts'
import { type Overlay, overlayIn } from './overlay.ts'
import { type Prospects, prospectsIn } from './prospects.ts'
import { type PurgeOptions, type PurgeResult, purge } from './purge.ts'
import { type Rates, ratesIn } from './rates.ts'
import { type Recipients, recipientsIn } from './recipients.ts'
import { type Rights, rightsIn } from './rights.ts'
import { type ScopedCalls, scopedCallsIn } from './scoped-calls.ts'
import { type ScopedChanges, scopedChangesIn } from './scoped-changes.ts'
import { type ScopedLeads, scopedLeadsIn } from './scoped-leads.ts'
import { secret } from './secrets.ts'
import { type Sessions, sessionsIn } from './sessions.ts'
import { type Settings, settingsIn } from './settings.ts'
import { type SharedLeads, sharedLeadsIn, withShares } from './shared-leads.ts'
import { type SignInTries, signInTriesIn } from './sign-in-tries.ts'
import { purgeSummaries, type Summaries, summariesIn } from './summaries.ts'
import { type TeamsStore, teamsIn } from './teams.ts'
import { removeMails, tombstonesIn } from './tombstones.ts'
import { wishesOf } from './wishes.ts'

/** Everything that is kept, on one open database. */
export interface Store {
  engine: Engine
  database: Database
  /** `R` is what the channels call a reply; it is opaque here. */
  conversations<R>(): StoredConversations<R>
  /** `A` is what the channels call an activity; it is opaque here. */
  activities<A>(): StoredActivities<A>
  leads: Leads
  /** The leads as somebody of the console may see and change them: the console uses no other. */
  /** With what is shared with the scope only where it comes from `withShares`. */
  leadsOf(scope: Scope): ScopedLeads & ScopedChanges & ScopedCalls
  /** The figures over the leads that somebody of the console may see. */
  indicatorsOf(scope: Scope): Indicators
  agenda: Agenda
  /** Companies to visit, leads shared between EPCI and wishes, as somebody of the console may see them. */
  prospectsOf(scope: Scope): Prospects
  sharesOf(scope: Scope): SharedLeads
  /** The scope with the leads that other EPCI share with it, for `leadsOf`. */
  withShares(scope: Scope): Promise<Scope>
  wishesOf(scope: Scope): Promise<WishTable[]>
  audit: Audit
  settings: Settings
  signInTries: SignInTries
  calls: Calls
  codes: Codes
  rights: Rights
  /** Rate limits that instances share; null where there is one server only. */
  rates: Rates | null
  outbox: Outbox
  recipients: Recipients
  accounts: Accounts
  sessions: Sessions
  counters: Counters
  gaps: Gaps
  overlay: Overlay
  summaries: Summaries
  /** A key of 32 bytes by its name, made at its first use. */
  secret(nom: string): Promise<Buffer>
  /** `R` is how the channel names a place; it is opaque here. */
  teams<R>(): TeamsStore<R>
  /** Deletes what has been kept long enough; to be called every hour. */
  purge(options: PurgeOptions): Promise<PurgeResult>
  /** True the first time that a key is given, on all instances together. */
  once(cle: string): Promise<boolean>
  /** Makes `once` true again: what was to be done failed. */
  again(cle: string): Promise<void>
  /** Wipes again what was erased since a backup that was restored; how many leads. Called at every start. */
  eraseAgain(): Promise<number>
  /** Throws when the database cannot be written: without that no lead can be kept. */
  check(): Promise<void>
  close(): Promise<void>
}

/** Undoes what only tried whether the database can be written. */
class Undone extends Error {}

/** What a store is given: a clock and dice for tests, and who flags leads as they come in. */
export interface Chance {
  now?: () => Date
  random?: () => number
  flag?: Flag
}

/** Opens the store: the one door to everything that is kept. */
export async function openStore(
  place: Place,
  { now = () => new Date(), random = Math.random, flag }: Chance = {},
): Promise<Store> {
  const database = await openDatabase(place)
  const { db, engine } = database
  const news = place.databaseUrl && place.role === 'server' ? listen(place.databaseUrl) : undefined
  await news?.ready
  const rows = leadsIn(db, engine, now, flag)
  const tombstones = tombstonesIn(place.dataDir, await secret(database, place.dataDir, 'tombstones'))
  const addresses = await secret(database, place.dataDir, 'summaries')
  const leads: Leads = {
    ...rows,
    async forget(reference, options) {
      const known = await rows.read(reference)
      if (!known) return false
      tombstones.add(reference)
      removeMails(place.dataDir, reference)
      const done = await rows.forget(reference, options)
      // what was overwritten in the database still stands in the write-ahead log
      if (engine === 'sqlite') await sql`pragma wal_checkpoint(TRUNCATE)`.execute(db)
      return done
    },
  }
  return {
    engine,
    database,
    conversations: () => conversationsIn(db, now, addresses, flag),
    activities: () => activitiesIn(db, engine, now, news),
    leads,
    leadsOf: scope => ({
      ...scopedLeadsIn(db, scope, now),
      ...scopedChangesIn(db, engine, scope, leads, now),
      ...scopedCallsIn(db, engine, scope, now),
    }),
    indicatorsOf: scope => indicatorsIn(db, scope, now),
    agenda: agendaIn(db, engine, now),
    prospectsOf: scope => prospectsIn(db, scope, now),
    withShares: scope => withShares(db, scope),
    sharesOf: scope => sharedLeadsIn(db, scope, now),
    wishesOf: scope => wishesOf(db, scope),
    audit: auditIn(db, engine, now, await secret(database, place.dataDir, 'audit')),
    settings: settingsIn(db),
    signInTries: signInTriesIn(db, now),
    calls: callsIn(db, now),
    codes: codesIn(db, engine, now, await secret(database, place.dataDir, 'codes')),
    rights: rightsIn(db, engine, now, leads),
    rates: engine === 'postgres' ? ratesIn(db, now, await secret(database, place.dataDir, 'rates')) : null,
    outbox: outboxIn(db, engine, now, random),
    recipients: recipientsIn(db, now, await secret(database, place.dataDir, 'recipients')),
    accounts: accountsIn(db, now),
    sessions: sessionsIn(db, now),
    counters: countersIn(db, now),
    gaps: gapsIn(db),
    overlay: overlayIn(db, engine, now, news),
    summaries: summariesIn(db, now),
    teams: () => teamsIn(db, now),
    secret: nom => secret(database, place.dataDir, nom),
    async purge(options) {
      const result = await purge(db, leads, now(), options)
      if (result.sorte === 'faite') for (const id of await purgeSummaries(db, now())) removeMails(place.dataDir, id)
      if (engine === 'sqlite') await sql`pragma wal_checkpoint(TRUNCATE)`.execute(db)
      return result
    },
    async once(cle) {
      const added = await db
        .insertInto('runs')
        .values({ nom: cle, at: now().toISOString() })
        .onConflict(c => c.column('nom').doNothing())
        .returning('nom')
        .execute()
      return added.length === 1
    },
    async again(cle) {
      await db.deleteFrom('runs').where('nom', '=', cle).execute()
    },
    async eraseAgain() {
      const alive = await db.selectFrom('leads').select('reference').where('efface_le', 'is', null).execute()
      const erased = tombstones.among(alive.map(lead => lead.reference))
      for (const reference of erased) await leads.forget(reference)
      return erased.length
    },
    async check() {
      const trial = db.transaction().execute(async trx => {
        await trx
          .insertInto('runs')
          .values({ nom: 'check', at: '' })
          .onConflict(c => c.column('nom').doUpdateSet({ at: '' }))
          .execute()
        throw new Undone()
      })
      await trial.catch(error => {
        if (!(error instanceof Undone)) throw error
      })
    },
    async close() {
      await news?.close()
      await database.close()
    },
  }
}
