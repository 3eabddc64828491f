import { HttpError, type HttpRequest, type HttpResponse, type Route } from '../api/route.ts'
import { dayInFrance } from '../domain/business-days.ts'
import { recordOf } from '../domain/call.ts'
import { type Concerned, concernedBy, firmMarks } from '../domain/concerned.ts'
import { type Dispositif, statusOf } from '../domain/dispositif.ts'
import type { Library } from '../domain/library.ts'
import { reasonsOf, tellDate, tellRequirement, tellStatus, tellZone } from '../domain/reasons.ts'
import { tellLead } from '../domain/telling.ts'
import { say } from '../domain/texts.ts'
import type { KeptCall } from '../store/calls.ts'
import type { WeighableLead } from '../store/scoped-calls.ts'
import { pageAt, type Visitor } from './door.ts'
import { type Console, page, tellDay } from './page.ts'

const PATH = '/console/concernes'
const PER_PAGE = 50
/** So many of those that are left out are shown with their reasons. */
const LEFT_OUT = 20
const RECENT = 10

/** A call and the firms of the visitor's leads that it was weighed for. */
export interface Weighing {
  call: KeptCall | null
  record: Dispositif
  concernes: Concerned<WeighableLead>[]
  ecartes: Concerned<WeighableLead>[]
  /** Leads that were told already, and when. */
  dits: Map<string, string>
}

/** « Who is concerned? »: a scheme or a call, and the firms of one's leads that it would fit. */
export function concernedRoutes(console: Console): Route[] {
  return [
    pageAt(console, PATH, async (request, visitor) => {
      const id = request.query.dispositif
      if (!id) return choose(console, visitor)
      const record = console.library().dispositifs.get(id)
      if (!record) throw new HttpError(404, 'not-found')
      return show(console, request, visitor, await weigh(console, visitor, null, record))
    }),
    pageAt(console, `${PATH}/:id`, async (request, visitor) =>
      show(console, request, visitor, await weighKept(console, request, visitor)),
    ),
  ]
}

/** The kept call of an address, weighed for the visitor's leads. */
export async function weighKept(console: Console, request: HttpRequest, visitor: Visitor): Promise<Weighing> {
  const library = console.library()
  const call = await console.store.calls.read(request.params.id ?? '')
  const record = call?.dispositif ? library.dispositifs.get(call.dispositif) : call && recordOf(library, call.appel)
  if (!call || !record) throw new HttpError(404, 'not-found')
  return weigh(console, visitor, call, record)
}

async function weigh(
  console: Console,
  { leads }: Visitor,
  call: KeptCall | null,
  record: Dispositif,
): Promise<Weighing> {
  const all = await leads.weighable()
  const dits = call ? await leads.told(call.id) : new Map<string, string>()
  // a firm that was told is known by any of its leads
  const marks = new Map(
    all.flatMap(l => (dits.has(l.reference) ? firmMarks(l).map(m => [m, l.reference]) : [])) as [string, string][],
  )
  for (const lead of all) {
    const by = firmMarks(lead).flatMap(m => marks.get(m) ?? [])[0]
    if (by && !dits.has(lead.reference)) dits.set(lead.reference, dits.get(by)!)
  }
  return { call, record, dits, ...concernedBy(console.library(), record, all, dayInFrance(console.now())) }
}

async function choose(console: Console, visitor: Visitor): Promise<HttpResponse> {
  const { texts, dispositifs, themes } = console.library()
  const today = dayInFrance(console.now())
  const offered = [...dispositifs.values()].filter(d => {
    const { status } = statusOf(d, today)
    return status !== 'clos' && status !== 'sans-objet'
  })
  offered.sort((a, b) => a.titre.localeCompare(b.titre, 'fr'))
  return page(console, 'concerned', {
    titre: say(texts, 'console-concernes-titre'),
    ici: 'concernes',
    visitor,
    groupes: [...themes].map(([id, { titre }]) => ({
      titre,
      dispositifs: offered.filter(d => d.themes[0] === id).map(d => ({ id: d.id, titre: d.titre })),
    })),
    lit: console.grasp !== undefined,
    recents: (await console.store.calls.list(RECENT)).map(c => ({
      lien: `${PATH}/${c.id}`,
      titre: c.titre,
      date: tellDay(c.creeLe),
    })),
  })
}

