import type { Card } from './adaptive-card.ts'

/** What is said in a chat or channel: words, a card, or a card in the place of the one that was clicked. */
export interface Said {
  texte?: string
  carte?: Card
  remplace?: Card
}

/** What a click in a lead's card asks; nothing in it is believed. */
export interface LeadClick {
  reference: string
  geste: string
  de: string
  vers?: string
  epci?: string
  motif?: string
}

/** The chef de projet's side of a messenger: who subscribed, what waits, and what clicks in a lead's card do. */
export interface LeadDesk {
  /** `groupe`: others read along. */
  subscribe(code: string, place: { conversation: string; reference: unknown; groupe: boolean }): Promise<Said>
  unsubscribe(conversation: string): Promise<Said>
  /** What waits; null where nothing does and nobody asked. */
  waiting(conversation: string, asked: boolean): Promise<Said | null>
  act(click: LeadClick, who: { conversation: string; nom: string }): Promise<Said>
}
