/** One act of a person over the files of the knowledge; rows are added and never changed. */
export interface OverlayActTable {
  rang: number
  at: string
  compte: string
  auteur: string
  sorte: string
  fiche: string
  titre: string
  acte: string
  note: string | null
  /** A published answer, as JSON. */
  contenu: string | null
}

/** An answer being written in the console, under the id that it will have. */
export interface FicheDraftTable {
  id: string
  contenu: string
  auteur: string
  at: string
}

/** What somebody was reminded of already: a record and why. */
export interface KnowledgeToldTable {
  account: string
  cle: string
  at: string
}
