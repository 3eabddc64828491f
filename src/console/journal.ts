import type { Route } from '../api/route.ts'
import { say } from '../domain/texts.ts'
import { pageAt } from './door.ts'
import { type Console, page, tellMoment } from './page.ts'

const PATH = '/console/journal'
const PER_PAGE = 100

/** The audit log: who read, moved or exported which lead; its chain can be checked here. */
export function journalRoute(console: Console): Route {
  return pageAt(
    console,
    PATH,
    async (request, visitor) => {
      const { texts } = console.library()
      const { audit } = console.store
      const reference = /^TI-\d{4}-[A-Z0-9]{4}$/.test(request.query.reference ?? '') ? request.query.reference! : ''
      const wanted = /^\d{1,6}$/.test(request.query.page ?? '') ? Number(request.query.page) : 1
      const at = Math.max(wanted, 1)
      const lines = await audit.list({ offset: (at - 1) * PER_PAGE, limit: PER_PAGE }, reference || undefined)
      const broken = request.query.verifier === 'oui' ? await audit.firstBroken() : undefined
      const chaine =
        broken === undefined
          ? ''
          : broken === null
            ? say(texts, 'console-journal-intact', { n: await audit.count() })
            : say(texts, 'console-journal-rompu', { n: broken })
      const link = (n: number) =>
        `${PATH}?${new URLSearchParams({ ...(reference ? { reference } : {}), page: String(n) })}`
      return page(console, 'journal', {
        titre: say(texts, 'console-journal-titre'),
        ici: 'journal',
        visitor,
        reference,
        chaine,
        lignes: lines.map(l => ({
          ...l,
          date: tellMoment(l.at),
          dit: texts[`console-acte-${l.acte}`] ?? l.acte,
        })),
        avant: at > 1 && link(at - 1),
        apres: lines.length === PER_PAGE && link(at + 1),
      })
    },
    { roles: ['administrateur'] },
  )
}
