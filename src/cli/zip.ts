import { crc32, deflateRawSync } from 'node:zlib'

/** One file of an archive; its name has no accents. */
export interface Entry {
  name: string
  bytes: Uint8Array
}

const LOCAL = 0x04034b50
const CENTRAL = 0x02014b50
const END = 0x06054b50
const VERSION = 20
const DEFLATED = 8
/** 1 January 1980: the same files make the same bytes. */
const NO_DATE = 0x0021_0000

/** A ZIP archive of a few small files. */
export function zip(entries: readonly Entry[]): Buffer {
  const locals: Buffer[] = []
  const central: Buffer[] = []
  let offset = 0
  for (const { name, bytes } of entries) {
    const packed = deflateRawSync(bytes)
    const path = Buffer.from(name, 'ascii')
    // method, date, checksum and sizes stand in both headers alike
    const common = numbers([
      [DEFLATED, 2],
      [NO_DATE, 4],
      [crc32(bytes), 4],
      [packed.length, 4],
      [bytes.length, 4],
      [path.length, 2],
      [0, 2],
    ])
    const local = Buffer.concat([
      numbers([
        [LOCAL, 4],
        [VERSION, 2],
        [0, 2],
      ]),
      common,
      path,
      packed,
    ])
    const place = numbers([
      [0, 2],
      [0, 2],
      [0, 2],
      [0, 4],
      [offset, 4],
    ])
    central.push(
      numbers([
        [CENTRAL, 4],
        [VERSION, 2],
        [VERSION, 2],
        [0, 2],
      ]),
      common,
      place,
      path,
    )
    locals.push(local)
    offset += local.length
  }
  const list = Buffer.concat(central)
  const count = entries.length
  const end = numbers([
    [END, 4],
    [0, 2],
    [0, 2],
    [count, 2],
    [count, 2],
    [list.length, 4],
    [offset, 4],
    [0, 2],
  ])
  return Buffer.concat([...locals, list, end])
}

/** Numbers with their widths in bytes, lowest byte first. */
function numbers(fields: readonly (readonly [value: number, width: number])[]): Buffer {
  const out = Buffer.alloc(fields.reduce((sum, [, width]) => sum + width, 0))
  let at = 0
  for (const [value, width] of fields) at = out.writeUIntLE(value, at, width)
  return out
}
