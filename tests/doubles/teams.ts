import pino from 'pino'
import { type Bot, makeBot, type Turn } from '../../src/channels/bot.ts'
import { type ConnectorOptions, makeConnector } from '../../src/channels/connector.ts'
import { connectorKeys } from '../../src/channels/keys.ts'
import { makePace } from '../../src/channels/pace.ts'
import { openTeams, type TeamsChannel } from '../../src/channels/teams.ts'
import { teamsManner } from '../../src/channels/teams-manner.ts'
import type { Thread } from '../../src/channels/threads.ts'
import { makeGate } from '../../src/channels/trust.ts'
import type { Reply, Request } from '../../src/conversation/reply.ts'
import { createMind } from '../../src/conversation/think.ts'
import { turn } from '../../src/conversation/turn.ts'
import { makeTeamsDesk } from '../../src/notifications/teams-desk.ts'
import { makeTeamsNotifier } from '../../src/notifications/teams-notifier.ts'
import { startServer } from '../../src/server.ts'
import type { Store } from '../../src/store/store.ts'
import { partsOf, wordsIn } from './adaptive.ts'
import { APP_ID, claims, LOCAL_TRUST, REGISTRATION, reply, serve, sign, startKeys, TENANT } from './connector.ts'
import { library } from './library.ts'

/** A message as it stands in Teams, after all replacements. */
export interface Shown {
  id: string
  conversation: string
  type: string
  text?: string
  attachments?: { content: object }[]
}

/** What the connector answers to one request instead of taking it; `lost`: takes it and never says so. */
type Trouble = { status: number; headers?: object } | 'hang' | 'lost'

/** A Bot Connector on this machine, which keeps what is sent as Teams shows it. */
export async function startConnector() {
  const state = {
    shown: [] as Shown[],
    troubles: [] as Trouble[],
    tries: [] as { at: number; method: string }[],
    typing: 0,
  }
  const server = await serve((request, body, response) => {
    const [, conversation = '', id = ''] =
      /\/v3\/conversations\/([^/]+)\/activities\/?([^/]*)$/.exec(request.url!) ?? []
    const activity = JSON.parse(body) as Shown
    if (activity.type === 'typing') {
      state.typing++
      return reply(response, 200, { id: 'typing' })
    }
    state.tries.push({ at: Date.now(), method: request.method! })
    const trouble = state.troubles.shift()
    if (trouble === 'hang') return
    if (trouble && trouble !== 'lost') return reply(response, trouble.status, {}, trouble.headers)
    const place = decodeURIComponent(conversation)
    if (request.method === 'PUT') {
      const index = state.shown.findIndex(s => s.id === decodeURIComponent(id))
      if (index < 0) return reply(response, 404, {})
      state.shown[index] = { ...activity, id: state.shown[index]!.id, conversation: place }
      return reply(response, 200, { id: state.shown[index]!.id })
    }
    const name = `m${state.shown.length + 1}`
    state.shown.push({ ...activity, id: name, conversation: place })
    if (trouble !== 'lost') reply(response, 200, { id: name })
  })
  return { ...server, state }
}

export interface TeamsOptions {
  store: Store
  turn?: Turn
  now?: () => Date
  /** What the shell finds out; nothing unless given. */
  answer?: (request: Request) => unknown
  connector?: Partial<ConnectorOptions>
}

