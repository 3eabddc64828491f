/** Where a lead stands, in the order of its way. */
export const statuts = [
  'nouveau',
  'contacte',
  'rendez-vous',
  'accompagne',
  'candidature',
  'laureat',
  'non-retenu',
  'oriente',
  'sans-suite',
] as const
export type Statut = (typeof statuts)[number]

/** The amounts that a lead may carry, in euros (jobs: in people). */
export type Montant = 'investissement' | 'emplois' | 'subvention_demandee' | 'subvention_obtenue'

const asideMoves: readonly Statut[] = ['oriente', 'sans-suite']
const moves: Readonly<Record<Statut, readonly Statut[]>> = {
  nouveau: ['contacte', ...asideMoves],
  contacte: ['rendez-vous', ...asideMoves],
  'rendez-vous': ['accompagne', ...asideMoves],
  accompagne: ['candidature', ...asideMoves],
  candidature: ['laureat', 'non-retenu', ...asideMoves],
  // reopening: a decision is corrected at the candidature, anything else starts anew with its reminders
  laureat: ['candidature'],
  'non-retenu': ['candidature'],
  oriente: ['nouveau'],
  'sans-suite': ['nouveau'],
}

const amountsFrom: Readonly<Record<Montant, Statut>> = {
  investissement: 'accompagne',
  emplois: 'accompagne',
  subvention_demandee: 'candidature',
  subvention_obtenue: 'laureat',
}
const rank: Readonly<Partial<Record<Statut, number>>> = { accompagne: 1, candidature: 2, 'non-retenu': 2, laureat: 3 }

/** True if somebody still has to do something. */
export function isOpen(statut: Statut): boolean {
  return moves[statut].includes('sans-suite')
}

/** Where a lead may go from here: what the console shows as buttons. */
export function legalMoves(from: Statut): readonly Statut[] {
  return moves[from]
}

/** True if the move takes a closed lead up again. */
export function isReopening(from: Statut, to: Statut): boolean {
  return !isOpen(from) && moves[from].includes(to)
}

/** The amounts that may be noted at a status. */
export function amountsAt(statut: Statut): Montant[] {
  const reached = rank[statut] ?? 0
  return (Object.keys(amountsFrom) as Montant[]).filter(m => reached >= rank[amountsFrom[m]]!)
}

/** The amounts that no longer hold once a lead has come back to a status. */
export function clearedBy(from: Statut, to: Statut): Montant[] {
  if (!isReopening(from, to)) return []
  const kept = amountsAt(to)
  return (Object.keys(amountsFrom) as Montant[]).filter(m => !kept.includes(m))
}
