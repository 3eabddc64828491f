import { createServer, type Server } from 'node:http'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openStore, type Store } from '../src/store/store.ts'
import { BASE, consoleOver, everything } from './doubles/console.ts'
import { someFolder } from './folders.ts'

let store: Store
beforeAll(async () => {
  store = await openStore({ dataDir: someFolder(), role: 'server' })
  await store.accounts.create({ ...everything, nom: 'Ada', email: 'ada@relais.test' })
})
afterAll(() => store.close())
const cookieOf = (answer: { headers?: Readonly<Record<string, string>> }) =>
  answer.headers?.['set-cookie']?.split(';')[0] ?? ''

describe('the identity provider', () => {
  let issuer: string
  let server: Server
  let claims: Record<string, unknown> = {}
  let nonce: string | null = null
  const seen: URLSearchParams[] = []
  beforeAll(async () => {
    const { publicKey, privateKey } = await generateKeyPair('RS256')
    server = createServer(async (req, res) => {
      const json = (body: unknown) => res.setHeader('content-type', 'application/json').end(JSON.stringify(body))
      if (req.url === '/.well-known/openid-configuration')
        return json({
          issuer,
          authorization_endpoint: `${issuer}/auth`,
          token_endpoint: `${issuer}/token`,
          jwks_uri: `${issuer}/jwks`,
          response_types_supported: ['code'],
          subject_types_supported: ['public'],
          id_token_signing_alg_values_supported: ['RS256'],
          token_endpoint_auth_methods_supported: ['client_secret_post'],
        })
      if (req.url === '/jwks') return json({ keys: [{ ...(await exportJWK(publicKey)), alg: 'RS256', use: 'sig' }] })
      let body = ''
      for await (const chunk of req) body += chunk
      seen.push(new URLSearchParams(body))
      const id_token = await new SignJWT({ nonce, ...claims })
        .setProtectedHeader({ alg: 'RS256' })
        .setIssuer(issuer)
        .setAudience('relais')
        .setIssuedAt()
        .setExpirationTime('5m')
        .sign(privateKey)
      return json({ access_token: 'a', token_type: 'bearer', id_token })
    })
    await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
    issuer = `http://127.0.0.1:${(server.address() as { port: number }).port}`
  })
  afterAll(() => server.close())

  test('people come in by a verified address once, then by who they are; others do not', async () => {
    const now = () => new Date()
    const oidc = { issuer, clientId: 'relais', clientSecret: 'secret' }
    const { ask } = consoleOver(store, { now, oidc })
    const go = async (change: Record<string, string> = {}) => {
      const left = await ask('GET', '/console/oidc')
      const url = new URL(left.headers!.location!)
      expect(url.searchParams.get('redirect_uri')).toBe(`${BASE}/console/oidc/retour`)
      nonce = url.searchParams.get('nonce')
      const state = url.searchParams.get('state')!
      const back = new URLSearchParams({ code: 'c', state, ...change })
      return ask('GET', `/console/oidc/retour?${back}`, { headers: { cookie: cookieOf(left) } })
    }
    claims = { sub: 'ada', email: 'ada@relais.test', email_verified: false }
    expect((await go()).status).toBe(403)
    claims = { sub: 'ada', email: 'ada@relais.test', email_verified: true }
    expect((await go({ state: 'forged' })).status).toBe(403)
    expect((await go()).headers!.location).toBe('/console/')
    expect(seen.at(-1)!.get('code_verifier')).toMatch(/^[\w~.-]{43,}$/)
    claims = { sub: 'ada', email: 'changed@relais.test', email_verified: true }
    expect((await go()).status).toBe(303)
    for (const other of [
      { sub: 'eve', email: 'eve@relais.test', email_verified: true },
      { sub: 'eve', email: 'ada@relais.test', email_verified: true },
    ]) {
      claims = other
      expect((await go()).status).toBe(403)
    }
    const left = await ask('GET', '/console/oidc')
    expect(
      (await ask('GET', '/console/oidc/retour?code=c&state=x', { headers: { cookie: `${cookieOf(left)}x` } })).status,
    ).toBe(403)
  })
})
