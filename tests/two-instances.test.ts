import type { TurnContext } from 'botbuilder'
import { afterAll, describe, expect, test } from 'vitest'
import { makeBot, type Turn } from '../src/channels/bot.ts'
import type { Reply } from '../src/conversation/reply.ts'
import type { State } from '../src/conversation/state.ts'
import { createMind } from '../src/conversation/think.ts'
import { turn } from '../src/conversation/turn.ts'
import { load } from '../src/load.ts'
import { openStore, type Store } from '../src/store/store.ts'
import { someFolder } from './folders.ts'
import { someLead } from './leads.ts'
import { type Cluster, makeCluster, postgresBin } from './postgres.ts'

const CONVERSATIONS = 200
const AT_ONCE = 32
const MESSAGES = ['un', 'deux', 'trois', 'quatre']
/** What people say, each script ending with a lead or in the middle of the form. */
const SCRIPTS = [
  ['Nous voulons recruter deux soudeurs à Soissons, nous sommes 40', 'je ne sais pas', 'être contacté', 'oui'],
  ['isoler notre usine', 'Compiègne', '110', 'retour'],
  ['bonjour', 'exporter en Allemagne', 'recommencer', 'un robot de soudage à Tergnier'],
  ['être contacté', 'Saint-Quentin', 'oui', 'Camille Martin'],
]

type Said = State & { said: string[] }

/** A heart that remembers every message, numbers its replies and makes a lead of the last. */
const remember: Turn = (state, input, { reference }) => {
  const said = [...((state as Partial<Said>).said ?? []), input.sorte === 'texte' ? input.texte : '?']
  const reply: Reply = { sorte: 'message', texte: String(said.length), choix: [], cartes: [] }
  const lead = someLead({ reference })
  const writes = said.length === MESSAGES.length ? [{ sorte: 'lead' as const, lead }] : []
  return { state: { ...state, said } as Said, replies: [reply], requests: [], writes }
}

/** One bot a store, all with one heart, and what was heard in each conversation. */
function instances(stores: readonly Store[], heart: Turn) {
  const faults: unknown[] = []
  const heard = new Map<string, string[]>()
  const bots = stores.map(store =>
    makeBot({
      conversations: store.conversations<Reply>(),
      turn: heart,
      answer: async requete => ({ sorte: 'reponse', requete, resultat: null }),
      apology: () => 'apology',
      now: () => new Date('2026-11-22T10:00:00Z'),
      fault: error => faults.push(error),
    }),
  )
  const say = (bot: number, conversation: string, id: string, text: string) => {
    const place = { channelId: 'x', serviceUrl: 'https://x.test', conversation: { id: conversation } }
    const activity = { type: 'message', id, recipient: { id: 'bot' }, text, ...place }
    const sendActivity = async (sent: { text: string }) => {
      heard.set(conversation, [...(heard.get(conversation) ?? []), sent.text])
    }
    return bots[bot]!.onTurn({ activity, sendActivity } as unknown as TurnContext, 'messages')
  }
  return { say, heard, faults }
}

const names = Array.from({ length: CONVERSATIONS }, (_, i) => `c${i}`)
const stateOf = async (store: Store, name: string) => (await store.conversations().read(`messages/x/${name}`, '-'))!

const bin = postgresBin()
describe.skipIf(!bin)('two instances on one PostgreSQL', () => {
  let cluster: Cluster | undefined
  const opened: Store[] = []
  afterAll(async () => {
    for (const store of opened) await store.close()
    await cluster?.remove()
  })
  async function pair(name: string): Promise<Store[]> {
    cluster ??= await makeCluster(bin!)
    const databaseUrl = await cluster.database(name)
    const stores = [1, 2].map(() => openStore({ dataDir: someFolder(), databaseUrl, role: 'server' }))
    const both = await Promise.all(stores)
    opened.push(...both)
    return both
  }

  test(`${CONVERSATIONS} conversations with messages to both at once lose and repeat nothing`, {
    timeout: 60_000,
  }, async () => {
    const stores = await pair('once')
    const { say, heard, faults } = instances(stores, remember)
    await Promise.all(names.flatMap((name, i) => MESSAGES.map((text, m) => say((i + m) % 2, name, `${m}`, text))))
    // every activity is delivered a second time, to the other instance: nothing may move
    await Promise.all(names.flatMap((name, i) => MESSAGES.map((text, m) => say((i + m + 1) % 2, name, `${m}`, text))))

    expect(faults).toEqual([])
    const expected = MESSAGES.map((_, m) => String(m + 1))
    for (const name of names) {
      const kept = await stateOf(stores[0]!, name)
      expect(kept).toMatchObject({ version: MESSAGES.length })
      expect((kept.state as Said).said.toSorted()).toEqual(MESSAGES.toSorted())
      expect(heard.get(name)!.toSorted()).toEqual(expected)
    }
    expect(await stores[0]!.leads.count({})).toBe(CONVERSATIONS)
  })

  test(`${CONVERSATIONS} real conversations that go back and forth between both equal the serial run`, {
    timeout: 60_000,
  }, async () => {
    const mind = createMind(load(process.cwd()).library!)
    // the heart is pure: what it said once it need not think over two hundred times
    const thought = new Map<string, ReturnType<Turn>>()
    const heart: Turn = (state, input, ctx) => {
      const key = JSON.stringify([state, input])
      const known = thought.get(key) ?? turn(mind, state, input, { ...ctx, reference: 'TI-2026-7F3K' })
      thought.set(key, known)
      return known
    }
    const alone = await openStore({ dataDir: someFolder(), role: 'server' })
    opened.push(alone)
    const serial = instances([alone], heart)
    for (const [i, script] of SCRIPTS.entries())
      for (const [m, text] of script.entries()) await serial.say(0, `c${i}`, `${m}`, text)

    const stores = await pair('serial')
    const both = instances(stores, heart)
    const converse = async (i: number) => {
      for (const [m, text] of SCRIPTS[i % SCRIPTS.length]!.entries())
        await both.say((i + m) % 2, names[i]!, `${m}`, text)
    }
    // both instances and their hearts share one thread here: so many talk at a time, none waits for a connection
    let next = 0
    const lane = async () => {
      while (next < CONVERSATIONS) await converse(next++)
    }
    await Promise.all(Array.from({ length: AT_ONCE }, lane))
    expect([...serial.faults, ...both.faults]).toEqual([])
    for (const [i, name] of names.entries()) {
      const like = `c${i % SCRIPTS.length}`
      expect(both.heard.get(name)).toEqual(serial.heard.get(like))
      expect(await stateOf(stores[1]!, name)).toEqual(await stateOf(alone, like))
    }
  })
})
