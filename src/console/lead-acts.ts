import { HttpError, type HttpRequest, type HttpResponse, type Route } from '../api/route.ts'
import type { Library } from '../domain/library.ts'
import { amountsAt, legalMoves, type Montant, statuts } from '../domain/pipeline.ts'
import { covers, mayWrite } from '../domain/scope.ts'
import { say } from '../domain/texts.ts'
import type { KeptLead } from '../store/lead-rows.ts'
import { field, formAt, record, to, type Visitor } from './door.ts'
import { type Console, tellMoment } from './page.ts'
import { momentInFrance } from './paris.ts'

/** One thing to do with a lead; returns what the page then says, by its text's key, or where to go. */
type Act = (at: { console: Console; request: HttpRequest; visitor: Visitor; lead: KeptLead }) => Promise<Said>
type Said = { dit: string } | { vers: string }

const NOTE = 4_000
const LINE = 200
const MOST_EUROS = 10_000_000_000

const text = (request: HttpRequest, name: string, most = LINE) => field(request, name).trim().slice(0, most)
const nameOfEpci = ({ territoires, territoireOfEpci }: Library, epci: string) =>
  territoires.get(territoireOfEpci.get(epci) ?? '')?.epci[epci]?.nom ?? epci

const move: Act = async ({ request, visitor, lead }) => {
  const [de, vers] = [field(request, 'de'), field(request, 'vers')].map(s => statuts.find(one => one === s))
  if (!de || !vers || lead.fusion) return { dit: 'refus-etape' }
  const note = text(request, 'note', NOTE) || undefined
  const outcome = await visitor.leads.move({ reference: lead.reference, de, vers, auteur: visitor.account.nom, note })
  return { dit: { ok: 'etape', moved: 'refus-deplacee', illegal: 'refus-etape', unknown: 'refus-etape' }[outcome] }
}

const writeNote: Act = async ({ request, visitor, lead }) => {
  const texte = text(request, 'texte', NOTE)
  if (!texte) return { dit: 'refus-vide' }
  await visitor.leads.note(lead.reference, { auteur: visitor.account.nom, texte })
  return { dit: 'note' }
}

const setAmounts: Act = async ({ console, request, visitor, lead }) => {
  const { texts } = console.library()
  const montants: Partial<Record<Montant, number | null>> = {}
  for (const m of amountsAt(lead.statut)) {
    const typed = field(request, m).replace(/[\s\u00a0\u202f€]/g, '')
    const value = typed === '' ? null : Number(typed)
    if (value !== null && !(Number.isInteger(value) && value >= 0 && value <= MOST_EUROS))
      return { dit: 'refus-montant' }
    montants[m] = value
  }
  const lines = Object.entries(montants).map(
    ([m, v]) => `${say(texts, `console-montant-${m}`)} : ${v?.toLocaleString('fr-FR') ?? '–'}`,
  )
  if (lines.length === 0) return { dit: 'refus-montant' }
  await visitor.leads.setAmounts(lead.reference, montants, { auteur: visitor.account.nom, texte: lines.join('\n') })
  return { dit: 'montants' }
}

const assign: Act = async ({ console, request, visitor, lead }) => {
  const id = field(request, 'compte')
  const account = id ? await console.store.accounts.read(id) : null
  if (id && !(account?.actif && mayWrite(account) && covers(account, lead))) return { dit: 'refus-suivi' }
  const texte = account?.nom ?? say(console.library().texts, 'console-suivi-personne')
  await visitor.leads.assign(lead.reference, account?.id ?? null, { auteur: visitor.account.nom, texte })
  return { dit: 'affectee' }
}

const transfer: Act = async ({ console, request, visitor, lead }) => {
  const library = console.library()
  const epci = field(request, 'epci')
  const territoire = library.territoireOfEpci.get(epci)
  const motif = text(request, 'motif', NOTE)
  if (!territoire || epci === lead.epci || !motif) return { dit: 'refus-transfert' }
  const from = lead.epci ? nameOfEpci(library, lead.epci) : say(library.texts, 'console-hors-perimetre')
  const texte = say(library.texts, 'console-transfert-journal', { de: from, vers: nameOfEpci(library, epci), motif })
  const there = { epci, territoire }
  const outcome = await visitor.leads.transfer(lead.reference, there, { auteur: visitor.account.nom, texte })
  if (outcome !== 'ok') return { dit: 'refus-autrui' }
  // who hands a lead over may no longer see it
  if (!covers(visitor.account, { territoire, epci })) return { vers: '/console/?dit=transferee' }
  return { dit: 'transferee' }
}

