import { randomBytes, randomInt } from 'node:crypto'
import { ActivityTypes, TurnContext } from 'botbuilder'
import type { Reply, Request, Write } from '../conversation/reply.ts'
import { freshState, type State } from '../conversation/state.ts'
import type { Input, TurnResult } from '../conversation/turn.ts'
import { makeReference } from '../domain/lead.ts'
import { render, type Told } from './render.ts'

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
  /** What is said when something broke. */
  apology(): string
  now(): Date
  /** Told of faults without anything that people wrote. */
  fault(error: unknown): void
}

/** Through which door an activity came: conversations of one door can never be named by another. */
export type Door = 'local' | 'messages'

/** The bot behind every channel. */
export interface Bot {
  /** What botbuilder calls for one activity. */
  onTurn(context: TurnContext, door: Door): Promise<void>
}

interface Arrival {
  conversation: string
  channel: string
  activity: string
  input: Input
  send(reply: Reply, key: string): Promise<void>
}

const TRIES = 5
const ROUNDS = 3

/** Makes the bot: reads the state, asks the heart, keeps everything in one transaction, then sends. */
export function makeBot(options: BotOptions): Bot {
  const { conversations, turn } = options
  // one at a time in a conversation: people's messages are answered in the order in which they came
  const lanes = new Map<string, Promise<void>>()

  async function onTurn(context: TurnContext, door: Door): Promise<void> {
    const arrival = arrivalOf(context, door)
    if (!arrival) return
    const before = lanes.get(arrival.conversation) ?? Promise.resolve()
    const mine = before.catch(() => {}).then(() => converse(arrival))
    lanes.set(arrival.conversation, mine)
    try {
      await mine
    } finally {
      if (lanes.get(arrival.conversation) === mine) lanes.delete(arrival.conversation)
    }
  }

  async function converse(arrival: Arrival): Promise<void> {
    let todo: Unsent
    try {
      todo = await decide(arrival)
    } catch (error) {
      options.fault(error)
      await arrival.send(
        { sorte: 'message', texte: options.apology(), choix: [], cartes: [] },
        randomBytes(8).toString('hex'),
      )
      return
    }
    await deliver(arrival, todo)
  }

  /** What is to be sent; kept before anything is sent. */
  async function decide({ conversation, channel, activity, input }: Arrival): Promise<Unsent> {
    for (let n = 0; n < TRIES; n++) {
      const kept = await conversations.read(conversation, activity)
      if (kept?.unsent) return kept.unsent
      if (kept && input.sorte === 'bonjour') return { from: 0, replies: [] }
      const { state, replies, writes } = await run((kept?.state as State | undefined) ?? freshState(), input, channel)
      const version = kept?.version ?? 0
      if ((await conversations.commit({ conversation, channel, activity, version, state, replies, writes })) === 'ok')
        return { from: 0, replies }
    }
    throw new Error('the conversation moved at every try')
  }

  /** One turn, entered again with the answer to each of its requests. */
  async function run(state: State, input: Input, channel: string): Promise<TurnResult> {
    const now = options.now()
    const draws = Array.from({ length: 4 }, () => randomInt(2 ** 40) / 2 ** 40)
    const ctx = {
      now: now.toISOString(),
      reference: makeReference(now.getUTCFullYear(), draws),
      canal: channel === 'msteams' ? 'teams' : 'chat',
    }
    let result = turn(state, input, ctx)
    for (let round = 0; round < ROUNDS && result.requests.length > 0; round++) {
      const asked = result.requests
      result = { ...result, requests: [] }
      for (const request of asked) {
        const next = turn(result.state, await options.answer(request), ctx)
        result = {
          state: next.state,
          replies: [...result.replies, ...next.replies],
          requests: [...result.requests, ...next.requests],
          writes: [...result.writes, ...next.writes],
        }
      }
    }
    return { ...result, replies: withNoted(state, result) }
  }

  async function deliver(arrival: Arrival, { from, replies }: Unsent): Promise<void> {
    let count = from
    try {
      for (; count < replies.length; count++) await arrival.send(replies[count]!, `${arrival.activity}.${count}`)
    } finally {
      if (count > from) await conversations.sent(arrival.conversation, arrival.activity, count)
    }
  }

  return { onTurn }
}

/** The first reply names the answers that the message gave: new ones, and those given anew. */
function withNoted(before: State, { state, replies }: TurnResult): Told[] {
  const notees = state.pile.filter((id, i) => {
    const at = before.pile.indexOf(id)
    return at < 0 || at < i
  })
  return replies.map((reply, i) => (i === 0 && notees.length > 0 ? { ...reply, notees } : reply))
}

/** What an activity means for the heart; null for what needs no answer (typing, reactions, a member who leaves). */
function arrivalOf(context: TurnContext, door: Door): Arrival | null {
  const { activity } = context
  const channel = activity.channelId
  const conversation = `${door}/${channel}/${activity.conversation.id}`
  const send = async (reply: Reply, key: string): Promise<void> => {
    await context.sendActivity(render(reply, door === 'local' ? key : undefined))
  }
  if (activity.type === ActivityTypes.ConversationUpdate) {
    // a fixed id: however often a channel announces itself, it is greeted once
    return activity.membersAdded?.length
      ? { conversation, channel, activity: 'bonjour', input: { sorte: 'bonjour' }, send }
      : null
  }
  if (activity.type !== ActivityTypes.Message || !activity.id) return null
  const texte = (TurnContext.removeRecipientMention(activity) ?? activity.text ?? '').trim()
  return { conversation, channel, activity: activity.id, input: { sorte: 'texte', texte }, send }
}
