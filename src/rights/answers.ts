import type { Reprise, Request, Suivi } from '../conversation/reply.ts'
import { tellDossier } from '../domain/dossier.ts'
import type { Library } from '../domain/library.ts'
import type { Creneaux } from '../domain/permanence.ts'
import type { KeptLead } from '../store/lead-rows.ts'
import type { Store } from '../store/store.ts'
import { leadBack } from './comeback.ts'
import type { Passes } from './passes.ts'

/** So many slots are shown at a time, and one that tells whether there are more. */
const MOST_SLOTS = 5

/** What the answers are made from. */
export interface Desk {
  store: Pick<Store, 'leads' | 'codes' | 'rights'>
  library(): Library
}

/** What a conversation asks about a lead or a link: without a code, one is mailed; with the right one, the thing is done. */
export async function answerFollowUp(
  { store, library, passes }: Desk & { store: Pick<Store, 'summaries' | 'agenda'>; passes: Passes },
  request: Exclude<Request, { sorte: 'entreprise' }>,
): Promise<Suivi | Reprise | Creneaux> {
  if (request.sorte === 'creneaux') return store.agenda.free(request, MOST_SLOTS, request.apres, request.voulu)
  if (request.sorte === 'reprise') return leadBack({ store, library, passes }, request.passe)
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
