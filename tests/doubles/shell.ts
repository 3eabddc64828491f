import { randomBytes } from 'node:crypto'
import pino from 'pino'
import type { Route } from '../../src/api/route.ts'
import { activitiesInMemory } from '../../src/channels/activities.ts'
import { makeBot, type Turn } from '../../src/channels/bot.ts'
import type { Connector } from '../../src/channels/connector.ts'
import { directLineRoutes } from '../../src/channels/directline.ts'
import { makeLocalAdapter } from '../../src/channels/local.ts'
import { directLineStreams } from '../../src/channels/stream.ts'
import { messagesRoutes } from '../../src/channels/teams.ts'
import { Tokens } from '../../src/channels/tokens.ts'
import type { Reply, Request } from '../../src/conversation/reply.ts'
import type { State } from '../../src/conversation/state.ts'
import type { Input } from '../../src/conversation/turn.ts'
import { type ServerOptions, startServer } from '../../src/server.ts'
import { conversationsInMemory } from './conversations.ts'

/** A reply with no more than its text and choices. */
export function says(texte: string, more: Partial<Reply> = {}): Reply {
  return { sorte: 'message', texte, choix: [], cartes: [], ...more }
}

/** A heart that greets, repeats what is said, and counts how often it was spoken to in this conversation. */
export const parrot: Turn = (state, input) => {
  const said = (state as State & { said?: number }).said ?? 0
  if (input.sorte === 'bonjour')
    return { state, replies: [says('Bonjour', { choix: [{ titre: 'Oui', valeur: 'oui' }] })], requests: [], writes: [] }
  const texte = input.sorte === 'texte' ? input.texte : '?'
  if (texte === 'panne') throw new Error('the heart broke')
  return {
    state: { ...state, said: said + 1 } as State,
    replies: [says(`${said + 1} ${texte}`), says('et ensuite ?')],
    requests: [],
    writes: [],
  }
}

export interface ShellOptions extends Partial<ServerOptions> {
  turn?: Turn
  origins?: string[]
  production?: boolean
  answer?: (request: Request) => Promise<Input>
  /** The sending half towards the Bot Connector, in place of the paced one. */
  connector?: Connector
  more?: Route[]
}

/** The whole shell, on a free port unless one is given, with memory for a store. */
export async function startShell(options: ShellOptions = {}, port = 0) {
  const conversations = conversationsInMemory()
  const activities = activitiesInMemory()
  const tokens = new Tokens(randomBytes(32))
  const origins = options.origins ?? []
  const faults: unknown[] = []
  const fault = (error: unknown) => void faults.push(error)
  const answer = async (): Promise<Input> => ({ sorte: 'texte', texte: 'answer' })
  const bot = makeBot({
    conversations,
    turn: options.turn ?? parrot,
    answer: options.answer ?? answer,
    apology: () => 'Un incident',
    now: () => new Date(),
    fault,
  })
  const adapter = makeLocalAdapter(bot, activities)
  const streams = directLineStreams({ tokens, activities, origins, fault })
  const server = await startServer(
    {
      trustProxy: [],
      publicUrl: undefined,
      rateLimits: true,
      upgrades: [streams],
      sentence: code => `sentence of ${code}`,
      ready: async () => ({ ready: true, knowledge: { version: 'v', records: 1 }, database: 'sqlite' }),
      metricsToken: undefined,
      log: pino({ level: 'silent' }),
      ...options,
      routes: [
        ...directLineRoutes({ tokens, activities, adapter, origins, slow: n => `slower: ${n}` }),
        ...messagesRoutes({
          bot,
          registration: undefined,
          production: options.production ?? false,
          ...(options.connector ? { connector: options.connector } : {}),
        }),
        ...(options.more ?? []),
      ],
    },
    port,
    '127.0.0.1',
  )
  return {
    base: `http://127.0.0.1:${server.port}`,
    port: server.port,
    conversations,
    activities,
    tokens,
    faults,
    streams,
    async close() {
      streams.close()
      await server.close()
    },
  }
}
