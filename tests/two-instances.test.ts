import type { TurnContext } from 'botbuilder'
import { afterAll, describe, expect, test } from 'vitest'
import { makeBot, type Turn } from '../src/channels/bot.ts'
import type { Reply } from '../src/conversation/reply.ts'
import type { State } from '../src/conversation/state.ts'
import { openStore, type Store } from '../src/store/store.ts'
import { someFolder } from './folders.ts'
import { someLead } from './leads.ts'
import { type Cluster, makeCluster, postgresBin } from './postgres.ts'

const CONVERSATIONS = 200
const MESSAGES = ['un', 'deux', 'trois', 'quatre']

type Said = State & { said: string[] }

/** A heart that remembers every message, numbers its replies and makes a lead of the last. */
const remember: Turn = (state, input, { reference }) => {
  const said = [...((state as Partial<Said>).said ?? []), input.sorte === 'texte' ? input.texte : '?']
  const reply: Reply = { sorte: 'message', texte: String(said.length), choix: [], cartes: [] }
  const lead = someLead({ reference })
  const writes = said.length === MESSAGES.length ? [{ sorte: 'lead' as const, lead }] : []
  return { state: { ...state, said } as Said, replies: [reply], requests: [], writes }
}

const bin = postgresBin()
describe.skipIf(!bin)('two instances on one PostgreSQL', () => {
  let cluster: Cluster
  const stores: Store[] = []
  afterAll(async () => {
    for (const store of stores) await store.close()
    await cluster.remove()
  })

  test(`${CONVERSATIONS} conversations with messages to both at once are as if one had served them`, {
    timeout: 60_000,
  }, async () => {
    cluster = await makeCluster(bin!)
    const databaseUrl = await cluster.database('two')
    const faults: unknown[] = []
    for (let n = 0; n < 2; n++) stores.push(await openStore({ dataDir: someFolder(), databaseUrl, role: 'server' }))
    const bots = stores.map(store =>
      makeBot({
        conversations: store.conversations<Reply>(),
        turn: remember,
        answer: async () => ({ sorte: 'texte', texte: '' }),
        apology: () => 'apology',
        now: () => new Date(),
        fault: error => faults.push(error),
      }),
    )
    const heard = new Map<string, string[]>()
    const say = (bot: number, conversation: string, id: string, text: string) => {
      const activity = {
        type: 'message',
        id,
        channelId: 'x',
        conversation: { id: conversation },
        recipient: { id: 'bot' },
        text,
      }
      const sendActivity = async (sent: { text: string }) => {
        heard.set(conversation, [...(heard.get(conversation) ?? []), sent.text])
      }
      return bots[bot]!.onTurn({ activity, sendActivity } as unknown as TurnContext, 'messages')
    }
    const names = Array.from({ length: CONVERSATIONS }, (_, i) => `c${i}`)
    await Promise.all(names.flatMap((name, i) => MESSAGES.map((text, m) => say((i + m) % 2, name, `${m}`, text))))
    // every activity is delivered a second time, to the other instance: nothing may move
    await Promise.all(names.flatMap((name, i) => MESSAGES.map((text, m) => say((i + m + 1) % 2, name, `${m}`, text))))

    expect(faults).toEqual([])
    const expected = MESSAGES.map((_, m) => String(m + 1))
    for (const name of names) {
      const kept = await stores[0]!.conversations<Reply>().read(`messages/x/${name}`, '-')
      expect(kept).toMatchObject({ version: MESSAGES.length })
      expect((kept!.state as Said).said.toSorted()).toEqual(MESSAGES.toSorted())
      expect(heard.get(name)!.toSorted()).toEqual(expected)
    }
    expect(await stores[0]!.leads.count({})).toBe(CONVERSATIONS)
  })
})
