import { createHash } from 'node:crypto'
import type { HttpRequest, HttpResponse, Route } from '../api/route.ts'
import { say } from '../domain/texts.ts'
import type { Account } from '../store/accounts.ts'
import { type Console, PAGE_HEADERS, page } from './page.ts'

/** Somebody who is signed in; `jeton` must come back with every form of theirs. */
export interface Visitor {
  account: Account
  session: string
  jeton: string
}

/** A page for signed-in people only. */
export type Guarded = (request: HttpRequest, visitor: Visitor) => Promise<HttpResponse>

/** Lets through who is signed in; everybody else gets the sign-in page. */
export function guard(console: Console, handle: Guarded): Route['handle'] {
  return async request => {
    const visitor = await visitorOf(console, request)
    if (!visitor) return signIn(console, { status: 401 })
    if (request.method === 'POST' && !(isOwn(request) && field(request, 'jeton') === visitor.jeton))
      return signIn(console, { status: 403, refus: 'console-origine-refusee' })
    return handle(request, visitor)
  }
}

/** The routes by which one comes in and goes out. */
export function doorRoutes(console: Console): Route[] {
  return [
    {
      method: 'GET',
      path: '/console/entrer',
      budget: 'page',
      // only the button spends the link: mail scanners and previews open every address
      handle: request => signIn(console, { lien: request.query.lien ?? '' }),
    },
    { method: 'POST', path: '/console/entrer', budget: 'page', form: true, handle: request => enter(console, request) },
    {
      method: 'POST',
      path: '/console/sortir',
      budget: 'page',
      form: true,
      handle: guard(console, async (request, { session }) => {
        await console.store.sessions.end(session)
        return to('/console/', cookie(request, '', 0))
      }),
    },
  ]
}

async function enter(console: Console, request: HttpRequest): Promise<HttpResponse> {
  if (!isOwn(request)) return signIn(console, { status: 403, refus: 'console-origine-refusee' })
  const account = await console.store.accounts.spend(field(request, 'lien'))
  if (!account) return signIn(console, { status: 403, refus: 'console-entrer-refuse' })
  return to('/console/', cookie(request, await console.store.sessions.begin(account.id)))
}

function signIn(console: Console, { status = 200, lien = '', refus = '' }): HttpResponse {
  const { texts } = console.library()
  const titre = say(texts, 'console-entrer-titre')
  return page(console, 'sign-in', { titre, lien, refus: refus && say(texts, refus) }, status)
}

async function visitorOf({ store }: Console, request: HttpRequest): Promise<Visitor | null> {
  const session = readCookie(request)
  const id = session && (await store.sessions.see(session))
  const account = id ? await store.accounts.read(id) : null
  if (!session || !account) return null
  return { account, session, jeton: createHash('sha256').update(`jeton ${session}`).digest('base64url') }
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

/** `__Host-` needs HTTPS; on a developer's machine the cookie goes without. */
function cookieName({ base }: HttpRequest): string {
  return base.startsWith('https:') ? '__Host-relais' : 'relais'
}

function cookie(request: HttpRequest, value: string, maxAge?: number): string {
  const secure = request.base.startsWith('https:') ? '; Secure' : ''
  const age = maxAge === undefined ? '' : `; Max-Age=${maxAge}`
  return `${cookieName(request)}=${value}; Path=/; HttpOnly; SameSite=Lax${secure}${age}`
}

function readCookie(request: HttpRequest): string | undefined {
  const name = `${cookieName(request)}=`
  const pairs = (request.headers.cookie ?? '').split(';').map(pair => pair.trim())
  return pairs.find(pair => pair.startsWith(name))?.slice(name.length)
}

/** Sends on to another page after a form. */
export function to(location: string, setCookie?: string): HttpResponse {
  const headers = { ...PAGE_HEADERS, location, ...(setCookie ? { 'set-cookie': setCookie } : {}) }
  return { status: 303, headers }
}
