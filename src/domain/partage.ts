/** How the person agreed that another EPCI sees their project: the wording of the consent names one service only. */
export const accords = ['oral', 'ecrit'] as const

/** A lead that its EPCI shares with another one: proposed, then agreed by both. */
export interface Partage {
  id: string
  epci: string
  territoire: string
  etat: 'propose' | 'accepte'
  accord: (typeof accords)[number]
  /** The day on which the person agreed, `YYYY-MM-DD`. */
  accordLe: string
}
