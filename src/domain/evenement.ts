import { covers, mayWrite, type Scope } from './scope.ts'

/** What stands in the calendar. */
export const evenementKinds = ['appel', 'evenement', 'copil', 'cotech', 'permanence'] as const
export type EvenementKind = (typeof evenementKinds)[number]

/** An event of the programme; moments are ISO. Without an EPCI it is the territory's, without a territory everybody's. */
export interface Evenement {
  id: string
  sorte: EvenementKind
  titre: string
  debut: string
  fin: string
  lieu: string | null
  territoire: string | null
  epci: string | null
  etat: 'prevu' | 'annule'
  /** Who receives at a permanence, and in slots of how many minutes. */
  qui: string | null
  minutes: number | null
  /** Grows with every change, for the calendars that took the event over. */
  sequence: number
}

/** True for who may change an event: whom its place is entrusted to. */
export function mayChange(scope: Scope, place: Pick<Evenement, 'territoire' | 'epci'>): boolean {
  return mayWrite(scope) && covers(scope, place)
}

/** True for who sees an event: their own, and what is held for the territory that they belong to or for everybody. */
export function concerns(
  scope: Scope,
  { territoire, epci }: Pick<Evenement, 'territoire' | 'epci'>,
  territoireOfEpci: ReadonlyMap<string, string>,
): boolean {
  if (covers(scope, { territoire, epci })) return true
  return epci === null && (territoire === null || scope.epci.some(e => territoireOfEpci.get(e) === territoire))
}
