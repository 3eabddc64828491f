/** An Adaptive Card as it is sent. */
export type Card = { type: 'AdaptiveCard'; body: object[]; actions?: object[] } & Record<string, unknown>

const LONGEST_LINE = 600
const LONGEST_FALLBACK = 1_000

/** A card with its text for those who cannot show cards. */
export function card(texte: string, body: object[], actions: object[]): Card {
  return {
    type: 'AdaptiveCard',
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    version: '1.5',
    lang: 'fr',
    fallbackText: texte.slice(0, LONGEST_FALLBACK),
    body,
    ...(actions.length > 0 ? { actions } : {}),
  }
}

/** One block of text that is never read as markup. */
export function block(text: string, more: object = {}): object {
  return { type: 'TextBlock', text: together(unmarked(cut(text))), wrap: true, ...more }
}

/** French punctuation stays on the line of its word. */
export function together(text: string): string {
  return text.replaceAll(/ (?=[?!:;»])|(?<=«) /g, '\u00a0')
}

/** A text as one block for each of its lines: a single line break is lost inside a block. */
export function lines(texte: string): object[] {
  return texte
    .split('\n')
    .filter(line => line.trim() !== '')
    .map((line, i) => block(line.trim(), i === 0 ? {} : { spacing: 'Small' }))
}

/** A line that a card shows whole. */
export function cut(text: string): string {
  return text.length > LONGEST_LINE ? `${text.slice(0, LONGEST_LINE - 1)}…` : text
}

/** Text blocks read Markdown: its signs are escaped, and a line's start too, where a number or dash would make a list. */
export function unmarked(text: string): string {
  return text
    .replaceAll(/[\\`*_[\]()#]/g, String.raw`\$&`)
    .replaceAll(
      /^(\s*)([-+]|\d+\.)(?=\s)/gm,
      (_, space: string, sign: string) => `${space}${sign.slice(0, -1)}\\${sign.at(-1)}`,
    )
}