function show(
  console: Console,
  request: HttpRequest,
  visitor: Visitor,
  { call, record, concernes, ecartes, dits }: Weighing,
): HttpResponse {
  const library = console.library()
  const today = dayInFrance(console.now())
  const wanted = /^\d{1,4}$/.test(request.query.page ?? '') ? Number(request.query.page) : 1
  const pages = Math.max(1, Math.ceil(concernes.length / PER_PAGE))
  const at = Math.min(Math.max(wanted, 1), pages)
  const base = call ? `${PATH}/${call.id}?` : `${PATH}?dispositif=${record.id}&`
  return page(console, 'concerned-firms', {
    titre: say(library.texts, 'console-concernes-pour', { titre: record.titre }),
    ici: 'concernes',
    visitor,
    ...tellCall(library, call, record, today),
    dispositif: call ? '' : record.id,
    courriel: call ? `${PATH}/${call.id}/courriel` : '',
    modifier: call && !call.dispositif ? `${PATH}/appel?id=${call.id}` : '',
    nombre: concernes.length,
    accords: concernes.filter(c => c.lead.appels && c.lead.email).length,
    firmes: concernes.slice((at - 1) * PER_PAGE, at * PER_PAGE).map(c => firmLine(library, c, dits)),
    autres: ecartes.length,
    ecartes: ecartes.slice(0, LEFT_OUT).map(c => firmLine(library, c, dits)),
    avant: at > 1 && `${base}page=${at - 1}`,
    apres: at < pages && `${base}page=${at + 1}`,
  })
}

/** What a call asks, in words. */
export function tellCall(library: Library, call: KeptCall | null, record: Dispositif, today: string) {
  const { texts } = library
  const themes = record['tous-besoins'] ? [] : record.themes.map(t => library.themes.get(t)?.titre ?? t)
  return {
    etat: call && !call.dispositif ? '' : tellStatus(library, record, statusOf(record, today)),
    criteres: [
      [say(texts, 'console-appel-themes'), themes.join(', ') || say(texts, 'console-concernes-tous-themes')],
      [say(texts, 'console-appel-zone'), tellZone(library, record.zone)],
      ...(record.periode?.fin ? [[say(texts, 'console-appel-fin'), tellDate(texts, record.periode.fin)]] : []),
      ...record.conditions.map(c => [
        say(texts, 'console-concernes-condition'),
        tellRequirement(library, c.critere, c.exige),
      ]),
      ...(record.couverture === 'partielles'
        ? [[say(texts, 'console-concernes-condition'), say(texts, 'console-concernes-partielles')]]
        : []),
    ] as [string, string][],
    lien: call && !call.dispositif ? call.appel.lien : '',
  }
}

/** One firm of the list, with its verdict, the reasons, and whether it may be told. */
export function firmLine(
  library: Library,
  { lead, situation, weighed }: Concerned<WeighableLead>,
  dits: ReadonlyMap<string, string>,
) {
  const { texts } = library
  const place = tellLead(library, { ...lead, besoins: [] })
  const dit = dits.get(lead.reference)
  const accord = dit
    ? say(texts, 'console-concernes-dite', { date: tellDay(dit) })
    : lead.appels && lead.email
      ? say(texts, 'console-concernes-accord-le', { date: tellDay(lead.appels.date) })
      : say(texts, lead.appels ? 'console-concernes-sans-adresse' : 'console-concernes-sans-accord')
  return {
    reference: lead.reference,
    entreprise: lead.entreprise || lead.nom || say(texts, 'console-inconnu'),
    lieu: [place.commune, place.epci].filter(Boolean).join(', ') || say(texts, 'console-hors-perimetre'),
    statut: lead.statut,
    etat: say(texts, `lead-statut-${lead.statut}`),
    sorte: weighed.verdict,
    verdict: say(texts, `lead-verdict-${weighed.verdict}`),
    raisons: reasonsOf(library, weighed, situation).map(r => ({
      issue: r.outcome,
      nom: say(texts, `console-concernes-${r.outcome}`),
      texte: r.text,
    })),
    accord,
  }
}
