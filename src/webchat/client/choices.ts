import { button, el } from './element.ts'

/** A choice of the bot: what is shown, and what is sent back. */
export interface Choice {
  title: string
  value: string
}

/**
 * Choices that are mere numbers of lines in the text (« 1. … ») take the line's words, which then leave the text:
 * one reads and clicks in the same place.
 */
export function numbered(
  text: string,
  choices: readonly Choice[],
): { text: string; choices: Choice[]; levels: boolean } {
  const lines = text.split('\n')
  const labels = new Map(
    choices
      .filter(({ title }) => /^\d$/.test(title))
      .map(({ title }) => [title, lines.find(line => line.startsWith(`${title}. `))] as const),
  )
  if (labels.size < 2 || [...labels.values()].includes(undefined)) return { text, choices: [...choices], levels: false }
  const taken = new Set(labels.values())
  return {
    text: lines.filter(line => !taken.has(line)).join('\n'),
    choices: choices.map(({ title, value }) => ({ title: labels.get(title) ?? title, value })),
    levels: true,
  }
}

/** Choices as a list of buttons; once one is answered they stay to be read, but say nothing any more. */
export class ChoiceLists {
  private open: { list: HTMLElement; buttons: Map<HTMLElement, string> }[] = []

  add(choices: readonly Choice[], label: string, levels: boolean, choose: (value: string, byKey: boolean) => void) {
    const buttons = new Map(
      choices.map(({ title, value }) => [button(title, event => choose(value, event.detail === 0)), value]),
    )
    const items = [...buttons.keys()].map(one => el('li', {}, one))
    const list = el('ul', { class: levels ? 'choices levels' : 'choices', 'aria-label': label }, ...items)
    this.open.push({ list, buttons })
    return list
  }

  /** The person has answered: what is open is open no more, and the one that was taken shows it. */
  close(answer: string): void {
    for (const { list, buttons } of this.open) {
      list.classList.add('answered')
      for (const [one, value] of buttons) {
        one.setAttribute('disabled', '')
        if (value === answer) one.setAttribute('aria-pressed', 'true')
      }
    }
    this.open = []
  }
}
