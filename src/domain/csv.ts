/** What a spreadsheet takes for a formula at the start of a cell, full-width forms too. */
const FORMULA = /^[\s\p{Cc}]*[=+\-@＝＋－＠|%]|^[\t\r\n]/u
const SEPARATOR = ';'

/** A cell that no spreadsheet runs: an apostrophe before what looks like a formula. */
export function neutral(cell: string): string {
  return FORMULA.test(cell) ? `'${cell}` : cell
}

/** Rows as CSV for a French spreadsheet: semicolons, CRLF, a byte order mark, every formula made harmless. */
export function writeCsv(rows: readonly (readonly (string | number | null)[])[]): string {
  const quoted = (cell: string | number | null) => `"${neutral(String(cell ?? '')).replaceAll('"', '""')}"`
  return `\ufeff${rows.map(row => row.map(quoted).join(SEPARATOR)).join('\r\n')}\r\n`
}

/** Rows of a CSV as objects by their header's names; takes semicolons, commas or tabs, whichever the header has most. */
export function readCsv(text: string): Record<string, string>[] {
  const source = text.replace(/^\ufeff/, '')
  const header = source.split(/\r?\n/, 1)[0] ?? ''
  const separator = [';', ',', '\t'].reduce((a, b) => (header.split(b).length > header.split(a).length ? b : a))
  const [names = [], ...rows] = cellsOf(source, separator)
  const filled = rows.filter(row => row.some(cell => cell.trim() !== ''))
  return filled.map(row =>
    Object.fromEntries(names.map((name, i) => [name.trim().toLowerCase(), (row[i] ?? '').trim()])),
  )
}

function cellsOf(source: string, separator: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  let cell = ''
  let quoted = false
  for (let i = 0; i < source.length; i++) {
    const c = source[i]!
    if (quoted) {
      if (c !== '"') cell += c
      else if (source[i + 1] === '"') cell += source[++i]
      else quoted = false
    } else if (c === '"' && cell === '') quoted = true
    else if (c === separator || c === '\n') {
      row.push(cell.replace(/\r$/, ''))
      cell = ''
      if (c === separator) continue
      rows.push(row)
      row = []
    } else cell += c
  }
  if (cell !== '' || row.length > 0) rows.push([...row, cell])
  return rows
}
