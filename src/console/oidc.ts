import { createHmac, timingSafeEqual } from 'node:crypto'
import * as client from 'openid-client'
import type { HttpRequest, HttpResponse, Route } from '../api/route.ts'
import { cookie, readCookie } from './door.ts'
import { type Console, PAGE_HEADERS } from './page.ts'
import { open } from './sign-in.ts'
import { signIn } from './sign-in-page.ts'

const BACK = '/console/oidc/retour'
const MINUTES = 10
const COOKIE = 'relais-oidc'

/** What must come back from the provider as it was sent, kept signed in a cookie for ten minutes. */
interface Pending {
  state: string
  nonce: string
  verifier: string
  until: number
}

/** Sign-in by the identity provider of the configuration; without one there are no routes. */
export function oidcRoutes(console: Console): Route[] {
  if (!console.oidc) return []
  let found: Promise<client.Configuration> | undefined
  const provider = () => {
    found ??= discover(console.oidc!).catch(error => {
      // a provider that is away for a moment is asked again
      found = undefined
      throw error
    })
    return found
  }
  return [
    { method: 'GET', path: '/console/oidc', budget: 'page', handle: r => leave(console, r, provider) },
    { method: 'GET', path: BACK, budget: 'page', handle: r => come(console, r, provider) },
  ]
}

function discover({ issuer, clientId, clientSecret }: NonNullable<Console['oidc']>): Promise<client.Configuration> {
  const url = new URL(issuer)
  const local = url.protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)
  const execute = local ? { execute: [client.allowInsecureRequests] } : {}
  return client.discovery(url, clientId, clientSecret, undefined, execute)
}

async function leave(
  console: Console,
  request: HttpRequest,
  provider: () => Promise<client.Configuration>,
): Promise<HttpResponse> {
  const verifier = client.randomPKCECodeVerifier()
  const state = client.randomState()
  const nonce = client.randomNonce()
  const pending = { state, nonce, verifier, until: console.now().getTime() + MINUTES * 60_000 }
  try {
    const url = client.buildAuthorizationUrl(await provider(), {
      redirect_uri: `${request.base}${BACK}`,
      scope: 'openid email profile',
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state,
      nonce,
    })
    const kept = cookie(request, await seal(console, pending), MINUTES * 60, COOKIE)
    return { status: 303, headers: { ...PAGE_HEADERS, location: url.href, 'set-cookie': kept } }
  } catch {
    return signIn(console, { status: 503, refus: 'console-oidc-absent' })
  }
}

async function come(
  console: Console,
  request: HttpRequest,
  provider: () => Promise<client.Configuration>,
): Promise<HttpResponse> {
  const pending = await unseal(console, readCookie(request, COOKIE) ?? '')
  if (!pending) return signIn(console, { status: 403, refus: 'console-oidc-refuse' })
  try {
    const url = new URL(`${request.base}${BACK}?${new URLSearchParams(request.query)}`)
    const tokens = await client.authorizationCodeGrant(await provider(), url, {
      pkceCodeVerifier: pending.verifier,
      expectedState: pending.state,
      expectedNonce: pending.nonce,
      idTokenExpected: true,
    })
    const { sub, email, email_verified } = tokens.claims()!
    // an address that the provider has not verified could be anybody's
    const address = email_verified === true && typeof email === 'string' ? email : null
    const account = await console.store.accounts.ofProvider(`${console.oidc!.issuer} ${sub}`, address)
    return account ? open(console, request, account) : signIn(console, { status: 403, refus: 'console-oidc-inconnu' })
  } catch {
    return signIn(console, { status: 403, refus: 'console-oidc-refuse' })
  }
}

async function seal(console: Console, pending: Pending): Promise<string> {
  const body = Buffer.from(JSON.stringify(pending)).toString('base64url')
  return `${body}.${await sign(console, body)}`
}

async function unseal(console: Console, sealed: string): Promise<Pending | null> {
  const [body = '', signature = ''] = sealed.split('.')
  const right = Buffer.from(await sign(console, body))
  const given = Buffer.from(signature)
  if (right.length !== given.length || !timingSafeEqual(right, given)) return null
  const pending = JSON.parse(Buffer.from(body, 'base64url').toString()) as Pending
  return pending.until > console.now().getTime() ? pending : null
}

async function sign({ store }: Console, body: string): Promise<string> {
  return createHmac('sha256', await store.secret('oidc'))
    .update(body)
    .digest('base64url')
}
