import { ActivityTypes, TurnContext } from 'botbuilder'
import type { Input } from '../conversation/turn.ts'
import { render, type Told } from './render.ts'

/** Through which door an activity came: conversations of one door can never be named by another. */
export type Door = 'local' | 'messages'

/** What an activity means for the heart. */
export interface Arrival {
  /** The name under which it is answered once. */
  activity: string
  input: Input
  /** The version of the conversation at which the clicked card was made: an older one was answered before. */
  ticket?: number
  /** The activity whose words these replace: what it answered is answered anew. */
  edits?: string
}

/** How a kind of channel is read, and how replies are shown in it. */
export interface Manner {
  /** Null for what needs no answer: typing, reactions, a member who leaves. */
  read(context: TurnContext, door: Door): Arrival | null
  /** Sends a reply; what is clicked in it holds until the conversation moves past `ticket`. */
  send(context: TurnContext, reply: Told, key: string, ticket: number): Promise<void>
  /** Tells that the bot is at work. */
  begin?(context: TurnContext): Promise<void>
  /** Called once an arrival is kept, before its replies are sent; not `fresh` when its card was answered before. */
  settle?(context: TurnContext, conversation: string, arrival: Arrival, fresh: boolean): Promise<void>
  /** Called once all replies are sent. */
  end?(context: TurnContext, conversation: string): Promise<void>
  /** True where nobody comes back for what was not sent: it is looked for again from the outbox. */
  later?: true
}

/** The conversation's own name: its door, its channel, and the channel's name for it. */
export function nameOf({ activity }: TurnContext, door: Door): string {
  return `${door}/${activity.channelId}/${activity.conversation.id}`
}

/** What was said, without the mention that a channel puts before it. */
export function wordsOf({ activity }: TurnContext): string {
  return (TurnContext.removeRecipientMention(activity) ?? activity.text ?? '').trim()
}

/** Text with choices and cards besides: our own web chat, the emulator, and whatever else speaks Bot Framework. */
export const plainManner: Manner = {
  read(context) {
    const { activity } = context
    if (activity.type === ActivityTypes.ConversationUpdate)
      // a fixed id: however often a channel announces itself, it is greeted once
      return activity.membersAdded?.length ? { activity: 'bonjour', input: { sorte: 'bonjour' } } : null
    if (activity.type !== ActivityTypes.Message || !activity.id) return null
    return { activity: activity.id, input: { sorte: 'texte', texte: wordsOf(context) } }
  },
  async send(context, reply, key) {
    // our own Direct Line has no address that one could call
    await context.sendActivity(render(reply, context.activity.serviceUrl.startsWith('urn:') ? key : undefined))
  },
}
