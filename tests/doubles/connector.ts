import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AddressInfo, Socket } from 'node:net'
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose'
import type { Trust } from '../../src/channels/trust.ts'

export const APP_ID = '11111111-1111-4111-8111-111111111111'
export const TENANT = '22222222-2222-4222-8222-222222222222'
export const REGISTRATION = { type: 'SingleTenant', id: APP_ID, password: 'p', tenant: TENANT } as const

/** What a local server does with a request; without an answer it hangs. */
type Handler = (request: IncomingMessage, body: string, response: ServerResponse) => void

/** A server on a free port of this machine. */
export async function serve(handler: Handler) {
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', chunk => {
      body += chunk
    })
    request.on('end', () => handler(request, body, response))
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise<void>(done => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}

export function reply(response: ServerResponse, status: number, json: unknown, headers: object = {}): void {
  // one statement each: restify's patched writeHead returns nothing
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(JSON.stringify(json))
}

/** The Bot Connector's key server, on this machine, with keys of our own; `asked` counts every request. */
export async function startKeys() {
  const [own, other, unendorsed] = await Promise.all(
    [1, 2, 3].map(() => generateKeyPair('RS256', { extractable: true })),
  )
  const jwk = async (pair: typeof own, kid: string, endorsements: string[]) => ({
    ...(await exportJWK(pair!.publicKey)),
    kid,
    use: 'sig',
    endorsements,
  })
  const set = {
    keys: [
      await jwk(own, 'own', ['msteams', 'AseChannel', 'emulator']),
      await jwk(unendorsed, 'unendorsed', ['skype']),
    ],
  }
  const state = { asked: [] as string[], answer: null as Handler | null, keys: set as unknown, jwks: '' }
  const server = await serve((request, body, response) => {
    state.asked.push(request.url!)
    if (state.answer) return state.answer(request, body, response)
    if (request.url === '/metadata') return reply(response, 200, { jwks_uri: state.jwks || `${server.url}/keys` })
    if (request.url === '/keys') return reply(response, 200, state.keys)
    reply(response, 404, {})
  })
  return { ...server, state, metadata: `${server.url}/metadata`, own: own!, other: other!, unendorsed: unendorsed! }
}
export type KeyServer = Awaited<ReturnType<typeof startKeys>>

/** What the Bot Connector's tokens say, with changes; `undefined` leaves a claim out. */
export function claims(service: string, changes: Record<string, unknown> = {}): JWTPayload {
  const now = Math.floor(Date.now() / 1000)
  const all = { iss: 'https://api.botframework.com', aud: APP_ID, serviceurl: service, nbf: now - 60, exp: now + 3_600 }
  return Object.fromEntries(Object.entries({ ...all, ...changes }).filter(([, v]) => v !== undefined))
}

/** A token of the key server. */
export function sign(
  pair: { privateKey: CryptoKey | Parameters<SignJWT['sign']>[0] },
  payload: JWTPayload,
  header: { alg?: string; kid?: string } & Record<string, unknown> = {},
): Promise<string> {
  return new SignJWT(payload).setProtectedHeader({ alg: 'RS256', kid: 'own', ...header }).sign(pair.privateKey as never)
}

/** Trusts the connectors of this machine in place of Microsoft's. */
export const LOCAL_TRUST: Trust = {
  issuer: 'https://api.botframework.com',
  channels: ['msteams'],
  isService: url => url.protocol === 'http:' && url.hostname === '127.0.0.1',
}

/** Every connection that this process opens, as `host:port`, while `during` runs. */
export async function connectionsOf(during: () => Promise<void>): Promise<string[]> {
  const opened: string[] = []
  const { connect } = Socket.prototype
  Socket.prototype.connect = function (this: Socket, ...args: unknown[]) {
    const options = (Array.isArray(args[0]) ? args[0][0] : args[0]) as { host?: string; port?: number }
    opened.push(`${options?.host ?? 'localhost'}:${options?.port}`)
    return (connect as (...a: unknown[]) => Socket).apply(this, args)
  } as never
  try {
    await during()
  } finally {
    Socket.prototype.connect = connect
  }
  return opened
}
