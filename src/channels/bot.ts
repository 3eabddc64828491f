import { randomBytes, randomInt } from 'node:crypto'
import type { TurnContext } from 'botbuilder'
import type { Reply, Request, Write } from '../conversation/reply.ts'
import { freshState, type State } from '../conversation/state.ts'
import type { Input, TurnResult } from '../conversation/turn.ts'
import { type Lead, makeReference } from '../domain/lead.ts'
import { type Arrival, type Door, type Manner, nameOf, plainManner } from './manner.ts'
import type { Told } from './render.ts'

/** What of an answered activity has not reached its channel: replies from number `from` on. */
export interface Unsent {
  from: number
  replies: Reply[]
}

/** One conversation as it was last kept; `unsent` is set when the activity asked about was answered before. */
export interface Kept {
  /** What was given to `commit`: opaque for the store. */
  state: unknown
  /** Counts the commits, from 1. */
  version: number
  unsent: Unsent | null
}

/** All that one answered activity changes, in one transaction. */
export interface Commit {
  conversation: string
  channel: string
  activity: string
  /** The version that was read, 0 for a new conversation. */
  version: number
  state: unknown
  replies: Reply[]
  writes: Write[]
  /** Puts a row into the outbox, so that what is not sent now is looked for again. */
  later?: true
}

/** Where conversations are kept. */
export interface Conversations {
  read(conversation: string, activity: string): Promise<Kept | null>
  /** `conflict` when the version has moved, the activity is answered already, or the lead's reference is taken. */
  commit(commit: Commit): Promise<'ok' | 'conflict'>
  /** Notes that the channel took the first `count` replies. */
  sent(conversation: string, activity: string, count: number): Promise<void>
}

/** The heart's one door, with the library already in it. */
export type Turn = (state: State, input: Input, ctx: { now: string; reference: string; canal?: string }) => TurnResult

export interface BotOptions {
  conversations: Conversations
  turn: Turn
  /** Finds out what `turn` asked for, as the input to enter it with once more. */
  answer(request: Request): Promise<Input>
  /** What is said when something broke; `lost` is the confirmed request that could not be kept, if there was one. */
  apology(lost?: Lead): string
  now(): Date
  /** Channels with a manner of their own, by id. */
  manners?: Readonly<Record<string, Manner>>
  /** Told of faults without anything that people wrote. */
  fault(error: unknown): void
}

/** The bot behind every channel. */
export interface Bot {
  /** What botbuilder calls for one activity. */
  onTurn(context: TurnContext, door: Door): Promise<void>
  /** Sends what of an answered activity has not reached its channel, in a turn of our own. */
  resume(context: TurnContext, conversation: string, activity: string): Promise<void>
}

/** One arrival in its place, with the way back. */
interface Visit {
  conversation: string
  channel: string
  arrival: Arrival
  manner: Manner
  context: TurnContext
}

/** What is to be sent, and how the arrival counted: now, an earlier time, or not at all, its card being answered. */
interface Decision extends Unsent {
  ticket: number
  counted: 'now' | 'before' | 'passed'
}

const TRIES = 5
const ROUNDS = 3

/** A confirmed request that the store did not take: the person is told whom to reach. */
class NotKept extends Error {
  readonly lead: Lead
  constructor(lead: Lead, cause: unknown) {
    super('the request was not kept', { cause })
    this.lead = lead
  }
}

