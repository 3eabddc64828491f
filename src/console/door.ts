import { createHash } from 'node:crypto'
import { HttpError, type HttpRequest, type HttpResponse, type Route } from '../api/route.ts'
import { mayWrite, type Role } from '../domain/scope.ts'
import { say } from '../domain/texts.ts'
import type { Account } from '../store/account-rows.ts'
import type { Store } from '../store/store.ts'
import { type Console, PAGE_HEADERS, page } from './page.ts'
import { signIn } from './sign-in-page.ts'

/** Somebody who is signed in; `jeton` must come back with every form of theirs. */
export interface Visitor {
  account: Account
  session: string
  jeton: string
  /** False for a reader. */
  writes: boolean
  /** The leads that they may see: pages use no other. */
  leads: ReturnType<Store['leadsOf']>
}

/** A page for signed-in people only. */
export type Guarded = (request: HttpRequest, visitor: Visitor) => Promise<HttpResponse>

/** Who may use a page; without roles everybody who is signed in. */
export interface Rule {
  roles?: readonly Role[]
  /** Readers are kept out. */
  writes?: true
}

/** Lets through who is signed in and may; everybody else gets the sign-in page, or an error as a page. */
function guard(console: Console, handle: Guarded, { roles, writes }: Rule = {}): Route['handle'] {
  return async request => {
    const visitor = await visitorOf(console, request)
    if (!visitor) return signIn(console, { status: 401, retour: request })
    if (request.method === 'POST' && !(isOwn(request) && field(request, 'jeton') === visitor.jeton))
      return errorPage(console, visitor, 403, 'console-origine-refusee')
    if ((roles && !roles.includes(visitor.account.role)) || (writes && !visitor.writes))
      return errorPage(console, visitor, 403, 'console-pas-permis')
    try {
      return await handle(request, visitor)
    } catch (error) {
      if (error instanceof HttpError && error.status === 404)
        return errorPage(console, visitor, 404, 'console-inconnue')
      throw error
    }
  }
}

/** A page that is got, at its address. */
export function pageAt(console: Console, path: string, handle: Guarded, rule?: Rule): Route {
  return { method: 'GET', path, budget: 'page', handle: guard(console, handle, rule) }
}

/** Where a form of ours is sent. */
export function formAt(console: Console, path: string, handle: Guarded, rule?: Rule): Route {
  return { method: 'POST', path, budget: 'page', form: true, handle: guard(console, handle, rule) }
}

/** Writes into the audit log what the visitor did. */
export function record(
  { store }: Console,
  { account }: Pick<Visitor, 'account'>,
  acte: string,
  reference: string | null = null,
  detail: string | null = null,
): Promise<void> {
  return store.audit.add({ compte: account.id, auteur: account.nom, acte, reference, detail })
}

function errorPage(console: Console, visitor: Visitor, status: number, key: string): HttpResponse {
  const { texts } = console.library()
  return page(
    console,
    'error',
    { titre: say(texts, `console-erreur-${status}`), visitor, dit: say(texts, key) },
    status,
  )
}

async function visitorOf({ store }: Console, request: HttpRequest): Promise<Visitor | null> {
  const session = readCookie(request)
  const id = session && (await store.sessions.see(session))
  const account = id ? await store.accounts.read(id) : null
  if (!session || !account?.actif) return null
  const jeton = createHash('sha256').update(`jeton ${session}`).digest('base64url')
  return { account, session, jeton, writes: mayWrite(account), leads: store.leadsOf(await store.withShares(account)) }
}

/** A form counts only when our own page sent it. */
export function isOwn({ headers, base }: HttpRequest): boolean {
  const site = headers['sec-fetch-site']
  return (site === undefined || site === 'same-origin') && headers.origin === base
}

/** A field of a form as text. */
export function field(request: HttpRequest, name: string): string {
  const value = (request.body as Record<string, unknown> | undefined)?.[name]
  return typeof value === 'string' ? value : ''
}

/** The names of checked boxes that begin with a prefix, without it. */
export function checked(request: HttpRequest, prefix: string): string[] {
  const names = Object.keys((request.body as Record<string, unknown> | undefined) ?? {})
  return names.filter(n => n.startsWith(prefix)).map(n => n.slice(prefix.length))
}

/** `__Host-` needs HTTPS; on a developer's machine the cookie goes without. */
function cookieName({ base }: Pick<HttpRequest, 'base'>, name: string): string {
  return base.startsWith('https:') ? `__Host-${name}` : name
}

/** The header that sets one of our cookies; the session's goes with the browser. */
export function cookie(request: HttpRequest, value: string, maxAge?: number, name = 'relais'): string {
  const secure = request.base.startsWith('https:') ? '; Secure' : ''
  const age = maxAge === undefined ? '' : `; Max-Age=${maxAge}`
  return `${cookieName(request, name)}=${value}; Path=/; HttpOnly; SameSite=Lax${secure}${age}`
}

/** The value of one of our cookies. */
export function readCookie(request: HttpRequest, name = 'relais'): string | undefined {
  const start = `${cookieName(request, name)}=`
  const pairs = (request.headers.cookie ?? '').split(';').map(pair => pair.trim())
  return pairs.find(pair => pair.startsWith(start))?.slice(start.length)
}

/** Sends on to another page after a form. */
export function to(location: string, setCookie?: string): HttpResponse {
  const headers = { ...PAGE_HEADERS, location, ...(setCookie ? { 'set-cookie': setCookie } : {}) }
  return { status: 303, headers }
}
