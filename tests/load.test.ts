import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { startProcess } from './doubles/process.ts'
import { type Message, type Opened, type Set_, talkTo } from './doubles/talk.ts'

const CHATS = 500
const PER_SECOND = 50
const MESSAGES = 3_000

/** What hurried people say, one after the other: a need, answers, a question, a correction, a command. */
const WORDS = [
  'on galère à recruter des soudeurs à Chauny, on est 40',
  'oui',
  'je ne sais pas',
  "c'est quoi Rev3 ?",
  'en fait on est 60',
  'ma facture de gaz explose à Noyon',
  'où j’en suis',
  'qui peut m’aider à exporter ?',
  'un robot de soudure à Cambrai',
  'retour',
]

/** One open chat, and what its socket brought. */
interface Chat {
  opened: Opened
  socket: WebSocket
  seen: Set<string>
  doubled: number
}

describe.skipIf(process.env.RELAIS_LONG !== '1')(`${CHATS} open chats on one process`, () => {
  let server: Awaited<ReturnType<typeof startProcess>>
  beforeAll(async () => {
    server = await startProcess({ LOG_LEVEL: 'fatal', DATABASE_URL: '' })
  }, 30_000)
  afterAll(() => server.stop())

  test(`${PER_SECOND} messages a second are all answered, none twice; time and memory are told`, async () => {
    const client = talkTo(server.base)
    /** Ids of the messages of ours that have no answer on a socket yet. */
    const open = new Set<string>()
    const early = new Set<string>()
    const { promise: allAnswered, resolve: done } = Promise.withResolvers<void>()
    let said = 0
    function hear(chat: Chat, { id, type, replyToId = '' }: Message): void {
      if (type !== 'message') return
      if (chat.seen.has(id)) chat.doubled++
      chat.seen.add(id)
      if (!open.delete(replyToId)) early.add(replyToId)
      if (said === MESSAGES && open.size === 0) done()
    }
    const begin = async (): Promise<Chat> => {
      const opened = await client.open()
      const chat = { opened, socket: new WebSocket(opened.streamUrl), seen: new Set<string>(), doubled: 0 }
      chat.socket.on('message', data => {
        const text = String(data)
        if (text !== '') for (const message of (JSON.parse(text) as Set_).activities) hear(chat, message)
      })
      await once(chat.socket, 'open')
      return chat
    }
    const chats: Chat[] = []
    for (let n = 0; n < CHATS; n += 20) chats.push(...(await Promise.all(Array.from({ length: 20 }, begin))))
    const idle = await memoryOf(server.base)

    const times: number[] = []
    const start = performance.now()
    const speak = async (_: unknown, n: number): Promise<void> => {
      await wait(Math.max(0, start + (n / PER_SECOND) * 1_000 - performance.now()))
      const from = performance.now()
      const answer = await client.say(
        chats[(n * 7) % CHATS]!.opened,
        WORDS[(n + Math.floor(n / CHATS)) % WORDS.length]!,
      )
      times.push(performance.now() - from)
      expect(answer.status).toBe(200)
      const { id } = (await answer.json()) as { id: string }
      said++
      if (!early.has(id)) open.add(id)
      if (said === MESSAGES && open.size === 0) done()
    }
    await Promise.all(Array.from({ length: MESSAGES }, speak))
    const seconds = (performance.now() - start) / 1_000
    await allAnswered
    console.log(
      `${CHATS} chats, ${MESSAGES} messages in ${seconds.toFixed(0)} s: a message is answered in ` +
        `${centile(times, 0.5)} ms at the median, ${centile(times, 0.99)} ms at the 99th centile; ` +
        `memory ${idle} MB with the chats open, ${await memoryOf(server.base)} MB after`,
    )
    expect(chats.reduce((n, c) => n + c.doubled, 0)).toBe(0)
    for (const { socket } of chats) socket.terminate()
  }, 240_000)
})

/** Resident memory of the server, in megabytes, by its own count. */
async function memoryOf(base: string): Promise<number> {
  const metrics = await (await fetch(`${base}/metrics`)).text()
  return Math.round(Number(/^process_resident_memory_bytes (\S+)/m.exec(metrics)![1]) / 1e6)
}

function centile(times: readonly number[], part: number): string {
  const sorted = times.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))]!.toFixed(1)
}
