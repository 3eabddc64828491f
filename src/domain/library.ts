import type { Document } from './citation.ts'
import type { Contact } from './contact.ts'
import type { Diagnostic } from './diagnostic.ts'
import type { Dispositif } from './dispositif.ts'
import type { Entreprise } from './entreprise.ts'
import type { Fiche } from './fiche.ts'
import type { Glossaire } from './glossaire.ts'
import type { Lexique } from './lexique.ts'
import type { Organisme } from './organisme.ts'
import type { Question } from './question.ts'
import type { Commune, Place, Territoire } from './territoire.ts'
import type { Texts } from './texts.ts'
import type { Theme } from './theme.ts'

/** Everything that the bot knows and says, checked and read-only. */
export interface Library {
  /** Hash of the content that the bot reasons on. */
  version: string
  documents: ReadonlyMap<string, Document>
  themes: ReadonlyMap<string, Theme>
  /** Every question by id, common and own. */
  questions: ReadonlyMap<string, Question>
  /** The maturity grids. */
  diagnostics: ReadonlyMap<string, Diagnostic>
  territoires: ReadonlyMap<string, Territoire>
  /** EPCI slug → territory id. */
  territoireOfEpci: ReadonlyMap<string, string>
  communes: ReadonlyMap<string, Commune>
  dispositifs: ReadonlyMap<string, Dispositif>
  organismes: ReadonlyMap<string, Organisme>
  contacts: ReadonlyMap<string, Contact>
  entreprises: ReadonlyMap<string, Entreprise>
  fiches: ReadonlyMap<string, Fiche>
  texts: Texts
  /** Acronyms and their meanings. */
  glossaire: Glossaire
  /** What people say to steer the conversation, by command. */
  commandes: ReadonlyMap<string, readonly string[]>
  lexique: Lexique
  /** What firms do and what their people are called, by two-digit NAF division. */
  metiers: ReadonlyMap<string, { activites: readonly string[]; metiers: readonly string[] }>
  /** Every commune of France, packed (see the gazetteer): those outside are recognised, not bent into ours. */
  communesFrance: Readonly<Record<string, readonly string[]>>
  /** Words people use → our words. */
  synonymes: ReadonlyMap<string, readonly string[]>
}

/**
 * Where a commune's answer lies: an INSEE code, ours or outside, or `epci:<id>` where only the EPCI is known
 * (the department is then the EPCI's first).
 */
export function placeOf(library: Pick<Library, 'communes' | 'territoireOfEpci' | 'territoires'>, insee: string): Place {
  if (insee.startsWith('epci:')) {
    const epci = insee.slice(5)
    const territoire = library.territoireOfEpci.get(epci) ?? null
    const departement = library.territoires.get(territoire ?? '')?.epci[epci]?.departements[0] ?? ''
    return { insee: '', departement, epci, territoire }
  }
  const commune = library.communes.get(insee)
  const epci = commune?.epci ?? null
  return {
    insee,
    departement: insee.startsWith('97') ? insee.slice(0, 3) : insee.slice(0, 2),
    epci,
    territoire: epci ? (library.territoireOfEpci.get(epci) ?? null) : null,
  }
}

/** How many records the knowledge holds, all kinds together. */
export function countRecords(library: Library): number {
  const actions = [...library.territoires.values()].reduce((n, t) => n + Object.keys(t.actions).length, 0)
  return (
    library.territoires.size +
    actions +
    library.dispositifs.size +
    library.organismes.size +
    library.contacts.size +
    library.entreprises.size +
    library.fiches.size
  )
}
