import type { Montant, Statut } from './pipeline.ts'

/** Contacts received that have the same traits; `n` says how many. */
export interface Counted {
  mois: string
  territoire: string | null
  epci: string | null
  origine: string
  tranche: string | null
  n: number
  /** Still without any answer when the period ended, or now while it lasts; past contacts taken over never are. */
  sansReponse: number
  /** Answered within the days that are promised. */
  dansDelai: number
}

/** Contacts received that have the same themes, as many as they have needs. */
export interface Themed {
  themes: readonly string[]
  n: number
  sansReponse: number
}

export const etapes = ['accompagne', 'candidature', 'laureat'] as const
export type Etape = (typeof etapes)[number]

/** A lead that reached a step of its way for the first time in the period. Amounts in euros, jobs in people. */
export interface Reached {
  etape: Etape
  territoire: string | null
  epci: string | null
  origine: string
  tranche: string | null
  themes: readonly string[]
  /** The same for all leads of a firm. */
  firme: string
  /** Where the lead stood when the period ended, or stands now while it lasts; of no use at `accompagne`. */
  etat: Statut
  investissement: number | null
  emplois: number | null
  subvention_demandee: number | null
  subvention_obtenue: number | null
}

/** What one period is counted from in the leads. */
export interface LeadRows {
  contacts: readonly Counted[]
  themes: readonly Themed[]
  /** How many leads came to the step of a meeting. */
  rendezVous: number
  etapes: readonly Reached[]
  /** What was asked for in each candidature that waited for its decision when the period ended. */
  instruction: readonly (number | null)[]
}

/** What one period is counted from. */
export interface IndicatorRows extends LeadRows {
  evenements: number
}

export const figureIds = [
  'contacts',
  'reponse',
  'delai',
  'rendez-vous',
  'accompagnees',
  'candidatures',
  'reussite',
  'retenues',
  'demandees',
  'obtenues',
  'instruction',
  'en-attente',
  'investissements',
  'soutenus',
  'emplois',
  'evenements',
] as const
export type FigureId = (typeof figureIds)[number]

/** One figure, with what it is out of and how much of that is unknown or unanswered. */
export interface Figure {
  id: FigureId
  /** `taux`: `valeur` out of `sur`; the others are sums over `sur`, where there is one. */
  sorte: 'nombre' | 'taux' | 'euros'
  valeur: number
  /** The denominator: all that were concerned, the unanswered too. Null for a plain count. */
  sur: number | null
  /** Of the denominator: without an answer (rates, candidatures), or without an amount (sums). */
  sans: number | null
}

const sum = (list: readonly number[]) => list.reduce((a, b) => a + b, 0)

/** Every figure of a period. */
export function figuresOf(rows: IndicatorRows): Figure[] {
  const { contacts, instruction } = rows
  // past contacts that were taken over were answered elsewhere
  const asked = contacts.filter(c => c.origine !== 'import')
  const received = sum(asked.map(c => c.n))
  const unanswered = sum(asked.map(c => c.sansReponse))
  const at = (etape: Etape) => rows.etapes.filter(e => e.etape === etape)
  const accompagnes = at('accompagne')
  const candidatures = at('candidature')
  const waiting = candidatures.filter(isWaiting).length
  const retenues = at('laureat').filter(e => e.etat === 'laureat')
  const count = (id: FigureId, valeur: number): Figure => ({ id, sorte: 'nombre', valeur, sur: null, sans: null })
  const rate = (id: FigureId, valeur: number, sur: number, sans: number): Figure => ({
    ...{ id, sorte: 'taux', valeur, sur, sans },
  })
  const total = (id: FigureId, amounts: readonly (number | null)[], sorte: Figure['sorte'] = 'euros'): Figure => ({
    ...{ id, sorte, valeur: sum(amounts.map(a => a ?? 0)), sur: amounts.length },
    sans: amounts.filter(a => a === null).length,
  })
  const each = (list: typeof accompagnes, amount: Montant) => list.map(e => e[amount])
  return [
    count('contacts', sum(contacts.map(c => c.n))),
    rate('reponse', received - unanswered, received, unanswered),
    rate('delai', sum(asked.map(c => c.dansDelai)), received, unanswered),
    count('rendez-vous', rows.rendezVous),
    count('accompagnees', firmsOf(accompagnes)),
    { ...count('candidatures', candidatures.length), sans: waiting },
    rate('reussite', candidatures.filter(e => e.etat === 'laureat').length, candidatures.length, waiting),
    count('retenues', retenues.length),
    total('demandees', each(candidatures, 'subvention_demandee')),
    total('obtenues', each(retenues, 'subvention_obtenue')),
    count('instruction', instruction.length),
    total('en-attente', instruction),
    total('investissements', each(accompagnes, 'investissement')),
    total('soutenus', each(retenues, 'investissement')),
    total('emplois', each(accompagnes, 'emplois'), 'nombre'),
    count('evenements', rows.evenements),
  ]
}

/** A candidature nobody has decided yet. */
function isWaiting({ etat }: Reached): boolean {
  return etat === 'candidature'
}

function firmsOf(leads: readonly Reached[]): number {
  return new Set(leads.map(l => l.firme)).size
}

export const axes = ['epci', 'theme', 'origine', 'tranche'] as const
export type Axis = (typeof axes)[number]

/** What is told of each part of an axis; `cle` is null where the trait is not known. */
export interface Part {
  cle: string | null
  contacts: number
  sansReponse: number
  accompagnees: number
  candidatures: number
  /** Of the candidatures: not decided when the period ended. */
  enAttente: number
  /** Of the candidatures: granted. */
  reussies: number
  obtenues: number
}

/** A lead without any need stands under none. */
const orNone = (themes: readonly string[]): readonly (string | null)[] => (themes.length > 0 ? themes : [null])

/** The parts of a period along an axis, by their key; a lead with two themes counts under both. */
export function partsOf(rows: IndicatorRows, axis: Axis): Part[] {
  const keyed: readonly { cle: string | null; n: number; sansReponse: number }[] =
    axis === 'theme'
      ? rows.themes.flatMap(t => orNone(t.themes).map(cle => ({ ...t, cle })))
      : rows.contacts.map(c => ({ ...c, cle: c[axis] }))
  const keysOf = (e: Reached): readonly (string | null)[] => (axis === 'theme' ? orNone(e.themes) : [e[axis]])
  const cles = new Set([...keyed.map(k => k.cle), ...rows.etapes.flatMap(keysOf)])
  return [...cles].map(cle => {
    const mine = keyed.filter(k => k.cle === cle)
    const reached = rows.etapes.filter(e => keysOf(e).includes(cle))
    const at = (etape: Etape) => reached.filter(e => e.etape === etape)
    const candidatures = at('candidature')
    return {
      cle,
      contacts: sum(mine.map(k => k.n)),
      sansReponse: sum(mine.map(k => k.sansReponse)),
      accompagnees: firmsOf(at('accompagne')),
      candidatures: candidatures.length,
      enAttente: candidatures.filter(isWaiting).length,
      reussies: candidatures.filter(e => e.etat === 'laureat').length,
      obtenues: sum(
        at('laureat')
          .filter(e => e.etat === 'laureat')
          .map(e => e.subvention_obtenue ?? 0),
      ),
    }
  })
}

/** How many contacts came in each month. */
export function monthly(rows: IndicatorRows, mois: readonly string[]): number[] {
  return mois.map(m => sum(rows.contacts.filter(c => c.mois === m).map(c => c.n)))
}
