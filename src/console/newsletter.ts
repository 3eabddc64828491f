import { HttpError, type HttpRequest, type HttpResponse, type Route } from '../api/route.ts'
import { dayInFrance } from '../domain/business-days.ts'
import { addMonths, partialDate } from '../domain/content.ts'
import { concerns } from '../domain/evenement.ts'
import { type Newsletter, newsletterOf, toolsOf } from '../domain/newsletter.ts'
import { newsletterHtml, newsletterMarkdown } from '../domain/newsletter-text.ts'
import { say } from '../domain/texts.ts'
import { field, formAt, pageAt, record, to, type Visitor } from './door.ts'
import { type Console, PAGE_HEADERS, page } from './page.ts'
import { usageOf } from './usage.ts'
import { placesIn } from './view-query.ts'

const PATH = '/console/lettre'
const rule = { roles: ['administrateur', 'chef-de-projet'] } as const
/** Six letters a year look back on two months and ahead on three. */
const BACK = 2
const AHEAD = 3
const READERS = 500
const CALLS = 20
/** A smaller count could name somebody. */
const FEW = 5

/** What is asked of a letter. */
interface Asked {
  territoire: string
  du: string
  au: string
  outil: string | null
}

/** The newsletter as a draft: looked at, carried away, and whom it is for. */
export function newsletterRoutes(console: Console): Route[] {
  return [
    pageAt(console, PATH, (request, visitor) => show(console, request, visitor), rule),
    pageAt(
      console,
      `${PATH}/fichier`,
      async (request, visitor) => {
        const { texts } = console.library()
        const asked = read(console, request, visitor)
        const letter = await draft(console, asked, visitor)
        const html = request.query.format === 'html'
        await record(console, visitor, 'lettre', null, asked.territoire)
        const headers = {
          ...PAGE_HEADERS,
          'content-type': `text/${html ? 'html' : 'markdown'}; charset=utf-8`,
          'content-disposition': `attachment; filename="lettre-${asked.territoire}-${asked.au}.${html ? 'html' : 'md'}"`,
        }
        const text = html ? newsletterHtml(texts, letter) : newsletterMarkdown(texts, letter)
        return { status: 200, headers, bytes: new TextEncoder().encode(text) }
      },
      rule,
    ),
    formAt(console, `${PATH}/lecteurs`, (request, visitor) => keepReaders(console, request, visitor), rule),
  ]
}

/** What the address asks for; what it leaves out is the first territory and the last two months. */
function read(console: Console, { query }: HttpRequest, { account }: Visitor): Asked {
  const places = placesIn(console.library(), account)
  const today = dayInFrance(console.now())
  const day = (value: string | undefined, otherwise: string) =>
    value?.length === 10 && partialDate.safeParse(value).success ? value : otherwise
  const territoire = query.territoire ? places.find(p => p.id === query.territoire) : places[0]
  // another's territory does not exist
  if (!territoire) throw new HttpError(404, 'not-found')
  const au = day(query.au, today)
  return { territoire: territoire.id, du: day(query.du, addMonths(au, -BACK)), au, outil: query.outil || null }
}

async function draft(console: Console, { territoire, du, au, outil }: Asked, visitor: Visitor): Promise<Newsletter> {
  const { store, now } = console
  const library = console.library()
  const today = dayInFrance(now())
  const usage = usageOf(await store.counters.totals())
  const until = new Date(`${addMonths(today, AHEAD)}T00:00:00Z`).toISOString()
  const events = await store.agenda.between(now().toISOString(), until)
  const here = { role: 'chef-de-projet', territoires: [territoire], epci: [] } as const
  return newsletterOf(library, {
    ...{ territoire, du, au, today, outil },
    pour: await readers(console, territoire),
    montre: id => usage('dispositif', id).montre,
    evenements: events.filter(
      e => concerns(visitor.account, e, library.territoireOfEpci) && concerns(here, e, library.territoireOfEpci),
    ),
    appels: (await store.calls.list(CALLS))
      .filter(c => !c.dispositif)
      .map(c => ({ titre: c.titre, fin: c.appel.fin, lien: c.appel.lien })),
    chiffres: await figures(console, { territoire, du, au }, visitor),
  })
}

/** Counts of the visitor's leads, those under five masked. */
async function figures(console: Console, { territoire, du, au }: Omit<Asked, 'outil'>, { leads }: Visitor) {
  const { texts, themes } = console.library()
  const view = { territoires: [territoire], du, au }
  const line = (key: string, n: number, blanks = {}) => say(texts, `lettre-chiffre-${key}`, { n, ...blanks })
  const total = await leads.count(view)
  const lines = [line(total < FEW ? 'demandes-peu' : 'demandes', total)]
  for (const [theme, { titre }] of themes) {
    const n = await leads.count({ ...view, theme })
    if (n >= FEW) lines.push(line('theme', n, { theme: titre }))
  }
  const statuts = await leads.statuts(view)
  for (const statut of ['accompagne', 'laureat'] as const) {
    const n = statuts[statut] ?? 0
    if (n >= FEW) lines.push(line(statut, n))
  }
  return lines
}

const keyOf = (territoire: string) => `lettre-lecteurs-${territoire}`

async function readers({ store, library }: Console, territoire: string): Promise<string> {
  return (await store.settings.all())[keyOf(territoire)] ?? say(library().texts, 'lettre-lecteurs')
}

async function keepReaders(console: Console, request: HttpRequest, visitor: Visitor): Promise<HttpResponse> {
  const { territoire } = read(console, { ...request, query: { territoire: field(request, 'territoire') } }, visitor)
  const lecteurs = field(request, 'lecteurs').trim().slice(0, READERS)
  // groups, never people: the setting is not erased with anybody's data
  if (lecteurs.includes('@')) return show(console, request, visitor, lecteurs)
  await console.store.settings.set({ [keyOf(territoire)]: lecteurs })
  await record(console, visitor, 'lettre', null, territoire)
  return to(`${PATH}?territoire=${territoire}&dit=lecteurs`)
}

async function show(
  console: Console,
  request: HttpRequest,
  visitor: Visitor,
  refused: string | null = null,
): Promise<HttpResponse> {
  const library = console.library()
  const t = (key: string) => say(library.texts, key)
  const query = { ...request.query, ...(refused === null ? {} : { territoire: field(request, 'territoire') }) }
  const asked = read(console, { ...request, query }, visitor)
  const letter = await draft(console, asked, visitor)
  const params = new URLSearchParams({ ...asked, outil: asked.outil ?? '' }).toString()
  return page(
    console,
    'newsletter',
    {
      titre: t('console-lettre-titre'),
      ici: 'lettre',
      visitor,
      dit: request.query.dit === 'lecteurs' ? t('console-lettre-lecteurs-fait') : '',
      refus: refused === null ? '' : t('console-lettre-lecteurs-refus'),
      ...asked,
      territoires: placesIn(library, visitor.account).map(p => ({ id: p.id, titre: p.titre })),
      outils: toolsOf(library, asked.territoire, dayInFrance(console.now()))
        .map(d => ({ id: d.id, titre: d.titre }))
        .sort((a, b) => a.titre.localeCompare(b.titre, 'fr')),
      lecteurs: refused ?? letter.pour,
      lettre: letter,
      texte: newsletterMarkdown(library.texts, letter),
      fichiers: (['md', 'html'] as const).map(format => ({
        format,
        lien: `${PATH}/fichier?${params}&format=${format}`,
      })),
    },
    refused === null ? 200 : 400,
  )
}
