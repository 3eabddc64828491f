import { type Card, cardView } from './cards.ts'
import type { Say } from './element.ts'
import { blocks, paragraphs } from './words.ts'

/** The text with its cards in it: lines that a card says too give way to the card, all others stay. `stress`: a question stands out. */
export function bodyOf(text: string, cards: readonly Card[], say: Say, stress: boolean): Node[] {
  const left = [...cards]
  const nodes: Node[] = []
  for (const block of blocks(text)) {
    const here = left.filter(card => folded(block).includes(folded(card.titre)))
    const lines = block.split('\n').filter(line => !here.some(card => tells(card, line)))
    for (const card of here) {
      nodes.push(cardView(card, say))
      left.splice(left.indexOf(card), 1)
    }
    if (lines.length > 0) nodes.push(...paragraphs(lines.join('\n'), stress))
  }
  return [...nodes, ...left.map(card => cardView(card, say))]
}

const folded = (text: string) => text.toLocaleLowerCase('fr').replaceAll(/\s+/g, ' ').trim()

/** Words such as « Courriel : » before what a card says. */
const LABEL = 30

/** True where the card says the whole line, a label before it aside; a line that says more stays. */
function tells(card: Card, line: string): boolean {
  const parts = [card.titre, ...card.lignes, card.statut, card.source, card.email, card.telephone]
    .flatMap(part => (part ? [folded(part)] : []))
    .sort((a, b) => b.length - a.length)
  const said = folded(line)
  const rest = parts.reduce((left, part) => left.replaceAll(part, ''), said)
  return rest.length < said.length && rest.trim().length <= LABEL
}
