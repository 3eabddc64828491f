import { createHmac, createSign, KeyObject, randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { connectorKeys } from '../src/channels/keys.ts'
import { messagesRoutes } from '../src/channels/teams.ts'
import { BOT_CONNECTOR, makeGate } from '../src/channels/trust.ts'
import {
  APP_ID,
  claims,
  connectionsOf,
  type KeyServer,
  LOCAL_TRUST,
  REGISTRATION,
  reply,
  sign,
  startKeys,
} from './doubles/connector.ts'
import { startShell } from './doubles/shell.ts'

/** An address of the Bot Connector that nothing may call in these tests. */
const SERVICE = 'https://smba.trafficmanager.net/emea/'

let keys: KeyServer
let shell: Awaited<ReturnType<typeof startShell>>
let turns = 0
let clock = Date.now()
beforeAll(async () => {
  keys = await startKeys()
})
afterAll(() => keys.close())
beforeEach(async () => {
  turns = 0
  clock = Date.now()
  Object.assign(keys.state, { asked: [], answer: null, jwks: '' })
  await shell?.close()
  const bot = { onTurn: async () => void turns++ }
  const found = connectorKeys({ metadata: keys.metadata, now: () => clock })
  const gate = makeGate({ id: APP_ID, keys: found, trust: BOT_CONNECTOR })
  const more = messagesRoutes({ bot, registration: REGISTRATION, production: true, gate })
  shell = await startShell({ production: true, more })
})
afterAll(() => shell.close())

function activity(more: object = {}): object {
  return {
    type: 'message',
    id: 'a1',
    channelId: 'msteams',
    serviceUrl: SERVICE,
    conversation: { id: 'talk' },
    from: { id: 'me' },
    recipient: { id: 'bot' },
    text: 'bonjour',
    ...more,
  }
}
async function knock(authorization: string | undefined, more: object = {}): Promise<number> {
  const headers = { 'content-type': 'application/json', ...(authorization === undefined ? {} : { authorization }) }
  const body = JSON.stringify(activity(more))
  return (await fetch(`${shell.base}/api/messages`, { method: 'POST', headers, body })).status
}

const b64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const good = () => sign(keys.own, claims(SERVICE))
const signed = (changes: Record<string, unknown>, header = {}) => sign(keys.own, claims(SERVICE, changes), header)
const now = () => Math.floor(Date.now() / 1000)
/** Signed with a shared secret: the public key where a careless reader would take it for one. */
async function confused(): Promise<string> {
  const text = `${b64({ alg: 'HS256', kid: 'own' })}.${b64(claims(SERVICE))}`
  const secret = JSON.stringify((keys.state.keys as { keys: unknown[] }).keys[0])
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`
}
/** Rightly signed, in a way that the Bot Connector does not use. */
function stronger(): string {
  const text = `${b64({ alg: 'RS512', kid: 'own' })}.${b64(claims(SERVICE))}`
  return `${text}.${createSign('RSA-SHA512')
    .update(text)
    .sign(KeyObject.from(keys.own.privateKey as never), 'base64url')}`
}
async function tampered(): Promise<string> {
  const [head, , mac] = (await good()).split('.')
  return `${head}.${b64(claims(SERVICE, { serviceurl: SERVICE, tid: 'another' }))}.${mac}`
}

/** Each is what comes in the header (`Bearer` is put before bare tokens), and what else is odd about the activity. */
const forged: [string, () => Promise<string | undefined> | string | undefined, object?][] = [
  ['no header', () => undefined],
  ['an empty header', () => ''],
  ['no token after the scheme', () => 'Bearer'],
  ['another scheme', async () => `Basic ${await good()}`],
  ['two tokens', async () => `Bearer ${await good()} ${await good()}`],
  ['words', () => 'Bearer not-a-token'],
  ['three words', () => 'Bearer a.b.c'],
  ['five parts, as encrypted ones have', () => 'Bearer a.b.c.d.e'],
  ['a token of 9,000 letters', () => `Bearer ${'a'.repeat(3_000)}.${'b'.repeat(3_000)}.${'c'.repeat(3_000)}`],
  ['no algorithm', () => `${b64({ alg: 'none', kid: 'own' })}.${b64(claims(SERVICE))}.`],
  ['no algorithm, in other letters', () => `${b64({ alg: 'nOnE', kid: 'own' })}.${b64(claims(SERVICE))}.`],
  ['a header without algorithm', () => `${b64({ kid: 'own' })}.${b64(claims(SERVICE))}.aaaa`],
  ['a shared secret in place of a key', confused],
  ['a foreign key under our name', () => sign(keys.other, claims(SERVICE))],
  ['another algorithm of the same family', stronger],
  ['a key given in the token itself', () => signed({}, { kid: 'mine', jwk: { kty: 'RSA', n: 'AQAB', e: 'AQAB' } })],
  ['an address of keys given in the token', () => signed({}, { kid: 'mine', jku: 'http://127.0.0.1:1/keys' })],
  [
    'extensions that must be understood',
    () => `${b64({ alg: 'RS256', kid: 'own', crit: ['x'], x: 1 })}.${b64(claims(SERVICE))}.aaaa`,
  ],
  ['an unknown key', () => signed({}, { kid: 'unknown' })],
  ['no name of a key', () => signed({}, { kid: undefined })],
  ['an endless name of a key', () => signed({}, { kid: 'k'.repeat(300) })],
  ['a name of a key that is a path', () => signed({}, { kid: '../../keys' })],
  ['a changed payload', tampered],
  ['a cut signature', async () => (await good()).slice(0, -20)],
  ['an empty signature', async () => `${(await good()).split('.').slice(0, 2).join('.')}.`],
  ['another audience', () => signed({ aud: '99999999-9999-4999-8999-999999999999' })],
  ['many audiences', () => signed({ aud: [APP_ID, 'other'] })],
  ['no audience', () => signed({ aud: undefined })],
  ['another issuer', () => signed({ iss: 'https://evil.example' })],
  [
    'the emulator as issuer',
    () =>
      signed({
        iss: 'https://login.microsoftonline.com/d6d49420-f39b-4df7-a1dc-d59a935871db/v2.0',
        appid: APP_ID,
        ver: '2.0',
      }),
  ],
  ['the government as issuer', () => signed({ iss: 'https://api.botframework.us' })],
  [
    'a skill',
    () => signed({ iss: 'https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/', appid: 'x', ver: '1.0' }),
  ],
  ['no issuer', () => signed({ iss: undefined })],
  ['expired', () => signed({ exp: now() - 3_600 })],
  ['no expiry', () => signed({ exp: undefined })],
  ['an expiry in words', () => signed({ exp: 'tomorrow' as never })],
  ['not yet', () => signed({ nbf: now() + 3_600 })],
  ['another service URL in the token', () => signed({ serviceurl: 'https://smba.trafficmanager.net/apac/' })],
  ['no service URL in the token', () => signed({ serviceurl: undefined })],
  [
    'a service URL of somebody else',
    () => signed({ serviceurl: 'https://evil.example/' }),
    { serviceUrl: 'https://evil.example/' },
  ],
  [
    'a neighbour under trafficmanager.net',
    () => signed({ serviceurl: 'https://evil.trafficmanager.net/' }),
    { serviceUrl: 'https://evil.trafficmanager.net/' },
  ],
  [
    'a service URL without TLS',
    () => signed({ serviceurl: 'http://smba.trafficmanager.net/' }),
    { serviceUrl: 'http://smba.trafficmanager.net/' },
  ],
  [
    'a service URL with a name before an at sign',
    () => signed({ serviceurl: 'https://smba.trafficmanager.net@evil.example/' }),
    { serviceUrl: 'https://smba.trafficmanager.net@evil.example/' },
  ],
  [
    'a service URL on another port',
    () => signed({ serviceurl: 'https://smba.trafficmanager.net:8443/' }),
    { serviceUrl: 'https://smba.trafficmanager.net:8443/' },
  ],
  ['no service URL in the activity', good, { serviceUrl: undefined }],
  ['the channel AseChannel', good, { channelId: 'AseChannel' }],
  ['the channel emulator', good, { channelId: 'emulator' }],
  ['our own Direct Line as channel', good, { channelId: 'directline' }],
  ['no channel', good, { channelId: undefined }],
  ['a key endorsed for another channel', () => sign(keys.unendorsed, claims(SERVICE), { kid: 'unendorsed' })],
]

test('a good token is let in, and the keys are fetched once', async () => {
  expect(await knock(`Bearer ${await good()}`)).toBe(200)
  expect(await knock(`Bearer ${await good()}`)).toBe(200)
  expect(turns).toBe(2)
  expect(keys.state.asked).toEqual(['/metadata', '/keys'])
})

test(`${forged.length} forged tokens: refused, no turn, one fetch of keys among them all`, async () => {
  expect(forged.length).toBeGreaterThanOrEqual(40)
  const seen: [string, number][] = []
  const opened = await connectionsOf(async () => {
    for (const [name, make, more] of forged) {
      const made = await make()
      const header =
        made === undefined || made === '' || made.includes(' ') || made === 'Bearer' ? made : `Bearer ${made}`
      seen.push([name, await knock(header, more)])
    }
  })
  expect(seen.filter(([, status]) => status !== 401 && status !== 403)).toEqual([])
  expect(turns).toBe(0)
  expect(keys.state.asked).toEqual(['/metadata', '/keys'])
  const allowed = new Set([`127.0.0.1:${keys.port}`, `127.0.0.1:${shell.port}`])
  expect(opened.filter(o => !allowed.has(o))).toEqual([])
})

test.each<[string, () => void]>([
  ['hangs', () => (keys.state.answer = () => {})],
  ['is broken', () => (keys.state.answer = (_q, _b, response) => reply(response, 500, {}))],
  ['sends words', () => (keys.state.answer = (_q, _b, response) => void response.end('not JSON'))],
  [
    'sends a megabyte',
    () => (keys.state.answer = (_q, _b, response) => void response.end(`["${randomBytes(600_000).toString('hex')}"]`)),
  ],
  [
    'trickles',
    () => (keys.state.answer = (_q, _b, response) => void setInterval(() => response.write(' '), 100).unref()),
  ],
  [
    'sends us elsewhere',
    () => (keys.state.answer = (_q, _b, response) => reply(response, 302, {}, { location: 'https://evil.example/' })),
  ],
  ['names keys of another house', () => (keys.state.jwks = 'https://evil.example/keys')],
  [
    'knows no key',
    () =>
      (keys.state.answer = (request, _b, response) =>
        reply(response, 200, request.url === '/metadata' ? { jwks_uri: `${keys.url}/keys` } : { keys: [] })),
  ],
])('while the key server %s nobody is let in, within three seconds and with one try a minute', async (_, breakIt) => {
  breakIt()
  const begun = Date.now()
  const token = `Bearer ${await good()}`
  expect(await Promise.all(Array.from({ length: 10 }, () => knock(token)))).toEqual(Array(10).fill(401))
  expect(Date.now() - begun).toBeLessThan(3_000)
  expect(keys.state.asked.filter(a => a === '/metadata')).toHaveLength(1)
  Object.assign(keys.state, { answer: null, jwks: '', asked: [] })
  expect(await knock(token)).toBe(401)
  expect(keys.state.asked).toEqual([])
  clock += 61_000
  expect(await knock(token)).toBe(200)
  expect(turns).toBe(1)
})

test('keys serve a day, then are fetched again; while that fails the known ones go on', async () => {
  await knock(`Bearer ${await good()}`)
  clock += 25 * 3_600_000
  keys.state.answer = (_q, _b, response) => reply(response, 500, {})
  expect(await knock(`Bearer ${await good()}`)).toBe(200)
  keys.state.answer = null
  clock += 61_000
  expect(await knock(`Bearer ${await good()}`)).toBe(200)
  expect(keys.state.asked).toEqual(['/metadata', '/keys', '/metadata', '/metadata', '/keys'])
})

test('what tests trust is this machine alone', () => {
  expect(LOCAL_TRUST.isService(new URL('http://127.0.0.1:9/'))).toBe(true)
  expect(BOT_CONNECTOR.isService(new URL('http://127.0.0.1:9/'))).toBe(false)
  expect(BOT_CONNECTOR.isService(new URL(SERVICE))).toBe(true)
})
