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

/** True where the card's title, state, lines, source or addresses say what the line says. */
function tells(card: Card, line: string): boolean {
  const said = folded(line)
  const own = [card.titre, ...card.lignes, card.statut, card.source, card.email, card.telephone]
  return own.some(part => part !== undefined && part !== '' && said.includes(folded(part)))
}
