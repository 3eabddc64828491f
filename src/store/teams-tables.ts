/** A conversation of Teams in which we may speak first; `reference` is the channel's own. */
export interface TeamsThreadTable {
  conversation: string
  reference: string
  /** The card that waits for an answer. */
  carte: string | null
}

/** A one-time code that binds a chat or channel to an account; only its hash is kept. */
export interface TeamsCodeTable {
  code_hash: string
  account: string
  expires_at: string
}

/** A chat or channel that is told of leads. */
export interface TeamsSubscriptionTable {
  id: string
  conversation: string
  reference: string
  account: string
  created_at: string
}

/** Where a lead's card was shown, so that it is changed for everybody. */
export interface TeamsCardTable {
  lead: string
  conversation: string
  activity: string
}
