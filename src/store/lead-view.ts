import { sql } from 'kysely'
import type { Limits, Urgence } from '../domain/attention.ts'
import { isOpen, statuts } from '../domain/pipeline.ts'
import type { LeadQuery } from './lead-scope.ts'
import { likeWord, searchWords } from './lead-search.ts'
import type { LeadFilter } from './leads.ts'

/** What a page of the console shows of the leads; an absent field cuts nothing. */
export interface LeadView extends LeadFilter {
  /** A flag's id. */
  signal?: string
  /** Words that must all be found. */
  texte?: string
  /** `a-faire`: whatever asks for something today. */
  urgence?: Urgence | 'a-faire'
  /** Followed by one of these accounts. */
  suivi?: readonly string[]
}

/** The statuses in which somebody still has something to do. */
export const openStatuts = statuts.filter(isOpen)

/** Cuts a query to a view. Leads merged into another are shown with that one only. */
export function applyView<O>(query: LeadQuery<O>, view: LeadView, limits: Limits): LeadQuery<O> {
  const { territoires, epci, theme, statuts: asked, du, au, signal, texte, urgence, suivi } = view
  let cut = query.where('leads.fusion', 'is', null)
  if (territoires) cut = cut.where('leads.territoire', 'in', territoires)
  if (epci) cut = cut.where('leads.epci', 'in', epci)
  if (asked) cut = cut.where('leads.statut', 'in', asked)
  if (du) cut = cut.where('leads.date', '>=', du)
  // a moment of the last day sorts after the day itself
  if (au) cut = cut.where('leads.date', '<', `${au}U`)
  if (suivi) cut = cut.where('leads.assigne', 'in', suivi)
  if (theme)
    cut = cut.where(e =>
      e.exists(
        e
          .selectFrom('besoins')
          .select('besoins.rang')
          .whereRef('besoins.reference', '=', 'leads.reference')
          .where('besoins.theme', '=', theme),
      ),
    )
  if (signal)
    cut = cut.where('leads.reference', 'in', e =>
      e.selectFrom('lead_flags').select('lead_flags.reference').where('lead_flags.signal', '=', signal),
    )
  const words = texte ? searchWords(texte) : []
  if (words.length > 0)
    cut = cut.where('leads.reference', 'in', e => {
      let found = e.selectFrom('lead_search').select('lead_search.reference')
      for (const word of words) found = found.where(sql<boolean>`lead_search.texte like ${likeWord(word)} escape '\\'`)
      return found
    })
  return urgence ? applyUrgence(cut, urgence, limits) : cut
}

function applyUrgence<O>(query: LeadQuery<O>, urgence: Urgence | 'a-faire', { retard, attente }: Limits): LeadQuery<O> {
  switch (urgence) {
    case 'retard':
      return query.where('leads.statut', 'in', openStatuts).where('leads.depuis', '<', retard)
    case 'nouvelle':
      return query.where('leads.statut', '=', 'nouveau').where('leads.depuis', '>=', retard)
    case 'attente':
      return query
        .where(
          'leads.statut',
          'in',
          openStatuts.filter(s => s !== 'nouveau'),
        )
        .where('leads.depuis', '>=', retard)
        .where('leads.depuis', '<', attente)
    case 'a-faire':
      return query
        .where('leads.statut', 'in', openStatuts)
        .where(e => e.or([e('leads.statut', '=', 'nouveau'), e('leads.depuis', '<', attente)]))
  }
}
