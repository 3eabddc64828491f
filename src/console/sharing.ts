import { HttpError, type HttpRequest, type HttpResponse, type Route } from '../api/route.ts'
import { dayInFrance } from '../domain/business-days.ts'
import type { Library } from '../domain/library.ts'
import { accords } from '../domain/partage.ts'
import { mayWrite, owns } from '../domain/scope.ts'
import { tellPlace } from '../domain/telling.ts'
import { say } from '../domain/texts.ts'
import type { KeptLead } from '../store/lead-rows.ts'
import { field, formAt, pageAt, record, to, type Visitor } from './door.ts'
import { type Console, page, tellDay } from './page.ts'

const PATH = '/console/partages'

/** Projects of several EPCI: proposed from a lead, agreed by the other EPCI, ended by either. */
export function sharingRoutes(console: Console): Route[] {
  return [
    pageAt(console, PATH, (r, v) => list(console, r, v)),
    formAt(console, '/console/demandes/:reference/associer', (request, visitor) => propose(console, request, visitor), {
      writes: true,
    }),
    formAt(
      console,
      `${PATH}/:id/accepter`,
      async (request, visitor) => {
        const { account } = visitor
        const reference = await console.store.sharesOf(account).accept(request.params.id ?? '', account.id)
        if (!reference) return to(`${PATH}?dit=refus-accepter`)
        const texte = say(console.library().texts, 'console-partage-journal-accepte')
        await visitor.leads.note(reference, { auteur: account.nom, texte })
        await record(console, visitor, 'partage-accepte', reference)
        return to(`/console/demandes/${reference}?dit=partage-accepte`)
      },
      { writes: true },
    ),
    formAt(
      console,
      `${PATH}/:id/retirer`,
      async (request, visitor) => {
        const { account, leads } = visitor
        const id = request.params.id ?? ''
        const before = await console.store.sharesOf(account).withdraw(id)
        if (!before) throw new HttpError(404, 'not-found')
        await record(console, visitor, 'partage-retire', before)
        return to((await leads.read(before)) ? `/console/demandes/${before}?dit=partage-retire` : `${PATH}?dit=retire`)
      },
      { writes: true },
    ),
  ]
}

async function propose(console: Console, request: HttpRequest, visitor: Visitor): Promise<HttpResponse> {
  const library = console.library()
  const { account, leads } = visitor
  const lead = await leads.read(request.params.reference ?? '')
  if (!lead) throw new HttpError(404, 'not-found')
  const epci = field(request, 'epci')
  const territoire = library.territoireOfEpci.get(epci)
  const accord = accords.find(a => a === field(request, 'accord'))
  const accord_le = field(request, 'accord_le')
  const back = (dit: string) => to(`/console/demandes/${lead.reference}?dit=${dit}`)
  const known = /^\d{4}-\d{2}-\d{2}$/.test(accord_le) && accord_le <= dayInFrance(console.now())
  if (!territoire || !accord || !known) return back('refus-partage')
  const share = { epci, territoire, accord, accord_le, compte: account.id }
  if ((await console.store.sharesOf(account).propose(lead.reference, share)) !== 'ok') return back('refus-partage')
  const texte = say(library.texts, 'console-partage-journal-propose', {
    epci: tellPlace(library, { territoire, epci, theme: null }),
    accord: say(library.texts, `console-partage-accord-${accord}`),
    jour: tellDay(accord_le),
  })
  await leads.note(lead.reference, { auteur: account.nom, texte })
  await record(console, visitor, 'partage-propose', lead.reference, epci)
  return back('partage-propose')
}

/** What a lead's page says of its shares, and whether its reader may share it on, hand it over or wipe it. */
export async function sharesTold({ store, library }: Console, { account }: Visitor, lead: KeptLead) {
  const { texts } = library()
  const shares = await store.sharesOf(account).of(lead.reference)
  return {
    proprietaire: owns(account, lead),
    partages: shares.map(s => ({
      id: s.id,
      epci: tellPlace(library(), { ...s, theme: null }),
      etat: say(texts, `console-partage-etat-${s.etat}`),
      accord: say(texts, 'console-partage-accord', {
        accord: say(texts, `console-partage-accord-${s.accord}`),
        jour: tellDay(s.accordLe),
      }),
    })),
    accords: accords.map(id => ({ id, nom: say(texts, `console-partage-accord-${id}`) })),
  }
}

async function list(console: Console, request: HttpRequest, visitor: Visitor): Promise<HttpResponse> {
  const library = console.library()
  const { account } = visitor
  const key = `console-partage-dit-${request.query.dit ?? ''}`
  const proposals = await console.store.sharesOf(account).proposals()
  return page(console, 'sharing', {
    titre: say(library.texts, 'console-partages-titre'),
    ici: 'partages',
    visitor,
    dit: /^[a-z-]{1,20}$/.test(request.query.dit ?? '') && key in library.texts ? say(library.texts, key) : '',
    propositions: proposals.map(p => ({
      id: p.id,
      de: nameOf(library, p.de),
      pour: nameOf(library, p.epci),
      themes: p.themes.map(t => library.themes.get(t)?.titre ?? t).join(', '),
      jour: tellDay(p.at),
      accepte: mayWrite(account) && p.compte !== account.id,
    })),
  })
}

const nameOf = (library: Library, epci: string | null) =>
  epci ? tellPlace(library, { territoire: null, epci, theme: null }) : say(library.texts, 'console-hors-perimetre')
