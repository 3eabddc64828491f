import { type Activity, ActivityTypes, type ConversationReference, type TurnContext } from 'botbuilder'
import { card, lines } from '../domain/adaptive-card.ts'
import { fold } from '../domain/fold.ts'
import type { LeadClick, LeadDesk, Said } from '../domain/lead-desk.ts'
import { wordsOf } from './manner.ts'
import { attached, objectOf } from './teams-manner.ts'

/** What somebody asks of the desk; null for what the conversation with a company answers. */
type Wish =
  | { sorte: 'abonner'; code: string }
  | { sorte: 'desabonner' | 'demandes' }
  | { sorte: 'clic'; clic: LeadClick }

const LONGEST = 400

/** Answers what is meant for the desk; false for everything else. */
export async function visitDesk(context: TurnContext, desk: LeadDesk): Promise<boolean> {
  const { activity } = context
  if (activity.type !== ActivityTypes.Message || activity.channelId !== 'msteams') return false
  const wish = wishOf(context)
  if (!wish) return false
  const place = placeOf(activity)
  const said = await answer(desk, wish, place, activity.from.name ?? '')
  const clicked = activity.replyToId
  if (said?.remplace && clicked)
    // the outbox changes every card of the lead, this one too: here it is only sooner
    await context
      .updateActivity({ ...attached(said.remplace), id: clicked, conversation: activity.conversation })
      .catch(() => {})
  // line breaks of plain messages do not come through everywhere
  if (said?.texte?.includes('\n')) await context.sendActivity(attached(card(said.texte, lines(said.texte), [])))
  else if (said?.texte) await context.sendActivity({ type: 'message', text: said.texte, textFormat: 'plain' })
  if (said?.carte) await context.sendActivity(attached(said.carte))
  return true
}

function answer(desk: LeadDesk, wish: Wish, place: Place, nom: string): Promise<Said | null> {
  const { conversation, reference, groupe } = place
  switch (wish.sorte) {
    case 'abonner':
      return desk.subscribe(wish.code, { conversation, reference, groupe })
    case 'desabonner':
      return desk.unsubscribe(conversation)
    case 'demandes':
      return desk.waiting(conversation, true)
    case 'clic':
      return desk.act(wish.clic, { conversation, nom: nom.slice(0, LONGEST) })
  }
}

function wishOf(context: TurnContext): Wish | null {
  const clic = readLeadClick(context.activity.value)
  if (clic) return { sorte: 'clic', clic }
  const words = wordsOf(context)
  const folded = fold(words)
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()
  const code = /^(?:s ?)?abonner ([a-z0-9]{4,40})$/.exec(folded)?.[1]
  if (code) return { sorte: 'abonner', code }
  if (/^(?:se ?)?desabonner$/.test(folded)) return { sorte: 'desabonner' }
  return /^(?:les )?demandes$/.test(folded) ? { sorte: 'demandes' } : null
}

/** What a click in a lead's card says; undefined for anything else. */
export function readLeadClick(value: unknown): LeadClick | undefined {
  const data = objectOf(value)
  const demande = objectOf(data?.demande)
  if (!data || !demande) return undefined
  const text = (field: unknown) => (typeof field === 'string' ? field.slice(0, LONGEST) : undefined)
  const reference = text(demande.reference)
  const geste = text(demande.geste)
  const de = text(demande.de)
  if (reference === undefined || geste === undefined || de === undefined) return undefined
  const more = { vers: text(demande.vers), epci: text(data.epci), motif: text(data[`motif-${geste}`]) }
  const given = Object.fromEntries(Object.entries(more).filter(([, v]) => v !== undefined))
  return { reference, geste, de, ...given }
}

/** A chat, or a whole channel: what hangs on one message of a channel belongs to the channel. */
export interface Place {
  conversation: string
  reference: Partial<ConversationReference>
  /** True where others read along. */
  groupe: boolean
}

/** Where an activity was said, as a place in which we may speak first; of people only what the channel needs. */
export function placeOf(activity: Activity): Place {
  const { serviceUrl, channelId, recipient: bot } = activity
  const { conversationType, tenantId, isGroup } = activity.conversation
  const id = activity.conversation.id.replace(/;messageid=.*$/, '')
  const conversation = { id, conversationType, tenantId, isGroup } as ConversationReference['conversation']
  const reference = { serviceUrl, channelId, bot, conversation }
  return { conversation: `messages/${channelId}/${id}`, reference, groupe: conversationType !== 'personal' }
}
