import { randomUUID } from 'node:crypto'
import type { Scope } from '../../src/domain/scope.ts'
import type { Store } from '../../src/store/store.ts'
import { someLead } from '../leads.ts'
import { type Agent, someAgent } from './console.ts'
import { library } from './library.ts'

/** A lead of the matrix, recognised by its canary wherever it is shown. */
export interface Target {
  partages?: { territoire: string; epci: string }[]
  reference: string
  canary: string
  territoire: string | null
  epci: string | null
}

/** A lead of another EPCI that was merged away: its reference is theirs. */
export const MERGED = 'TI-2026-ZZZZ'

/** A lead in every EPCI, one outside all and one of a territory alone; into the first a stranger's was merged. */
export async function makeTargets(store: Store): Promise<Target[]> {
  const places = [...library.territoireOfEpci].map(([epci, territoire]) => ({ epci, territoire }))
  const outside = [
    { epci: null, territoire: null },
    { epci: null, territoire: [...library.territoires.keys()][0]! },
  ]
  const all = store.leadsOf({ role: 'administrateur', territoires: [], epci: [] })
  const targets: Target[] = []
  for (const [i, place] of [...places, ...outside].entries()) {
    const reference = `TI-2026-${String.fromCharCode(65 + (i % 26))}${String(i).padStart(3, '3')}`
    const canary = `canary-${randomUUID()}`
    const lead = someLead({
      reference,
      ...place,
      nom: canary,
      entreprise: 'Same Company',
      email: `${canary}@x.test`,
      message: canary,
      appels: { version: '1', date: '2026-03-02T09:00:00.000Z' },
    })
    await store.leads.create(lead, 'x')
    const meeting = { debut: '2026-12-01T09:00:00.000Z', minutes: 60, lieu: canary, objet: null, auteur: 'x' }
    await all.meet(reference, meeting, { auteur: 'x', texte: canary })
    targets.push({ reference, canary, ...place })
  }
  // a duplicate that another EPCI keeps was merged into the first: its reference is theirs
  const [first, , , , , other] = targets
  await store.leads.create(someLead({ reference: MERGED, epci: other!.epci, territoire: other!.territoire }), 'x')
  const merged = { fusion: first!.reference, statut: 'sans-suite' }
  await store.database.db.updateTable('leads').set(merged).where('reference', '=', MERGED).execute()
  return targets
}

/** An account for every role that has a place, in every territory and every EPCI. */
export async function makeAgents(store: Store): Promise<Agent[]> {
  const scopes: [string, Scope][] = []
  for (const t of library.territoires.keys()) {
    scopes.push([`chef ${t}`, { role: 'chef-de-projet', territoires: [t], epci: [] }])
    scopes.push([`lecteur ${t}`, { role: 'lecteur', territoires: [t], epci: [] }])
  }
  for (const e of library.territoireOfEpci.keys()) {
    scopes.push([`referent ${e}`, { role: 'referent', territoires: [], epci: [e] }])
    scopes.push([`lecteur ${e}`, { role: 'lecteur', territoires: [], epci: [e] }])
  }
  const agents = []
  for (const [nom, scope] of scopes) agents.push(await someAgent(store, scope, nom))
  return agents
}
