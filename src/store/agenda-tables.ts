import type { Evenement } from '../domain/evenement.ts'
import type { Prospect } from '../domain/prospect.ts'

/** An event as it is kept. */
export interface EventTable extends Evenement {
  auteur: string
  created_at: string
}

/** A slot of a permanence that a lead took; of those that are `pris` no two have the same event and begin. */
export interface BookingTable {
  /** The id of the lead's meeting as well. */
  id: string
  evenement: string
  debut: string
  reference: string
  /** `pris` or `annule`. */
  etat: string
  sequence: number
  created_at: string
}

/** A company to be visited, as it is kept. */
export interface ProspectTable extends Prospect {
  /** What makes it the same company on a second import: SIRET, else SIREN, else name and commune. */
  cle: string
}

/** A formality that somebody wishes to be simpler, without anything that says who. */
export interface WishTable {
  id: string
  jour: string
  theme: string | null
  territoire: string | null
  epci: string | null
  texte: string
}

/** A lead that its EPCI proposes to another one; seen there once it is `accepte`. */
export interface LeadShareTable {
  id: string
  reference: string
  epci: string
  territoire: string
  /** `propose`, `accepte` or `retire`. */
  etat: string
  /** How the person agreed, and on which day. */
  accord: string
  accord_le: string
  /** The account that proposed, which cannot accept as well. */
  compte: string
  at: string
}
