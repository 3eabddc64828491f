import type { HttpRequest, HttpResponse, Route } from '../api/route.ts'
import { escapeHtml } from '../domain/html.ts'
import type { Library } from '../domain/library.ts'
import { slotKey, tellSlot } from '../domain/permanence.ts'
import { say } from '../domain/texts.ts'
import { PERSON } from '../store/rights.ts'
import type { Store } from '../store/store.ts'
import type { Passes } from './passes.ts'

/** What the page of an appointment works with. */
export interface AppointmentOptions {
  store: Pick<Store, 'leads' | 'agenda'>
  library(): Library
  passes: Passes
  sheet(titre: string, html: string): HttpResponse
}

export const APPOINTMENT_PATH = '/ma-demande/rendez-vous'
/** So many free slots are offered. */
const OFFERED = 20

/** Where somebody moves or cancels an appointment, with the link of their mail: when and where, nothing of who. */
export function appointmentRoutes({ store, library, passes, sheet }: AppointmentOptions): Route[] {
  const texts = () => library().texts
  const t = (key: string, blanks?: Record<string, string>) =>
    escapeHtml(say(texts(), `droits-rendez-vous-${key}`, blanks))
  const page = (html: string, status = 200): HttpResponse => ({
    ...sheet(say(texts(), 'droits-rendez-vous-titre'), html),
    status,
  })
  const post = (path: string, work: (reference: string, request: HttpRequest) => Promise<HttpResponse>): Route => ({
    method: 'POST',
    path: `${APPOINTMENT_PATH}/${path}`,
    budget: 'page',
    form: true,
    async handle(request) {
      const reference = await standing(field(request, 'jeton'))
      return reference ? work(reference, request) : page(note('perime'), 403)
    },
  })
  const note = (key: string) => `<p role="status"><strong>${t(key)}</strong></p>`
  const told = (slot: Parameters<typeof tellSlot>[1]) => tellSlot(texts(), slot)

  /** The reference of a good link whose request is still there. */
  async function standing(jeton: string): Promise<string | null> {
    const reference = passes.read('rendez-vous', jeton)
    const lead = reference ? await store.leads.read(reference) : null
    return lead && !lead.effaceLe ? lead.reference : null
  }

  async function show(reference: string, said = '', status = 200): Promise<HttpResponse> {
    const lead = (await store.leads.read(reference))!
    const [booking] = await store.agenda.upcoming(reference)
    const { libres } = await store.agenda.free(lead, OFFERED)
    const jeton = `<input type="hidden" name="jeton" value="${escapeHtml(passes.sign('rendez-vous', reference))}">`
    const form = (path: string, inner: string) =>
      `<form method="post" action="${APPOINTMENT_PATH}/${path}">${jeton}${inner}</form>`
    const options = libres
      .map(s => `<option value="${escapeHtml(slotKey(s))}">${escapeHtml(told(s))}</option>`)
      .join('')
    const move = `<p><label for="vers">${t(booking ? 'deplacer' : 'choisir')}</label><br><select id="vers" name="vers">${options}</select></p><p><button type="submit">${t(booking ? 'deplacer-bouton' : 'choisir-bouton')}</button></p>`
    return page(
      [
        said ? note(said) : '',
        booking
          ? `<p>${t('le')} <strong>${escapeHtml(told({ ...booking.evenement, debut: booking.debut }))}</strong></p>`
          : `<p>${t('aucun')}</p>`,
        libres.length > 0 ? form('deplacer', move) : `<p>${t('plein')}</p>`,
        booking ? form('annuler', `<p><button type="submit">${t('annuler-bouton')}</button></p>`) : '',
      ].join('\n'),
      status,
    )
  }

  return [
    {
      method: 'GET',
      path: APPOINTMENT_PATH,
      budget: 'page',
      async handle({ query }) {
        const reference = await standing(query.jeton ?? '')
        return reference ? show(reference) : page(note('perime'), 403)
      },
    },
    post('deplacer', async (reference, request) => {
      const lead = (await store.leads.read(reference))!
      const wanted = field(request, 'vers')
      // only what is offered for this project can be taken
      const slot = (await store.agenda.free(lead, OFFERED)).libres.find(s => slotKey(s) === wanted)
      const outcome = slot ? await store.agenda.book(reference, slot, PERSON) : 'taken'
      return outcome === 'ok' ? show(reference, 'change') : show(reference, 'pris', 409)
    }),
    post('annuler', async reference => {
      const [booking] = await store.agenda.upcoming(reference)
      const texte = say(texts(), 'droits-rendez-vous-journal')
      if (booking) await store.agenda.release(booking.id, { auteur: PERSON, texte })
      return show(reference, 'annule')
    }),
  ]
}

function field(request: HttpRequest, name: string): string {
  const value = (request.body as Record<string, unknown> | undefined)?.[name]
  return typeof value === 'string' ? value : ''
}
