import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Route } from '../../src/api/route.ts'
import { emptyCall } from '../../src/domain/call.ts'
import { covers, owns } from '../../src/domain/scope.ts'
import { openStore, type Store } from '../../src/store/store.ts'
import { someFolder } from '../folders.ts'
import { bilanAddresses, contactsTold, countsIn, placesTold } from './bilan-matrix.ts'
import { type Agent, consoleOver } from './console.ts'
import { library } from './library.ts'
import { MERGED, makeAgents, makeTargets, type Target } from './matrix-scopes.ts'
import type { Mutant } from './mutants.ts'
import { makeSteering, steeringRows } from './steering-matrix.ts'

/** A foreign lead that was seen, counted or changed. */
export interface Trespass {
  route: string
  who: string
  what: string
}

export interface Matrix {
  store: Store
  /** The EPCI with which one lead of another is shared. */
  sharedWith: string
  run(mutant?: Partial<Mutant> & { untilFirst?: boolean }): Promise<{ pairs: number; trespasses: Trespass[] }>
  close(): Promise<void>
}

/** Routes that have nothing to do with leads: who may use them is their own tests' affair. */
const ELSEWHERE =
  /entrer|sortir|invitation|oidc|confirmer|comptes?|destinataires|identite|journal|verifier|questions|zones|concernes\/appel|\.(css|js)$|^\/console$/
const FORMS: Record<string, Record<string, string>> = {
  deplacer: { de: 'nouveau', vers: 'contacte' },
  note: { texte: 'trespass' },
  montants: { investissement: '1' },
  affecter: { compte: '' },
  transferer: { epci: 'ca-grandsoissons', motif: 'trespass' },
  fusionner: {},
  'rendez-vous': { jour: '2026-12-01', heure: '10:00', minutes: '60' },
  corriger: { nom: 'trespass', email: 'tres@pass.test' },
  effacer: { confirme: 'oui' },
  associer: { epci: 'ca-grandsoissons', accord: 'oral', accord_le: '2026-01-01' },
}

/** A store with a lead in every EPCI and two outside, and an account for every role and place. */
export async function makeMatrix(): Promise<Matrix> {
  const store = await openStore({ dataDir: someFolder(), role: 'server' })
  // thousands of pages, each of which keeps a session alive: a test need not survive a power cut
  await sql`pragma synchronous = off`.execute(store.database.db)
  const targets = await makeTargets(store)
  const agents = await makeAgents(store)
  const call = await someCall(store)
  const meetings = new Map<string, string>()
  const all = store.leadsOf({ role: 'administrateur', territoires: [], epci: [] })
  const steering = await makeSteering(store, targets)
  for (const { reference } of targets) meetings.set(reference, (await all.file(reference))!.rendezVous[0]!.id)

  async function run({
    untilFirst = false,
    scopedLeadsIn,
    scopedChangesIn,
    scopedCallsIn,
    indicatorsIn,
  }: Partial<Mutant> & { untilFirst?: boolean } = {}) {
    const { db, engine } = store.database
    const now = () => new Date()
    const mutated: Store = {
      ...store,
      leadsOf: scope => ({
        ...store.leadsOf(scope),
        ...scopedLeadsIn?.(db, scope, now),
        ...scopedChangesIn?.(db, engine, scope, store.leads, now),
        ...scopedCallsIn?.(db, engine, scope, now),
      }),
      indicatorsOf: scope => indicatorsIn?.(db, scope, now) ?? store.indicatorsOf(scope),
      // the log grows with every page read: it is not what is looked at here
      audit: { ...store.audit, add: async () => {} },
    }
    const { ask, routes } = consoleOver(mutated)
    const trespasses: Trespass[] = []
    let pairs = 0
    const looked = routes.filter(r => !ELSEWHERE.test(r.path))
    const one = looked.filter(r => r.path.includes(':reference'))
    const lists = looked.filter(
      r =>
        !r.path.includes(':reference') &&
        r.method === 'GET' &&
        !r.path.includes('nouvelle') &&
        !r.path.includes('importer'),
    )
    const before = await snapshot(store)

    for (const agent of agents) {
      const foreign = targets.filter(t => !covers(agent.account, t))
      const note = (route: Route, what: string) =>
        trespasses.push({ route: `${route.method} ${route.path}`, who: agent.account.nom, what })
      for (const route of lists) {
        pairs += targets.length
        for (const address of addressesOf(route, foreign, call)) {
          const text = bodyText(await ask('GET', address, { as: agent }))
          const seen = answered(text)
          for (const t of foreign) if (seen.includes(t.canary) || seen.includes(t.reference)) note(route, t.reference)
          const said = countOf(text) ?? contactsTold(text)
          for (const epci of placesTold(text)) if (foreign.some(t => t.epci === epci)) note(route, `tells of ${epci}`)
          const own = address.includes('q=') ? 0 : targets.length - foreign.length
          if (said !== null && said > own) note(route, `counts ${said} instead of ${own}`)
        }
      }
      for (const route of one)
        for (const t of foreign) {
          pairs++
          const path = route.path.replace(':reference', t.reference).replace(':id', meetings.get(t.reference)!)
          const name = path.split('/').at(-1)!
          const own = targets.find(o => !foreign.includes(o))
          const body = { ...FORMS[name], ...(name === 'fusionner' ? { vers: own?.reference ?? '' } : {}) }
          const answer = await ask(route.method as 'GET', path, { as: agent, body })
          const reader = route.method === 'POST' && agent.account.role === 'lecteur'
          if (answer.status !== (reader ? 403 : 404)) note(route, `${t.reference} answers ${answer.status}`)
          if (bodyText(answer).includes(t.canary)) note(route, `${t.reference} is shown`)
          if (untilFirst && trespasses.length > 0) return { pairs, trespasses }
        }
      for (const what of await countsIn(
        mutated,
        agent.account,
        targets.filter(t => owns(agent.account, t)).length,
        foreign[0],
      ))
        trespasses.push({ route: 'the store', who: agent.account.nom, what })
      await reachIn(mutated, agent, targets, foreign, (what: string) =>
        trespasses.push({ route: 'the store', who: agent.account.nom, what }),
      )
      if (!untilFirst) trespasses.push(...(await steering.trespasses(ask, agent, foreign)))
      if (untilFirst && trespasses.length > 0) break
    }
    if ((await snapshot(store)) !== before)
      trespasses.push({ route: 'all', who: 'somebody', what: 'a lead was changed' })
    return { pairs, trespasses }
  }

  return { store, sharedWith: steering.sharedWith.epci, run, close: () => store.close() }
}

