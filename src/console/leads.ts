import type { Route } from '../api/route.ts'
import { daysStill, type Limits, limitsAt, urgencyOf } from '../domain/attention.ts'
import { statuts } from '../domain/pipeline.ts'
import { tellLead } from '../domain/telling.ts'
import { say } from '../domain/texts.ts'
import type { Account } from '../store/account-rows.ts'
import type { KeptLead } from '../store/lead-rows.ts'
import { pageAt, type Visitor } from './door.ts'
import { notices } from './notices.ts'
import { type Console, page, tellDay } from './page.ts'
import { type Asked, placesIn, readView, signalIds, viewPath, vues } from './view-query.ts'

const PER_PAGE = 50

/** The list of leads: what asks for something today, and every other view of them. */
export function leadsRoute(console: Console): Route {
  return pageAt(console, '/console/', async (request, visitor) => {
    const { texts } = console.library()
    const asked = await readView(console, request, visitor)
    const wanted = /^\d{1,6}$/.test(request.query.page ?? '') ? Number(request.query.page) : 1
    const { total, page: at, leads: shown } = await visitor.leads.page(asked.view, wanted, PER_PAGE)
    const people = new Map((await console.store.accounts.list()).map(a => [a.id, a]))
    const limits = limitsAt(console.now())
    const said = `console-dit-${request.query.dit ?? ''}`
    return page(console, 'leads', {
      dit: /^[a-z-]{1,40}$/.test(said) && said in texts ? say(texts, said) : '',
      titre: say(texts, 'console-demandes-titre'),
      ici: 'demandes',
      visitor,
      nombre: total,
      avis: await notices(console, visitor),
      urgences: await visitor.leads.urgences(),
      vue: asked.vue,
      legende: say(texts, `console-vue-${asked.vue}-legende`),
      onglets: vues.map(vue => ({ vue, lien: viewPath('/console/', { vue, filtre: asked.filtre }) })),
      ...filterForm(console, visitor, asked),
      lignes: shown.map(lead => leadLine(console, lead, people, limits)),
      exports: (['csv', 'xlsx'] as const).map(format => ({
        format,
        lien: viewPath('/console/export', asked, { format }),
      })),
      avant: at > 1 && viewPath('/console/', asked, { page: String(at - 1) }),
      apres: at * PER_PAGE < total && viewPath('/console/', asked, { page: String(at + 1) }),
    })
  })
}

/** The fields of the filter with their choices, cut to what the visitor may see. */
export function filterForm(console: Console, visitor: Visitor, { filtre }: Asked) {
  const library = console.library()
  const { texts } = library
  const places = placesIn(library, visitor.account)
  return {
    filtre,
    filtres: Object.keys(filtre).length,
    choix: {
      territoire: places.map(p => [p.id, p.titre]),
      epci: places.flatMap(p => p.epci.map(e => [e.id, e.nom])),
      theme: [...library.themes].map(([id, { titre }]) => [id, titre]),
      statut: statuts.map(s => [s, say(texts, `lead-statut-${s}`)]),
      signal: signalIds.map(s => [s, say(texts, `console-signal-${s}`)]),
    },
  }
}

/** A lead as one line of a list, or a card of the board. */
export function leadLine(console: Console, lead: KeptLead, people: ReadonlyMap<string, Account>, limits: Limits) {
  const library = console.library()
  const { texts } = library
  const told = tellLead(library, lead)
  const urgence = urgencyOf(lead, limits)
  return {
    reference: lead.reference,
    jour: lead.date,
    date: tellDay(lead.date),
    entreprise: lead.entreprise || lead.nom || say(texts, lead.effaceLe ? 'console-effacee' : 'console-inconnu'),
    commune: told.commune ?? '',
    epci: told.epci ?? say(texts, 'console-hors-perimetre'),
    themes: told.themes,
    statut: lead.statut,
    etat: say(texts, `lead-statut-${lead.statut}`),
    urgence,
    attente: urgence ? say(texts, `console-urgence-${urgence}`, { n: daysStill(lead.depuis, console.now()) }) : '',
    signaux: [...new Set(lead.signaux.map(s => s.id))].map(id => texts[`console-signal-${id}`] ?? id),
    suivi: people.get(lead.assigne ?? '')?.nom ?? '',
  }
}
