import { sourceOf } from './citation.ts'
import { type Dispositif, statusOf } from './dispositif.ts'
import type { Evenement } from './evenement.ts'
import type { Fiche } from './fiche.ts'
import type { Library } from './library.ts'
import { operatorOf, tellDate, tellStatus } from './reasons.ts'
import { tellSource } from './telling.ts'
import { nearness, type Zone } from './territoire.ts'
import { say } from './texts.ts'

/** The sections of the letter, in their order. */
export const rubriques = ['nationale', 'locale', 'voisins', 'outils', 'appels', 'agenda'] as const
export type Rubrique = (typeof rubriques)[number]

/** One thing that is told: a title and its lines. */
export interface LetterItem {
  titre: string
  lignes: string[]
}

/** A draft of the newsletter, to be finished by hand. */
export interface Newsletter {
  titre: string
  /** Whom it is for: it goes to nobody else. */
  pour: string
  rubriques: { id: Rubrique; titre: string; consigne: string; items: LetterItem[] }[]
}

/** A call that was entered in the console. */
export interface KnownCall {
  titre: string
  fin: string
  lien: string
}

/** What a letter is made from besides the knowledge; days are `YYYY-MM-DD`. */
export interface LetterGrounds {
  territoire: string
  /** The days it looks back on, both included. */
  du: string
  au: string
  today: string
  /** Whom it is for, in words. */
  pour: string
  /** The scheme of the toolbox; without it the one that was checked last, then the one that was shown most. */
  outil: string | null
  /** How often a scheme was shown. */
  montre(id: string): number
  evenements: readonly Evenement[]
  appels: readonly KnownCall[]
  /** Anonymous figures in words. */
  chiffres: readonly string[]
}

/** The rank of a territory in `nearness`. */
const TERRITORY = 2
const MOST = 12

/** Makes the draft. What changed is what was checked, opened or dated within the days looked back on. */
export function newsletterOf(library: Library, grounds: LetterGrounds): Newsletter {
  const { texts } = library
  const { territoire, today } = grounds
  const changed = [...library.dispositifs.values()].filter(
    d => d.public === 'entreprises' && isNews(library, d, grounds),
  )
  const wide = changed.filter(d => nearness(d.zone) > TERRITORY)
  const near = changed.filter(d => nearness(d.zone) <= TERRITORY)
  const here = near.filter(d => touches(library, d.zone, territoire))
  const fiches = [...library.fiches.values()].filter(
    f => isNews(library, f, grounds) && f.territoires.includes(territoire),
  )
  const record = (d: Dispositif) => tellRecord(library, d, today)
  const outil = toolOf(library, grounds)
  const items: Record<Rubrique, LetterItem[]> = {
    nationale: wide.map(record),
    locale: [
      ...here.map(record),
      ...fiches.map(f => ({ titre: f.titre, lignes: [f.corps.trim().split('\n\n')[0]!] })),
      ...(grounds.chiffres.length > 0 ? [{ titre: say(texts, 'lettre-chiffres'), lignes: [...grounds.chiffres] }] : []),
    ],
    voisins: near.filter(d => !here.includes(d)).map(record),
    outils: outil ? [tellTool(library, outil, today)] : [],
    appels: callsOf(library, grounds),
    agenda: eventsOf(library, grounds),
  }
  const titre = library.territoires.get(territoire)?.titre ?? territoire
  return {
    titre: say(texts, 'lettre-titre', { territoire: titre, mois: tellDate(texts, today.slice(0, 7)) }),
    pour: grounds.pour,
    rubriques: rubriques.map(id => ({
      id,
      titre: say(texts, `lettre-${id}`),
      consigne: say(texts, `lettre-${id}-consigne`),
      items: items[id].slice(0, MOST),
    })),
  }
}

/** True where a record was checked, opened or documented within the days. */
function isNews(library: Library, record: Dispositif | Fiche, { du, au }: LetterGrounds): boolean {
  const opened = 'periode' in record ? record.periode?.debut : undefined
  const dates = [record['verifie-le'], opened, library.documents.get(record.sources[0]?.document ?? '')?.date]
  // a date without its day says nothing of these weeks
  return dates.some(date => date?.length === 10 && date >= du && date <= au)
}

