import type { HttpRequest, HttpResponse, Route } from '../api/route.ts'
import { tellPlace } from '../domain/telling.ts'
import { say } from '../domain/texts.ts'
import { EMAIL } from './accounts.ts'
import { field, formAt, isOwn, pageAt, record, to, type Visitor } from './door.ts'
import { type Console, page, tellMoment } from './page.ts'

const PATH = '/console/destinataires'
const rule = { roles: ['administrateur'] } as const

/** The mailboxes that receive leads: seen, added and taken away by an administrator, confirmed by their owners. */
export function recipientsRoutes(console: Console): Route[] {
  return [
    pageAt(console, PATH, (_, visitor) => list(console, visitor), rule),
    formAt(console, PATH, (r, v) => add(console, r, v), rule),
    formAt(
      console,
      `${PATH}/retirer`,
      async (request, visitor) => {
        await console.store.recipients.remove(field(request, 'id'))
        await record(console, visitor, 'destinataire')
        return to(PATH)
      },
      rule,
    ),
    {
      method: 'GET',
      path: '/console/confirmer',
      budget: 'page',
      handle: request => confirmation(console, { confirmation: request.query.jeton ?? '' }),
    },
    { method: 'POST', path: '/console/confirmer', budget: 'page', form: true, handle: r => confirm(console, r) },
  ]
}

async function list(console: Console, visitor: Visitor, refus = ''): Promise<HttpResponse> {
  const library = console.library()
  const t = (key: string, blanks?: Record<string, string>) => say(library.texts, key, blanks)
  const adresses = (await console.store.recipients.list()).map(r => {
    const lieu = tellPlace(library, r)
    const etat = r.confirmedAt
      ? t('console-destinataires-confirmee', { date: tellMoment(r.confirmedAt) })
      : t('console-destinataires-attente')
    return {
      id: r.id,
      email: r.email,
      lieu,
      etat,
      retirer: t('console-destinataires-retirer', { email: r.email, lieu }),
    }
  })
  const lieux = [...library.territoires].map(([id, { titre, epci }]) => ({
    titre,
    options: [[`territoire:${id}`, titre], ...Object.entries(epci).map(([slug, { nom }]) => [`epci:${slug}`, nom])],
  }))
  const themes = [...library.themes].map(([id, { titre }]) => [id, titre])
  const data = {
    titre: t('console-destinataires-titre'),
    ici: 'destinataires',
    visitor,
    refus,
    adresses,
    lieux,
    themes,
  }
  return page(console, 'recipients', data, refus ? 400 : 200)
}

async function add(console: Console, request: HttpRequest, visitor: Visitor): Promise<HttpResponse> {
  const { texts, territoires, territoireOfEpci, themes } = console.library()
  const email = field(request, 'email').trim()
  const [kind = '', id = ''] = field(request, 'lieu').split(':')
  const theme = field(request, 'theme') || null
  const territoire = kind === 'territoire' && territoires.has(id) ? id : null
  const epci = kind === 'epci' && territoireOfEpci.has(id) ? id : null
  const good = EMAIL.test(email) && email.length <= 200 && (territoire ?? epci) !== null
  if (!good || (theme !== null && (epci === null || !themes.has(theme))))
    return list(console, visitor, say(texts, 'console-destinataires-refus'))
  await console.store.recipients.add({ territoire, epci, theme, email })
  await record(console, visitor, 'destinataire')
  return to(PATH)
}

/** The owner of a mailbox is not signed in: the token of the link alone speaks for them. */
async function confirm(console: Console, request: HttpRequest): Promise<HttpResponse> {
  const library = console.library()
  const recipient = isOwn(request) ? await console.store.recipients.confirm(field(request, 'confirmation')) : null
  if (!recipient) return confirmation(console, { dit: say(library.texts, 'console-confirmer-refus') }, 403)
  const { email } = recipient
  return confirmation(console, {
    dit: say(library.texts, 'console-confirmer-fait', { email, lieu: tellPlace(library, recipient) }),
  })
}

function confirmation(console: Console, data: { confirmation?: string; dit?: string }, status = 200): HttpResponse {
  const titre = say(console.library().texts, 'console-confirmer-titre')
  return page(console, 'confirm', { titre, confirmation: '', dit: '', ...data }, status)
}
