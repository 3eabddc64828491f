import { type Dispositif, VERDICTS } from './dispositif.ts'
import { fold } from './fold.ts'
import type { Besoin, Lead } from './lead.ts'
import { type Library, placeOf } from './library.ts'
import { type Situation, type Weighed, weighRecord } from './matching.ts'

/** What of a lead a call is weighed by, and told with. */
export type Firm = Pick<
  Lead,
  'reference' | 'territoire' | 'epci' | 'commune' | 'faits' | 'nom' | 'entreprise' | 'email' | 'appels'
> & { besoins: readonly Pick<Besoin, 'theme' | 'reponses'>[] }

/** A firm for which a call was weighed: the lead that speaks for it, and how it stands. */
export interface Concerned<F extends Firm> {
  lead: F
  /** The need that the call fits best; its theme is null where the firm has none. */
  situation: Situation
  weighed: Weighed
}

/** What tells one firm from another; two leads that share one of these are the same firm's. */
export function firmMarks({
  faits,
  email,
  entreprise,
  commune,
}: Pick<Firm, 'faits' | 'email' | 'entreprise' | 'commune'>): string[] {
  const siret = faits.siret?.valeur
  const name = fold(entreprise).trim()
  return [
    ...(typeof siret === 'string' ? [`siren ${siret.slice(0, 9)}`] : []),
    ...(email ? [`email ${fold(email).trim()}`] : []),
    ...(name && commune ? [`nom ${name} ${commune}`] : []),
  ]
}

/** How one lead stands for a record: by the need that it fits best, whatever the record's state. */
export function weighLead<F extends Firm>(library: Library, record: Dispositif, lead: F, today: string): Concerned<F> {
  const place = lead.commune ? placeOf(library, lead.commune) : lead.epci ? placeOf(library, `epci:${lead.epci}`) : null
  const needs = lead.besoins.length > 0 ? lead.besoins : [{ theme: null, reponses: {} }]
  const weighed = needs.map(({ theme, reponses }) => {
    const situation: Situation = { theme, faits: { ...lead.faits, ...reponses }, place, today }
    return { lead, situation, weighed: weighRecord(library, record, situation) }
  })
  return weighed.reduce((a, b) => (rank(b.weighed) < rank(a.weighed) ? b : a))
}

/** The lower the better: by verdict, then by what fails and what is missing. */
function rank({ verdict, criteres }: Weighed): number {
  const failed = criteres.filter(c => c.issue === 'failed').length
  const missing = criteres.filter(c => c.issue === 'missing').length
  return VERDICTS.indexOf(verdict) * 10_000 + failed * 100 + missing
}

/**
 * The firms that a record would fit, best first, and those that it would not. Leads of one firm are told once: by one
 * whose person wishes to hear of calls where there is one, else by the best.
 */
export function concernedBy<F extends Firm>(
  library: Library,
  record: Dispositif,
  leads: readonly F[],
  today: string,
): { concernes: Concerned<F>[]; ecartes: Concerned<F>[] } {
  const seen = new Set<string>()
  const all = leads
    .map(lead => weighLead(library, record, lead, today))
    .sort((a, b) => Number(!a.lead.appels) - Number(!b.lead.appels) || rank(a.weighed) - rank(b.weighed))
  const fits = (c: Concerned<F>) => c.weighed.verdict !== 'non-eligible'
  // a firm that one of its needs lets in is not shown as left out for another
  const firms = [...all.filter(fits), ...all.filter(c => !fits(c))].filter(({ lead }) => {
    const marks = firmMarks(lead)
    if (marks.some(m => seen.has(m))) return false
    for (const mark of marks) seen.add(mark)
    return true
  })
  firms.sort((a, b) => rank(a.weighed) - rank(b.weighed))
  return { concernes: firms.filter(fits), ecartes: firms.filter(c => !fits(c)) }
}
