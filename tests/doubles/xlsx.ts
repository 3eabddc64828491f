import { crc32, inflateRawSync } from 'node:zlib'

/** The files of a ZIP; a wrong checksum throws. */
function unzip(bytes: Uint8Array): Map<string, string> {
  const view = Buffer.from(bytes)
  const files = new Map<string, string>()
  for (let at = view.indexOf('PK\u0001\u0002'); at >= 0 && view.readUInt32LE(at) === 0x02014b50; ) {
    const [packed, name, extra, comment] = [20, 28, 30, 32].map(o =>
      o === 20 ? view.readUInt32LE(at + o) : view.readUInt16LE(at + o),
    )
    const from = view.readUInt32LE(at + 42)
    const start = from + 30 + view.readUInt16LE(from + 26) + view.readUInt16LE(from + 28)
    const stored = view.subarray(start, start + packed!)
    const data = view.readUInt16LE(at + 10) === 8 ? inflateRawSync(stored) : stored
    const title = view.toString('utf8', at + 46, at + 46 + name!)
    if (crc32(data) !== view.readUInt32LE(at + 16)) throw new Error(`${title} has a wrong checksum`)
    files.set(title, data.toString('utf8'))
    at += 46 + name! + extra! + comment!
  }
  return files
}

const plainText = (text: string) =>
  text
    .replaceAll('&#13;', '\r')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')

/** The sheet of a workbook, as XML. */
export function sheetXml(bytes: Uint8Array): string {
  return unzip(bytes).get('xl/worksheets/sheet1.xml')!
}

/** The texts and numbers of a workbook, row by row, without its empty cells. */
export function readXlsx(bytes: Uint8Array): string[][] {
  const shared = unzip(bytes).get('xl/sharedStrings.xml') ?? ''
  const texts = [...shared.matchAll(/<si><t[^>]*>([^<]*)<\/t><\/si>/g)].map(m => plainText(m[1]!))
  const rows = sheetXml(bytes).matchAll(/<row [^>]*>(.*?)<\/row>/gs)
  return [...rows].map(([, row]) =>
    [...row!.matchAll(/<c [^>]*?(t="s")?><v>(\d+(?:\.\d+)?)<\/v>/g)].map(m => (m[1] ? texts[Number(m[2])]! : m[2]!)),
  )
}
