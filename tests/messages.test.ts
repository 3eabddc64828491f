import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { messagesRoutes } from '../src/channels/teams.ts'
import { startShell } from './doubles/shell.ts'

interface Sent {
  url: string
  activity: {
    text: string
    replyToId?: string
    recipient: { id: string }
    conversation: { id: string }
    channelData?: unknown
  }
}

/** A connector as the Emulator and the Playground have it: takes what the bot sends. */
const sent: Sent[] = []
let refusals = 0
const connector = createServer((req, res) => {
  let body = ''
  req.on('data', chunk => {
    body += chunk
  })
  req.on('end', () => {
    const refused = refusals > 0
    if (refused) refusals--
    else sent.push({ url: req.url!, activity: JSON.parse(body) })
    // one statement each: restify's patched writeHead returns nothing
    res.writeHead(refused ? 400 : 200, { 'content-type': 'application/json' })
    res.end(JSON.stringify({ id: `sent-${sent.length}` }))
  })
})

let shell: Awaited<ReturnType<typeof startShell>>
let serviceUrl: string
beforeAll(async () => {
  await new Promise<void>(resolve => connector.listen(0, '127.0.0.1', resolve))
  serviceUrl = `http://127.0.0.1:${(connector.address() as AddressInfo).port}`
  shell = await startShell()
})
afterAll(async () => {
  await shell.close()
  connector.close()
})
let talk = 0
beforeEach(() => {
  sent.length = 0
  talk++
})

function activity(more: object = {}): object {
  return {
    type: 'message',
    id: `a${talk}`,
    channelId: 'emulator',
    serviceUrl,
    conversation: { id: `talk-${talk}` },
    from: { id: 'me' },
    recipient: { id: 'bot' },
    text: 'bonjour',
    timestamp: '2026-01-05T10:00:00Z',
    ...more,
  }
}
function deliver(body: unknown, headers: Record<string, string> = {}, base = shell.base): Promise<Response> {
  return fetch(`${base}/api/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
}

test('a message is answered through the connector that it names', async () => {
  expect((await deliver(activity())).status).toBe(200)
  expect(sent.map(s => [s.url, s.activity.text, s.activity.replyToId, s.activity.recipient.id])).toEqual([
    [`/v3/conversations/talk-${talk}/activities/a${talk}`, '1 bonjour', `a${talk}`, 'me'],
    [`/v3/conversations/talk-${talk}/activities/a${talk}`, 'et ensuite ?', `a${talk}`, 'me'],
  ])
  expect(sent[0]!.activity.channelData).toBeUndefined()
})

test('members who join are greeted once, however often that is told', async () => {
  const update = (id: string, member: string) =>
    activity({ type: 'conversationUpdate', id, membersAdded: [{ id: member }] })
  await deliver(update('u1', 'bot'))
  await deliver(update('u2', 'me'))
  await deliver(activity({ type: 'conversationUpdate', id: 'u3', membersRemoved: [{ id: 'me' }] }))
  expect(sent.map(s => s.activity.text)).toEqual(['Bonjour'])
})

test('a mention of the bot is not part of what is said', async () => {
  const mention = { type: 'mention', mentioned: { id: 'bot', name: 'Relais' }, text: '<at>Relais</at>' }
  await deliver(activity({ text: '<at>Relais</at> un robot', entities: [mention] }))
  expect(sent[0]!.activity.text).toBe('1 un robot')
})

test('a redelivered activity sends what the channel did not take, and nothing twice', async () => {
  refusals = 1
  expect((await deliver(activity())).status).toBe(500)
  expect(sent).toEqual([])
  expect((await deliver(activity())).status).toBe(200)
  expect((await deliver(activity())).status).toBe(200)
  expect(sent.map(s => s.activity.text)).toEqual(['1 bonjour', 'et ensuite ?'])
  expect(shell.conversations.commits.filter(c => c.conversation.endsWith(`/talk-${talk}`))).toHaveLength(1)
})

test('replies come in the answer for who expects them there', async () => {
  const response = await deliver(activity({ deliveryMode: 'expectReplies' }))
  expect(((await response.json()) as { activities: { text: string }[] }).activities.map(a => a.text)).toEqual([
    '1 bonjour',
    'et ensuite ?',
  ])
})

test.each([
  ['a service URL on another machine', { serviceUrl: 'https://evil.example' }],
  ['a service URL that only looks local', { serviceUrl: 'http://127.0.0.1.evil.example' }],
  ['a name of this machine before an at sign', { serviceUrl: 'http://127.0.0.1@evil.example' }],
  ['the service URL of our own Direct Line', { serviceUrl: 'urn:relais:directline', channelId: 'directline' }],
  ['no service URL', { serviceUrl: undefined }],
  ['no conversation', { conversation: undefined }],
  ['a text that is no text', { text: { a: 1 } }],
  ['entities that are no list', { entities: 'x' }],
  ['a date that is none', { timestamp: 'soon' }],
  ['no type', { type: undefined }],
])('%s is refused', async (_, more) => {
  expect((await deliver(activity(more))).status).toBe(400)
  expect(sent).toEqual([])
})

test.each([[[]], ['text'], [null]])('%j is no activity', async body => {
  expect((await deliver(body)).status).toBe(400)
})

test('what comes through a proxy is no local tool', async () => {
  expect((await deliver(activity(), { 'x-forwarded-for': '203.0.113.7' })).status).toBe(404)
  expect((await deliver(activity(), { forwarded: 'for=203.0.113.7' })).status).toBe(404)
  expect(sent).toEqual([])
})

test('a conversation of Direct Line cannot be named here', async () => {
  const opened = (await (await fetch(`${shell.base}/v3/directline/conversations`, { method: 'POST' })).json()) as {
    conversationId: string
  }
  await deliver(activity({ channelId: 'directline', conversation: { id: opened.conversationId } }))
  const keys = new Set(shell.conversations.commits.map(c => c.conversation))
  expect(keys).toContain(`local/directline/${opened.conversationId}`)
  expect(keys).toContain(`messages/directline/${opened.conversationId}`)
})

test('production without a registration has no such door', async () => {
  const closed = await startShell({ production: true })
  expect((await deliver(activity(), {}, closed.base)).status).toBe(404)
  await closed.close()
})

test('with a registration, who has no token is not let in', async () => {
  const bot = { onTurn: () => Promise.reject(new Error('reached')) }
  const registration = {
    type: 'SingleTenant',
    id: '11111111-1111-4111-8111-111111111111',
    password: 'p',
    tenant: 't',
  } as const
  const guarded = await startShell({ production: true, more: messagesRoutes({ bot, registration, production: true }) })
  const real = { serviceUrl: 'https://smba.trafficmanager.net/emea/', channelId: 'msteams' }
  expect((await deliver(activity(real), {}, guarded.base)).status).toBe(401)
  expect(
    (await deliver(activity(real), { authorization: 'Bearer a.b.c' }, guarded.base)).status,
  ).toBeGreaterThanOrEqual(401)
  expect((await deliver(activity(), {}, guarded.base)).status).toBe(401)
  expect((await fetch(`${guarded.base}/healthz`)).status).toBe(200)
  await guarded.close()
})
