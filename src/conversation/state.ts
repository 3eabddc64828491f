import type { Trouvee } from '../domain/annuaire.ts'
import type { Besoin, Souhait } from '../domain/lead.ts'
import type { Slot } from '../domain/permanence.ts'
import type { Faits } from '../domain/question.ts'

/** What the bot is waiting for: one tagged value, never a step number. */
export type Attente =
  | { sorte: 'besoin' }
  | { sorte: 'question'; question: string; essais: number }
  | { sorte: 'choix-theme'; themes: string[]; texte: string }
  | { sorte: 'choix-lieu'; candidats: { insee: string; nom: string }[]; texte: string }
  /** Is this your company? Then what else was said (`texte`) is read, and what was waited for before goes on. */
  | { sorte: 'entreprise'; trouvee: Trouvee; texte: string; retour: Attente }
  | { sorte: 'corriger' }
  | { sorte: 'suite' }
  /** The address to which the summary is to be mailed. */
  | { sorte: 'courriel'; essais: number }
  /** A question of a diagnostic; `diagnostic` is empty while the grid is being chosen. */
  | { sorte: 'diagnostic'; diagnostic: string; question: string; essais: number }
  | { sorte: 'dossier'; question: string; essais: number }
  | { sorte: 'consentement' }
  | { sorte: 'coordonnees'; champ: Champ; essais: number }
  | { sorte: 'confirmation' }
  /** Whether the desk is to call back; anything but a yes or a no goes on where it was. */
  | { sorte: 'rappel'; retour: Attente }
  /** Why the result was not useful; `fiches` are the records that were told. */
  | { sorte: 'avis'; fiches: string[] }
  /** One of the slots of a permanence; anything else goes on where it was. */
  | { sorte: 'creneau'; libres: Slot[]; retour: Attente }
  /** Which formality should be simpler. */
  | { sorte: 'simplification' }
  /** The reference of a request that somebody asks about. */
  | { sorte: 'reference'; but: But; essais: number }
  /** The one-time code that was sent to the address of the request. */
  | { sorte: 'code'; but: But; reference: string; essais: number }

export type Champ = 'nom' | 'entreprise' | 'contact' | 'moment'

/** What somebody wants with a request that was sent: how it stands, what is kept, or that it be erased. */
export type But = 'statut' | 'donnees' | 'effacement'

/** All that a conversation remembers. Answers are the state; the next question is derived from them. */
export interface State {
  /** The content's version that the state was last gone on with. */
  version: string
  faits: Faits
  besoins: Besoin[]
  /** Answers to the maturity grids, by grid; kept while anything else is said. */
  diagnostics: Record<string, Faits>
  attente: Attente
  coordonnees: {
    nom?: string
    entreprise?: string
    siege?: string
    email?: string
    telephone?: string
    /** When they would like to be reached; empty where they passed over it. */
    moment?: string
    souhait?: Souhait
  }
  consentement?: { version: string; texte: string; date: string }
  /** The last request that was sent, and how many needs it held. */
  reference?: string
  envoyes?: number
  signaux: string[]
  /** Ids of the answers in the order they were given, for « retour ». */
  pile: string[]
  /** The words of the needs, as they were typed: they rank the records. */
  mots: string
  /** The same by need: one need's words rank its own records only. */
  paroles: Record<string, string>
  /** How often in a row what was found was said to be no use. */
  rates: number
  /** What the choices shown last send back: a number takes one of them. */
  choix: string[]
  /** Acronyms whose meaning was told. */
  sigles: string[]
  /** How often in a row the same thing was asked without an answer. */
  redites: number
  /** How many records of each need were told. */
  montres: number
  /** A person was asked for before the place was known: the desk is told as soon as it is. */
  bureau?: boolean
  /** A permanence was asked for before the place was known. */
  permanence?: boolean
  /** The slot that is taken once the form is sent. */
  creneau?: Slot
  /** The form was begun: what is said in its middle leads back to it. */
  formulaire?: boolean
  /** What looked like no real request was said once; it is not held up again. */
  doute?: boolean
  /** The result was judged: it is not asked again. */
  juge?: boolean
  /** How many summaries were mailed from here. */
  resumes?: number
  /** When the conversation began. */
  debut?: string
}

/** The state of a conversation in which nothing has been said. */
export function freshState(): State {
  return {
    version: '',
    faits: {},
    besoins: [],
    diagnostics: {},
    attente: { sorte: 'besoin' },
    coordonnees: {},
    signaux: [],
    pile: [],
    mots: '',
    paroles: {},
    rates: 0,
    choix: [],
    sigles: [],
    redites: 0,
    montres: 0,
  }
}
