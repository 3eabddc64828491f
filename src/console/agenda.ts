import { HttpError, type HttpRequest, type HttpResponse, type Route } from '../api/route.ts'
import { dayInFrance } from '../domain/business-days.ts'
import { concerns, type Evenement, mayChange } from '../domain/evenement.ts'
import { writeIcs } from '../domain/ics.ts'
import type { Library } from '../domain/library.ts'
import { slotsOf, tellDayOf, tellHour } from '../domain/permanence.ts'
import { tellPlace } from '../domain/telling.ts'
import { say } from '../domain/texts.ts'
import { type EventValues, eventChoices, readEvent } from './agenda-form.ts'
import { formAt, pageAt, record, to, type Visitor } from './door.ts'
import { type Console, PAGE_HEADERS, page } from './page.ts'
import { momentInFrance } from './paris.ts'

export const AGENDA = '/console/agenda'
const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/

/** The calendar: a month as a list and as a file, and the form for something new. */
export function agendaRoutes(console: Console): Route[] {
  return [
    pageAt(console, AGENDA, (request, visitor) => month(console, request, visitor)),
    pageAt(console, `${AGENDA}/calendrier`, async (request, visitor) => {
      const asked = monthOf(console, request)
      return icsFile(console, request, await eventsOf(console, visitor, asked), `agenda-${asked}`)
    }),
    pageAt(
      console,
      `${AGENDA}/nouveau`,
      async (request, visitor) => eventForm(console, visitor, { values: request.query }),
      {
        writes: true,
      },
    ),
    formAt(console, AGENDA, (request, visitor) => add(console, request, visitor), { writes: true }),
  ]
}

function monthOf({ now }: Console, { query }: HttpRequest): string {
  return MONTH.test(query.mois ?? '') ? query.mois! : dayInFrance(now()).slice(0, 7)
}

/** The month so many months later. */
function shifted(mois: string, by: number): string {
  const [year = 0, number = 1] = mois.split('-').map(Number)
  return new Date(Date.UTC(year, number - 1 + by, 1)).toISOString().slice(0, 7)
}

/** What somebody may see of a month in France. */
async function eventsOf({ store, library }: Console, { account }: Visitor, mois: string): Promise<Evenement[]> {
  const begin = (m: string) => momentInFrance(`${m}-01`, '00:00')!.toISOString()
  const all = await store.agenda.between(begin(mois), begin(shifted(mois, 1)))
  return all.filter(e => concerns(account, e, library().territoireOfEpci))
}

async function month(console: Console, request: HttpRequest, visitor: Visitor): Promise<HttpResponse> {
  const library = console.library()
  const mois = monthOf(console, request)
  const events = await eventsOf(console, visitor, mois)
  const lignes = await Promise.all(
    events.map(async e => ({
      ...eventTold(library, e),
      lien: `${AGENDA}/${e.id}`,
      pris: e.minutes ? (await console.store.agenda.bookings(e.id)).length : 0,
      creneaux: slotsOf(e).length,
    })),
  )
  const link = (m: string) => ({ lien: `${AGENDA}?mois=${m}`, nom: shortMonth.format(new Date(`${m}-01T00:00:00Z`)) })
  return page(console, 'agenda', {
    titre: say(library.texts, 'console-agenda-titre'),
    ici: 'agenda',
    visitor,
    dit: request.query.dit === 'ajoute' ? say(library.texts, 'console-agenda-dit-ajoute') : '',
    mois: tellMonth(mois),
    avant: link(shifted(mois, -1)),
    apres: link(shifted(mois, 1)),
    ics: `${AGENDA}/calendrier?mois=${mois}`,
    lignes,
  })
}

const monthFormat = new Intl.DateTimeFormat('fr-FR', { timeZone: 'UTC', month: 'long', year: 'numeric' })
const shortMonth = new Intl.DateTimeFormat('fr-FR', { timeZone: 'UTC', month: 'short', year: 'numeric' })
const tellMonth = (mois: string) => monthFormat.format(new Date(`${mois}-01T00:00:00Z`))