/** True for a zone that has to do with a territory: it, one of its EPCI, or one of its communes. */
function touches(library: Library, zone: Zone, territoire: string): boolean {
  const of = (epci: string | undefined) => epci !== undefined && library.territoireOfEpci.get(epci) === territoire
  return (
    (zone.territoires?.includes(territoire) ?? false) ||
    (zone.epci?.some(of) ?? false) ||
    (zone.communes?.some(c => of(library.communes.get(c)?.epci)) ?? false)
  )
}

function tellRecord(library: Library, d: Dispositif, today: string): LetterItem {
  const etat = tellStatus(library, d, statusOf(d, today))
  return { titre: d.titre, lignes: [d.resume, etat, tellSource(library, sourceOf(library.documents, d.sources[0]!))] }
}

function tellTool(library: Library, d: Dispositif, today: string): LetterItem {
  const { titre, lignes } = tellRecord(library, d, today)
  const [resume = '', ...rest] = lignes
  const more = [
    say(library.texts, 'lettre-outil-qui', { operateur: operatorOf(library, d) }),
    ...(d.demarche ? [d.demarche] : []),
    ...(d['a-savoir'] ? [d['a-savoir']] : []),
  ]
  return { titre, lignes: [resume, ...more, ...rest] }
}

/** The schemes that a territory's toolbox may show: offered today, for it or wider. */
export function toolsOf(library: Library, territoire: string, today: string): Dispositif[] {
  return [...library.dispositifs.values()].filter(d => {
    const { status } = statusOf(d, today)
    return status !== 'clos' && status !== 'sans-objet' && serves(library, d, territoire)
  })
}

function serves(library: Library, d: Dispositif, territoire: string): boolean {
  return nearness(d.zone) > TERRITORY || touches(library, d.zone, territoire)
}

function toolOf(library: Library, { outil, territoire, today, montre }: LetterGrounds): Dispositif | undefined {
  const tools = toolsOf(library, territoire, today)
  const chosen = tools.find(d => d.id === outil)
  const seen = (d: Dispositif) => d['verifie-le'] ?? ''
  return (
    chosen ?? tools.sort((a, b) => (seen(a) === seen(b) ? montre(b.id) - montre(a.id) : seen(a) < seen(b) ? 1 : -1))[0]
  )
}

/** Calls with their last day, the nearest first; those without one after them. */
function callsOf(library: Library, { territoire, today, evenements, appels }: LetterGrounds): LetterItem[] {
  const { texts } = library
  const until = (fin: string) =>
    say(texts, fin ? 'lettre-jusqu-au' : 'lettre-sans-date', { date: tellDate(texts, fin) })
  const schemes = toolsOf(library, territoire, today)
    .filter(d => d.nature === 'appel-a-projets' || d.periode?.fin)
    .map(d => ({ fin: d.periode?.fin ?? '', titre: d.titre, lignes: tellRecord(library, d, today).lignes.slice(0, 2) }))
  const entered = appels
    .filter(a => a.fin >= today)
    .map(a => ({ fin: a.fin, titre: a.titre, lignes: a.lien ? [a.lien] : [] }))
  const dated = evenements
    .filter(e => e.sorte === 'appel' && e.etat === 'prevu')
    .map(e => ({ fin: dayOf(e.fin), titre: e.titre, lignes: [] }))
  return [...schemes, ...entered, ...dated]
    .sort((a, b) => ((a.fin || '9') < (b.fin || '9') ? -1 : 1))
    .map(({ fin, titre, lignes }) => ({ titre, lignes: [until(fin), ...lignes] }))
}

function eventsOf({ texts }: Library, { evenements }: LetterGrounds): LetterItem[] {
  return evenements
    .filter(e => e.sorte !== 'appel' && e.etat === 'prevu')
    .sort((a, b) => (a.debut < b.debut ? -1 : 1))
    .map(e => ({
      titre: e.titre,
      lignes: [[tellDate(texts, dayOf(e.debut)), e.lieu].filter(Boolean).join(', ')],
    }))
}

const PARIS = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Paris' })
const dayOf = (moment: string) => PARIS.format(new Date(moment))
