/** Most words of a text: nothing in them to fold but capitals. */
const PLAIN = /^[\n\t -_a-~]*$/

/** Lower case, no accents, ligatures split, typographic apostrophes and dashes made plain. Keeps the string's words, not its length. */
export function fold(text: string): string {
  if (PLAIN.test(text)) return text.toLowerCase()
  return text
    .toLowerCase()
    .replaceAll('\u0153', 'oe')
    .replaceAll('\u00e6', 'ae')
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[’‘ʼ´`]/g, "'")
    .replace(/[‐‑‒–—−]/g, '-')
}