const merge: Act = async ({ console, request, visitor, lead }) => {
  const into = text(request, 'vers').toUpperCase()
  const texte = say(console.library().texts, 'console-fusion-journal', { reference: lead.reference })
  const outcome = await visitor.leads.merge(lead.reference, into, { auteur: visitor.account.nom, texte })
  if (outcome !== 'ok') return { dit: 'refus-fusion' }
  await record(console, visitor, 'fusion', into, lead.reference)
  return { vers: `/console/demandes/${into}?dit=fusionnee` }
}

const meet: Act = async ({ request, visitor, lead }) => {
  const debut = momentInFrance(field(request, 'jour'), field(request, 'heure'))
  const minutes = Number(field(request, 'minutes'))
  if (!debut || !(minutes >= 15 && minutes <= 480)) return { dit: 'refus-rendez-vous' }
  const [lieu, objet] = [text(request, 'lieu') || null, text(request, 'objet') || null]
  const auteur = visitor.account.nom
  const texte = [tellMoment(debut.toISOString()), lieu, objet].filter(Boolean).join(', ')
  const meeting = { debut: debut.toISOString(), minutes, lieu, objet, auteur }
  await visitor.leads.meet(lead.reference, meeting, { auteur, texte })
  const { reference, statut: de } = lead
  if (legalMoves(de).includes('rendez-vous')) await visitor.leads.move({ reference, de, vers: 'rendez-vous', auteur })
  return { dit: 'rendez-vous' }
}

const correct: Act = async ({ console, request, visitor, lead }) => {
  const [nom, entreprise] = [text(request, 'nom'), text(request, 'entreprise')]
  const [email, telephone] = [text(request, 'email') || null, text(request, 'telephone') || null]
  if (!nom || (!email && !telephone)) return { dit: 'refus-correction' }
  const texte = say(console.library().texts, 'console-correction-journal')
  const contact = { nom, entreprise, email, telephone }
  await visitor.leads.correct(lead.reference, contact, { auteur: visitor.account.nom, texte })
  return { dit: 'corrigee' }
}

const erase: Act = async ({ request, visitor, lead }) => {
  if (field(request, 'confirme') !== 'oui') return { dit: 'refus-effacer' }
  return { dit: (await visitor.leads.forget(lead.reference)) === 'ok' ? 'effacee' : 'refus-autrui' }
}

const stopCalls: Act = async ({ visitor, lead }) => {
  await visitor.leads.stop(lead.reference)
  return { dit: 'appels' }
}

/** What may be done with a lead, by the last part of the address that its form is sent to. */
const acts: Readonly<Record<string, Act>> = {
  deplacer: move,
  note: writeNote,
  montants: setAmounts,
  affecter: assign,
  transferer: transfer,
  fusionner: merge,
  'rendez-vous': meet,
  corriger: correct,
  appels: stopCalls,
  effacer: erase,
}

/** The doors by which a lead is changed: all in scope, all recorded. */
export function leadActRoutes(console: Console): Route[] {
  return Object.entries(acts).map(([name, act]) =>
    formAt(
      console,
      `/console/demandes/:reference/${name}`,
      (request, visitor) => run(console, request, visitor, name, act),
      { writes: true },
    ),
  )
}

async function run(
  console: Console,
  request: HttpRequest,
  visitor: Visitor,
  name: string,
  act: Act,
): Promise<HttpResponse> {
  const lead = await visitor.leads.read(request.params.reference ?? '')
  if (!lead) throw new HttpError(404, 'not-found')
  const said = await act({ console, request, visitor, lead })
  if (!('dit' in said) || !said.dit.startsWith('refus')) await record(console, visitor, name, lead.reference)
  return to('vers' in said ? said.vers : `/console/demandes/${lead.reference}?dit=${said.dit}`)
}
