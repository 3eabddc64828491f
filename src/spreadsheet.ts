import writeXlsxFile from 'write-excel-file/node'
import { neutral } from './domain/csv.ts'

/** What a cell of a spreadsheet holds at most. */
const LONGEST = 32_000
/** XML 1.0 takes no control characters but tab and line ends: a spreadsheet would call the file damaged. */
const NOT_XML = /[^\P{Cc}\t\n\r]|[\ufffe\uffff]|\p{Cs}/gu

/** Rows as a spreadsheet; texts are text cells, and made harmless besides for who saves them as CSV. The first is the header. */
export async function writeXlsx(rows: readonly (readonly (string | number | null)[])[]): Promise<Buffer> {
  const cell = (value: string | number | null) => {
    if (value === null) return null
    if (typeof value === 'number') return { value, type: Number }
    return { value: neutral(value.replace(NOT_XML, ' ')).slice(0, LONGEST), type: String, wrap: true }
  }
  const [header = [], ...rest] = rows
  const head = header.map(name => ({ value: String(name), type: String, fontWeight: 'bold' as const }))
  const columns = Array.from({ length: Math.max(...rows.map(r => r.length)) }, () => ({ width: 24 }))
  return writeXlsxFile([head, ...rest.map(row => row.map(cell))], { columns, stickyRowsCount: 1 }).toBuffer()
}
