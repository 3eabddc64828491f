import { crc32, deflateSync } from 'node:zlib'

/** Red, green, blue and opacity, 0 to 255. */
type Colour = readonly [number, number, number, number]

const ACCENT: Colour = [11, 85, 99, 255]
const WHITE: Colour = [255, 255, 255, 255]
const CLEAR: Colour = [255, 255, 255, 0]
/** Points looked at in each pixel, per side: smooth edges. */
const FINE = 4

/** The relay: one who asks, one who answers, and the one between who passes it on. In a square from 0 to 1. */
const NODES = [
  { x: 0.24, y: 0.66, r: 0.1 },
  { x: 0.5, y: 0.36, r: 0.14 },
  { x: 0.76, y: 0.66, r: 0.1 },
] as const
const LINE = 0.035

/** The icon of the app: white on our accent, within the inner 120 pixels that every shape of frame shows. */
export function colourIcon(size = 192): Buffer {
  return png(size, (x, y) => (inRelay(x, y, 0.83) ? WHITE : ACCENT))
}

/** The outline icon of Teams: white on nothing, a little larger than in colour. */
export function outlineIcon(size = 32): Buffer {
  return png(size, (x, y) => (inRelay(x, y, 1.3) ? WHITE : CLEAR))
}

function inRelay(x: number, y: number, scale: number): boolean {
  const px = (x - 0.5) / scale + 0.5
  const py = (y - 0.5) / scale + 0.51
  if (NODES.some(n => Math.hypot(px - n.x, py - n.y) <= n.r)) return true
  const [left, middle, right] = NODES
  return toSegment(px, py, left, middle) <= LINE || toSegment(px, py, middle, right) <= LINE
}

/** How far a point is from a line between two others. */
function toSegment(x: number, y: number, a: { x: number; y: number }, b: { x: number; y: number }): number {
  const dx = b.x - a.x
  const dy = b.y - a.y
  const along = Math.min(1, Math.max(0, ((x - a.x) * dx + (y - a.y) * dy) / (dx * dx + dy * dy)))
  return Math.hypot(x - a.x - along * dx, y - a.y - along * dy)
}

/** A square picture as PNG, from a colour for each point. */
function png(size: number, colourAt: (x: number, y: number) => Colour): Buffer {
  const row = 1 + size * 4
  const pixels = Buffer.alloc(row * size)
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) pixels.set(mixed(size, x, y, colourAt), y * row + 1 + x * 4)
  const head = Buffer.alloc(13)
  head.writeUInt32BE(size, 0)
  head.writeUInt32BE(size, 4)
  // eight bits each of red, green, blue and opacity
  head.set([8, 6, 0, 0, 0], 8)
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([
    signature,
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(pixels)),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function mixed(size: number, x: number, y: number, colourAt: (x: number, y: number) => Colour): number[] {
  const sums = [0, 0, 0, 0]
  for (let n = 0; n < FINE * FINE; n++) {
    const dx = ((n % FINE) + 0.5) / FINE
    const dy = (Math.floor(n / FINE) + 0.5) / FINE
    const colour = colourAt((x + dx) / size, (y + dy) / size)
    for (let i = 0; i < 4; i++) sums[i]! += colour[i]!
  }
  return sums.map(sum => Math.round(sum / (FINE * FINE)))
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'ascii'), data])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const check = Buffer.alloc(4)
  check.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, check])
}
