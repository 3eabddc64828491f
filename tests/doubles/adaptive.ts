import { createRequire } from 'node:module'

interface Validation {
  validationEvents: { message: string }[]
}
interface Microsoft {
  AdaptiveCard: { langProperty: { regEx: RegExp } } & (new () => {
    parse(json: unknown, context: unknown): void
    validateProperties(): Validation
    toJSON(): unknown
  })
  SerializationContext: new (version: unknown) => { eventCount: number; getEventAt(i: number): { message: string } }
  Versions: Record<'v1_5', unknown>
}
// its ES build imports without endings, which Node refuses
const microsoft = createRequire(import.meta.url)('adaptivecards/dist/adaptivecards.min.js') as Microsoft

/** What Microsoft's own library has to say against a card at version 1.5. */
export function complaintsAbout(card: unknown): string[] {
  // a regular expression of theirs remembers where it stood, and refuses every second card
  microsoft.AdaptiveCard.langProperty.regEx.lastIndex = 0
  const context = new microsoft.SerializationContext(microsoft.Versions.v1_5)
  const parsed = new microsoft.AdaptiveCard()
  parsed.parse(card, context)
  const events = Array.from({ length: context.eventCount }, (_, i) => context.getEventAt(i).message)
  const lost = JSON.stringify(parsed.toJSON()).length < JSON.stringify(card).length / 3 ? ['most of it was lost'] : []
  return [...events, ...parsed.validateProperties().validationEvents.map(e => e.message), ...lost]
}

type Node = Record<string, unknown>

/** Every part of a card, itself first. */
export function partsOf(card: unknown): Node[] {
  if (Array.isArray(card)) return card.flatMap(partsOf)
  if (typeof card !== 'object' || card === null) return []
  return [card as Node, ...Object.values(card).flatMap(partsOf)]
}

/** The words that a card shows. */
export function wordsIn(card: unknown): string {
  const shown = partsOf(card)
    .filter(p => p.type === 'TextBlock')
    .map(p => p.text as string)
  return shown.join('\n').replaceAll('\\', '').replaceAll('\u00a0', ' ')
}
