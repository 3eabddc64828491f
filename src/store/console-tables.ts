/** What is found by words: one narrow row a lead, folded; the lead's own row is too wide to be read through. */
export interface LeadSearchTable {
  reference: string
  texte: string
}

/** A lead's flags by name, to filter by. */
export interface LeadFlagTable {
  signal: string
  reference: string
}

/** What people did with a lead besides moving it: notes, transfers, amounts… */
export interface NoteTable {
  id: string
  reference: string
  at: string
  auteur: string
  sorte: string
  texte: string | null
}

/** A meeting about a lead. */
export interface MeetingTable {
  id: string
  reference: string
  debut: string
  minutes: number
  lieu: string | null
  objet: string | null
  auteur: string
}

/** One line of the audit log; `empreinte` chains it to the line before. */
export interface AuditTable {
  rang: number
  at: string
  compte: string
  auteur: string
  acte: string
  reference: string | null
  detail: string | null
  empreinte: string
}

/** How often somebody tried to sign in since a moment; the key is a hash of the address that was typed. */
export interface SignInTryTable {
  cle: string
  nombre: number
  depuis: string
}

/** What an administrator set over the texts of the repository. */
export interface SettingTable {
  cle: string
  valeur: string
}