/** What no page asks for in this way, asked of the doors themselves: changes by reference, merges across a border. */
async function reachIn(
  store: Store,
  { account }: Agent,
  targets: readonly Target[],
  foreign: readonly Target[],
  found: (what: string) => void,
) {
  const leads = store.leadsOf(await store.withShares(account))
  const entry = { auteur: 'x', texte: 'x' }
  const [away] = foreign
  const own = targets.find(t => !foreign.includes(t))
  if (!away) return
  const { reference } = away
  const changes = {
    move: () => leads.move({ reference, de: 'nouveau', vers: 'nouveau', auteur: 'x' }),
    note: () => leads.note(reference, entry),
    forget: () => leads.forget(reference),
    stop: () => leads.stop(reference),
    merge: () => (own ? leads.merge(reference, own.reference, entry) : Promise.resolve('unknown' as const)),
  }
  for (const [name, run] of Object.entries(changes)) if ((await run()) !== 'unknown') found(`${name} of ${reference}`)
  const call = await someCall(store)
  if ((await leads.tell(call, [reference])).length > 0) found(`tells ${reference} of a call`)
  await store.leadsOf({ role: 'administrateur', territoires: [], epci: [] }).tell(call, [reference])
  if ((await leads.told(call)).size > 0) found(`knows that ${reference} was told of a call`)
  // the same firm by its name and town: that another desk told it is not known here
  if (own && (await leads.tell(call, [own.reference])).length === 0) found(`feels that ${reference} was told of a call`)
  if (own) {
    const lead = (await leads.read(own.reference))!
    for (const { reference: r } of await leads.likely(lead))
      if (foreign.some(t => t.reference === r)) found(`likely shows ${r}`)
    const file = (await leads.file(own.reference))!
    if (file.fusionnees.includes(MERGED) && !covers(account, targets[5]!)) found(`file shows ${MERGED}`)
  }
  if ((await leads.statuts({})).nouveau !== (targets.length - foreign.length || undefined))
    found('statuts counts others')
  const { retard, nouvelle, attente } = await leads.urgences()
  if (retard + nouvelle + attente !== targets.length - foreign.length) found('urgences counts others')
}

/** A list asked plainly, and asked for what lies outside. */
function addressesOf({ path }: Route, foreign: readonly Target[], call: string): string[] {
  const [away] = foreign
  const plain = path === '/console/' ? '/console/?vue=toutes' : path
  if (path.includes('concernes'))
    return [path.includes(':id') ? path.replace(':id', call) : `${path}?dispositif=${WIDE}`]
  if (path.includes('bilan')) return bilanAddresses(path, away)
  if (!away) return [plain]
  if (path.includes('prospection')) return [plain, `${plain}?epci=${away.epci ?? ''}`]
  if (path.includes('personnes')) return [`${path}?q=${away.canary}`, `${path}?q=same`]
  return [
    plain,
    `${path}?vue=toutes&epci=${away.epci ?? ''}&q=${away.canary}`,
    `${path}?vue=toutes&q=${away.reference}`,
  ]
}

const WIDE = [...library.dispositifs.values()].find(d => d.zone.pays && d.themes.includes('export'))!.id
/** A new call that fits every lead. */
const someCall = (store: Store) =>
  store.calls.keep(randomUUID(), { dispositif: null, titre: 'x', appel: emptyCall, sujet: 'x', message: 'x' })

const bodyText = (answer: { html?: string; bytes?: Uint8Array }) =>
  answer.html ?? new TextDecoder().decode(answer.bytes)
/** A page without what it repeats of the question: the search field and the links that carry it. */
const answered = (text: string) => text.replaceAll(/value="[^"]*"|href="[^"?]*\?[^"]*"/g, '')
/** How many leads the list says it has. */
function countOf(text: string): number | null {
  const match = /<strong>(\d+) (?:demandes?|entreprises?)<\/strong>/.exec(text)
  return match ? Number(match[1]) : null
}

/** All that a trespass could change. */
async function snapshot({ database: { db } }: Store): Promise<string> {
  const rows = await Promise.all([
    db.selectFrom('leads').selectAll().orderBy('reference').execute(),
    db.selectFrom('moves').selectAll().orderBy('reference').orderBy('rang').execute(),
    db.selectFrom('notes').selectAll().orderBy('id').execute(),
    db.selectFrom('meetings').selectAll().orderBy('id').execute(),
    steeringRows({ database: { db } } as Store),
  ])
  return JSON.stringify(rows)
}
