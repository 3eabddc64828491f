import { el } from './element.ts'

const LINK = /https?:\/\/[^\s<>«»"]+[^\s<>«»".,;:!?)\]]|[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g
const ITEM = /^\s*(?:[-•–]|\d+[.)])\s+/

/** A message's text as paragraphs and lists; addresses in it become links. */
export function paragraphs(text: string): HTMLElement[] {
  return blocks(text).map(block => {
    const lines = block.split('\n')
    const first = lines.findIndex(line => ITEM.test(line))
    if (first < 0) return el('p', {}, ...broken(lines))
    const items = gather(lines.slice(first)).map(item => el('li', {}, ...broken(item)))
    const list = el(/^\s*\d/.test(lines[first]!) ? 'ol' : 'ul', {}, ...items)
    return first === 0 ? list : el('div', {}, el('p', {}, ...broken(lines.slice(0, first))), list)
  })
}

/** The parts of a text between empty lines. */
export function blocks(text: string): string[] {
  return text
    .split(/\n\s*\n/)
    .map(block => block.trim())
    .filter(block => block !== '')
}

/** Lines that follow an item without a sign of their own belong to it. */
function gather(lines: readonly string[]): string[][] {
  const items: string[][] = []
  for (const line of lines) {
    if (ITEM.test(line)) items.push([line.replace(ITEM, '')])
    else items.at(-1)?.push(line.trim())
  }
  return items
}

function broken(lines: readonly string[]): Node[] {
  return lines.flatMap((line, i) => (i === 0 ? linked(line) : [el('br'), ...linked(line)]))
}

/** French signs stay with their word at a line's end. */
const glued = (text: string) => text.replaceAll(/(?<=«|n°) /g, '\u00a0').replaceAll(/ (?=[»:;?!€%])/g, '\u00a0')

/** One line, with web and e-mail addresses as links. */
export function linked(source: string): Node[] {
  const line = glued(source)
  const nodes: Node[] = []
  let end = 0
  for (const match of line.matchAll(LINK)) {
    nodes.push(new Text(line.slice(end, match.index)))
    const web = match[0].startsWith('http')
    nodes.push(
      el(
        'a',
        web ? { href: match[0], target: '_blank', rel: 'noopener noreferrer' } : { href: `mailto:${match[0]}` },
        match[0],
      ),
    )
    end = match.index + match[0].length
  }
  nodes.push(new Text(line.slice(end)))
  return nodes
}
