import { neutral } from './csv.ts'

/*
 * The smallest workbook that spreadsheets open: one sheet, texts and numbers, parts kept uncompressed in a ZIP
 * (PKWARE APPNOTE 6.3, ECMA-376 part 1). Texts are inline strings, never formulas; one that looks like a formula has
 * the style that Excel gives to a typed apostrophe, so that it stays text when somebody edits the cell.
 */

const QUOTED = 1
const PARTS = {
  types:
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>',
  relations:
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
  book: '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Export" sheetId="1" r:id="rId1"/></sheets></workbook>',
  bookRelations:
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>',
  styles:
    '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf xfId="0"/><xf xfId="0" quotePrefix="1"/></cellXfs></styleSheet>',
}
const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const CELL_LIMIT = 32_767

/** Rows as a workbook of one sheet. */
export function writeXlsx(rows: readonly (readonly (string | number | null)[])[]): Uint8Array {
  const body = rows.map((row, r) => `<row r="${r + 1}">${row.map((cell, c) => cellOf(cell, r, c)).join('')}</row>`)
  const sheet = `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>${body.join('')}</sheetData></worksheet>`
  return zip([
    ['[Content_Types].xml', PARTS.types],
    ['_rels/.rels', PARTS.relations],
    ['xl/workbook.xml', PARTS.book],
    ['xl/_rels/workbook.xml.rels', PARTS.bookRelations],
    ['xl/styles.xml', PARTS.styles],
    ['xl/worksheets/sheet1.xml', sheet],
  ])
}

function cellOf(cell: string | number | null, row: number, column: number): string {
  if (cell === null || cell === '') return ''
  const place = `${columnName(column)}${row + 1}`
  if (typeof cell === 'number') return `<c r="${place}"><v>${cell}</v></c>`
  const style = neutral(cell) === cell ? '' : ` s="${QUOTED}"`
  return `<c r="${place}" t="inlineStr"${style}><is><t xml:space="preserve">${escapeXml(cell.slice(0, CELL_LIMIT))}</t></is></c>`
}

function columnName(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26))
  return index < 26 ? letter : columnName(Math.floor(index / 26) - 1) + letter
}

/** What XML 1.0 cannot hold is left out: a workbook with it would not open. */
function escapeXml(text: string): string {
  return text
    .replace(/(?![\t\n\r])\p{Cc}|\p{Cs}|[\ufffe\uffff]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('\r', '&#13;')
}

function zip(files: readonly (readonly [string, string])[]): Uint8Array {
  const utf8 = new TextEncoder()
  const parts: Uint8Array[] = []
  const central: Uint8Array[] = []
  let offset = 0
  for (const [name, text] of files) {
    const title = utf8.encode(name)
    const data = utf8.encode(HEAD + text)
    // the same fields stand before the data and in the directory at the end
    const facts = numbers(
      [20, 2],
      [0x0800, 2],
      [0, 2],
      [0, 2],
      [0x21, 2],
      [crc32(data), 4],
      [data.length, 4],
      [data.length, 4],
      [title.length, 2],
      [0, 2],
    )
    parts.push(numbers([0x04034b50, 4]), facts, title, data)
    central.push(numbers([0x02014b50, 4], [20, 2]), facts, numbers([0, 2], [0, 2], [0, 2], [0, 4], [offset, 4]), title)
    offset += 4 + facts.length + title.length + data.length
  }
  const size = central.reduce((n, p) => n + p.length, 0)
  const end = numbers(
    [0x06054b50, 4],
    [0, 2],
    [0, 2],
    [files.length, 2],
    [files.length, 2],
    [size, 4],
    [offset, 4],
    [0, 2],
  )
  return join([...parts, ...central, end])
}

/** Numbers as little-endian bytes, each with its width. */
function numbers(...fields: (readonly [value: number, bytes: number])[]): Uint8Array {
  return Uint8Array.from(
    fields.flatMap(([value, bytes]) => Array.from({ length: bytes }, (_, i) => (value >>> (8 * i)) & 255)),
  )
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((n, p) => n + p.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1
  return c
})

function crc32(data: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of data) crc = TABLE[(crc ^ byte) & 255]! ^ (crc >>> 8)
  return (crc ^ 0xffffffff) >>> 0
}
