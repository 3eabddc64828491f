import { escapeHtml } from './html.ts'

/** One place on the map: its name, a figure, and the share (0 to 1) that its bar shows. */
export interface Tile {
  id: string
  nom: string
  /** A sign in the corner that says which group it belongs to. */
  groupe: string
  chiffre: string
  part: number
}

/** A map without geometry: one tile for each place, about where it lies. */
export interface TileMap {
  titre: string
  description: string
  /** Rows of ids as an editor draws them, `.` for nothing; tiles that stand nowhere come in rows of their own. */
  dessin: string
  tuiles: readonly Tile[]
}

const SIDE = 92
const GAP = 6
const LINE = 14
/** Longer names stand on several lines. */
const LETTERS = 12
const BAR = { left: 8, top: 76, width: SIDE - 16, height: 9 }

/**
 * The map as SVG, pure and without scripts. Readable without colour: one ink (`currentColor`), a figure in every tile
 * and a hatched bar whose length is the share.
 */
export function tileMapSvg({ titre, description, dessin, tuiles }: TileMap): string {
  const rows = rowsOf(dessin, tuiles)
  const columns = Math.max(1, ...rows.map(r => r.length))
  const [width, height] = [columns * (SIDE + GAP), Math.max(1, rows.length) * (SIDE + GAP)]
  const tiles = rows.flatMap((row, y) => row.flatMap((tile, x) => (tile ? [tileSvg(tile, x, y)] : [])))
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" class="tiles-map" role="img" aria-labelledby="carte-t carte-d" font-family="sans-serif" fill="currentColor">`,
    `<title id="carte-t">${escapeHtml(titre)}</title><desc id="carte-d">${escapeHtml(description)}</desc>`,
    '<defs><pattern id="carte-h" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path d="M0 0V5" stroke="currentColor" stroke-width="4"/></pattern></defs>',
    ...tiles,
    '</svg>',
  ].join('\n')
}

/** The drawing with its tiles; empty rows and columns are left out. */
function rowsOf(dessin: string, tuiles: readonly Tile[]): (Tile | undefined)[][] {
  const byId = new Map(tuiles.map(t => [t.id, t]))
  const drawn = dessin.split('\n').map(line => line.trim().split(/\s+/))
  const placed = new Set(drawn.flat())
  const rows = drawn.map(row => row.map(id => byId.get(id)))
  const wide = Math.max(1, ...rows.map(r => r.length))
  const rest = tuiles.filter(t => !placed.has(t.id))
  for (let i = 0; i < rest.length; i += wide) rows.push(rest.slice(i, i + wide))
  const used = Array.from({ length: wide }, (_, x) => rows.some(row => row[x]))
  return rows.filter(row => row.some(Boolean)).map(row => used.flatMap((some, x) => (some ? [row[x]] : [])))
}

function tileSvg({ nom, groupe, chiffre, part }: Tile, x: number, y: number): string {
  const lines = wrap(nom)
  const length = part > 0 ? Math.max(2, Math.round(BAR.width * part)) : 0
  const { left, top, width, height } = BAR
  return [
    `<g transform="translate(${x * (SIDE + GAP) + GAP / 2} ${y * (SIDE + GAP) + GAP / 2})">`,
    `<rect width="${SIDE}" height="${SIDE}" rx="6" fill="none" stroke="currentColor" stroke-opacity="0.5"/>`,
    ...lines.map((line, i) => `<text x="8" y="${17 + i * LINE}" font-size="12">${escapeHtml(line)}</text>`),
    `<text x="8" y="70" font-size="19" font-weight="700">${escapeHtml(chiffre)}</text>`,
    `<text x="${SIDE - 8}" y="70" font-size="12" text-anchor="end">${escapeHtml(groupe)}</text>`,
    `<rect x="${left}" y="${top}" width="${width}" height="${height}" fill="none" stroke="currentColor" stroke-opacity="0.5"/>`,
    ...(length > 0 ? [`<rect x="${left}" y="${top}" width="${length}" height="${height}" fill="url(#carte-h)"/>`] : []),
    '</g>',
  ].join('')
}

const MOST_LINES = 3

/** A name on at most three short lines; what does not fit ends with a mark. */
function wrap(nom: string): string[] {
  const lines: string[] = []
  // names of places also break after a hyphen
  for (const piece of nom.replace(/ \(.*\)$/, '').split(/(?<=[ -])/)) {
    const last = lines.at(-1)
    if (last !== undefined && `${last}${piece}`.trimEnd().length <= LETTERS) lines[lines.length - 1] = last + piece
    else lines.push(piece)
  }
  if (lines.length <= MOST_LINES) return lines
  return [
    ...lines.slice(0, MOST_LINES - 1),
    `${lines[MOST_LINES - 1]!.slice(0, LETTERS - 1).replace(/[ -]\S{0,2}$/, '')}…`,
  ]
}
