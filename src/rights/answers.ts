import type { Request, Suivi } from '../conversation/reply.ts'
import { tellDossier } from '../domain/dossier.ts'
import type { Library } from '../domain/library.ts'
import type { KeptLead } from '../store/lead-rows.ts'
import type { Store } from '../store/store.ts'

/** What the answers are made from. */
export interface Desk {
  store: Pick<Store, 'leads' | 'codes' | 'rights'>
  library(): Library
}

/** What a conversation asks about a lead: without a code, one is mailed; with the right one, the thing is done. */
export async function answerFollowUp(
  { store, library }: Desk,
  request: Request & { sorte: 'statut' | 'donnees' | 'effacement' },
): Promise<Suivi> {
  const { reference, code } = request
  if (code === undefined) {
    await store.codes.request(reference)
    return { sorte: 'code-envoye' }
  }
  if (!(await store.codes.spend(reference, code))) return { sorte: 'code-faux' }
  const lead = await store.leads.read(reference)
  if (!lead || lead.effaceLe) return { sorte: 'code-faux' }
  if (request.sorte === 'donnees') return { sorte: 'donnees', lignes: tellDossier(library(), lead) }
  if (request.sorte === 'effacement') {
    await store.rights.erase(reference)
    return { sorte: 'efface' }
  }
  const { statut, depuis, territoire, epci } = lead
  return { sorte: 'statut', statut, depuis, territoire, epci }
}

/** All that is kept about a person, for them to take elsewhere; who of the staff wrote is nobody's data of theirs. */
export function exportOf({ effaceLe: _, assigne: __, fusion: ___, historique, ...lead }: KeptLead): unknown {
  const moves = historique.map(({ at, de, vers, note }) => ({ date: at, de, vers, note }))
  return { format: 'relais-industrie-demande-1', ...lead, historique: moves }
}
