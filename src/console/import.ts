import type { HttpRequest, HttpResponse, Route } from '../api/route.ts'
import { readCsv } from '../domain/csv.ts'
import { pastColumns, readPastLead } from '../domain/past-lead.ts'
import { covers } from '../domain/scope.ts'
import { tellLead } from '../domain/telling.ts'
import { say } from '../domain/texts.ts'
import { field, guard, record, type Visitor } from './door.ts'
import { keepLead } from './keep-lead.ts'
import { type Console, page } from './page.ts'

const PATH = '/console/importer'
const rule = { roles: ['administrateur', 'chef-de-projet'] } as const

/** Past contacts from a table: first a dry run that tells line by line what would be kept, then the import. */
export function importRoutes(console: Console): Route[] {
  return [
    { method: 'GET', path: PATH, budget: 'page', handle: guard(console, async (_, v) => form(console, v), rule) },
    {
      method: 'POST',
      path: PATH,
      budget: 'page',
      form: true,
      handle: guard(console, (r, v) => read(console, r, v), rule),
    },
  ]
}

interface Line {
  ligne: number
  dit: string
  raison: string
}

async function read(console: Console, request: HttpRequest, visitor: Visitor): Promise<HttpResponse> {
  const library = console.library()
  const { texts } = library
  const csv = field(request, 'csv')
  const real = field(request, 'faire') === 'importer'
  const rows = readCsv(csv)
  const lines: Line[] = []
  let gardees = 0
  for (const [i, row] of rows.entries()) {
    const read = readPastLead(library, row)
    const ligne = i + 2
    if ('raison' in read) lines.push({ ligne, dit: '', raison: read.raison })
    else if (!covers(visitor.account, read.lead))
      lines.push({ ligne, dit: '', raison: say(texts, 'console-import-ailleurs') })
    else {
      const { entreprise, nom, date } = read.lead
      const dit = [date, entreprise, nom, tellLead(library, read.lead).epci].filter(Boolean).join(', ')
      const reference = real ? await keepLead(visitor, read.lead) : ''
      lines.push({ ligne, dit: [reference, dit].filter(Boolean).join(', '), raison: '' })
      gardees++
    }
  }
  if (real) await record(console, visitor, 'import', null, `n=${gardees}`)
  return form(console, visitor, { csv: real ? '' : csv, lines, gardees, fait: real, vide: rows.length === 0 })
}

function form(
  console: Console,
  visitor: Visitor,
  { csv = '', lines = [] as Line[], gardees = 0, fait = false, vide = false } = {},
): HttpResponse {
  const { texts, themes } = console.library()
  const refusees = lines.length - gardees
  const key = fait ? 'console-import-fait' : 'console-import-essai'
  return page(console, 'import', {
    titre: say(texts, 'console-import-titre'),
    ici: 'importer',
    visitor,
    csv,
    lignes: lines,
    bilan: vide
      ? say(texts, 'console-import-vide')
      : lines.length > 0
        ? say(texts, key, { n: gardees, refus: refusees })
        : '',
    possible: !fait && gardees > 0,
    colonnes: pastColumns.join(';'),
    themes: [...themes.keys()].join(', '),
  })
}
