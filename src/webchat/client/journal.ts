import { bodyOf } from './body.ts'
import type { Card } from './cards.ts'
import { type Choice, ChoiceLists, numbered } from './choices.ts'
import type { Activity } from './connection.ts'
import { button, el, type Say } from './element.ts'
import { toolsFor } from './tools.ts'
import { paragraphs } from './words.ts'

const LOW_PX = 480
/** What is worth taking along: copied, printed. */
const RESULTS = ['resultats', 'bureau', 'reference']
const CORRECTION = /^corriger ([a-z0-9-]+)$/
/** What the link of a mail sends: it is nobody's to read. */
const COMEBACK = /^reprise=/

export interface JournalOptions {
  list: HTMLElement
  scroller: HTMLElement
  say: Say
  /** The names of the bot's questions, by id. */
  names: Readonly<Record<string, string>>
  /** The person takes a choice or wants to correct an answer; `byKey`: with the keyboard. */
  choose(value: string, byKey: boolean): void
}

/** The messages on the page, in order, in a live region. */
export class Journal {
  private readonly options: JournalOptions
  private readonly choices = new ChoiceLists()
  /** Messages shown before the server has said that it has them. */
  private readonly waiting = new Map<string, HTMLElement>()
  /** The « correct » button of each answer. */
  private readonly corrections = new Map<string, HTMLElement>()
  private results: { texts: string[]; tools: HTMLElement } | undefined
  private mine: HTMLElement | undefined
  private lastSpeaker = ''

  constructor(options: JournalOptions) {
    this.options = options
    // a window that changes its height (phones' keyboards) keeps showing the end
    new ResizeObserver(() => this.settle()).observe(options.scroller)
  }

  /** Shows a message of the person at once, as waiting. */
  mineWaiting(name: string, text: string): void {
    const message = this.mineNow(text, undefined)
    this.waiting.set(name, message)
    // a message that leaves at once must not flash its note
    message.classList.add('waiting')
    message.append(el('p', { class: 'note' }, this.options.say('widget-en-attente')))
    this.settle()
  }

  /** The server has the message: it is no longer waiting, or it comes from another page of the same conversation. */
  mineKept({ channelData, text = '', timestamp }: Activity): void {
    const name = channelData?.clientActivityID ?? ''
    const message = this.waiting.get(name) ?? this.mineNow(text, timestamp)
    this.waiting.delete(name)
    message.classList.remove('waiting')
    message.querySelector('.note')?.remove()
    this.mine = message
  }

  /** The server will not take the message. */
  mineRefused(name: string, reason: string): void {
    const message = this.waiting.get(name)
    const note = message?.querySelector('.note')
    if (note) note.textContent = this.options.say('widget-non-envoye', { raison: reason })
    message?.classList.replace('waiting', 'refused')
  }

  /** Shows a message of the bot. */
  theirs({ text = '', timestamp, suggestedActions, channelData }: Activity): void {
    const { say, choose } = this.options
    const { cartes = [], sorte = '', notees = [] } = channelData?.relais ?? {}
    const actions = (suggestedActions?.actions ?? []) as Choice[]
    const shown = numbered(text, actions)
    const message = this.message(
      'bot',
      bodyOf(shown.text, cartes as Card[], say, sorte === 'question' || sorte === 'confirmation'),
      timestamp,
    )
    if (sorte) message.classList.add(`kind-${sorte}`)
    if (RESULTS.includes(sorte)) this.take(message, text)
    // what stands as a tool under the result is not offered a second time
    const choices = this.results ? shown.choices.filter(c => c.title !== say('widget-courriel')) : shown.choices
    if (actions.length > 0) message.append(this.choices.add(choices, say('widget-choix'), shown.levels, choose))
    this.offerCorrections(notees)
    this.settle()
  }

  /** Nothing can be answered any more. */
  end(): void {
    this.choices.close('')
  }

  private mineNow(text: string, timestamp: string | undefined): HTMLElement {
    const { names, say } = this.options
    this.choices.close(text)
    this.results = undefined
    const name = names[CORRECTION.exec(text)?.[1] ?? '']
    const words = COMEBACK.test(text) ? say('widget-reprendre') : name ? say('widget-corriger', { nom: name }) : text
    const message = this.message('me', paragraphs(words), timestamp)
    this.mine = message
    return message
  }

  /** Results of one turn share one row of tools, under the last. */
  private take(message: HTMLElement, text: string): void {
    const texts = [...(this.results?.texts ?? []), text]
    this.results?.tools.remove()
    const tools = toolsFor(() => texts.join('\n\n'), this.options.say, this.options.choose)
    this.results = { texts, tools }
    message.classList.add('result')
    message.append(tools)
  }

  /** Under the message that gave answers, a button for each; an answer given again loses its first one. */
  private offerCorrections(ids: readonly string[]): void {
    const { names, say, choose } = this.options
    const known = ids.filter(id => names[id])
    if (known.length === 0 || !this.mine) return
    const row = el('div', { class: 'corrections' })
    for (const id of known) {
      const label = say('widget-corriger', { nom: names[id]! })
      const one = button(label, event => choose(`corriger ${id}`, event.detail === 0))
      this.corrections.get(id)?.remove()
      this.corrections.set(id, one)
      row.append(one)
    }
    this.mine.append(row)
  }

  private message(who: 'me' | 'bot', body: Node[], timestamp: string | undefined): HTMLElement {
    const at = timestamp ? new Date(timestamp) : new Date()
    const speaker = el(
      'p',
      { class: this.lastSpeaker === who ? 'speaker hidden' : 'speaker' },
      `${this.options.say(who === 'me' ? 'widget-vous' : 'widget-bot')} `,
      el(
        'time',
        { datetime: at.toISOString(), title: at.toLocaleString('fr-FR') },
        at.toLocaleTimeString('fr-FR', { hour: '2-digit', minute: '2-digit' }),
      ),
    )
    const message = el('div', { class: `message ${who}` }, speaker, el('div', { class: 'bubble' }, ...body))
    this.lastSpeaker = who
    this.options.list.append(message)
    return message
  }

  /** Scrolls to the end, but never past the beginning of what answers the last message. */
  settle(): void {
    const { mine } = this
    const { scroller } = this.options
    // in a low window the person's own words make room for the answer
    const first = scroller.clientHeight < LOW_PX ? (mine?.nextElementSibling ?? mine) : mine
    const top = first ? (first as HTMLElement).offsetTop - 12 : scroller.scrollHeight
    scroller.scrollTo({ top: Math.min(scroller.scrollHeight, top) })
  }
}
