import type { Route } from '../api/route.ts'
import { dayInFrance } from '../domain/business-days.ts'
import type { Besoin } from '../domain/lead.ts'
import { type Library, placeOf } from '../domain/library.ts'
import { orient, type Verdict } from '../domain/matching.ts'
import { reasonsOf, tellDate, tellStatus } from '../domain/reasons.ts'
import { say } from '../domain/texts.ts'
import type { KeptLead } from '../store/lead-rows.ts'
import { pageAt, record } from './door.ts'
import { theirFile } from './lead.ts'
import { type Console, page } from './page.ts'

/** What was proposed then, and what today's knowledge proposes for the same answers. */
export function explainRoute(console: Console): Route {
  return pageAt(console, '/console/demandes/:reference/expliquer', async (request, visitor) => {
    const { lead } = await theirFile(request, visitor)
    const library = console.library()
    await record(console, visitor, 'expliquer', lead.reference)
    const today = dayInFrance(console.now())
    return page(console, 'explain', {
      titre: say(library.texts, 'console-expliquer-titre', { reference: lead.reference }),
      visitor,
      chemin: `/console/demandes/${lead.reference}`,
      connaissances: library.version.slice(0, 12),
      besoins: lead.besoins.map(besoin => replay(library, lead, besoin, today)),
    })
  })
}

type Change = 'pareil' | 'nouveau' | 'disparu' | 'mieux' | 'moins'
const RANKS: readonly Verdict[] = ['eligible', 'a-verifier', 'non-eligible']

/** One need, record by record: the verdict then and now, with today's reasons and state. */
export function replay(library: Library, lead: KeptLead, { theme, reponses, trace }: Besoin, today: string) {
  const { texts } = library
  const place = lead.commune ? placeOf(library, lead.commune) : lead.epci ? placeOf(library, `epci:${lead.epci}`) : null
  const situation = { theme, faits: { ...lead.faits, ...reponses }, place, today }
  const now = orient(library, situation)
  const before = new Map((trace?.dispositifs ?? []).map(d => [d.id, d.verdict]))
  const told = now.map(w => {
    const then = before.get(w.dispositif.id) ?? null
    return {
      titre: w.dispositif.titre,
      avant: then && say(texts, `lead-verdict-${then}`),
      maintenant: say(texts, `lead-verdict-${w.verdict}`),
      sorte: w.verdict,
      changement: changeOf(then, w.verdict),
      etat: tellStatus(library, w.dispositif, w.etat),
      raisons: reasonsOf(library, w, situation).map(r => ({ issue: r.outcome, texte: r.text })),
    }
  })
  const gone = [...before]
    .filter(([id]) => !now.some(w => w.dispositif.id === id))
    .map(([id, then]) => ({
      titre: library.dispositifs.get(id)?.titre ?? id,
      avant: say(texts, `lead-verdict-${then}`),
      maintenant: null,
      sorte: 'non-eligible' as Verdict,
      changement: 'disparu' as Change,
      etat: '',
      raisons: [],
    }))
  return {
    theme: library.themes.get(theme)?.titre ?? theme,
    alors: trace
      ? say(texts, 'console-trace', {
          version: trace.connaissance.slice(0, 12),
          jour: tellDate(texts, trace.date.slice(0, 10)),
        })
      : say(texts, 'console-sans-trace'),
    dispositifs: [...told, ...gone].map(d => ({ ...d, dit: say(texts, `console-changement-${d.changement}`) })),
  }
}

function changeOf(then: Verdict | null, now: Verdict): Change {
  if (then === null) return 'nouveau'
  if (then === now) return 'pareil'
  return RANKS.indexOf(now) < RANKS.indexOf(then) ? 'mieux' : 'moins'
}
