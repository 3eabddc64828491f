import { HttpError, type HttpRequest, type HttpResponse, type Route } from '../api/route.ts'
import { dayInFrance } from '../domain/business-days.ts'
import { type Evenement, mayChange } from '../domain/evenement.ts'
import { slotKey, slotsOf, tellDayOf, tellHour } from '../domain/permanence.ts'
import { say } from '../domain/texts.ts'
import type { Booking } from '../store/slots.ts'
import { AGENDA, eventForm, eventTold, icsFile, ownEvent, seenEvent } from './agenda.ts'
import { readEvent } from './agenda-form.ts'
import { field, formAt, pageAt, record, to, type Visitor } from './door.ts'
import { type Console, page } from './page.ts'

const PATH = `${AGENDA}/:id`
const SAID = /^[a-z-]{1,20}$/
/** So many free slots are offered where an appointment is moved. */
const OFFERED = 40

/** One event: its slots with who took them, its changes, its cancelling. */
export function permanenceRoutes(console: Console): Route[] {
  return [
    pageAt(console, PATH, async (request, visitor) =>
      show(console, request, visitor, await seenEvent(console, request, visitor)),
    ),
    pageAt(console, `${PATH}/calendrier`, async (request, visitor) => {
      const event = await seenEvent(console, request, visitor)
      return icsFile(console, request, [event], `agenda-${dayInFrance(new Date(event.debut))}`)
    }),
    pageAt(
      console,
      `${PATH}/changer`,
      async (request, visitor) => {
        const cible = await ownEvent(console, request, visitor)
        return eventForm(console, visitor, { cible, values: valuesOf(cible) })
      },
      { writes: true },
    ),
    formAt(console, PATH, (request, visitor) => change(console, request, visitor), { writes: true }),
    formAt(
      console,
      `${PATH}/annuler`,
      async (request, visitor) => {
        const event = await ownEvent(console, request, visitor)
        if (field(request, 'confirme') !== 'oui') return to(`${AGENDA}/${event.id}?dit=refus-annuler`)
        const texte = say(console.library().texts, 'console-agenda-journal-annule', { jour: tellDayOf(event.debut) })
        await console.store.agenda.cancel(event.id, { auteur: visitor.account.nom, texte })
        await record(console, visitor, 'agenda-annule', null, `${event.sorte} ${event.debut.slice(0, 10)}`)
        return to(`${AGENDA}/${event.id}?dit=annule`)
      },
      { writes: true },
    ),
    formAt(console, `${PATH}/rendez-vous/:reference`, (request, visitor) => settle(console, request, visitor), {
      writes: true,
    }),
  ]
}

async function show(console: Console, request: HttpRequest, visitor: Visitor, event: Evenement): Promise<HttpResponse> {
  const library = console.library()
  const { texts } = library
  const key = `console-agenda-dit-${request.query.dit ?? ''}`
  const taken = new Map((await console.store.agenda.bookings(event.id)).map(b => [b.debut, b]))
  const change = mayChange(visitor.account, event) && event.etat === 'prevu'
  const creneaux = await Promise.all(
    slotsOf(event).map(async slot => ({
      heure: tellHour(slot.debut),
      ...(await takenBy(visitor, taken.get(slot.debut))),
    })),
  )
  const { libres } = await console.store.agenda.free(event, OFFERED)
  return page(console, 'permanence', {
    ...eventTold(library, event),
    ici: 'agenda',
    visitor,
    dit: SAID.test(request.query.dit ?? '') && key in texts ? say(texts, key) : '',
    chemin: `${AGENDA}/${event.id}`,
    change,
    creneaux,
    libres: libres.map(slot => ({ valeur: slotKey(slot), nom: `${tellDayOf(slot.debut)}, ${tellHour(slot.debut)}` })),
  })
}

/** Who took a slot: their lead where the visitor may see it, else only that it is taken. */
async function takenBy({ leads, writes }: Visitor, booking: Booking | undefined) {
  if (!booking) return { etat: 'libre' as const }
  const lead = await leads.read(booking.reference)
  if (!lead) return { etat: 'pris' as const }
  const { reference, entreprise, nom } = lead
  return { etat: 'vu' as const, reference, dit: [entreprise, nom].filter(Boolean).join(', '), change: writes }
}

async function change(console: Console, request: HttpRequest, visitor: Visitor): Promise<HttpResponse> {
  const { store, library } = console
  const event = await ownEvent(console, request, visitor)
  const read = readEvent(library(), visitor.account, request)
  if ('fautes' in read) return eventForm(console, visitor, { ...read, cible: event })
  const texte = say(library().texts, 'console-agenda-journal-change', { jour: tellDayOf(event.debut) })
  const outcome = await store.agenda.change(event.id, read.events[0]!, { auteur: visitor.account.nom, texte })
  if (outcome === 'taken') return eventForm(console, visitor, { ...read, fautes: ['pris'], cible: event })
  await record(console, visitor, 'agenda-change', null, `${event.sorte} ${event.debut.slice(0, 10)}`)
  return to(`${AGENDA}/${event.id}?dit=${outcome === 'ok' ? 'change' : 'refus-change'}`)
}

/** Cancels or moves the appointment of a lead that the visitor may see. */
async function settle(console: Console, request: HttpRequest, visitor: Visitor): Promise<HttpResponse> {
  const { store, library } = console
  const lead = await visitor.leads.read(request.params.reference ?? '')
  const event = await seenEvent(console, request, visitor)
  const booking = (await store.agenda.bookings(event.id)).find(b => b.reference === lead?.reference)
  if (!lead || !booking) throw new HttpError(404, 'not-found')
  const back = `${AGENDA}/${event.id}`
  const [evenement = '', debut = ''] = field(request, 'vers').split(' ')
  if (field(request, 'faire') === 'deplacer') {
    const target = await store.agenda.read(evenement)
    const own = target?.territoire === lead.territoire && (target?.epci === null || target?.epci === lead.epci)
    if (!own) return to(`${back}?dit=refus-pris`)
    const outcome = await store.agenda.book(lead.reference, { evenement, debut }, visitor.account.nom)
    if (outcome === 'taken') return to(`${back}?dit=refus-pris`)
  } else {
    const texte = say(library().texts, 'console-agenda-journal-rendez-vous', { jour: tellDayOf(booking.debut) })
    await store.agenda.release(booking.id, { auteur: visitor.account.nom, texte })
  }
  await record(console, visitor, 'permanence', lead.reference)
  return to(`${back}?dit=${field(request, 'faire') === 'deplacer' ? 'deplace' : 'libere'}`)
}

/** An event as its form shows it. */
function valuesOf(event: Evenement) {
  const day = (moment: string) => dayInFrance(new Date(moment))
  const place = event.epci ? `epci:${event.epci}` : event.territoire ? `territoire:${event.territoire}` : 'tout'
  return {
    ...{ sorte: event.sorte, titre: event.titre, lieu: event.lieu ?? '', place, qui: event.qui ?? '' },
    ...{ jour: day(event.debut), au: day(event.fin), de: clock(event.debut), a: clock(event.fin) },
    minutes: String(event.minutes ?? ''),
  }
}

const clockFormat = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Paris', hour: '2-digit', minute: '2-digit' })
const clock = (moment: string) => clockFormat.format(new Date(moment))
