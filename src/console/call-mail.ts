import { HttpError, type HttpRequest, type HttpResponse, type Route } from '../api/route.ts'
import { dayInFrance } from '../domain/business-days.ts'
import { emptyCall } from '../domain/call.ts'
import { callLetter } from '../domain/call-letter.ts'
import { say } from '../domain/texts.ts'
import { firstWords } from './calls.ts'
import { firmLine, tellCall, weighKept } from './concerned.ts'
import { checked, field, formAt, pageAt, record, to, type Visitor } from './door.ts'
import { type Console, page } from './page.ts'

const PATH = '/console/concernes'
const rule = { writes: true } as const
const SUBJECT = 200
const WORDS = 4_000
/** So many firms are told at once: each has its own mail to be read over. */
const MOST = 200

/** The mail about a call: its words, who would get it and how it reads, and the sending. */
export function callMailRoutes(console: Console): Route[] {
  return [
    formAt(
      console,
      `${PATH}/preparer`,
      async (request, visitor) => {
        const dispositif = console.library().dispositifs.get(field(request, 'dispositif'))
        if (!dispositif) throw new HttpError(404, 'not-found')
        const { id, titre, periode } = dispositif
        const kept = { dispositif: id, titre, appel: emptyCall, ...firstWords(console, titre) }
        // a scheme whose window is another one is a new call: its firms may hear of it again
        const call = await console.store.calls.keep(`dispositif ${id} ${periode?.fin ?? ''}`, kept)
        await record(console, visitor, 'appel', null, id)
        return to(`${PATH}/${call}/courriel`)
      },
      rule,
    ),
    pageAt(console, `${PATH}/:id/courriel`, (request, visitor) => show(console, request, visitor), rule),
    formAt(console, `${PATH}/:id/courriel`, (request, visitor) => act(console, request, visitor), rule),
  ]
}

async function act(console: Console, request: HttpRequest, visitor: Visitor): Promise<HttpResponse> {
  const { call, concernes } = await weighKept(console, request, visitor)
  if (!call) throw new HttpError(404, 'not-found')
  const sujet = field(request, 'sujet').trim().slice(0, SUBJECT)
  const message = field(request, 'message').trim().slice(0, WORDS)
  if (!sujet || !message) return show(console, request, visitor, 'console-courriel-faute')
  await console.store.calls.write(call.id, { sujet, message })
  const back = `${PATH}/${call.id}/courriel`
  if (field(request, 'geste') !== 'envoyer') return to(`${back}?dit=garde`)
  const asked = new Set(checked(request, 'f:'))
  // only those that the call fits today: the form may be old
  const fit = concernes.map(c => c.lead.reference).filter(r => asked.has(r))
  const told = await visitor.leads.tell(call.id, fit.slice(0, MOST))
  for (const reference of told) await record(console, visitor, 'appel', reference, call.id)
  return to(`${back}?dit=envoye&n=${told.length}`)
}

async function show(console: Console, request: HttpRequest, visitor: Visitor, faute = ''): Promise<HttpResponse> {
  const library = console.library()
  const { texts } = library
  const t = (key: string, blanks?: Record<string, string | number>) => say(texts, key, blanks)
  const { call, record: scheme, concernes, dits } = await weighKept(console, request, visitor)
  if (!call) throw new HttpError(404, 'not-found')
  const today = dayInFrance(console.now())
  const open = concernes.filter(c => c.lead.appels && c.lead.email && !dits.has(c.lead.reference)).slice(0, MOST)
  const words = faute
    ? { sujet: field(request, 'sujet'), message: field(request, 'message') }
    : { sujet: call.sujet, message: call.message }
  const sent = /^\d{1,4}$/.test(request.query.n ?? '') ? Number(request.query.n) : 0
  const dit =
    request.query.dit === 'garde'
      ? t('console-courriel-garde')
      : request.query.dit === 'envoye'
        ? t('console-courriel-envoye', { n: sent })
        : ''
  return page(
    console,
    'call-mail',
    {
      titre: t('console-courriel-titre', { titre: scheme.titre }),
      ici: 'concernes',
      visitor,
      dit,
      faute: faute && t(faute),
      retour: `${PATH}/${call.id}`,
      chemin: `${PATH}/${call.id}/courriel`,
      ...words,
      etat: tellCall(library, call, scheme, today).etat,
      fichiers: console.mailsKept,
      firmes: open.map(c => {
        const letter = callLetter(library, scheme, { ...call, ...words }, c.lead, {
          today,
          arret: t('console-courriel-arret'),
        })
        return { ...firmLine(library, c, dits), email: c.lead.email, lettre: letter.texte, objet: letter.sujet }
      }),
      dites: concernes.filter(c => dits.has(c.lead.reference)).map(c => firmLine(library, c, dits)),
      sans: concernes.filter(c => !(c.lead.appels && c.lead.email) && !dits.has(c.lead.reference)).length,
    },
    faute ? 400 : 200,
  )
}