/** An event in words, as lists and its own page show it. */
export function eventTold(library: Library, e: Evenement) {
  const { texts } = library
  const same = dayInFrance(new Date(e.debut)) === dayInFrance(new Date(e.fin))
  const blanks = { jour: tellDayOf(e.debut), de: tellHour(e.debut), a: tellHour(e.fin), au: tellDayOf(e.fin) }
  return {
    id: e.id,
    titre: e.titre,
    sorte: say(texts, `console-agenda-sorte-${e.sorte}`),
    quand: say(texts, same ? 'console-agenda-quand' : 'console-agenda-quand-jours', blanks),
    lieu: e.lieu ?? '',
    qui: e.qui ?? '',
    pour: e.territoire ? tellPlace(library, { ...e, theme: null }) : say(texts, 'console-agenda-tout'),
    annule: e.etat === 'annule',
  }
}

/** The form of an event: a new one, or one that is changed (`cible`); what was typed stays. */
export function eventForm(
  console: Console,
  visitor: Visitor,
  { values = {}, fautes = [], cible }: { values?: EventValues; fautes?: string[]; cible?: Evenement },
): HttpResponse {
  const library = console.library()
  const t = (key: string) => say(library.texts, key)
  const data = {
    titre: t(cible ? 'console-agenda-changer' : 'console-agenda-nouveau'),
    ici: 'agenda',
    visitor,
    action: cible ? `${AGENDA}/${cible.id}` : AGENDA,
    fixe: cible !== undefined,
    valeurs: { sorte: 'permanence', jour: dayInFrance(console.now()), de: '09:00', a: '12:00', ...values },
    fautes: fautes.map(champ => ({ champ, dit: t(`console-agenda-faute-${champ}`) })),
    ...eventChoices(library, visitor.account),
  }
  return page(console, 'agenda-form', data, fautes.length > 0 ? 400 : 200)
}

async function add(console: Console, request: HttpRequest, visitor: Visitor): Promise<HttpResponse> {
  const read = readEvent(console.library(), visitor.account, request)
  if ('fautes' in read) return eventForm(console, visitor, read)
  for (const event of read.events) await console.store.agenda.add(event, visitor.account.nom)
  const [first] = read.events
  await record(console, visitor, 'agenda', null, first ? `${first.sorte} ${dayInFrance(new Date(first.debut))}` : null)
  return to(`${AGENDA}?mois=${(read.values.jour ?? '').slice(0, 7)}&dit=ajoute`)
}

/** An event that somebody may see, or a 404. */
export async function seenEvent(console: Console, request: HttpRequest, visitor: Visitor): Promise<Evenement> {
  const event = await console.store.agenda.read(request.params.id ?? '')
  if (!event || !concerns(visitor.account, event, console.library().territoireOfEpci))
    throw new HttpError(404, 'not-found')
  return event
}

/** The same, for who may change it. */
export async function ownEvent(console: Console, request: HttpRequest, visitor: Visitor): Promise<Evenement> {
  const event = await seenEvent(console, request, visitor)
  if (!mayChange(visitor.account, event)) throw new HttpError(404, 'not-found')
  return event
}

/** Events as a calendar file. */
export function icsFile(
  { now, library }: Console,
  { base }: HttpRequest,
  events: readonly Evenement[],
  name: string,
): HttpResponse {
  const { texts } = library()
  const ics = writeIcs(
    events.map(e => ({
      ...e,
      titre: `${say(texts, `console-agenda-sorte-${e.sorte}`)} : ${e.titre}`,
      texte: `${base}${AGENDA}/${e.id}`,
      fait: now(),
      annule: e.etat === 'annule',
    })),
  )
  const headers = {
    ...PAGE_HEADERS,
    'content-type': 'text/calendar; charset=utf-8',
    'content-disposition': `attachment; filename="${name}.ics"`,
  }
  return { status: 200, headers, bytes: new TextEncoder().encode(ics) }
}
