/** A picture of this size goes into a form of 64 kB, written in base64. */
const MOST_BYTES = 40_000

/** How files of each kind begin, in base64url. No SVG: it is a document that could run something. */
const BEGINNINGS: Readonly<Record<string, string>> = {
  iVBORw0KGgo: 'image/png',
  _9j_: 'image/jpeg',
  UklGR: 'image/webp',
}

/** A logo as the console's form sends it (base64url), as it is kept: `type,base64url`. Null: not a picture that we show. */
export function readLogo(sent: string): string | null {
  if (!/^[\w-]+$/.test(sent) || sent.length > (MOST_BYTES * 4) / 3) return null
  const [, type] = Object.entries(BEGINNINGS).find(([start]) => sent.startsWith(start)) ?? []
  return type ? `${type},${sent}` : null
}
