import type { HttpResponse, Route } from '../api/route.ts'
import { writeCsv } from '../domain/csv.ts'
import { tellPlace } from '../domain/telling.ts'
import { say } from '../domain/texts.ts'
import { pageAt, record } from './door.ts'
import { type Console, PAGE_HEADERS, page, tellDay } from './page.ts'

const PATH = '/console/simplifications'

/** The formalities that people wish to be simpler, by theme; the same as a file. */
export function wishRoutes(console: Console): Route[] {
  const wishes = async (account: Parameters<typeof console.store.wishesOf>[0]) => {
    const library = console.library()
    const none = say(library.texts, 'console-simplifications-sans-theme')
    return (await console.store.wishesOf(account)).map(w => ({
      theme: w.theme ? (library.themes.get(w.theme)?.titre ?? w.theme) : none,
      jour: w.jour,
      lieu: w.territoire ? tellPlace(library, { ...w, theme: null }) : '',
      texte: w.texte,
    }))
  }
  return [
    pageAt(console, PATH, async (_, visitor) => {
      const { texts } = console.library()
      const all = await wishes(visitor.account)
      const groups = [...Map.groupBy(all, w => w.theme)].sort(([, a], [, b]) => b.length - a.length)
      return page(console, 'wishes', {
        titre: say(texts, 'console-simplifications-titre'),
        ici: 'simplifications',
        visitor,
        csv: `${PATH}/export`,
        themes: groups.map(([titre, list]) => ({ titre, lignes: list.map(w => ({ ...w, quand: tellDay(w.jour) })) })),
      })
    }),
    pageAt(console, `${PATH}/export`, async (_, visitor): Promise<HttpResponse> => {
      const { texts } = console.library()
      const head = ['jour', 'theme', 'lieu', 'texte'].map(c => say(texts, `console-simplifications-${c}`))
      const rows = (await wishes(visitor.account)).map(w => [w.jour, w.theme, w.lieu, w.texte])
      await record(console, visitor, 'export', null, `simplifications n=${rows.length}`)
      const headers = {
        ...PAGE_HEADERS,
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': 'attachment; filename="simplifications.csv"',
      }
      return { status: 200, headers, bytes: new TextEncoder().encode(writeCsv([head, ...rows])) }
    }),
  ]
}
