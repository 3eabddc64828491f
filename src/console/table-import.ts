import type { HttpRequest, HttpResponse, Route } from '../api/route.ts'
import { readCsv } from '../domain/csv.ts'
import { say } from '../domain/texts.ts'
import { field, formAt, pageAt, type Rule, record, type Visitor } from './door.ts'
import { type Console, page } from './page.ts'

/** What a line of a table comes to: what would be kept, in words, or why it is refused. */
export type Outcome = { dit: string } | { raison: string }

/** A table that people bring; its texts begin with `cle` (`…-titre`, `…-aide`, `…-essai`, `…-fait`). */
export interface TableImport {
  path: string
  /** The page's place in the menu, and what the audit log calls the import. */
  ici: string
  acte: string
  cle: string
  rule: Rule
  colonnes: readonly string[]
  /** More about what may stand in the columns. */
  precision?(): string
  /** Reads a line; keeps it where `real`. */
  take(row: Record<string, string>, visitor: Visitor, real: boolean): Promise<Outcome>
}

interface Line {
  ligne: number
  dit: string
  raison: string
}

/** A page that imports a table: first a dry run that tells line by line what would be kept, then the import. */
export function tableRoutes(console: Console, table: TableImport): Route[] {
  const { path, rule } = table
  return [
    pageAt(console, path, async (_, visitor) => form(console, table, visitor), rule),
    formAt(console, path, (request, visitor) => read(console, table, request, visitor), rule),
  ]
}

async function read(
  console: Console,
  table: TableImport,
  request: HttpRequest,
  visitor: Visitor,
): Promise<HttpResponse> {
  const csv = field(request, 'csv')
  const real = field(request, 'faire') === 'importer'
  const rows = readCsv(csv)
  const lines: Line[] = []
  // the first line names the columns
  for (const [i, row] of rows.entries())
    lines.push({ ligne: i + 2, dit: '', raison: '', ...(await table.take(row, visitor, real)) })
  const gardees = lines.filter(l => l.raison === '').length
  if (real) await record(console, visitor, table.acte, null, `n=${gardees}`)
  return form(console, table, visitor, { csv: real ? '' : csv, lines, gardees, fait: real, vide: rows.length === 0 })
}

function form(
  console: Console,
  { path, ici, cle, colonnes, precision }: TableImport,
  visitor: Visitor,
  { csv = '', lines = [] as Line[], gardees = 0, fait = false, vide = false } = {},
): HttpResponse {
  const { texts } = console.library()
  const counts = { n: gardees, refus: lines.length - gardees }
  const told = lines.length > 0 ? say(texts, `${cle}-${fait ? 'fait' : 'essai'}`, counts) : ''
  return page(console, 'import', {
    titre: say(texts, `${cle}-titre`),
    ici,
    visitor,
    chemin: path,
    aide: say(texts, `${cle}-aide`),
    precision: precision?.() ?? '',
    csv,
    lignes: lines,
    bilan: vide ? say(texts, 'console-import-vide') : told,
    possible: !fait && gardees > 0,
    colonnes: colonnes.join(';'),
  })
}
