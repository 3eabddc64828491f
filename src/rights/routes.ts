import type { HttpRequest, HttpResponse, Route } from '../api/route.ts'
import { tellDossier } from '../domain/dossier.ts'
import { callWish } from '../domain/identite.ts'
import { say } from '../domain/texts.ts'
import type { Corrections } from '../store/rights.ts'
import type { Store } from '../store/store.ts'
import { type Desk, exportOf } from './answers.ts'
import { APPOINTMENT_PATH, appointmentRoutes } from './appointments.ts'
import { callRoutes } from './calls.ts'
import { makeForms } from './page.ts'
import type { Passes } from './passes.ts'

/** What the pages of people's rights work with. */
export interface RightsOptions extends Desk {
  store: Pick<Store, 'leads' | 'agenda' | 'codes' | 'rights' | 'counters' | 'once'>
  passes: Passes
  /** Puts a title and markup into a page of the house. */
  sheet(titre: string, html: string): HttpResponse
}

const PATH = '/ma-demande'
const REFERENCE = /^TI-\d{4}-[0-9A-Z]{4}$/
const EMAIL = /^[^\s@<>,;"]{1,64}@[^\s@<>,;"]+\.[^\s@<>,;"]{2,}$/
const PHONE = /^\+?[\d .()-]{6,25}$/
const NOTES = ['oui', 'en-partie', 'non']

/** Where people see, correct, take away, withdraw and erase what is kept of them, with a code mailed to them. */
export function rightsRoutes(options: RightsOptions): Route[] {
  const { store, passes, library } = options
  const texts = () => library().texts
  const page = (html: string, status = 200): HttpResponse => ({
    ...options.sheet(say(texts(), 'droits-titre'), html),
    status,
  })
  const get = (path: string, handle: Route['handle']): Route => ({ method: 'GET', path, budget: 'page', handle })
  const post = (path: string, handle: Route['handle']): Route => ({
    method: 'POST',
    path,
    budget: 'page',
    form: true,
    handle,
  })

  function ask(reference: string): HttpResponse {
    const { t, form } = makeForms(texts())
    const fields = [{ name: 'reference', value: reference }]
    return page(`<p>${t('intro')}</p>${form('demander', `${PATH}/code`, fields)}<p>${t('sans-courriel')}</p>`)
  }

  function askCode(reference: string, note: string, status = 200): HttpResponse {
    const forms = makeForms(texts())
    const code = { name: 'code', inputmode: 'numeric' }
    const open = forms.form('ouvrir', `${PATH}/voir`, [code], { reference })
    return page(`${forms.note(note, { reference })}${open}<p>${forms.t('sans-courriel')}</p>`, status)
  }

  async function show(reference: string, note = '', status = 200): Promise<HttpResponse> {
    const lead = await store.leads.read(reference)
    if (!lead || lead.effaceLe) return askCode(reference, 'refus', 403)
    const forms = makeForms(texts())
    const act = (action: string, fields: Parameters<typeof forms.form>[2] = []) =>
      forms.form(action, `${PATH}/${action}`, fields, { jeton: passes.sign('dossier', reference) })
    const { nom, entreprise } = lead
    const fields = [
      { name: 'nom', value: nom },
      { name: 'entreprise', value: entreprise },
      { name: 'email', type: 'email' as const, value: lead.email ?? '' },
      { name: 'telephone', type: 'tel' as const, value: lead.telephone ?? '' },
      { name: 'message', type: 'textarea' as const, value: lead.message ?? '' },
    ]
    return page(
      [
        note ? forms.note(note) : '',
        `<h2>${forms.t('voir-titre', { reference })}</h2>`,
        forms.list(tellDossier(library(), lead)),
        ...((await store.agenda.upcoming(reference)).length > 0 ? [appointmentLink(reference)] : []),
        act('emporter'),
        act('corriger', fields),
        ...(lead.appels ? [act('appels-arreter')] : lead.email ? [act('appels-accepter')] : []),
        act('retirer'),
        act('effacer'),
      ].join('\n'),
      status,
    )
  }

  /** The page of the appointment, for who has one. */
  const appointmentLink = (reference: string) =>
    `<p><a href="${APPOINTMENT_PATH}?jeton=${passes.sign('rendez-vous', reference)}">${makeForms(texts()).t('rendez-vous-lien')}</a></p>`

  /** Does something for the bearer of a good pass only. */
  const guarded = (work: (reference: string, request: HttpRequest) => Promise<HttpResponse>): Route['handle'] => {
    return async request => {
      const reference = passes.read('dossier', field(request, 'jeton'))
      return reference ? work(reference, request) : page(makeForms(texts()).note('perime'), 403)
    }
  }

  async function correct(reference: string, request: HttpRequest): Promise<HttpResponse> {
    const before = await store.leads.read(reference)
    const after = correctionsOf(request)
    if (!before || !after) return show(reference, 'corriger-refus', 400)
    const changed = (Object.keys(after) as (keyof Corrections)[]).filter(key => after[key] !== before[key])
    if (changed.length === 0) return show(reference)
    const champs = changed.map(key => say(texts(), `droits-champ-${key}`)).join(', ')
    await store.rights.correct(reference, after, say(texts(), 'droits-note-correction', { champs }))
    return show(reference, 'corrige')
  }

  return [
    ...appointmentRoutes(options),
    get(PATH, request => ask(referenceOf(request.query.reference))),
    post(`${PATH}/code`, async request => {
      const reference = referenceOf(field(request, 'reference'))
      if (!REFERENCE.test(reference)) return ask('')
      await store.codes.request(reference)
      return askCode(reference, 'envoye')
    }),
    post(`${PATH}/voir`, async request => {
      const reference = referenceOf(field(request, 'reference'))
      const good = await store.codes.spend(reference, field(request, 'code').replace(/\D/g, ''))
      return good ? show(reference) : askCode(reference, 'refus', 403)
    }),
    post(
      `${PATH}/emporter`,
      guarded(async reference => {
        const lead = await store.leads.read(reference)
        if (!lead || lead.effaceLe) return askCode(reference, 'refus', 403)
        const headers = {
          'content-type': 'application/json; charset=utf-8',
          'content-disposition': `attachment; filename="${reference}.json"`,
        }
        return { status: 200, headers, bytes: Buffer.from(JSON.stringify(exportOf(lead), null, 2)) }
      }),
    ),
    post(`${PATH}/corriger`, guarded(correct)),
    post(
      `${PATH}/appels-arreter`,
      guarded(async reference => {
        await store.rights.calls(reference, null)
        return show(reference, 'appels-arrete')
      }),
    ),
    post(
      `${PATH}/appels-accepter`,
      guarded(async reference => {
        await store.rights.calls(reference, callWish(texts()).version)
        return show(reference, 'appels-accepte')
      }),
    ),
    ...callRoutes(options),
    post(
      `${PATH}/retirer`,
      guarded(async reference => {
        await store.rights.withdraw(reference, say(texts(), 'droits-note-retrait'))
        return show(reference, 'retire')
      }),
    ),
    post(
      `${PATH}/effacer`,
      guarded(async reference => {
        await store.rights.erase(reference)
        return page(makeForms(texts()).note('efface', { reference }))
      }),
    ),
    get(`${PATH}/avis`, request => {
      const jeton = request.query.jeton ?? ''
      const forms = makeForms(texts())
      if (!passes.read('avis', jeton)) return page(forms.note('perime'), 403)
      return page(forms.choices(`${PATH}/avis`, jeton, NOTES))
    }),
    post(`${PATH}/avis`, async request => {
      const reference = passes.read('avis', field(request, 'jeton'))
      const note = field(request, 'note')
      if (!reference || !NOTES.includes(note)) return page(makeForms(texts()).note('perime'), 403)
      const territoire = (await store.leads.read(reference))?.territoire ?? 'dehors'
      if (await store.once(`avis ${reference}`)) await store.counters.add('satisfaction', { note, territoire })
      return page(makeForms(texts()).note('avis-merci'))
    }),
  ]
}

function field(request: HttpRequest, name: string): string {
  const value = (request.body as Record<string, unknown> | undefined)?.[name]
  return typeof value === 'string' ? value.trim() : ''
}

/** People type it in small letters, with spaces. */
function referenceOf(typed: string | undefined): string {
  return (typed ?? '').toUpperCase().replace(/\s+/g, '-').slice(0, 20)
}

/** What a form corrects, or null where somebody could no longer be reached. */
function correctionsOf(request: HttpRequest): Required<Corrections> | null {
  const [nom, entreprise] = [field(request, 'nom').slice(0, 200), field(request, 'entreprise').slice(0, 200)]
  const [email, telephone] = [field(request, 'email'), field(request, 'telephone')]
  const good = nom && entreprise && (email || telephone)
  if (!good || (email && !EMAIL.test(email)) || (telephone && !PHONE.test(telephone))) return null
  return {
    nom,
    entreprise,
    email: email || null,
    telephone: telephone || null,
    message: field(request, 'message').slice(0, 2_000) || null,
  }
}
