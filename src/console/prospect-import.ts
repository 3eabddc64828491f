import type { Route } from '../api/route.ts'
import type { Library } from '../domain/library.ts'
import { prospectColumns, readProspect } from '../domain/prospect.ts'
import { covers } from '../domain/scope.ts'
import { say } from '../domain/texts.ts'
import { readCommune } from './hand-answers.ts'
import type { Console } from './page.ts'
import { PROSPECTS } from './prospects.ts'
import { tableRoutes } from './table-import.ts'

/** Companies to call on, from a table. */
export function prospectImportRoutes(console: Console): Route[] {
  return tableRoutes(console, {
    path: `${PROSPECTS}/importer`,
    ici: 'prospection',
    acte: 'prospects',
    cle: 'console-prospection-import',
    rule: { writes: true },
    colonnes: prospectColumns,
    async take(row, visitor, real) {
      const library = console.library()
      const { texts } = library
      const read = readProspect(row, typed => placeIn(library, typed))
      if ('faute' in read) return { raison: say(texts, `console-prospection-faute-${read.faute}`) }
      if (!covers(visitor.account, read.prospect)) return { raison: say(texts, 'console-import-ailleurs') }
      const { nom, commune, siret, siren } = read.prospect
      const dit = [nom, library.communes.get(commune)?.nom, siret ?? siren].filter(Boolean).join(', ')
      const known = real && (await console.store.prospectsOf(visitor.account).keep(read.prospect)) === 'updated'
      return { dit: known ? say(texts, 'console-prospection-deja', { dit }) : dit }
    },
  })
}

/** Where a commune of the four territories lies, by whatever names it. */
function placeIn(library: Library, typed: string) {
  const commune = readCommune(library, typed)
  const epci = commune ? library.communes.get(commune)?.epci : undefined
  const territoire = epci ? library.territoireOfEpci.get(epci) : undefined
  return commune && epci && territoire ? { commune, epci, territoire } : null
}
