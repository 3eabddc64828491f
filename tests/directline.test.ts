import { expect, test } from 'vitest'
import { Tokens } from '../src/channels/tokens.ts'
import { startShell } from './doubles/shell.ts'
import { type Opened, talkTo, texts } from './doubles/talk.ts'
import { atTheEnd } from './endings.ts'

const shell = await startShell({ origins: ['https://partner.example'] })
atTheEnd(() => shell.close())
const talk = talkTo(shell.base)

test('a token is generated with an empty body and opens its own conversation', async () => {
  const generated = await talk.call('POST', '/tokens/generate')
  const { conversationId, token, expires_in } = (await generated.json()) as Opened
  expect([generated.status, expires_in]).toEqual([200, 1800])
  expect(conversationId).toMatch(/^[\w-]{22}$/)
  const started = await talk.call('POST', '/conversations', token)
  expect([started.status, ((await started.json()) as Opened).conversationId]).toEqual([201, conversationId])
  // opened a second time, it is the same conversation, greeted once
  const again = await talk.call('POST', '/conversations', token)
  expect(again.status).toBe(200)
  expect(texts(await talk.read((await again.json()) as Opened))).toEqual(['Bonjour'])
})

test('a conversation by polling: greeting, echo with the name of the client, answers, watermark', async () => {
  const opened = await talk.open()
  const first = await talk.read(opened)
  expect(texts(first)).toEqual(['Bonjour'])
  expect(first.activities[0]!.suggestedActions?.actions).toEqual([{ type: 'imBack', title: 'Oui', value: 'oui' }])
  const posted = await talk.say(opened, 'un robot', { channelData: { clientActivityID: 'c1', other: 'dropped' } })
  const { id } = (await posted.json()) as { id: string }
  const second = await talk.read(opened, first.watermark)
  expect(texts(second)).toEqual(['un robot', '1 un robot', 'et ensuite ?'])
  const [echo, answer] = second.activities
  expect([echo!.id, echo!.channelData]).toEqual([id, { clientActivityID: 'c1' }])
  expect([answer!.from.role, answer!.replyToId]).toEqual(['bot', id])
  expect((await talk.read(opened, second.watermark)).activities).toEqual([])
})

test('who speaks, where and through what is said by the server alone', async () => {
  const opened = await talk.open()
  const forged = {
    from: { id: 'relais', role: 'bot' },
    conversation: { id: 'other' },
    recipient: { id: 'x' },
    channelId: 'msteams',
    serviceUrl: 'https://evil.example',
    id: 'mine',
    entities: [{}],
    value: {},
  }
  await talk.say(opened, 'bonjour', forged)
  const echo = (await talk.read(opened)).activities[1]!
  expect(echo.from).toMatchObject({ role: 'user' })
  expect(echo.from.id).not.toBe('relais')
  expect([echo.conversation.id, echo.channelId, echo.serviceUrl]).toEqual([
    opened.conversationId,
    'directline',
    'urn:relais:directline',
  ])
  expect(echo.id).not.toBe('mine')
  expect(echo).not.toHaveProperty('entities')
})

test('a message sent twice under one name is kept and answered once', async () => {
  const opened = await talk.open()
  const twice = { channelData: { clientActivityID: 'same' } }
  const ids = await Promise.all(
    [talk.say(opened, 'deux fois', twice), talk.say(opened, 'deux fois', twice)].map(
      async r => ((await (await r).json()) as { id: string }).id,
    ),
  )
  expect(ids[0]).toBe(ids[1])
  expect(texts(await talk.read(opened))).toEqual(['Bonjour', 'deux fois', '1 deux fois', 'et ensuite ?'])
})

