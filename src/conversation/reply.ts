import type { CallConsent, Lead } from '../domain/lead.ts'
import type { Slot } from '../domain/permanence.ts'
import type { Statut } from '../domain/pipeline.ts'
import type { Projet } from '../domain/projet.ts'

/** One choice under a message: what is shown, and what is sent back as text when it is taken. */
export interface Choice {
  titre: string
  valeur: string
}

/** A record shown besides the text; everything in it also stands in the reply's text. */
export interface Card {
  sorte: 'dispositif' | 'contact' | 'organisme' | 'action' | 'fiche' | 'entreprise' | 'territoire' | 'radar'
  id: string
  titre: string
  /** One line each: why it fits, what is missing, the next step. */
  lignes: string[]
  /** The state in words with its date, for schemes and actions. */
  statut?: string
  source?: string
  email?: string
  telephone?: string
  /** An SVG picture, made by us (radar of a diagnostic). */
  image?: string
}

/** One message of the bot: its full sense is in `texte`; the rest is comfort. */
export interface Reply {
  sorte: 'message' | 'question' | 'resultats' | 'bureau' | 'reponse' | 'confirmation' | 'reference' | 'aide'
  texte: string
  choix: Choice[]
  cartes: Card[]
  /** The question asked, when there is one. */
  question?: string
  /** How many questions are left before the result, this one included. */
  restantes?: number
}

/** What the shell must find out and give back to `turn` as a `reponse` input. */
export type Request =
  /** A SIREN or SIRET to be found in the public directory; `texte` is what else the message said, read afterwards. */
  | { sorte: 'entreprise'; siret: string; texte?: string }
  /** About a request that was sent: without a code, one is to be sent to its address; with it, the thing is to be done. */
  | { sorte: 'statut' | 'donnees' | 'effacement'; reference: string; code?: string }
  /** The link of a mail by which somebody comes back. */
  | { sorte: 'reprise'; passe: string }
  /** Free slots of the permanences of a place, later than `apres`; `voulu` is to be taken if it still is one of them. */
  | {
      sorte: 'creneaux'
      but: 'annonce' | 'choix' | 'prise'
      territoire: string | null
      epci: string | null
      apres?: string
      voulu?: Slot
    }

/** What the shell answers to a request about a lead; null where it cannot. It never tells whether a reference exists. */
export type Suivi =
  | { sorte: 'code-envoye' }
  | { sorte: 'code-faux' }
  | { sorte: 'statut'; statut: Statut; depuis: string; territoire: string | null; epci: string | null }
  | { sorte: 'donnees'; lignes: { nom: string; valeur: string }[] }
  | { sorte: 'efface' }

/** What a link leads back to, without who somebody is; null where it is none or too old. */
export type Reprise = { projet: Projet; reference?: string } | null

/** A summary to be mailed. `ecrit` is the address as it was typed: it is taken out of what is kept of the conversation. */
export interface Resume {
  email: string
  ecrit: string
  projet: Projet
}

/** What the shell must keep, in the same transaction as the state. */
export type Write =
  | { sorte: 'lead'; lead: Lead }
  | { sorte: 'compteur'; nom: string; cles: Record<string, string> }
  | { sorte: 'lacune'; texte: string }
  /** The person wishes to be told of calls for projects. */
  | { sorte: 'appels'; reference: string; accord: CallConsent }
  | { sorte: 'resume'; resume: Resume }
  /** A formality that somebody wishes to be simpler, without anything personal. */
  | {
      sorte: 'souhait'
      souhait: { texte: string; theme: string | null; territoire: string | null; epci: string | null }
    }
  /** A slot for a request that was sent: a conflict where somebody has it already. */
  | { sorte: 'rendez-vous'; reference: string; creneau: Slot }
