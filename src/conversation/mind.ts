import type { Library } from '../domain/library.ts'
import type { Interval } from '../domain/question.ts'
import type { Commands } from './commands.ts'
import type { Lookup } from './lookup.ts'
import type { Understanding } from './understand.ts'

export type { CommuneMatch, Lookup } from './lookup.ts'

export type Kind = 'projet' | 'question' | 'salutation' | 'hors-sujet' | 'abus' | 'autre-langue' | 'commande' | 'donnee'

/** What a text says, with the words each fact came from. */
export interface Grasp {
  kind: Kind
  /** Those that the bot acts on or asks about by name, most likely first. */
  themes: { id: string; confidence: number }[]
  /** True where the first theme is sure enough to act without asking. */
  sure: boolean
  place: ReturnType<Lookup['inText']>
  effectif: { valeur: Interval; texte: string } | null
  montant: { valeur: Interval; texte: string } | null
  siret: string | null
  naf: { codes: string[]; texte: string } | null
  echeance: string | null
  email: string | null
  telephone: string | null
  signaux: string[]
}

/** A record found by search. */
export interface Hit {
  id: string
  kind: 'dispositif' | 'organisme' | 'contact' | 'action' | 'territoire' | 'entreprise' | 'fiche' | 'extrait'
  score: number
  matched: string[]
  /** True where the query holds the record's own title or one of its aliases. */
  named: boolean
}

/** Everything that `turn` thinks with: the library and the models made from it once. */
export interface Mind {
  library: Library
  commands: Commands
  lookup: Lookup
  /** How a text was understood, step by step. */
  understand(text: string): Understanding
  grasp(text: string, now: string): Grasp
  /** Facts of a whole answer to a question of this type: a bare « 40 » is a headcount when it was asked. */
  answer: {
    effectif(text: string): Interval | null
    /** Read by what the question counts, its `unite`. */
    nombre(text: string, unite: string | undefined, now: string): Interval | null
    montant(text: string): Interval | null
    naf(text: string): string[] | null
  }
  search(
    query: string,
    options?: { limit?: number; kinds?: Hit['kind'][]; themes?: string[]; territoires?: string[] },
  ): Hit[]
}
