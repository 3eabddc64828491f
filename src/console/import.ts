import type { Route } from '../api/route.ts'
import { pastColumns, readPastLead } from '../domain/past-lead.ts'
import { covers } from '../domain/scope.ts'
import { tellLead } from '../domain/telling.ts'
import { say } from '../domain/texts.ts'
import { keepLead } from './keep-lead.ts'
import type { Console } from './page.ts'
import { tableRoutes } from './table-import.ts'

/** Contacts of the time before this console, from a table. */
export function importRoutes(console: Console): Route[] {
  return tableRoutes(console, {
    path: '/console/importer',
    ici: 'importer',
    acte: 'import',
    cle: 'console-import',
    rule: { roles: ['administrateur', 'chef-de-projet'] },
    colonnes: pastColumns,
    precision() {
      const { texts, themes } = console.library()
      return say(texts, 'console-import-themes', { liste: [...themes.keys()].join(', ') })
    },
    async take(row, visitor, real) {
      const library = console.library()
      const read = readPastLead(library, row)
      if ('raison' in read) return { raison: read.raison }
      if (!covers(visitor.account, read.lead)) return { raison: say(library.texts, 'console-import-ailleurs') }
      const { entreprise, nom, date } = read.lead
      const reference = real ? await keepLead(visitor, read.lead) : ''
      return { dit: [reference, date, entreprise, nom, tellLead(library, read.lead).epci].filter(Boolean).join(', ') }
    },
  })
}
