import { type Card, cardView } from './cards.ts'
import type { Activity } from './connection.ts'
import { el, type Say } from './element.ts'
import { blocks, paragraphs } from './words.ts'

const LOW_PX = 480

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
    const { cartes = [], sorte } = activity.channelData?.relais ?? {}
    const message = this.message('bot', bodyOf(activity.text ?? '', cartes as Card[], this.say))
    if (sorte) message.classList.add(`kind-${sorte}`)
    this.settle()
  }

  private message(who: 'me' | 'bot', body: Node[], note?: Node): HTMLElement {
    const speaker = this.say(who === 'me' ? 'widget-vous' : 'widget-bot')
    const message = el(
      'div',
      { class: `message ${who}` },
      el('p', { class: this.lastSpeaker === who ? 'speaker hidden' : 'speaker' }, speaker),
      el('div', { class: 'bubble' }, ...body),
    )
    if (note) message.append(note)
    this.lastSpeaker = who
    this.list.append(message)
    return message
  }

  /** Scrolls to the end, but never past the beginning of what answers the last message. */
  settle(): void {
    const { scroller, mine } = this
    // in a low window the person's own words make room for the answer
    const first = scroller.clientHeight < LOW_PX ? (mine?.nextElementSibling ?? mine) : mine
    const top = first ? (first as HTMLElement).offsetTop - 12 : scroller.scrollHeight
    scroller.scrollTo({ top: Math.min(scroller.scrollHeight, top) })
  }
}

/** The text with its cards in it: lines that a card says too give way to the card, all others stay. */
function bodyOf(text: string, cards: readonly Card[], say: Say): Node[] {
  const left = [...cards]
  const nodes: Node[] = []
  for (const block of blocks(text)) {
    const here = left.filter(card => folded(block).includes(folded(card.titre)))
    const lines = block.split('\n').filter(line => !here.some(card => tells(card, line)))
    for (const card of here) {
      nodes.push(cardView(card, say))
      left.splice(left.indexOf(card), 1)
    }
    if (lines.length > 0) nodes.push(...paragraphs(lines.join('\n')))
  }
  return [...nodes, ...left.map(card => cardView(card, say))]
}

const folded = (text: string) => text.toLocaleLowerCase('fr').replaceAll(/\s+/g, ' ').trim()

/** True where the card's title, state, lines, source or addresses say what the line says. */
function tells(card: Card, line: string): boolean {
  const said = folded(line)
  const own = [card.titre, ...card.lignes, card.statut, card.source, card.email, card.telephone]
  return own.some(part => part !== undefined && part !== '' && said.includes(folded(part)))
}
