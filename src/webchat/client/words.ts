import { el } from './element.ts'

const LINK =
  /(?<![\w/.])\/ma-demande\b|https?:\/\/[^\s<>«»"]+[^\s<>«»".,;:!?)\]]|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\b[A-Z]{2}-\d{4}-[A-Z\d]{4}\b/g
const ITEM = /^\s*(?:[-•–]|\d+[.)])\s+/

/** A question of so many characters holds more than the question. */
const LONG = 120

/** A message's text as paragraphs and lists; addresses in it become links. `stress`: what is asked stands out. */
export function paragraphs(text: string, stress = false): HTMLElement[] {
  return blocks(text).flatMap(block => {
    const parts: HTMLElement[] = []
    let items: string[][] = []
    let plain: string[] = []
    const end = () => {
      if (plain.length > 0) parts.push(el('p', {}, ...broken(plain, stress)))
      if (items.length > 0)
        parts.push(el(numbered ? 'ol' : 'ul', {}, ...items.map(item => el('li', {}, ...broken(item, false)))))
      items = []
      plain = []
    }
    const numbered = /^\s*\d/.test(block.split('\n').find(line => ITEM.test(line)) ?? '')
    for (const line of block.split('\n')) {
      if (ITEM.test(line)) {
        if (plain.length > 0) end()
        items.push([line.replace(ITEM, '')])
      } else if (items.length > 0 && /^\s/.test(line)) {
        // a line that is set in belongs to the item above
        items.at(-1)!.push(line.trim())
      } else {
        if (items.length > 0) end()
        plain.push(line)
      }
    }
    end()
    return parts
  })
}

/** The parts of a text between empty lines. */
export function blocks(text: string): string[] {
  return text
    .split(/\n\s*\n/)
    .map(block => block.trim())
    .filter(block => block !== '')
}

function broken(lines: readonly string[], stress: boolean): Node[] {
  return lines.flatMap((line, i) => {
    const asks = stress && line.trimEnd().endsWith('?')
    // of a long text only the question stands out
    const from = asks && line.length > LONG ? line.lastIndexOf('. ') + 1 : 0
    const tag = asks ? 'strong' : /^\(.+\)$/.test(line) ? 'small' : undefined
    const nodes = tag ? [...linked(line.slice(0, from)), el(tag, {}, ...linked(line.slice(from)))] : linked(line)
    return i === 0 ? nodes : [el('br'), ...nodes]
  })
}

/** French signs stay with their word at a line's end. */
const glued = (text: string) => text.replaceAll(/(?<=«|n°) /g, '\u00a0').replaceAll(/ (?=[»:;?!€%])/g, '\u00a0')

/** One line, with web and e-mail addresses as links and reference numbers in one piece. */
export function linked(source: string): Node[] {
  const line = glued(source)
  const nodes: Node[] = []
  let end = 0
  for (const match of line.matchAll(LINK)) {
    nodes.push(new Text(line.slice(end, match.index)))
    nodes.push(found(match[0]))
    end = match.index + match[0].length
  }
  nodes.push(new Text(line.slice(end)))
  return nodes
}

function found(words: string): HTMLElement {
  if (words.startsWith('http') || words.startsWith('/'))
    return el('a', { href: words, target: '_blank', rel: 'noopener noreferrer' }, words)
  if (words.includes('@')) return el('a', { href: `mailto:${words}` }, words)
  // a reference number is read out whole
  return el('strong', { class: 'whole' }, words)
}
