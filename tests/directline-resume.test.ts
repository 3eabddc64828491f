import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { seeded } from '../src/domain/seeded.ts'
import { startShell } from './doubles/shell.ts'
import { type Message, type Opened, type Set_, talkTo } from './doubles/talk.ts'
import { startWire, type Wire } from './doubles/wire.ts'

const LONG = process.env.RELAIS_LONG === '1'

let shell: Awaited<ReturnType<typeof startShell>>
let wire: Wire
beforeAll(async () => {
  shell = await startShell()
  wire = await startWire(shell.port)
})
afterAll(async () => {
  await wire.close()
  await shell.close()
})

/** What is expected of a talk of so many messages with the double that repeats what is said. */
const expected = (count: number) => [
  'Bonjour',
  ...Array.from({ length: count }, (_, i) => [`m${i}`, `${i + 1} m${i}`, 'et ensuite ?']).flat(),
]

/** A talk whose socket is cut after so many frames; the client comes back with its watermark, each time. */
async function talk(count: number, cutAfter: number): Promise<string[]> {
  const client = talkTo(wire.base)
  const opened = await client.open()
  const heard: Message[] = []
  const total = expected(count).length
  const done = Promise.withResolvers<void>()
  let watermark = ''
  function follow(url: string): void {
    const socket = new WebSocket(url)
    socket.on('error', () => {})
    socket.on('message', data => {
      const set = JSON.parse(String(data)) as Set_
      heard.push(...set.activities)
      watermark = set.watermark
      if (heard.length >= total) done.resolve()
    })
    socket.on('close', async () => {
      if (heard.length >= total) return
      const path = `/conversations/${opened.conversationId}?watermark=${watermark}`
      const again = (await (await client.call('GET', path, opened.token)).json()) as Opened
      follow(again.streamUrl)
    })
    if (heard.length >= total) socket.terminate()
  }
  wire.cutAfter(cutAfter)
  follow(opened.streamUrl)
  for (let i = 0; i < count; i++) await client.say(opened, `m${i}`)
  await done.promise
  // what came twice would have come by now, or shows in the order
  return heard.map(m => m.text)
}

test('a socket cut at 100 seeded frame boundaries loses and doubles nothing', async () => {
  const draw = seeded(9)
  let n = 0
  for (; wire.cuts() < 100; n++) {
    const count = 2 + Math.floor(draw() * 4)
    const boundary = 1 + Math.floor(draw() * 3 * count)
    expect(await talk(count, boundary), `cut ${n} after frame ${boundary}`).toEqual(expected(count))
  }
  console.log(`${wire.cuts()} cuts in ${n} talks`)
})

test.skipIf(!LONG)('a talk of 30 messages, cut at each of its frame boundaries', { timeout: 600_000 }, async () => {
  for (let boundary = 1; boundary <= 91; boundary++) expect(await talk(30, boundary)).toEqual(expected(30))
})
