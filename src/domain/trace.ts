import { sourceOf } from './citation.ts'
import { desksFor } from './contact.ts'
import type { Trace } from './lead.ts'
import type { Library } from './library.ts'
import { orient, type Situation } from './matching.ts'
import { reasonsOf } from './reasons.ts'

const DESKS = 3

/** What the knowledge proposes for a need, as it is kept with a lead: to be explained and replayed. */
export function traceOf(library: Library, s: Situation): Trace {
  return {
    connaissance: library.version,
    date: s.today,
    dispositifs: orient(library, s).map(w => ({
      id: w.dispositif.id,
      verdict: w.verdict,
      raisons: reasonsOf(library, w, s).map(r => ({ critere: r.criterion, issue: r.outcome, texte: r.text })),
      source: sourceOf(library.documents, w.dispositif.sources[0]!),
    })),
    contacts: desksFor([...library.contacts.values()], s.place, s.theme)
      .slice(0, DESKS)
      .map(c => c.id),
  }
}
