import { weighRecord } from '../domain/matching.ts'
import { reasonsOf } from '../domain/reasons.ts'
import { say } from '../domain/texts.ts'
import { message } from './ask.ts'
import { hear } from './heard.ts'
import type { Mind } from './mind.ts'
import { tellRecord } from './record-card.ts'
import type { Reply } from './reply.ts'
import { situationOf } from './result.ts'
import type { State } from './state.ts'

/** Below this score a few words after « why not » name no scheme. */
const NAMES = 3.5

/** « Why not X? »: what stands against it, or that nothing does. Null where the text asks nothing of the kind. */
export function explainRefusal(mind: Mind, state: State, text: string, today: string): Reply | null {
  const heard = hear(mind, 'mots-pourquoi-pas', text)
  if (!heard || heard.after.length < 3) return null
  const { library } = mind
  const { texts } = library
  const hits = mind.search(heard.after, { limit: 3, kinds: ['dispositif'] })
  const hit = hits.find(h => h.named) ?? hits[0]
  const d = hit && (hit.named || hit.score >= NAMES) ? library.dispositifs.get(hit.id) : undefined
  if (!d) return message(say(texts, 'pourquoi-pas-inconnu'), [], 'reponse')
  // of several needs, the one that it serves best
  const weighed = (state.besoins.length > 0 ? state.besoins.map(b => b.theme) : [null])
    .map(theme => ({ s: situationOf(mind, state, theme, today) }))
    .map(({ s }) => ({ s, w: weighRecord(library, d, s) }))
    .sort((a, b) => failures(a.w) - failures(b.w))[0]!
  const reasons = reasonsOf(library, weighed.w, weighed.s)
  const failed = reasons.filter(r => r.outcome === 'failed')
  const told = failed.length > 0 ? failed : reasons.filter(r => r.outcome === 'missing')
  const key = failed.length > 0 ? 'pourquoi-pas-refus' : 'pourquoi-pas-possible'
  const card = tellRecord(mind, { kind: 'dispositif', id: d.id }, today)!
  const lines = [
    say(texts, key, { titre: d.titre, raisons: told.map(r => r.text).join(' ') }),
    card.statut ?? '',
    card.source ?? '',
  ]
  return { ...message(lines.filter(Boolean).join('\n'), [], 'reponse'), cartes: [card] }
}

function failures(w: ReturnType<typeof weighRecord>): number {
  return w.criteres.filter(c => c.issue === 'failed').length
}
