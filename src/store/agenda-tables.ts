/** What stands in the calendar; a permanence is received in slots of `minutes`. Moments are ISO. */
export interface EventTable {
  id: string
  sorte: string
  titre: string
  debut: string
  fin: string
  lieu: string | null
  /** Without an EPCI the whole territory is meant, without a territory the whole programme. */
  territoire: string | null
  epci: string | null
  /** `prevu` or `annule`. */
  etat: string
  /** Who receives at a permanence. */
  qui: string | null
  minutes: number | null
  /** Grows with every change, for the calendars that took the event over. */
  sequence: number
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

/** A company to be visited: company data only. */
export interface ProspectTable {
  id: string
  /** What makes it the same company on a second import: SIRET, else SIREN, else name and commune. */
  cle: string
  nom: string
  siren: string | null
  siret: string | null
  commune: string
  epci: string
  territoire: string
  effectif: string | null
  activite: string | null
  priorite: string
  statut: string
  /** The day on which priority and status were agreed with the EPCI. */
  convenu: string | null
  /** The lead that it became. */
  reference: string | null
  updated_at: string
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
