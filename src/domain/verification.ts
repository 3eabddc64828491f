import { reaches } from './checks.ts'
import { addMonths, firstDay, lastDay } from './content.ts'
import { VERIFICATION_MONTHS } from './dispositif.ts'
import type { Library } from './library.ts'
import { recordsOfSorte, SORTES, type Sorte } from './overlay.ts'
import type { Scope } from './scope.ts'
import type { Zone } from './territoire.ts'

/** How long before its end a window is to be looked at again, in days. */
export const BEFORE_END_DAYS = 30
const DAY_MS = 86_400_000

/** How a record stands: its window ends soon, its verification is too old, nobody ever verified it, or nothing to do. */
export const ETATS = ['fin', 'age', 'jamais', 'a-jour', 'clos'] as const
export type EtatVerification = (typeof ETATS)[number]

/** A record by its age. */
export interface Aging {
  sorte: Sorte
  id: string
  titre: string
  etat: EtatVerification
  /** The window's last day (`fin`), the day of the last verification, or the date of its document (`jamais`). */
  date: string
  par: string | null
  note: string | null
}

/** Every record that can be verified, by kind and as the files have them. */
export function agingOf(library: Library, today: string): Aging[] {
  return SORTES.flatMap(sorte =>
    [...recordsOfSorte(library, sorte)].map(([id, r]) => {
      const end = 'periode' in r ? r.periode?.fin : undefined
      const seen = r['verifie-le']
      const etat = etatOf(seen, r.verification, end && lastDay(end), today)
      const document = library.documents.get(r.sources[0]!.document)?.date ?? ''
      return {
        sorte,
        id,
        titre: 'titre' in r ? r.titre : (r.nom ?? r.fonction),
        etat,
        date: etat === 'fin' ? lastDay(end!) : (seen ?? document),
        par: r['verifie-par'] ?? null,
        note: r['verifie-note'] ?? null,
      }
    }),
  )
}

function etatOf(
  seen: string | undefined,
  found: string | undefined,
  end: string | undefined,
  today: string,
): EtatVerification {
  if (seen && found === 'clos') return 'clos'
  const soon = end && end >= today && daysBefore(end, BEFORE_END_DAYS) <= today
  if (soon && !(seen && firstDay(seen) >= daysBefore(end, BEFORE_END_DAYS))) return 'fin'
  if (!seen) return 'jamais'
  return firstDay(seen) <= addMonths(today, -VERIFICATION_MONTHS) ? 'age' : 'a-jour'
}

function daysBefore(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) - days * DAY_MS).toISOString().slice(0, 10)
}

/** The territories of a scope that a record serves: all of them where it is for everybody. */
export function territoiresServed(library: Library, sorte: Sorte, id: string): string[] {
  const all = [...library.territoires.keys()]
  if (sorte === 'fiche') {
    const own = library.fiches.get(id)?.territoires ?? []
    return own.length > 0 ? own : all
  }
  const zone = sorte === 'dispositif' ? library.dispositifs.get(id)?.zone : deskOf(library, id)
  return zone ? all.filter(t => reaches(library, zone, t)) : all
}

function deskOf({ contacts, organismes }: Library, id: string): Zone | undefined {
  const contact = contacts.get(id)
  return contact?.bureau ?? organismes.get(contact?.organisme ?? '')?.zone
}

/** An administrator may verify every record, a chef de projet those that serve one of their territories. */
export function mayVerify(library: Library, { role, territoires }: Scope, sorte: Sorte, id: string): boolean {
  if (role === 'administrateur') return true
  if (role !== 'chef-de-projet') return false
  return territoiresServed(library, sorte, id).some(t => territoires.includes(t))
}
