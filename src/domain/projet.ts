import type { Lead } from './lead.ts'
import type { Library } from './library.ts'
import type { Faits } from './question.ts'

/** What was told of a project, without who told it: a summary is written from it, a conversation gone on with. */
export type Projet = Pick<Lead, 'territoire' | 'epci' | 'commune' | 'faits' | 'besoins' | 'diagnostics'> & {
  /** The words of each need without names and numbers: they rank records and are shown nowhere. */
  paroles?: Record<string, string>
}

/** Answers that people write in their own words, or that name a company. */
const TELLING: readonly string[] = ['texte', 'date', 'siret']

/**
 * A project without anything that names somebody or that a stranger could fill with words: choices, numbers and places
 * stay; free text, the company's number and people's own wordings go.
 */
export function withoutPerson(library: Library, given: Projet): Projet {
  const facts = (faits: Faits): Faits =>
    Object.fromEntries(
      Object.entries(faits).flatMap(([id, { mots, ...answer }]) => {
        const type = library.questions.get(id)?.type
        if (type !== undefined && TELLING.includes(type)) return []
        // the directory's words and the gazetteer's names are nobody's own
        const ours = mots !== undefined && (answer.origine === 'annuaire' || type === 'commune')
        return [[id, ours ? { ...answer, mots } : answer]]
      }),
    )
  const { territoire, epci, commune, diagnostics } = given
  return {
    ...{ territoire, epci, commune },
    faits: facts(given.faits),
    besoins: given.besoins.map(b => ({ ...b, reponses: facts(b.reponses) })),
    ...(diagnostics ? { diagnostics } : {}),
  }
}
