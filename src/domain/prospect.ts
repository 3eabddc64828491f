import { fold } from './fold.ts'
import { isSiren, isSiret } from './siren.ts'

/** How much a visit matters, the most first. */
export const priorites = ['haute', 'moyenne', 'basse'] as const
export type Priorite = (typeof priorites)[number]

/** Where the approach to a company stands. */
export const prospectStatuts = ['a-contacter', 'contactee', 'visitee', 'sans-suite', 'demande'] as const
export type ProspectStatut = (typeof prospectStatuts)[number]

/** A company that somebody means to visit: company data only, nobody of its people. */
export interface Prospect {
  id: string
  nom: string
  siren: string | null
  siret: string | null
  /** INSEE code. */
  commune: string
  epci: string
  territoire: string
  effectif: string | null
  activite: string | null
  priorite: Priorite
  statut: ProspectStatut
  /** The day on which priority and status were agreed with the EPCI, `YYYY-MM-DD`. */
  convenu: string | null
  /** The lead that it became. */
  reference: string | null
  updated_at: string
}

/** A company as a list brings it; `cle` is what makes it the same one on a second list. */
export interface NewProspect
  extends Pick<
    Prospect,
    'nom' | 'siren' | 'siret' | 'commune' | 'epci' | 'territoire' | 'effectif' | 'activite' | 'priorite'
  > {
  cle: string
}

/** The columns of a list of companies; the name and the commune are required. */
export const prospectColumns = ['nom', 'siren', 'siret', 'commune', 'effectif', 'activite', 'priorite'] as const

const LONGEST = 200

/** What of a line is wrong: the column's name. */
export type ProspectFault = 'nom' | 'commune' | 'siren' | 'siret' | 'priorite'

/**
 * Reads one line of a list. `place` finds the commune by name, postal or INSEE code; a commune outside the four
 * territories is a fault, since nobody of the programme goes there.
 */
export function readProspect(
  row: Readonly<Record<string, string>>,
  place: (typed: string) => { commune: string; epci: string; territoire: string } | null,
): { prospect: NewProspect } | { faute: ProspectFault } {
  const cell = (name: string) => (row[name] ?? '').trim().slice(0, LONGEST)
  const digits = (name: string) => cell(name).replace(/[\s.\u00a0\u202f]/g, '')
  const nom = cell('nom')
  if (!/\p{L}/u.test(nom)) return { faute: 'nom' }
  const found = place(cell('commune'))
  if (!found) return { faute: 'commune' }
  const [siret, siren] = [digits('siret'), digits('siren') || digits('siret').slice(0, 9)]
  if (siret && !isSiret(siret)) return { faute: 'siret' }
  if (siren && !isSiren(siren)) return { faute: 'siren' }
  const typed = fold(cell('priorite')) || 'moyenne'
  const priorite = priorites.find(p => p === typed)
  if (!priorite) return { faute: 'priorite' }
  const cle = siret || siren || `${fold(nom)} ${found.commune}`
  const effectif = cell('effectif') || null
  const activite = cell('activite') || null
  return { prospect: { cle, nom, siren: siren || null, siret: siret || null, ...found, effectif, activite, priorite } }
}