/** The whole Teams side on a store: key server, connector, door, desk and notifier. */
export async function startTeams(options: TeamsOptions) {
  const { store, turn: heart, now = () => new Date(), answer, connector: more = {} } = options
  const keys = await startKeys()
  const connector = await startConnector()
  const mind = createMind(library)
  const { thread, keepThread } = store.teams<Thread['reference']>()
  const faults: unknown[] = []
  const fault = (error: unknown) => void faults.push(error)
  const bot: Bot = makeBot({
    conversations: store.conversations<Reply>(),
    turn: heart ?? ((state, input, ctx) => turn(mind, state, input, ctx)),
    answer: async requete => ({ sorte: 'reponse', requete, resultat: answer?.(requete) ?? null }),
    apology: () => 'Un incident',
    now,
    manners: {
      msteams: teamsManner({ library: () => library, threads: { read: thread, keep: keepThread }, echo: true, fault }),
    },
    fault,
  })
  const desk = makeTeamsDesk({ store, library: () => library, base: () => 'https://relais.example', now })
  const teams: TeamsChannel = openTeams({
    bot,
    desk,
    registration: REGISTRATION,
    production: true,
    gate: makeGate({ id: APP_ID, keys: connectorKeys({ metadata: keys.metadata }), trust: LOCAL_TRUST }),
    isService: LOCAL_TRUST.isService,
    connector: makeConnector({
      token: async () => 'own-token',
      isService: LOCAL_TRUST.isService,
      pace: makePace(),
      timeoutMs: 400,
      ...more,
    }),
  })
  const notifier = makeTeamsNotifier({ store, library: () => library, desk, post: teams, now, fault })
  const server = await startServer(
    {
      trustProxy: [],
      publicUrl: undefined,
      rateLimits: false,
      upgrades: [],
      sentence: code => code,
      ready: async () => ({ ready: true, knowledge: { version: 'v', records: 1 }, database: 'sqlite' }),
      metricsToken: undefined,
      log: pino({ level: 'silent' }),
      routes: teams.routes,
    },
    0,
    '127.0.0.1',
  )
  const service = `${connector.url}/emea/`

  async function deliver(activity: object): Promise<number> {
    const headers = {
      'content-type': 'application/json',
      authorization: `Bearer ${await sign(keys.own, claims(service))}`,
    }
    const body = JSON.stringify({
      channelId: 'msteams',
      serviceUrl: service,
      recipient: { id: '28:bot', name: 'Relais' },
      ...activity,
    })
    return (await fetch(`http://127.0.0.1:${server.port}/api/messages`, { method: 'POST', headers, body })).status
  }

  return {
    connector: connector.state,
    faults,
    notifier,
    desk,
    deliver,
    /** Somebody in a chat (`personal`) or a channel. */
    person: (conversation: string, kind: 'personal' | 'channel' = 'personal', name = 'Camille') =>
      personIn({ deliver, connector: connector.state, conversation, kind, name }),
    async close() {
      await server.close()
      await connector.close()
      await keys.close()
    },
  }
}

interface Seat {
  deliver(activity: object): Promise<number>
  connector: { shown: Shown[] }
  conversation: string
  kind: 'personal' | 'channel'
  name: string
}

let count = 0

/** What somebody does in Teams, and what they see there. */
function personIn({ deliver, connector, conversation, kind, name }: Seat) {
  const here = () => connector.shown.filter(s => s.conversation.split(';')[0] === conversation.split(';')[0])
  const base = () => ({
    id: `a${++count}`,
    timestamp: new Date().toISOString(),
    from: { id: `29:${name}`, name, aadObjectId: name },
    conversation: { id: conversation, conversationType: kind, tenantId: TENANT, isGroup: kind === 'channel' },
  })
  const said = (text: string) =>
    kind === 'personal'
      ? { type: 'message', text }
      : {
          type: 'message',
          text: `<at>Relais</at> ${text}`,
          entities: [{ type: 'mention', mentioned: { id: '28:bot', name: 'Relais' }, text: '<at>Relais</at>' }],
        }
  const submits = (message: Shown | undefined) =>
    partsOf(message?.attachments ?? []).filter(p => p.type === 'Action.Submit') as {
      title: string
      data: Record<string, unknown>
    }[]

  return {
    install: () =>
      deliver({ ...base(), type: 'conversationUpdate', membersAdded: [{ id: '28:bot' }, { id: `29:${name}` }] }),
    deliver: (activity: object) => deliver({ ...base(), ...activity }),
    async say(text: string, more: object = {}) {
      const activity = { ...base(), ...said(text), ...more }
      return { activity, status: await deliver(activity) }
    },
    /** Clicks a button of a message, with what is typed in its fields. */
    async click(
      title: string,
      fields: object = {},
      message: Shown | undefined = here().findLast(s => submits(s).some(b => b.title === title)),
    ) {
      const button = submits(message).find(b => b.title === title)
      if (!message || !button)
        throw new Error(
          `no button ${title} in ${here()
            .map(s => s.text ?? wordsIn(s.attachments))
            .join(' | ')}`,
        )
      const { msteams, ...value } = button.data as { msteams?: { text: string } }
      const activity = {
        ...base(),
        type: 'message',
        text: msteams?.text,
        value: { ...value, ...fields },
        replyToId: message.id,
      }
      return { activity, status: await deliver(activity), message }
    },
    here,
    last: () => here().at(-1),
    buttons: (message = here().at(-1)) => submits(message).map(b => b.title),
    /** Everything that is to be read here, message by message. */
    reads: () => here().map(s => s.text ?? wordsIn(s.attachments)),
  }
}