/** Makes the bot: reads the state, asks the heart, keeps everything in one transaction, then sends. */
export function makeBot(options: BotOptions): Bot {
  const { conversations, turn } = options
  // one at a time in a conversation: people's messages are answered in the order in which they came
  const lanes = new Map<string, Promise<void>>()

  async function onTurn(context: TurnContext, door: Door): Promise<void> {
    const manner = (door === 'messages' && options.manners?.[context.activity.channelId]) || plainManner
    const arrival = manner.read(context, door)
    if (!arrival) return
    const channel = context.activity.channelId
    const visit = { conversation: nameOf(context, door), channel, arrival, manner, context }
    await inLane(visit.conversation, () => converse(visit))
  }

  async function resume(context: TurnContext, conversation: string, activity: string): Promise<void> {
    const channel = context.activity.channelId
    const manner = options.manners?.[channel] ?? plainManner
    const arrival: Arrival = { activity, input: { sorte: 'bonjour' } }
    await inLane(conversation, async () => {
      const kept = await conversations.read(conversation, activity)
      if (!kept?.unsent) return
      const decision = { ...kept.unsent, ticket: kept.version, counted: 'before' as const }
      await deliver({ conversation, channel, arrival, manner, context }, decision)
    })
  }

  async function inLane(conversation: string, work: () => Promise<void>): Promise<void> {
    const before = lanes.get(conversation) ?? Promise.resolve()
    const mine = before.catch(() => {}).then(work)
    lanes.set(conversation, mine)
    try {
      await mine
    } finally {
      if (lanes.get(conversation) === mine) lanes.delete(conversation)
    }
  }

  async function converse(visit: Visit): Promise<void> {
    const { manner, context, conversation, arrival } = visit
    await manner.begin?.(context)
    let todo: Decision
    try {
      todo = await decide(visit)
    } catch (error) {
      const lost = error instanceof NotKept ? error.lead : undefined
      options.fault(lost ? (error as NotKept).cause : error)
      const sorry = { sorte: 'message' as const, texte: options.apology(lost), choix: [], cartes: [] }
      await manner.send(context, sorry, randomBytes(8).toString('hex'), 0)
      return
    }
    if (todo.counted !== 'before') await manner.settle?.(context, conversation, arrival, todo.counted === 'now')
    await deliver(visit, todo)
  }

  /** What is to be sent; kept before anything is sent. */
  async function decide({ conversation, channel, arrival, manner }: Visit): Promise<Decision> {
    const { activity, input, ticket } = arrival
    for (let n = 0; n < TRIES; n++) {
      const kept = await conversations.read(conversation, activity)
      const version = kept?.version ?? 0
      if (kept?.unsent) return { ...kept.unsent, ticket: version, counted: 'before' }
      const passed = ticket !== undefined && ticket !== version
      if (passed || (kept && input.sorte === 'bonjour'))
        return { from: 0, replies: [], ticket: version, counted: passed ? 'passed' : 'before' }
      const before = await reopened(conversation, (kept?.state as State | undefined) ?? freshState(), arrival, channel)
      const { state, replies, writes } = await run(before, input, channel)
      const later = manner.later && replies.length > 0 ? { later: true as const } : {}
      const commit = { conversation, channel, activity, version, state, replies, writes, ...later }
      const lead = writes.flatMap(w => (w.sorte === 'lead' ? [w.lead] : [])).at(-1)
      const outcome = conversations.commit(commit).catch(cause => {
        throw lead ? new NotKept(lead, cause) : cause
      })
      if ((await outcome) === 'ok') return { from: 0, replies, ticket: version + 1, counted: 'now' }
    }
    throw new Error('the conversation moved at every try')
  }

  /** Before words that replace others are read: the one question that those had answered is asked again. */
  async function reopened(conversation: string, state: State, { edits }: Arrival, channel: string): Promise<State> {
    const answered = edits === undefined ? null : await conversations.read(conversation, edits)
    const notees = (answered?.unsent?.replies[0] as Told | undefined)?.notees ?? []
    if (notees.length !== 1) return state
    const asked = (await run(state, { sorte: 'texte', texte: `corriger ${notees[0]}` }, channel)).state
    return 'question' in asked.attente && asked.attente.question === notees[0] ? asked : state
  }

  /** One turn, entered again with the answer to each of its requests. */
  async function run(state: State, input: Input, channel: string): Promise<TurnResult> {
    const now = options.now()
    const draws = Array.from({ length: 4 }, () => randomInt(2 ** 40) / 2 ** 40)
    const ctx = {
      now: now.toISOString(),
      reference: makeReference(now.getUTCFullYear(), draws),
      canal: channel,
    }
    let result = turn(state, input, ctx)
    for (let round = 0; round < ROUNDS && result.requests.length > 0; round++) {
      const asked = result.requests
      result = { ...result, requests: [] }
      for (const request of asked) {
        const next = turn(result.state, await options.answer(request), ctx)
        result = {
          state: next.state,
          replies: [...withoutRepeated(result.replies, next.replies), ...next.replies],
          requests: [...result.requests, ...next.requests],
          writes: [...result.writes, ...next.writes],
        }
      }
    }
    return { ...result, replies: withNoted(state, result) }
  }

  async function deliver({ conversation, arrival, manner, context }: Visit, todo: Decision): Promise<void> {
    const { from, replies, ticket } = todo
    let count = from
    try {
      for (; count < replies.length; count++)
        await manner.send(context, replies[count]!, `${arrival.activity}.${count}`, ticket)
    } catch (error) {
      // what is kept for later need not come back through the channel
      if (!manner.later) throw error
      options.fault(error)
    } finally {
      if (count > from) await conversations.sent(conversation, arrival.activity, count)
      await manner.end?.(context, conversation)
    }
  }

  return { onTurn, resume }
}

/** Choices that the words said after them repeat are shown once, with those. */
function withoutRepeated(before: readonly Reply[], after: readonly Reply[]): Reply[] {
  const again = new Set(after.at(-1)?.choix.map(c => c.valeur))
  return before.map((reply, i) => {
    const repeated = i === before.length - 1 && reply.choix.every(c => again.has(c.valeur))
    return repeated ? { ...reply, choix: [] } : reply
  })
}

/** The first reply names the answers that the message gave: new ones, and those given anew. */
function withNoted(before: State, { state, replies }: TurnResult): Told[] {
  const notees = state.pile.filter((id, i) => {
    const at = before.pile.indexOf(id)
    return at < 0 || at < i
  })
  return replies.map((reply, i) => (i === 0 && notees.length > 0 ? { ...reply, notees } : reply))
}
