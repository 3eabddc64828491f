import { type Activity, ActivityTypes, TurnContext } from 'botbuilder'
import type { Card } from '../domain/adaptive-card.ts'
import type { Library } from '../domain/library.ts'
import { type Arrival, type Manner, wordsOf } from './manner.ts'
import { answeredCard, type Clicked, passedCard, replyCard } from './teams-cards.ts'
import type { Threads } from './threads.ts'

export interface TeamsMannerOptions {
  library(): Pick<Library, 'texts' | 'questions'>
  threads: Threads
  /** True where a click's words appear as its person's own message. */
  echo: boolean
  /** Told of faults that cost comfort only: a sign, an old card. */
  fault(error: unknown): void
}

const SUMMARY = 120
const LONGEST_ANSWER = 1_000
const SIGN_MS = 1_000
const ANSWER = Symbol('answer')
const OPEN = Symbol('open')

/** Teams: cards with buttons, lists and fields, each closed once it is answered. */
export function teamsManner({ library, threads, echo, fault }: TeamsMannerOptions): Manner {
  /** Puts a card in the place of another; an old card that stays costs nothing but looks. */
  async function replace(context: TurnContext, id: string, card: Card): Promise<void> {
    const activity = { ...attached(card), id, conversation: context.activity.conversation } as Partial<Activity>
    await context.updateActivity(activity).catch(fault)
  }

  return {
    later: true,

    read(context) {
      const { activity } = context
      const welcome: Arrival = { activity: 'bonjour', input: { sorte: 'bonjour' } }
      if (activity.type === ActivityTypes.InstallationUpdate) return activity.action?.startsWith('add') ? welcome : null
      if (activity.type === ActivityTypes.ConversationUpdate)
        // people who join a team are not ours to greet
        return activity.membersAdded?.some(m => m.id === activity.recipient.id) ? welcome : null
      if (!activity.id) return null
      if (activity.type === ActivityTypes.MessageUpdate) return readEdit(context)
      if (activity.type !== ActivityTypes.Message) return null
      const clicked = readClick(activity.value)
      const texte = (clicked?.texte ?? wordsOf(context)).slice(0, 20_000)
      if (clicked) context.turnState.set(ANSWER, clicked.texte)
      const ticket = clicked ? { ticket: clicked.ticket } : {}
      return { activity: activity.id, input: { sorte: 'texte', texte }, ...ticket }
    },

    async begin(context) {
      const { type, deliveryMode, conversation } = context.activity
      // Teams shows no sign in channels, and the Playground's page breaks on it
      if (conversation.conversationType === 'channel') return
      if (type !== ActivityTypes.Message || deliveryMode === 'expectReplies') return
      const sign = context.sendActivity({ type: ActivityTypes.Typing }).then(() => {})
      await Promise.race([sign.catch(fault), new Promise(done => setTimeout(done, SIGN_MS).unref())])
    },

    async settle(context, conversation, _arrival, fresh) {
      const { texts } = library()
      const thread = await threads.read(conversation)
      const clicked = context.activity.value ? context.activity.replyToId : undefined
      const answer = context.turnState.get<string | undefined>(ANSWER) ?? null
      if (thread?.carte && (fresh || clicked === thread.carte.id)) {
        const { id, texte } = thread.carte
        await replace(context, id, answeredCard(texts, texte, clicked === id ? answer : null))
        await threads.keep(conversation, { ...thread, carte: null })
      }
      if (clicked && !fresh && clicked !== thread?.carte?.id) await replace(context, clicked, passedCard(texts))
    },

    async send(context, reply, _key, ticket) {
      const { texts, questions } = library()
      const { conversation, type } = context.activity
      // what is clicked under a greeting in a channel begins a conversation of its own
      const from = conversation.conversationType === 'channel' && type !== ActivityTypes.Message ? 0 : ticket
      const question = reply.question === undefined ? undefined : questions.get(reply.question)
      const card = replyCard(reply, { texts, question, ticket: from, echo })
      if (!card) {
        await context.sendActivity({ type: 'message', text: reply.texte, textFormat: 'plain' })
        return
      }
      const sent = await context.sendActivity({ ...attached(card), summary: reply.texte.slice(0, SUMMARY) })
      const asks = reply.choix.length > 0 || reply.question !== undefined
      if (asks && sent?.id) context.turnState.set(OPEN, { id: sent.id, texte: reply.texte })
    },

    async end(context, conversation) {
      const open = context.turnState.get<{ id: string; texte: string } | undefined>(OPEN) ?? null
      const reference = TurnContext.getConversationReference(context.activity)
      const before = open ? null : await threads.read(conversation)
      await threads.keep(conversation, { reference, carte: open ?? before?.carte ?? null }).catch(fault)
    },
  }
}

/** An activity that shows one card. */
export function attached(card: object): Partial<Activity> {
  const attachments = [{ contentType: 'application/vnd.microsoft.card.adaptive', content: card }]
  return { type: 'message', attachments }
}

/** Words that were changed after they were sent; one change that is told twice is answered once. */
function readEdit(context: TurnContext): Arrival | null {
  const { activity } = context
  if ((activity.channelData as { eventType?: unknown } | undefined)?.eventType !== 'editMessage') return null
  const texte = wordsOf(context)
  const at = activity.timestamp ? new Date(activity.timestamp).getTime() : texte
  return { activity: `${activity.id}.${at}`, edits: activity.id!, input: { sorte: 'texte', texte } }
}

/** What a click in one of our cards says, as text; undefined for a message that was typed. */
export function readClick(value: unknown): { ticket: number; texte: string } | undefined {
  const data = objectOf(value)
  const relais = objectOf(data?.relais) as Partial<Clicked> | undefined
  if (!data || !relais || typeof relais.ticket !== 'number') return undefined
  const { ticket, texte, liste } = relais
  const given = typeof data.reponse === 'string' || typeof data.reponse === 'number' ? String(data.reponse) : ''
  if (typeof texte === 'string') return { ticket, texte: texte.slice(0, LONGEST_ANSWER) }
  if (!Array.isArray(liste)) return { ticket, texte: given.slice(0, LONGEST_ANSWER) }
  const chosen = given.split(',').map(i => (liste as unknown[])[Number(i)])
  const words = chosen.filter(c => typeof c === 'string')
  return { ticket, texte: words.join(', ').slice(0, LONGEST_ANSWER) }
}

/** An object, or one written as JSON: clients send both. */
export function objectOf(value: unknown): Record<string, unknown> | undefined {
  if (typeof value === 'string' && value.startsWith('{')) {
    try {
      return objectOf(JSON.parse(value))
    } catch {
      return undefined
    }
  }
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined
}
