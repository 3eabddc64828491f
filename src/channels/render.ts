import type { Activity, Attachment } from 'botbuilder'
import type { Card, Reply } from '../conversation/reply.ts'
import { unmarked } from '../domain/adaptive-card.ts'

/** What our own chat client finds beside the text: the same cards as data, so that it needs no card library. */
export interface LocalData {
  cle: string
  sorte: Reply['sorte']
  cartes: Card[]
  question?: string
  restantes?: number
  /** The answers that the person's message gave, by question: each can be corrected. */
  notees?: string[]
}

/** A reply, with the answers that it follows from. */
export type Told = Reply & { notees?: string[] }

/**
 * A reply as a Bot Framework activity. `text` holds the full sense; choices and cards are comfort besides.
 * With a `key` (our own Direct Line) it also carries the data for our client and the name that makes sending idempotent.
 */
export function render(reply: Told, key?: string): Partial<Activity> {
  const { texte, choix, cartes, sorte, question, restantes, notees } = reply
  const activity: Partial<Activity> = {
    type: 'message',
    text: texte,
    // plain: what people and records say is never markup
    textFormat: 'plain',
    locale: 'fr-FR',
    inputHint: sorte === 'question' || choix.length > 0 ? 'expectingInput' : 'acceptingInput',
  }
  if (choix.length > 0)
    activity.suggestedActions = {
      to: [],
      actions: choix.map(c => ({ type: 'imBack', title: c.titre, value: c.valeur })),
    }
  if (cartes.length > 0) {
    activity.attachmentLayout = 'list'
    activity.attachments = cartes.map(adaptiveCard)
  }
  if (key !== undefined) {
    const relais: LocalData = {
      cle: key,
      sorte,
      cartes,
      ...(question === undefined ? {} : { question }),
      ...(restantes === undefined ? {} : { restantes }),
      ...(notees === undefined ? {} : { notees }),
    }
    activity.channelData = { relais }
  }
  return activity
}

/** One record as an Adaptive Card 1.5. */
export function adaptiveCard(card: Card): Attachment {
  const block = (text: string, more: object = {}) => ({ type: 'TextBlock', text: unmarked(text), wrap: true, ...more })
  const body: object[] = [block(card.titre, { weight: 'Bolder', style: 'heading' })]
  if (card.statut) body.push(block(card.statut, { weight: 'Bolder', size: 'Small', spacing: 'Small' }))
  if (card.image) body.push({ type: 'Image', url: card.image, altText: card.titre, size: 'Stretch' })
  for (const line of card.lignes) body.push(block(line, { spacing: 'Small' }))
  if (card.source) body.push(block(card.source, { isSubtle: true, size: 'Small' }))
  const actions: object[] = []
  if (card.email) actions.push({ type: 'Action.OpenUrl', title: card.email, url: `mailto:${encodeURI(card.email)}` })
  if (card.telephone)
    actions.push({
      type: 'Action.OpenUrl',
      title: card.telephone,
      url: `tel:${card.telephone.replaceAll(/[^+\d]/g, '')}`,
    })
  return {
    contentType: 'application/vnd.microsoft.card.adaptive',
    content: {
      type: 'AdaptiveCard',
      $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
      version: '1.5',
      lang: 'fr',
      body,
      ...(actions.length > 0 ? { actions } : {}),
    },
  }
}
