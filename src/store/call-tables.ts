/** A call that firms are told of: a scheme of the knowledge, or one that was entered by hand. */
export interface CallTable {
  id: string
  /** What keeps one call from being there twice. */
  cle: string
  /** The scheme's id, or null for an entered one. */
  dispositif: string | null
  titre: string
  /** What it asks of a firm, as JSON in the records' own language. */
  appel: string
  /** The mail's subject and words. */
  sujet: string
  message: string
  created_at: string
}

/** That a lead was told of a call. */
export interface CallSendTable {
  appel: string
  reference: string
  at: string
}
