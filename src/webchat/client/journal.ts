import { type Card, cardView } from './cards.ts'
import type { Activity } from './connection.ts'
import { el, type Say } from './element.ts'
import { blocks, paragraphs } from './words.ts'

/** The messages on the page, in order, in a live region. */
export class Journal {
  private readonly list: HTMLElement
  private readonly scroller: HTMLElement
  private readonly say: Say
  /** Messages shown before the server has said that it has them. */
  private readonly waiting = new Map<string, HTMLElement>()
  private mine: HTMLElement | undefined
  private lastSpeaker = ''

  constructor(list: HTMLElement, scroller: HTMLElement, say: Say) {
    this.list = list
    this.scroller = scroller
    this.say = say
    // a window that changes its height (phones' keyboards) keeps showing the end
    new ResizeObserver(() => this.settle()).observe(scroller)
  }

  /** Shows a message of the person at once, as waiting. */
  mineWaiting(name: string, text: string): void {
    const message = this.message('me', paragraphs(text), el('p', { class: 'note' }, this.say('widget-en-attente')))
    this.waiting.set(name, message)
    // a message that leaves at once must not flash its note
    message.classList.add('waiting')
    this.mine = message
    this.settle()
  }

  /** The server has the message: it is no longer waiting, or it comes from another page of the same conversation. */
  mineKept(activity: Activity): void {
    const name = activity.channelData?.clientActivityID ?? ''
    const message = this.waiting.get(name) ?? this.message('me', paragraphs(activity.text ?? ''))
    this.waiting.delete(name)
    message.classList.remove('waiting')
    message.querySelector('.note')?.remove()
    this.mine = message
  }

  /** The server will not take the message. */
  mineRefused(name: string, reason: string): void {
    const message = this.waiting.get(name)
    const note = message?.querySelector('.note')
    if (note) note.textContent = this.say('widget-non-envoye', { raison: reason })
    message?.classList.replace('waiting', 'refused')
  }

  /** Shows a message of the bot. */
  theirs(activity: Activity): void {
    const { cartes = [], restantes, sorte } = activity.channelData?.relais ?? {}
    const cards = cartes as Card[]
    const left = restantes === undefined ? undefined : restantes > 1 ? this.say('widget-restantes', { restantes }) : this.say('widget-derniere')
    const message = this.message('bot', bodyOf(activity.text ?? '', cards, this.say), left ? el('p', { class: 'note' }, left) : undefined)
    if (sorte) message.classList.add(`kind-${sorte}`)
    this.settle()
  }

  private message(who: 'me' | 'bot', body: Node[], note?: Node): HTMLElement {
    const speaker = this.say(who === 'me' ? 'widget-vous' : 'widget-bot')
    const message = el('div', { class: `message ${who}` }, el('p', { class: this.lastSpeaker === who ? 'speaker hidden' : 'speaker' }, speaker), el('div', { class: 'bubble' }, ...body))
    if (note) message.append(note)
    this.lastSpeaker = who
    this.list.append(message)
    return message
  }

  /** Scrolls to the end, but never past the beginning of what answers the last message. */
  settle(): void {
    const { scroller, mine } = this
    const top = mine ? mine.offsetTop - 12 : 0
    scroller.scrollTo({ top: Math.min(scroller.scrollHeight, mine ? top : scroller.scrollHeight) })
  }
}

/** The text with its cards in it: a part of the text that names a card gives way to the card, which says the same. */
function bodyOf(text: string, cards: readonly Card[], say: Say): Node[] {
  const left = [...cards]
  const nodes: Node[] = []
  for (const block of blocks(text)) {
    const told = left.filter(card => block.includes(card.titre))
    if (told.length === 0) nodes.push(...paragraphs(block))
    for (const card of told) {
      nodes.push(cardView(card, say))
      left.splice(left.indexOf(card), 1)
    }
  }
  return [...nodes, ...left.map(card => cardView(card, say))]
}
