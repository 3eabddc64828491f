import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeConnector } from '../src/channels/connector.ts'
import type { LocalData } from '../src/channels/render.ts'
import { createMind } from '../src/conversation/think.ts'
import { turn } from '../src/conversation/turn.ts'
import { library } from './doubles/library.ts'
import { type Came, differences, type Line, type Talk, talks } from './doubles/script.ts'
import { startShell } from './doubles/shell.ts'
import { type Message, talkTo } from './doubles/talk.ts'

/*
 * The written talks through the two real doors: HTTP, botbuilder, one transaction for each message, rendered activities.
 */
const mind = createMind(library)
let script: unknown[] = []
let asked: string[] = []
let shell: Awaited<ReturnType<typeof startShell>>
let serviceUrl: string
type Sent = { text: string; suggestedActions?: { actions: { value: string }[] }; conversation: { id: string } }
const sent: Sent[] = []
/** What a channel of the Bot Framework does: takes what the bot sends. */
const connector = createServer((req, res) => {
  let body = ''
  req.on('data', chunk => {
    body += chunk
  })
  req.on('end', () => {
    sent.push(JSON.parse(body))
    res.writeHead(200, { 'content-type': 'application/json' })
    res.end(JSON.stringify({ id: `sent-${sent.length}` }))
  })
})

beforeAll(async () => {
  await new Promise<void>(done => connector.listen(0, '127.0.0.1', done))
  serviceUrl = `http://127.0.0.1:${(connector.address() as AddressInfo).port}`
  shell = await startShell({
    // the platform's pace has its own tests
    connector: makeConnector({ token: async () => '', isService: () => true, pace: { turn: async () => {} } }),
    turn: (state, input, ctx) => turn(mind, state, input, ctx),
    answer: async requete => {
      asked.push(requete.sorte)
      return { sorte: 'reponse', requete, resultat: script.shift() ?? null }
    },
  })
})
afterAll(async () => {
  await shell.close()
  connector.close()
})

/** What the store was given for one conversation by its last message. */
function kept(conversation: string) {
  const commit = shell.conversations.commits.filter(c => c.conversation.endsWith(`/${conversation}`)).at(-1)!
  return { state: commit.state as Came['state'], ecrit: commit.writes.map(w => w.sorte), demandes: [...asked] }
}
const choicesOf = (m: Sent | Message | undefined) => m?.suggestedActions?.actions.map(a => a.value) ?? []

function prepare(line: Line): void {
  script = [...(line.repond ?? [])]
  asked = []
}

async function byDirectLine(talk: Talk): Promise<string[]> {
  const door = talkTo(shell.base)
  const opened = await door.open()
  let { watermark } = await door.read(opened)
  const found: string[] = []
  for (const [n, line] of talk.lignes.entries()) {
    prepare(line)
    expect((await door.say(opened, line.user)).status).toBe(200)
    const set = await door.read(opened, watermark)
    watermark = set.watermark
    const said = set.activities.filter(a => a.from.role === 'bot')
    const data = said.map(a => a.channelData!.relais as unknown as LocalData)
    const came: Came = {
      ...kept(opened.conversationId),
      texts: said.map(a => a.text),
      choix: choicesOf(said.at(-1)),
      sortes: data.map(d => d.sorte),
      cartes: data.flatMap(d => d.cartes),
    }
    for (const d of differences(line.bot ?? {}, came)) found.push(`${n + 1}. « ${line.user.slice(0, 50)} »: ${d}`)
  }
  return found
}

let count = 0
async function byMessages(talk: Talk): Promise<string[]> {
  const conversation = { id: `written-${++count}` }
  const found: string[] = []
  for (const [n, line] of talk.lignes.entries()) {
    prepare(line)
    sent.length = 0
    const response = await fetch(`${shell.base}/api/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        type: 'message',
        id: `m${n}`,
        channelId: 'emulator',
        serviceUrl,
        conversation,
        from: { id: 'me' },
        recipient: { id: 'bot' },
        text: line.user,
      }),
    })
    expect(response.status).toBe(200)
    const came: Came = { ...kept(conversation.id), texts: sent.map(s => s.text), choix: choicesOf(sent.at(-1)) }
    for (const d of differences(line.bot ?? {}, came)) found.push(`${n + 1}. « ${line.user.slice(0, 50)} »: ${d}`)
  }
  return found
}

/** Direct Line takes no empty message; a person cannot send one either. */
const sendable = (list: readonly Talk[]) => list.filter(t => t.lignes.every(l => l.user.trim() !== ''))

describe.each([
  ['Direct Line', byDirectLine],
  ['/api/messages', byMessages],
] as const)('the written talks through %s', (_, by) => {
  test.each(talks.map(([file, list]) => [file, list] as const))(
    '%s',
    async (_file, list) => {
      const found: string[] = []
      for (const talk of sendable(list)) for (const f of await by(talk)) found.push(`${talk.titre}: ${f}`)
      expect(found).toEqual([])
      expect(shell.faults).toEqual([])
    },
    120_000,
  )
})
