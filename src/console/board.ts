import type { Route } from '../api/route.ts'
import { limitsAt } from '../domain/attention.ts'
import { isOpen, statuts } from '../domain/pipeline.ts'
import { say } from '../domain/texts.ts'
import { pageAt } from './door.ts'
import { filterForm, leadLine } from './leads.ts'
import { type Console, page } from './page.ts'
import { readView, viewPath } from './view-query.ts'

const PER_COLUMN = 20

/** The board: a column for each status, its leads under it. */
export function boardRoute(console: Console): Route {
  return pageAt(console, '/console/tableau', async (request, visitor) => {
    const { texts } = console.library()
    const asked = await readView(console, { ...request, query: { ...request.query, vue: 'toutes' } }, visitor)
    const { statuts: only = statuts, ...view } = asked.view
    const counts = await visitor.leads.statuts(asked.view)
    const people = new Map((await console.store.accounts.list()).map(a => [a.id, a]))
    const limits = limitsAt(console.now())
    const colonnes = []
    for (const statut of only) {
      const nombre = counts[statut] ?? 0
      const shown =
        nombre > 0
          ? await visitor.leads.list(
              { ...view, statuts: [statut] },
              { offset: 0, limit: PER_COLUMN, ordre: isOpen(statut) ? 'attente' : 'mouvement' },
            )
          : []
      colonnes.push({
        statut,
        titre: say(texts, `lead-statut-${statut}`),
        nombre,
        cartes: shown.map(lead => leadLine(console, lead, people, limits)),
        reste: nombre - shown.length,
        lien: viewPath('/console/', { vue: 'toutes', filtre: { ...asked.filtre, statut } }),
      })
    }
    return page(console, 'board', {
      titre: say(texts, 'console-tableau-titre'),
      ici: 'tableau',
      visitor,
      colonnes,
      ...filterForm(console, visitor, asked),
    })
  })
}
