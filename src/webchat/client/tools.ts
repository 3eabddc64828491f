import { button, el, type Say } from './element.ts'

/** What can be done with a result: copy its text, print it, have it mailed. */
export function toolsFor(text: () => string, say: Say, ask: (words: string, byKey: boolean) => void): HTMLElement {
  const told = el('span', { role: 'status' })
  const copy = button(say('widget-copier'), async () => {
    told.textContent = (await copied(text())) ? say('widget-copie') : say('widget-copie-impossible')
    setTimeout(() => told.replaceChildren(), 4_000)
  })
  const words = say('widget-courriel')
  const mail = button(words, event => ask(words, event.detail === 0))
  return el('div', { class: 'tools' }, copy, button(say('widget-imprimer'), printResult), mail, told)
}

/** Prints the results only; the browser's own command prints the whole conversation. */
function printResult(): void {
  document.body.classList.add('result-only')
  print()
  document.body.classList.remove('result-only')
}

/** On paper nothing is folded, and the page says where and when it was printed. */
export function readyToPrint(stamp: HTMLElement, say: Say): void {
  let opened: HTMLDetailsElement[] = []
  addEventListener('beforeprint', () => {
    stamp.textContent = say('widget-imprime', { date: new Date().toLocaleString('fr-FR'), adresse: location.host })
    opened = [...document.querySelectorAll<HTMLDetailsElement>('.card details:not([open])')]
    for (const details of opened) details.open = true
  })
  addEventListener('afterprint', () => {
    for (const details of opened) details.open = false
  })
}

async function copied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    // plain http, or a frame that may not: the old way
    const area = el('textarea', { class: 'hidden', 'aria-hidden': 'true', tabindex: '-1' })
    area.value = text
    document.body.append(area)
    area.select()
    const done = document.execCommand('copy')
    area.remove()
    return done
  }
}
