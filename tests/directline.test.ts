import { once } from 'node:events'
import { createRequire } from 'node:module'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { Tokens } from '../src/channels/tokens.ts'
import { parrot, says, startShell } from './doubles/shell.ts'

interface Opened {
  conversationId: string
  token: string
  expires_in: number
  streamUrl: string
}
interface Message {
  id: string
  type: string
  text: string
  from: { id: string; role: string }
  recipient?: { id: string }
  channelId: string
  serviceUrl: string
  conversation: { id: string }
  channelData?: { clientActivityID?: string; relais?: { cartes: unknown[] } }
  suggestedActions?: { actions: { type: string; value: string }[] }
  attachments?: { contentType: string; content: { version: string } }[]
  replyToId?: string
}
type Set_ = { activities: Message[]; watermark: string }

let shell: Awaited<ReturnType<typeof startShell>>
const path = '/v3/directline'
beforeAll(async () => {
  shell = await startShell({ origins: ['https://partner.example'] })
})
afterAll(() => shell.close())

function call(method: string, to: string, token?: string, body?: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(shell.base + path + to, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...(token === undefined ? {} : { authorization: `Bearer ${token}` }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
}
async function open(): Promise<Opened> {
  return (await call('POST', '/conversations')).json() as Promise<Opened>
}
function say({ conversationId, token }: Opened, text: string, more: object = {}): Promise<Response> {
  return call('POST', `/conversations/${conversationId}/activities`, token, { type: 'message', text, from: { id: 'me' }, ...more })
}
async function read({ conversationId, token }: Opened, watermark = ''): Promise<Set_> {
  return (await call('GET', `/conversations/${conversationId}/activities?watermark=${watermark}`, token)).json() as Promise<Set_>
}
const texts = (set: Set_) => set.activities.map(a => a.text)

/** Reads a stream until it has brought so many activities. */
async function listen(url: string, count: number): Promise<{ messages: Message[]; watermark: string }> {
  const socket = new WebSocket(url)
  const messages: Message[] = []
  let watermark = ''
  await new Promise<void>((resolve, reject) => {
    socket.on('error', reject)
    socket.on('close', () => reject(new Error('closed too early')))
    socket.on('message', data => {
      const set = JSON.parse(String(data)) as Set_
      messages.push(...set.activities)
      watermark = set.watermark
      if (messages.length >= count) resolve()
    })
  })
  socket.removeAllListeners('close')
  socket.close()
  return { messages, watermark }
}

test('a token is generated with an empty body and opens its own conversation', async () => {
  const generated = await call('POST', '/tokens/generate')
  const { conversationId, token, expires_in } = (await generated.json()) as Opened
  expect([generated.status, expires_in]).toEqual([200, 1800])
  expect(conversationId).toMatch(/^[\w-]{22}$/)
  const started = await call('POST', '/conversations', token)
  expect([started.status, ((await started.json()) as Opened).conversationId]).toEqual([201, conversationId])
  // opened a second time, it is the same conversation, greeted once
  const again = await call('POST', '/conversations', token)
  expect(again.status).toBe(200)
  expect(texts(await read((await again.json()) as Opened))).toEqual(['Bonjour'])
})

test('a conversation by polling: greeting, echo with the name of the client, answers, watermark', async () => {
  const opened = await open()
  const first = await read(opened)
  expect(texts(first)).toEqual(['Bonjour'])
  expect(first.activities[0]!.suggestedActions?.actions).toEqual([{ type: 'imBack', title: 'Oui', value: 'oui' }])
  const posted = await say(opened, 'un robot', { channelData: { clientActivityID: 'c1', other: 'dropped' } })
  const { id } = (await posted.json()) as { id: string }
  const second = await read(opened, first.watermark)
  expect(texts(second)).toEqual(['un robot', '1 un robot', 'et ensuite ?'])
  const [echo, answer] = second.activities
  expect([echo!.id, echo!.channelData]).toEqual([id, { clientActivityID: 'c1' }])
  expect([answer!.from.role, answer!.replyToId]).toEqual(['bot', id])
  expect((await read(opened, second.watermark)).activities).toEqual([])
})

test('who speaks, where and through what is said by the server alone', async () => {
  const opened = await open()
  const forged = { from: { id: 'relais', role: 'bot' }, conversation: { id: 'other' }, recipient: { id: 'x' }, channelId: 'msteams', serviceUrl: 'https://evil.example', id: 'mine', entities: [{}], value: {} }
  await say(opened, 'bonjour', forged)
  const echo = (await read(opened)).activities[1]!
  expect(echo.from).toMatchObject({ role: 'user' })
  expect(echo.from.id).not.toBe('relais')
  expect([echo.conversation.id, echo.channelId, echo.serviceUrl]).toEqual([opened.conversationId, 'directline', 'urn:relais:directline'])
  expect(echo.id).not.toBe('mine')
  expect(echo).not.toHaveProperty('entities')
})

test('a message sent twice under one name is kept and answered once', async () => {
  const opened = await open()
  const twice = { channelData: { clientActivityID: 'same' } }
  const ids = await Promise.all([say(opened, 'deux fois', twice), say(opened, 'deux fois', twice)].map(async r => ((await (await r).json()) as { id: string }).id))
  expect(ids[0]).toBe(ids[1])
  expect(texts(await read(opened))).toEqual(['Bonjour', 'deux fois', '1 deux fois', 'et ensuite ?'])
})

test('answers that were kept but not delivered come once the message is sent again', async () => {
  const opened = await open()
  const append = shell.activities.append
  const named = { channelData: { clientActivityID: 'crash' } }
  let answers = 0
  shell.activities.append = (conversation, activity) => {
    if (activity.from?.role === 'bot' && ++answers === 2) return Promise.reject(new Error('disk full'))
    return append(conversation, activity)
  }
  expect((await say(opened, 'coupure', named)).status).toBe(500)
  shell.activities.append = append
  expect((await say(opened, 'coupure', named)).status).toBe(200)
  expect(texts(await read(opened))).toEqual(['Bonjour', 'coupure', '1 coupure', 'et ensuite ?'])
})

test('two turns at once are answered one after the other, and a conflict is tried again', async () => {
  const opened = await open()
  shell.conversations.conflictOnce()
  await Promise.all(['a', 'b', 'c', 'd'].map(text => say(opened, text)))
  const answers = texts(await read(opened)).filter(text => /^\d/.test(text))
  expect(answers.map(text => text[0])).toEqual(['1', '2', '3', '4'])
})

test('when the heart breaks, the person is told so and the next message is answered', async () => {
  const opened = await open()
  expect((await say(opened, 'panne')).status).toBe(200)
  await say(opened, 'encore')
  expect(texts(await read(opened))).toEqual(['Bonjour', 'panne', 'Un incident', 'encore', '1 encore', 'et ensuite ?'])
})

test('a foreign conversation is a 404, a bad token a 403', async () => {
  const [mine, other] = [await open(), await open()]
  const to = `/conversations/${other.conversationId}`
  expect((await call('GET', to, mine.token)).status).toBe(404)
  expect((await call('GET', `${to}/activities`, mine.token)).status).toBe(404)
  expect((await call('POST', `${to}/activities`, mine.token, { type: 'message', text: 'x' })).status).toBe(404)
  const [head, payload, mac] = mine.token.split('.')
  const richer = Buffer.from(JSON.stringify({ ...JSON.parse(String(Buffer.from(payload!, 'base64url'))), conv: other.conversationId })).toString('base64url')
  const stream = new URL(other.streamUrl).searchParams.get('t')!
  for (const token of [undefined, 'x', 'a.b.c', `${head}.${richer}.${mac}`, stream]) expect((await call('GET', `${to}/activities`, token)).status).toBe(403)
})

test('a token ends after its half hour, and is renewed before', async () => {
  let now = 0
  const tokens = new Tokens(Buffer.alloc(32, 1), () => now)
  const token = tokens.issue('c', 'u', 'chat')
  now = 1_799_000
  expect(tokens.read(token, 'chat')?.conv).toBe('c')
  now = 1_800_000
  expect(tokens.read(token, 'chat')).toBeNull()
  const opened = await open()
  const refreshed = (await (await call('POST', '/tokens/refresh', opened.token)).json()) as Opened
  expect(refreshed.conversationId).toBe(opened.conversationId)
  expect(texts(await read({ ...opened, token: refreshed.token }))).toEqual(['Bonjour'])
  expect((await call('POST', '/tokens/refresh', 'x')).status).toBe(403)
})

test('uploads and attachments are refused, as is what is no activity', async () => {
  const opened = await open()
  const to = `/conversations/${opened.conversationId}`
  expect((await call('POST', `${to}/upload?userId=me`, opened.token)).status).toBe(415)
  expect((await say(opened, 'x', { attachments: [{ contentType: 'image/png', contentUrl: 'data:' }] })).status).toBe(415)
  for (const body of [[], 'x', {}, { type: 'message' }, { type: 'message', text: 3 }, { type: 3 }]) expect((await call('POST', `${to}/activities`, opened.token, body)).status).toBe(400)
  expect((await call('POST', `${to}/activities`, opened.token, { type: 'typing' })).status).toBe(200)
  expect(texts(await read(opened))).toEqual(['Bonjour'])
})

test('another site is refused, an allowed one is named', async () => {
  const from = (origin: string) => call('POST', '/tokens/generate', undefined, undefined, { origin })
  expect((await from('https://evil.example')).status).toBe(403)
  expect((await from('null')).status).toBe(403)
  expect((await from(shell.base)).status).toBe(200)
  expect((await from('https://partner.example')).headers.get('access-control-allow-origin')).toBe('https://partner.example')
  const asked = await call('OPTIONS', '/tokens/generate', undefined, undefined, { origin: 'https://partner.example' })
  expect([asked.status, asked.headers.get('access-control-allow-headers')]).toEqual([204, expect.stringContaining('authorization')])
  const { streamUrl } = await open()
  const socket = new WebSocket(streamUrl, { origin: 'https://evil.example' })
  const [error] = await once(socket, 'error')
  expect(String(error)).toContain('403')
})

test('the stream brings the backlog, then what happens, and resumes from a watermark', async () => {
  const opened = await open()
  const listening = listen(opened.streamUrl, 4)
  await say(opened, 'par la socket')
  const first = await listening
  expect(first.messages.map(m => m.text)).toEqual(['Bonjour', 'par la socket', '1 par la socket', 'et ensuite ?'])
  await say(opened, 'pendant la coupure')
  const resumed = (await (await call('GET', `/conversations/${opened.conversationId}?watermark=${first.watermark}`, opened.token)).json()) as Opened
  expect(resumed.conversationId).toBe(opened.conversationId)
  const second = await listen(resumed.streamUrl, 3)
  expect(second.messages.map(m => m.text)).toEqual(['pendant la coupure', '2 pendant la coupure', 'et ensuite ?'])
})

test('a stream address opens once', async () => {
  const { streamUrl, conversationId } = await open()
  await listen(streamUrl, 1)
  const [again] = await once(new WebSocket(streamUrl), 'error')
  expect(String(again)).toContain('403')
  const other = await open()
  const swapped = other.streamUrl.replace(other.conversationId, conversationId)
  const [foreign] = await once(new WebSocket(swapped), 'error')
  expect(String(foreign)).toContain('404')
  expect((await fetch(`${shell.base}/healthz`)).status).toBe(200)
})

test('cards go as Adaptive Cards 1.5 beside the text, and as data for our own client', async () => {
  const carte = { sorte: 'contact' as const, id: 'x', titre: 'Service éco_nomie', lignes: ['- un', '2. deux'], email: 'a@b.fr', telephone: '03 23 00 00 00', statut: 'ouvert', source: 's' }
  const carded = await startShell({ turn: (state, input, ctx) => (input.sorte === 'bonjour' ? parrot(state, input, ctx) : { state, replies: [says('texte', { cartes: [carte] })], requests: [], writes: [] }) })
  const opened = (await (await fetch(`${carded.base}${path}/conversations`, { method: 'POST' })).json()) as Opened
  const headers = { authorization: `Bearer ${opened.token}`, 'content-type': 'application/json' }
  const to = `${carded.base}${path}/conversations/${opened.conversationId}/activities`
  await fetch(to, { method: 'POST', headers, body: JSON.stringify({ type: 'message', text: 'x' }) })
  const set = (await (await fetch(to, { headers })).json()) as Set_
  const card = set.activities.at(-1)!
  expect(card.attachments?.[0]).toMatchObject({
    contentType: 'application/vnd.microsoft.card.adaptive',
    content: {
      version: '1.5',
      body: [{ text: String.raw`Service éco\_nomie` }, { text: 'ouvert' }, { text: String.raw`\- un` }, { text: String.raw`2\. deux` }, { text: 's' }],
      actions: [{ url: 'mailto:a@b.fr' }, { url: 'tel:0323000000' }],
    },
  })
  expect(card.channelData?.relais?.cartes).toEqual([carte])
  await carded.close()
})

test.each([true, false])('the real Direct Line client holds a conversation (WebSocket: %s)', async webSocket => {
  const require = createRequire(import.meta.url)
  const { DirectLine } = require('botframework-directlinejs')
  Object.assign(globalThis, { XMLHttpRequest: (await import('./doubles/xhr.ts')).Xhr })
  const { token } = (await (await call('POST', '/tokens/generate')).json()) as Opened
  const client = new DirectLine({ token, domain: shell.base + path, webSocket, pollingInterval: 200 })
  const heard: Message[] = []
  const done = Promise.withResolvers<void>()
  client.activity$.subscribe((activity: Message) => {
    heard.push(activity)
    if (heard.length === 4) done.resolve()
  }, done.reject)
  const posted = await new Promise(resolve => client.postActivity({ type: 'message', from: { id: 'me' }, text: 'vrai client', channelData: { clientActivityID: 'n1' } }).subscribe(resolve))
  await done.promise
  client.end()
  expect(heard.map(m => m.text)).toEqual(['Bonjour', 'vrai client', '1 vrai client', 'et ensuite ?'])
  expect(heard[1]).toMatchObject({ id: posted, channelData: { clientActivityID: 'n1' } })
})