test('answers that were kept but not delivered come once the message is sent again', async () => {
  const opened = await talk.open()
  const append = shell.activities.append
  const named = { channelData: { clientActivityID: 'crash' } }
  let answers = 0
  shell.activities.append = (conversation, activity) => {
    if (activity.from?.role === 'bot' && ++answers === 2) return Promise.reject(new Error('disk full'))
    return append(conversation, activity)
  }
  expect((await talk.say(opened, 'coupure', named)).status).toBe(500)
  shell.activities.append = append
  expect((await talk.say(opened, 'coupure', named)).status).toBe(200)
  expect(texts(await talk.read(opened))).toEqual(['Bonjour', 'coupure', '1 coupure', 'et ensuite ?'])
})

test('two turns at once are answered one after the other, and a conflict is tried again', async () => {
  const opened = await talk.open()
  shell.conversations.conflictOnce()
  await Promise.all(['a', 'b', 'c', 'd'].map(text => talk.say(opened, text)))
  const answers = texts(await talk.read(opened)).filter(text => /^\d/.test(text))
  expect(answers.map(text => text[0])).toEqual(['1', '2', '3', '4'])
})

test('when the heart breaks, the person is told so and the next message is answered', async () => {
  const opened = await talk.open()
  expect((await talk.say(opened, 'panne')).status).toBe(200)
  await talk.say(opened, 'encore')
  expect(texts(await talk.read(opened))).toEqual([
    'Bonjour',
    'panne',
    'Un incident',
    'encore',
    '1 encore',
    'et ensuite ?',
  ])
})

test('a foreign conversation is a 404, a bad token a 403', async () => {
  const [mine, other] = [await talk.open(), await talk.open()]
  const to = `/conversations/${other.conversationId}`
  expect((await talk.call('GET', to, mine.token)).status).toBe(404)
  expect((await talk.call('GET', `${to}/activities`, mine.token)).status).toBe(404)
  expect((await talk.call('POST', `${to}/activities`, mine.token, { type: 'message', text: 'x' })).status).toBe(404)
  const [head, payload, mac] = mine.token.split('.')
  const richer = Buffer.from(
    JSON.stringify({ ...JSON.parse(String(Buffer.from(payload!, 'base64url'))), conv: other.conversationId }),
  ).toString('base64url')
  const stream = new URL(other.streamUrl).searchParams.get('t')!
  for (const token of [undefined, 'x', 'a.b.c', `${head}.${richer}.${mac}`, stream])
    expect((await talk.call('GET', `${to}/activities`, token)).status).toBe(403)
})

test('a token ends after its half hour, and is renewed before', async () => {
  let now = 0
  const tokens = new Tokens(Buffer.alloc(32, 1), () => now)
  const token = tokens.issue('c', 'u', 'chat')
  now = 1_799_000
  expect(tokens.read(token, 'chat')?.conv).toBe('c')
  now = 1_800_000
  expect(tokens.read(token, 'chat')).toBeNull()
  const opened = await talk.open()
  const refreshed = (await (await talk.call('POST', '/tokens/refresh', opened.token)).json()) as Opened
  expect(refreshed.conversationId).toBe(opened.conversationId)
  expect(texts(await talk.read({ ...opened, token: refreshed.token }))).toEqual(['Bonjour'])
  expect((await talk.call('POST', '/tokens/refresh', 'x')).status).toBe(403)
})

test('uploads and attachments are refused, as is what is no activity', async () => {
  const opened = await talk.open()
  const to = `/conversations/${opened.conversationId}`
  expect((await talk.call('POST', `${to}/upload?userId=me`, opened.token)).status).toBe(415)
  expect(
    (await talk.say(opened, 'x', { attachments: [{ contentType: 'image/png', contentUrl: 'data:' }] })).status,
  ).toBe(415)
  for (const body of [[], 'x', {}, { type: 'message' }, { type: 'message', text: 3 }, { type: 3 }])
    expect((await talk.call('POST', `${to}/activities`, opened.token, body)).status).toBe(400)
  expect((await talk.call('POST', `${to}/activities`, opened.token, { type: 'typing' })).status).toBe(200)
  expect(texts(await talk.read(opened))).toEqual(['Bonjour'])
})
