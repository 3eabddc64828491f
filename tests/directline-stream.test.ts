import { once } from 'node:events'
import { createRequire } from 'node:module'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { parrot, says, startShell } from './doubles/shell.ts'
import { type Message, type Opened, type Set_, talkTo } from './doubles/talk.ts'
import { atTheEnd } from './endings.ts'

const path = '/v3/directline'

const shell = await startShell({ origins: ['https://partner.example'] })
atTheEnd(() => shell.close())
const talk = talkTo(shell.base)

test('another site is refused, an allowed one is named', async () => {
  const from = (origin: string) => talk.call('POST', '/tokens/generate', undefined, undefined, { origin })
  expect((await from('https://evil.example')).status).toBe(403)
  expect((await from('null')).status).toBe(403)
  expect((await from(shell.base)).status).toBe(200)
  expect((await from('https://partner.example')).headers.get('access-control-allow-origin')).toBe(
    'https://partner.example',
  )
  const asked = await talk.call('OPTIONS', '/tokens/generate', undefined, undefined, {
    origin: 'https://partner.example',
  })
  expect([asked.status, asked.headers.get('access-control-allow-headers')]).toEqual([
    204,
    expect.stringContaining('authorization'),
  ])
  const { streamUrl } = await talk.open()
  const socket = new WebSocket(streamUrl, { origin: 'https://evil.example' })
  const [error] = await once(socket, 'error')
  expect(String(error)).toContain('403')
})

test('the stream brings the backlog, then what happens, and resumes from a watermark', async () => {
  const opened = await talk.open()
  const listening = talk.listen(opened.streamUrl, 4)
  await talk.say(opened, 'par la socket')
  const first = await listening
  expect(first.messages.map(m => m.text)).toEqual(['Bonjour', 'par la socket', '1 par la socket', 'et ensuite ?'])
  await talk.say(opened, 'pendant la coupure')
  const resumed = (await (
    await talk.call('GET', `/conversations/${opened.conversationId}?watermark=${first.watermark}`, opened.token)
  ).json()) as Opened
  expect(resumed.conversationId).toBe(opened.conversationId)
  const second = await talk.listen(resumed.streamUrl, 3)
  expect(second.messages.map(m => m.text)).toEqual(['pendant la coupure', '2 pendant la coupure', 'et ensuite ?'])
})

test('a stream address opens once', async () => {
  const { streamUrl, conversationId } = await talk.open()
  await talk.listen(streamUrl, 1)
  const [again] = await once(new WebSocket(streamUrl), 'error')
  expect(String(again)).toContain('403')
  const other = await talk.open()
  const swapped = other.streamUrl.replace(other.conversationId, conversationId)
  const [foreign] = await once(new WebSocket(swapped), 'error')
  expect(String(foreign)).toContain('404')
  expect((await fetch(`${shell.base}/healthz`)).status).toBe(200)
})

test('cards go as Adaptive Cards 1.5 beside the text, and as data for our own client', async () => {
  const carte = {
    sorte: 'contact' as const,
    id: 'x',
    titre: 'Service éco_nomie',
    lignes: ['- un', '2. deux'],
    email: 'a@b.fr',
    telephone: '03 23 00 00 00',
    statut: 'ouvert',
    source: 's',
  }
  const carded = await startShell({
    turn: (state, input, ctx) =>
      input.sorte === 'bonjour'
        ? parrot(state, input, ctx)
        : { state, replies: [says('texte', { cartes: [carte] })], requests: [], writes: [] },
  })
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
      body: [
        { text: String.raw`Service éco\_nomie` },
        { text: 'ouvert' },
        { text: String.raw`\- un` },
        { text: String.raw`2\. deux` },
        { text: 's' },
      ],
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
  const { token } = (await (await talk.call('POST', '/tokens/generate')).json()) as Opened
  const client = new DirectLine({ token, domain: shell.base + path, webSocket, pollingInterval: 200 })
  const heard: Message[] = []
  const done = Promise.withResolvers<void>()
  client.activity$.subscribe((activity: Message) => {
    heard.push(activity)
    if (heard.length === 4) done.resolve()
  }, done.reject)
  const posted = await new Promise(resolve =>
    client
      .postActivity({
        type: 'message',
        from: { id: 'me' },
        text: 'vrai client',
        channelData: { clientActivityID: 'n1' },
      })
      .subscribe(resolve),
  )
  await done.promise
  client.end()
  expect(heard.map(m => m.text)).toEqual(['Bonjour', 'vrai client', '1 vrai client', 'et ensuite ?'])
  expect(heard[1]).toMatchObject({ id: posted, channelData: { clientActivityID: 'n1' } })
})
