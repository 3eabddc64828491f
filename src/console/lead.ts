import { HttpError, type HttpRequest, type HttpResponse, type Route } from '../api/route.ts'
import { dayInFrance } from '../domain/business-days.ts'
import { amountsAt, legalMoves } from '../domain/pipeline.ts'
import { covers, mayWrite } from '../domain/scope.ts'
import { say } from '../domain/texts.ts'
import { isAway } from '../store/account-rows.ts'
import type { KeptLead } from '../store/lead-rows.ts'
import type { LeadFile } from '../store/scoped-leads.ts'
import { pageAt, record, type Visitor } from './door.ts'
import { historyOf, meetingsTold, sheetOf } from './lead-sheet.ts'
import { type Console, page, tellDay, tellMoment } from './page.ts'
import { sharesTold } from './sharing.ts'
import { placesIn } from './view-query.ts'

/** One lead: who, where, which needs, what was proposed and why, what happened since, what may be done now. */
export function leadRoute(console: Console): Route {
  return pageAt(console, '/console/demandes/:reference', async (request, visitor) => {
    const file = await theirFile(request, visitor)
    await record(console, visitor, 'lecture', file.lead.reference)
    return leadPage(console, visitor, file, request.query)
  })
}

/** The lead of an address, or a 404 that does not tell whether it exists. */
export async function theirFile(request: HttpRequest, visitor: Visitor): Promise<LeadFile> {
  const file = await visitor.leads.file(request.params.reference ?? '')
  if (!file) throw new HttpError(404, 'not-found')
  return file
}

/** What a page says after a change: a text's key under `console-dit-`, named in the address. */
const SAID = /^[a-z-]{1,30}$/

async function leadPage(
  console: Console,
  visitor: Visitor,
  file: LeadFile,
  { dit = '' }: HttpRequest['query'],
): Promise<HttpResponse> {
  const library = console.library()
  const { texts } = library
  const { lead } = file
  const t = (key: string, blanks?: Record<string, string | number>) => say(texts, key, blanks)
  const key = `console-dit-${dit}`
  return page(console, 'lead', {
    titre: t('console-demande-titre', { reference: lead.reference }),
    ici: 'demandes',
    visitor,
    dit: SAID.test(dit) && key in texts ? t(key) : '',
    ...sheetOf(library, lead, console.now()),
    chemin: `/console/demandes/${lead.reference}`,
    historique: historyOf(library, file),
    rendezVous: meetingsTold(file),
    echanges: file.echanges.map(e => ({ ...e, date: tellMoment(e.at) })),
    fusion: lead.fusion,
    fusionnees: file.fusionnees,
    montantsPossibles: amountsAt(lead.statut).map(m => ({
      id: m,
      nom: t(`console-montant-${m}`),
      valeur: lead.montants[m] ?? '',
    })),
    deplacements: lead.fusion ? [] : legalMoves(lead.statut).map(s => ({ vers: s, nom: t(`console-vers-${s}`) })),
    contact: { nom: lead.nom, entreprise: lead.entreprise, email: lead.email ?? '', telephone: lead.telephone ?? '' },
    ...(await followers(console, lead)),
    doublons: visitor.writes && !lead.effaceLe ? await duplicates(console, visitor, lead) : [],
    // every place of the programme: a lead may be handed over to where its sender cannot see
    lieux: placesIn(library, { role: 'administrateur', territoires: [], epci: [] }),
    epciActuel: lead.epci,
    ...(await sharesTold(console, visitor, lead)),
    aujourdhui: dayInFrance(console.now()),
  })
}

/** Who may follow a lead, who does, and who stands in for whom is away. */
async function followers({ store, library, now }: Console, lead: KeptLead) {
  const { texts } = library()
  const today = dayInFrance(now())
  const accounts = await store.accounts.list()
  const able = accounts.filter(a => a.actif && mayWrite(a) && covers(a, lead))
  const assigned = accounts.find(a => a.id === lead.assigne)
  const standIn = assigned && isAway(assigned, today) && accounts.find(a => a.id === assigned.absence?.remplacant)
  const blanks = {
    nom: assigned?.nom ?? '',
    remplacant: standIn ? standIn.nom : '',
    date: tellDay(assigned?.absence?.au ?? ''),
  }
  return {
    suiveurs: able.map(a => ({ id: a.id, nom: a.nom })),
    assigne: lead.assigne ?? '',
    suivi: assigned ? say(texts, standIn ? 'console-suivi-remplace' : 'console-suivi', blanks) : '',
  }
}

async function duplicates({ library }: Console, visitor: Visitor, lead: KeptLead) {
  const { texts } = library()
  return (await visitor.leads.likely(lead)).map(d => ({
    reference: d.reference,
    dit: [d.reference, d.entreprise || d.nom, tellDay(d.date), say(texts, `lead-statut-${d.statut}`)].join(', '),
  }))
}
