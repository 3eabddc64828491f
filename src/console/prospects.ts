import { HttpError, type HttpRequest, type HttpResponse, type Route } from '../api/route.ts'
import { dayInFrance } from '../domain/business-days.ts'
import type { Library } from '../domain/library.ts'
import { type Prospect, priorites, prospectStatuts } from '../domain/prospect.ts'
import { tellPlace } from '../domain/telling.ts'
import { say } from '../domain/texts.ts'
import type { ProspectView } from '../store/prospects.ts'
import { field, formAt, pageAt, record, to, type Visitor } from './door.ts'
import { type Console, page, tellDay } from './page.ts'
import { placesIn } from './view-query.ts'

export const PROSPECTS = '/console/prospection'
const ONE = `${PROSPECTS}/:id`

/** The companies to visit: a list, and each with what was agreed, its link and its way into a request. */
export function prospectRoutes(console: Console): Route[] {
  const mine = (visitor: Visitor) => console.store.prospectsOf(visitor.account)
  const their = async (request: HttpRequest, visitor: Visitor): Promise<Prospect> => {
    const prospect = await mine(visitor).read(request.params.id ?? '')
    if (!prospect) throw new HttpError(404, 'not-found')
    return prospect
  }
  return [
    pageAt(console, PROSPECTS, (r, v) => list(console, r, v)),
    pageAt(console, ONE, async (request, visitor) => show(console, request, visitor, await their(request, visitor))),
    formAt(
      console,
      ONE,
      async (request, visitor) => {
        const { id, convenu: before } = await their(request, visitor)
        const priorite = priorites.find(p => p === field(request, 'priorite'))
        const statut = prospectStatuts.find(s => s === field(request, 'statut'))
        if (!priorite || !statut) return to(`${PROSPECTS}/${id}?dit=refus`)
        // who answers for the EPCI agrees by settling it; others say that it was agreed
        const agreed = visitor.account.role === 'referent' || field(request, 'convenu') === 'oui'
        const today = dayInFrance(console.now())
        await mine(visitor).settle(id, { priorite, statut, convenu: agreed ? (before ?? today) : null })
        await record(console, visitor, 'prospect', null, `${priorite} ${statut}`)
        return to(`${PROSPECTS}/${id}?dit=regle`)
      },
      { writes: true },
    ),
    formAt(
      console,
      `${ONE}/retirer`,
      async (request, visitor) => {
        const { id } = await their(request, visitor)
        await mine(visitor).remove(id)
        await record(console, visitor, 'prospect-retire')
        return to(`${PROSPECTS}?dit=retire`)
      },
      { writes: true },
    ),
  ]
}

async function list(console: Console, request: HttpRequest, visitor: Visitor): Promise<HttpResponse> {
  const library = console.library()
  const { query } = request
  const lieux = placesIn(library, visitor.account)
  const epci = lieux.flatMap(l => l.epci).find(e => e.id === query.epci)?.id
  const priorite = priorites.find(p => p === query.priorite)
  const statut = prospectStatuts.find(s => s === query.statut)
  const view: ProspectView = { ...(epci && { epci }), ...(priorite && { priorite }), ...(statut && { statut }) }
  const found = await console.store.prospectsOf(visitor.account).list(view)
  const rank = (p: Prospect) => priorites.indexOf(p.priorite)
  return page(console, 'prospects', {
    titre: say(library.texts, 'console-prospection-titre'),
    ici: 'prospection',
    visitor,
    dit: said(library, query.dit),
    lieux,
    filtre: view,
    filtres: Object.keys(view).length,
    ...choices(library),
    lignes: found.sort((a, b) => rank(a) - rank(b)).map(p => told(library, p)),
  })
}

async function show(
  console: Console,
  { query, base }: HttpRequest,
  visitor: Visitor,
  prospect: Prospect,
): Promise<HttpResponse> {
  const library = console.library()
  const theme = library.themes.has(query.theme ?? '') ? query.theme! : ''
  const { territoire } = prospect
  const lien = console.visit?.(base, { territoire, ...(theme ? { theme } : {}) })
  const commune = library.communes.get(prospect.commune)
  // only what the form of a request takes as it stands
  const effectif = /^\d+(-\d+)?$/.test(prospect.effectif ?? '') ? prospect.effectif : null
  const asked = new URLSearchParams({
    ...{ origine: 'visite', commune: `${commune?.nom ?? ''} (${prospect.commune})`, entreprise: prospect.nom },
    ...{ prospect: prospect.id, ...(prospect.siret ? { 'q::siret': prospect.siret } : {}) },
    ...(effectif ? { 'q::effectif': effectif } : {}),
  })
  return page(console, 'prospect', {
    visitor,
    ici: 'prospection',
    ...told(library, prospect),
    titre: prospect.nom,

    dit: said(library, query.dit),
    prospect,
    chemin: `${PROSPECTS}/${prospect.id}`,
    ...choices(library),
    themes: [...library.themes].map(([id, { titre }]) => ({ id, titre })),
    theme,
    lien: lien?.lien ?? '',
    qr: lien ? `data:image/svg+xml,${encodeURIComponent(lien.svg)}` : '',
    nouvelle: `/console/nouvelle?${asked}`,
  })
}

const choices = ({ texts }: Library) => ({
  priorites: priorites.map(id => ({ id, nom: say(texts, `console-prospection-priorite-${id}`) })),
  statuts: prospectStatuts.map(id => ({ id, nom: say(texts, `console-prospection-statut-${id}`) })),
})

function said({ texts }: Library, dit = ''): string {
  const key = `console-prospection-dit-${dit}`
  return /^[a-z-]{1,20}$/.test(dit) && key in texts ? say(texts, key) : ''
}

function told(library: Library, p: Prospect) {
  const { texts } = library
  return {
    lien: `${PROSPECTS}/${p.id}`,
    entreprise: p.nom,
    numero: p.siret ?? p.siren ?? '',
    activite: p.activite ?? '',
    effectif: p.effectif ?? '',
    commune: library.communes.get(p.commune)?.nom ?? p.commune,
    epci: tellPlace(library, { ...p, theme: null }),
    priorite: say(texts, `console-prospection-priorite-${p.priorite}`),
    statut: say(texts, `console-prospection-statut-${p.statut}`),
    accord: p.convenu ? say(texts, 'console-prospection-convenu', { jour: tellDay(p.convenu) }) : '',
    reference: p.reference,
  }
}
