/** One spoke of a radar: its name, its value (null: not answered), and the value in words. */
export interface Spoke {
  nom: string
  score: number | null
  note: string
}

/** What a radar shows. `id` keeps the ids apart where a page holds several. */
export interface Radar {
  id: string
  titre: string
  description: string
  rayons: readonly Spoke[]
  /** True for a picture of its own (an `img`): it brings its ink, dark or light; else it takes the page's. */
  seul?: boolean
}

// on a phone the picture is some 300 pixels wide: narrow with large letters, so that they can still be read there
const WIDTH = 470
const HEIGHT = 390
const MIDDLE = { x: WIDTH / 2, y: HEIGHT / 2 }
const RADIUS = 110
const RINGS = 5
const LETTERS = 18
const ROW = 22
/** Longer names stand on two lines. */
const LINE = 13
const INK = '<style>.radar{color:#1b1b1b}@media(prefers-color-scheme:dark){.radar{color:#f2f2f2}}</style>'

/**
 * A radar as SVG, pure and without scripts. Readable without colour: one ink (`currentColor`), a hatched surface, and
 * each value written beside its name. A spoke without a value is dashed and left out of the outline.
 */
export function radarSvg({ id, titre, description, rayons, seul = false }: Radar): string {
  const n = rayons.length
  const rings = Array.from({ length: RINGS }, (_, i) => i + 1)
  const dots = rayons.flatMap(({ score }, i) => (score === null ? [] : [at(i, n, (score / RINGS) * RADIUS)]))
  const lines = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" class="radar" role="img" aria-labelledby="${xml(id)}-t ${xml(id)}-d" font-family="sans-serif" font-size="${LETTERS}" fill="currentColor">`,
    `<title id="${xml(id)}-t">${xml(titre)}</title>`,
    `<desc id="${xml(id)}-d">${xml(description)}</desc>`,
    ...(seul ? [INK] : []),
    `<defs><pattern id="${xml(id)}-h" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path d="M0 0V8" stroke="currentColor" stroke-width="2" stroke-opacity="0.35"/></pattern></defs>`,
    '<g fill="none" stroke="currentColor" stroke-opacity="0.45">',
    ...rings.map(r => `<polygon points="${points(rayons.map((_, i) => at(i, n, (r / RINGS) * RADIUS)))}"/>`),
    ...rayons.map(({ score }, i) => {
      const end = at(i, n, RADIUS)
      return `<line x1="${MIDDLE.x}" y1="${MIDDLE.y}" x2="${end.x}" y2="${end.y}"${score === null ? ' stroke-dasharray="4 4"' : ''}/>`
    }),
    '</g>',
    ...(dots.length > 1
      ? [
          `<polygon points="${points(dots)}" fill="url(#${xml(id)}-h)" stroke="currentColor" stroke-width="3" stroke-linejoin="round"/>`,
        ]
      : []),
    ...dots.map(({ x, y }) => `<circle cx="${x}" cy="${y}" r="5"/>`),
    '<g font-size="13" aria-hidden="true">',
    ...rings.map(r => `<text x="${MIDDLE.x + 6}" y="${round(MIDDLE.y - (r / RINGS) * RADIUS - 3)}">${r}</text>`),
    '</g>',
    ...rayons.map((rayon, i) => label(rayon, i, n)),
    '</svg>',
  ]
  return lines.join('')
}

/** The name and the value at the end of a spoke, turned away from the middle. */
function label({ nom, note }: Spoke, i: number, n: number): string {
  const { x, y } = at(i, n, RADIUS + 18)
  const side = x - MIDDLE.x
  const anchor = Math.abs(side) < 20 ? 'middle' : side > 0 ? 'start' : 'end'
  const rows = [...fold(nom), note]
  const top =
    y < MIDDLE.y - RADIUS
      ? y - (rows.length - 1) * ROW
      : y > MIDDLE.y + RADIUS
        ? y + LETTERS / 2
        : y - (rows.length * ROW) / 2 + LETTERS
  const spans = rows.map(
    (row, r) =>
      `<tspan x="${x}" y="${round(top + r * ROW)}"${r === rows.length - 1 ? ' font-weight="bold"' : ''}>${xml(row)}</tspan>`,
  )
  return `<text text-anchor="${anchor}">${spans.join('')}</text>`
}

/** The end of spoke `i` of `n` at a distance from the middle; the first one points up. */
function at(i: number, n: number, distance: number): { x: number; y: number } {
  const angle = (i / n) * 2 * Math.PI - Math.PI / 2
  return { x: round(MIDDLE.x + Math.cos(angle) * distance), y: round(MIDDLE.y + Math.sin(angle) * distance) }
}

function points(list: readonly { x: number; y: number }[]): string {
  return list.map(({ x, y }) => `${x},${y}`).join(' ')
}

/** A long name on two lines, cut at the space nearest its middle. */
function fold(nom: string): string[] {
  if (nom.length <= LINE || !nom.includes(' ')) return [nom]
  const spaces = [...nom.matchAll(/ /g)].map(m => m.index)
  const cut = spaces.reduce((a, b) => (Math.abs(b - nom.length / 2) < Math.abs(a - nom.length / 2) ? b : a))
  return [nom.slice(0, cut), nom.slice(cut + 1)]
}

const round = (x: number) => Math.round(x * 10) / 10

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** Text made safe inside XML; characters that XML forbids are dropped. */
function xml(text: string): string {
  return text.replaceAll(/[^\P{Cc}\t\n\r]|[\ufffe\uffff]|\p{Cs}/gu, '').replaceAll(/[&<>"']/g, c => ENTITIES[c]!)
}
