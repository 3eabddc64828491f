import { createHash } from 'node:crypto'
import type { HttpRequest, HttpResponse, Route } from '../../src/api/route.ts'
import type { Console } from '../../src/console/page.ts'
import { consoleRoutes } from '../../src/console/routes.ts'
import { groupQuestions } from '../../src/conversation/grouping.ts'
import type { Scope } from '../../src/domain/scope.ts'
import type { Account } from '../../src/store/account-rows.ts'
import type { Store } from '../../src/store/store.ts'
import { someLead } from '../leads.ts'
import { someStore } from '../stores.ts'
import { library } from './library.ts'

export const BASE = 'https://relais.test'
export const OWN = { origin: BASE, 'sec-fetch-site': 'same-origin' }

/** A signed-in person of the tests. */
export interface Agent {
  account: Account
  cookie: string
  jeton: string
}

export interface Asked extends Partial<HttpRequest> {
  as?: Agent
}

/** The console over a store, asked without a server in between. */
export function consoleOver(store: Store, more: Partial<Console> = {}) {
  const groups = (texts: readonly string[]) => groupQuestions(library, texts)
  const basics = { store, library: () => library, now: () => new Date(), mailsKept: true, groups }
  const routes = consoleRoutes({ ...basics, ...more })

  /** The route of a path, and the parts of the path that have names. */
  function routeOf(method: string, path: string): [Route, Record<string, string>] {
    for (const route of routes) {
      if (route.method !== method) continue
      const names = [...route.path.matchAll(/:(\w+)/g)].map(m => m[1]!)
      const match = new RegExp(`^${route.path.replace(/:\w+/g, '([^/]+)')}$`).exec(path)
      if (match) return [route, Object.fromEntries(names.map((name, i) => [name, match[i + 1]!]))]
    }
    throw new Error(`no route ${method} ${path}`)
  }

  /** Asks a page; a form of somebody signed in carries their token. */
  async function ask(method: 'GET' | 'POST', address: string, { as, ...parts }: Asked = {}): Promise<HttpResponse> {
    const url = new URL(address, BASE)
    const [route, params] = routeOf(method, url.pathname)
    const body = method === 'POST' ? { ...(as ? { jeton: as.jeton } : {}), ...(parts.body as object) } : undefined
    const request: HttpRequest = {
      method,
      path: url.pathname,
      params,
      query: Object.fromEntries(url.searchParams),
      client: '192.0.2.1',
      loopback: false,
      base: BASE,
      ...parts,
      headers: { ...(method === 'POST' ? OWN : {}), ...(as ? { cookie: as.cookie } : {}), ...parts.headers },
      body,
    }
    return route.handle(request)
  }

  return { ask, routes }
}

/** Somebody with a session, without going through the sign-in page. */
export async function agentOf(store: Store, account: Account): Promise<Agent> {
  const token = await store.sessions.begin(account.id)
  const jeton = createHash('sha256').update(`jeton ${token}`).digest('base64url')
  return { account, cookie: `__Host-relais=${token}`, jeton }
}

let made = 0
/** A new account of a scope, signed in. */
export async function someAgent(store: Store, scope: Scope, nom = `agent ${++made}`): Promise<Agent> {
  const account = await store.accounts.create({ ...scope, nom, email: `agent${++made}@relais.test` })
  return agentOf(store, account!)
}

export const everything: Scope = { role: 'administrateur', territoires: [], epci: [] }

/** The console over an empty store of the test file's own, an administrator before it and the clock in the test's hands. */
export async function openConsole() {
  const clock = { at: new Date('2026-03-06T09:00:00Z') }
  const now = () => clock.at
  const store = await someStore({ now })
  const { ask } = consoleOver(store, { now })
  const admin = await someAgent(store, everything)
  return {
    clock,
    store,
    ask,
    admin,
    /** Another administrator sits down: sessions have ended where the clock was moved on. */
    relieve: async () => void Object.assign(admin, await someAgent(store, everything)),
    page: async (address: string, as = admin) => (await ask('GET', address, { as })).html ?? '',
    lead: (reference: string, changes = {}) =>
      store.leads.create(someLead({ reference, date: clock.at.toISOString(), ...changes }), 'chat'),
    read: async (reference: string) => (await store.leads.read(reference))!,
  }
}
