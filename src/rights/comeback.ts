import type { Reprise } from '../conversation/reply.ts'
import type { Library } from '../domain/library.ts'
import { withoutPerson } from '../domain/projet.ts'
import type { Store } from '../store/store.ts'
import type { Passes } from './passes.ts'

const REFERENCE = /^TI-\d{4}-/

/**
 * What the link of a mail leads to: the project of a request or of a summary, without name, address, number or free
 * text, as long as both the link and what it names stand. The bearer proves nothing, so nothing personal is given.
 */
export async function leadBack(
  { store, library, passes }: { store: Pick<Store, 'leads' | 'summaries'>; library(): Library; passes: Passes },
  passe: string,
): Promise<Reprise> {
  const id = passes.read('reprise', passe)
  if (!id) return null
  if (!REFERENCE.test(id)) {
    const summary = await store.summaries.read(id)
    // it was kept without its person
    return summary && { projet: summary.projet }
  }
  const lead = await store.leads.read(id)
  return lead && !lead.effaceLe ? { projet: withoutPerson(library(), lead), reference: id } : null
}
