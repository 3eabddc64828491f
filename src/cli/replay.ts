import type { Mind } from '../conversation/mind.ts'
import { situationOf } from '../conversation/result.ts'
import { freshState } from '../conversation/state.ts'
import { desksFor } from '../domain/contact.ts'
import type { Besoin, Lead, Trace } from '../domain/lead.ts'
import { isOffered, orient, type Situation, type Weighed, weighRecord } from '../domain/matching.ts'
import type { Faits } from '../domain/question.ts'
import { reasonsOf, tellStatus } from '../domain/reasons.ts'
import { say } from '../domain/texts.ts'

/** What today's knowledge would say otherwise of one need, in words: its title line first, then one line a change. */
export function tellChanges(mind: Mind, lead: Lead, besoin: Besoin, today: string): string[] {
  const { library } = mind
  const { texts } = library
  // a lead entered by hand says where it is without an answer to the question
  const place: Faits = lead.commune ? { commune: { valeur: lead.commune, origine: 'api' } } : {}
  const state = { ...freshState(), faits: { ...place, ...lead.faits }, besoins: lead.besoins, mots: lead.message ?? '' }
  const situation = situationOf(mind, state, besoin.theme, today)
  const changes = besoin.trace ? changesOf(mind, situation, besoin.trace) : []
  const head = say(texts, 'operateur-explain-rejoue', { jour: today, version: library.version })
  return [head, ...(changes.length > 0 ? changes : [say(texts, 'operateur-explain-inchange')])]
}

function changesOf({ library }: Mind, s: Situation, trace: Trace): string[] {
  const { texts, dispositifs, contacts } = library
  const verdict = (v: Weighed['verdict']) => say(texts, `lead-verdict-${v}`)
  const fits = orient(library, s)
  const was = new Map(trace.dispositifs.map(d => [d.id, d]))
  const lines: string[] = []
  for (const d of trace.dispositifs) {
    const record = dispositifs.get(d.id)
    const titre = record?.titre ?? d.id
    const weighed = record && weighRecord(library, record, s)
    if (weighed && weighed.verdict !== d.verdict) {
      const blanks = { titre, avant: verdict(d.verdict), apres: verdict(weighed.verdict) }
      lines.push(say(texts, 'operateur-explain-change', { ...blanks, raison: whyNow(library, weighed, s) }))
    } else if (d.verdict !== 'non-eligible' && !fits.some(w => w.dispositif.id === d.id))
      lines.push(say(texts, 'operateur-explain-perdu', { titre, raison: whyGone(library, weighed, s) }))
  }
  for (const weighed of fits) {
    if (was.has(weighed.dispositif.id) || weighed.verdict === 'non-eligible') continue
    const { titre } = weighed.dispositif
    const raison = whyNow(library, weighed, s)
    lines.push(say(texts, 'operateur-explain-nouveau', { titre, verdict: verdict(weighed.verdict), raison }))
  }
  const nameOf = (id: string | undefined) => {
    const contact = contacts.get(id ?? '')
    return contact ? [contact.nom, contact.fonction].filter(Boolean).join(', ') : say(texts, 'mail-inconnu')
  }
  const desk = desksFor([...contacts.values()], s.place, s.theme)[0]?.id
  if (desk !== trace.contacts[0])
    lines.push(say(texts, 'operateur-explain-contact', { avant: nameOf(trace.contacts[0]), apres: nameOf(desk) }))
  return lines
}

/** The reasons that decide the verdict of today. */
function whyNow(library: Mind['library'], weighed: Weighed, s: Situation): string {
  const decides = { eligible: 'met', 'a-verifier': 'missing', 'non-eligible': 'failed' }[weighed.verdict]
  const reasons = reasonsOf(library, weighed, s).filter(r => r.outcome === decides)
  return reasons.map(r => r.text).join(' ')
}

function whyGone(library: Mind['library'], weighed: Weighed | undefined, s: Situation): string {
  const { texts } = library
  if (!weighed) return say(texts, 'operateur-explain-retire')
  if (isOffered(weighed, s)) return say(texts, 'operateur-explain-rang')
  return say(texts, 'operateur-explain-clos', { etat: tellStatus(library, weighed.dispositif, weighed.etat) })
}
