/** What the pages take from the library, as plain words by id. */
export interface Content {
  /** All sentences by key; those of the pages begin with `widget-`, `identite-` or `page-`. */
  texts: Readonly<Record<string, string>>
  /** Questions' short names (`rappel`), for « correct » buttons. */
  names: Readonly<Record<string, string>>
  /** Titles of themes and of territories. */
  themes: Readonly<Record<string, string>>
  territories: Readonly<Record<string, string>>
}

/** Text inside markup. */
export const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

/** A sentence with its {blanks} filled; a missing key shows itself, so that a page is never down for a word. */
export function sentence(texts: Content['texts'], key: string, blanks: Readonly<Record<string, string>> = {}): string {
  return (texts[key] ?? key).replaceAll(/\{([a-z-]+)\}/g, (whole, name: string) => blanks[name] ?? whole)
}
