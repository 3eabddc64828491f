import type { Trouvee } from '../domain/annuaire.ts'
import type { Besoin } from '../domain/lead.ts'
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
  /** A question of a diagnostic; `diagnostic` is empty while the grid is being chosen. */
  | { sorte: 'diagnostic'; diagnostic: string; question: string; essais: number }
  | { sorte: 'dossier'; question: string; essais: number }
  | { sorte: 'consentement' }
  | { sorte: 'coordonnees'; champ: Champ; essais: number }
  | { sorte: 'confirmation' }

export type Champ = 'nom' | 'entreprise' | 'contact'

/** All that a conversation remembers. Answers are the state; the next question is derived from them. */
export interface State {
  /** The content's version that the state was last gone on with. */
  version: string
  faits: Faits
  besoins: Besoin[]
  /** Answers to the maturity grids, by grid; kept while anything else is said. */
  diagnostics: Record<string, Faits>
  attente: Attente
  coordonnees: { nom?: string; entreprise?: string; email?: string; telephone?: string; message?: string }
  consentement?: { version: string; texte: string; date: string }
  reference?: string
  signaux: string[]
  /** Ids of the answers in the order they were given, for « retour ». */
  pile: string[]
  /** The words of the needs, as they were typed: they rank the records. */
  mots: string
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
  }
}
