import type { HttpRequest, HttpResponse, Route } from '../api/route.ts'
import { readCsv } from '../domain/csv.ts'
import type { Library } from '../domain/library.ts'
import { prospectColumns, readProspect } from '../domain/prospect.ts'
import { covers } from '../domain/scope.ts'
import { say } from '../domain/texts.ts'
import { field, guard, record, type Visitor } from './door.ts'
import { readCommune } from './hand-answers.ts'
import { type Console, page } from './page.ts'
import { PROSPECTS } from './prospects.ts'

const PATH = `${PROSPECTS}/importer`

/** A list of companies from a table: a dry run that tells line by line what would be kept, then the import. */
export function prospectImportRoutes(console: Console): Route[] {
  const rule = { writes: true } as const
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

/** Where a commune of the four territories lies, by whatever names it. */
function placeIn(library: Library, typed: string) {
  const commune = readCommune(library, typed)
  const epci = commune ? library.communes.get(commune)?.epci : undefined
  const territoire = epci ? library.territoireOfEpci.get(epci) : undefined
  return commune && epci && territoire ? { commune, epci, territoire } : null
}

async function read(console: Console, request: HttpRequest, visitor: Visitor): Promise<HttpResponse> {
  const library = console.library()
  const { texts } = library
  const csv = field(request, 'csv')
  const real = field(request, 'faire') === 'importer'
  const rows = readCsv(csv)
  const mine = console.store.prospectsOf(visitor.account)
  const lines: Line[] = []
  let gardees = 0
  for (const [i, row] of rows.entries()) {
    const read = readProspect(row, typed => placeIn(library, typed))
    const ligne = i + 2
    if ('faute' in read) lines.push({ ligne, dit: '', raison: say(texts, `console-prospection-faute-${read.faute}`) })
    else if (!covers(visitor.account, read.prospect))
      lines.push({ ligne, dit: '', raison: say(texts, 'console-import-ailleurs') })
    else {
      const { nom, commune, siret, siren } = read.prospect
      const dit = [nom, library.communes.get(commune)?.nom, siret ?? siren].filter(Boolean).join(', ')
      const outcome = real ? await mine.keep(read.prospect) : 'added'
      lines.push({
        ligne,
        dit: outcome === 'updated' ? say(texts, 'console-prospection-deja', { dit }) : dit,
        raison: '',
      })
      gardees++
    }
  }
  if (real) await record(console, visitor, 'prospects', null, `n=${gardees}`)
  return form(console, visitor, { csv: real ? '' : csv, lines, gardees, fait: real, vide: rows.length === 0 })
}

function form(
  console: Console,
  visitor: Visitor,
  { csv = '', lines = [] as Line[], gardees = 0, fait = false, vide = false } = {},
): HttpResponse {
  const { texts } = console.library()
  const refus = lines.length - gardees
  const key = fait ? 'console-prospection-import-fait' : 'console-prospection-import-essai'
  return page(console, 'prospect-import', {
    titre: say(texts, 'console-prospection-importer'),
    ici: 'prospection',
    visitor,
    csv,
    lignes: lines,
    bilan: vide ? say(texts, 'console-import-vide') : lines.length > 0 ? say(texts, key, { n: gardees, refus }) : '',
    possible: !fait && gardees > 0,
    colonnes: prospectColumns.join(';'),
  })
}
