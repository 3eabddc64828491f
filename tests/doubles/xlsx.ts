import { crc32 } from 'node:zlib'

/** The files of a ZIP whose parts are kept as they are; a wrong checksum throws. */
function unzip(bytes: Uint8Array): Map<string, string> {
  const view = Buffer.from(bytes)
  const files = new Map<string, string>()
  for (let at = 0; view.readUInt32LE(at) === 0x04034b50; ) {
    const size = view.readUInt32LE(at + 18)
    const title = view.readUInt16LE(at + 26)
    const start = at + 30 + title + view.readUInt16LE(at + 28)
    const data = view.subarray(start, start + size)
    const name = view.toString('utf8', at + 30, at + 30 + title)
    if (crc32(data) !== view.readUInt32LE(at + 14)) throw new Error(`${name} has a wrong checksum`)
    files.set(name, data.toString('utf8'))
    at = start + size
  }
  return files
}

const plainText = (text: string) =>
  text.replaceAll('&#13;', '\r').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')

/** The sheet of a workbook, as XML. */
export function sheetXml(bytes: Uint8Array): string {
  return unzip(bytes).get('xl/worksheets/sheet1.xml')!
}

/** The texts of a workbook, row by row. */
export function readXlsx(bytes: Uint8Array): string[][] {
  const rows = sheetXml(bytes).matchAll(/<row [^>]*>(.*?)<\/row>/gs)
  return [...rows].map(([, row]) =>
    [...row!.matchAll(/<t [^>]*>(.*?)<\/t>|<v>(.*?)<\/v>/gs)].map(m => plainText(m[1] ?? m[2]!)),
  )
}
