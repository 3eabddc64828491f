import type { Source } from './citation.ts'
import type { Verdict } from './matching.ts'
import type { Faits } from './question.ts'

/** What was shown for one need, so that it can be explained and replayed. */
export interface Trace {
  /** Version of the knowledge (content hash plus overlay revision). */
  connaissance: string
  date: string
  dispositifs: {
    id: string
    verdict: Verdict
    raisons: { critere: string; issue: string; texte: string }[]
    source: Source
  }[]
  contacts: string[]
}

/** One need of a lead: a theme, the answers given for it, what was proposed. */
export interface Besoin {
  theme: string
  reponses: Faits
  trace?: Trace
}

/** How somebody wishes to be contacted. */
export const souhaits = ['telephone', 'courriel', 'visio', 'sur-place'] as const
export type Souhait = (typeof souhaits)[number]

/** The wish to be told of calls for projects: apart from the request's own consent, taken back at any time. */
export interface CallConsent {
  /** Which wording was read. */
  version: string
  date: string
}

/** A qualified request that a person confirmed and consented to. */
export interface Lead {
  reference: string
  date: string
  origine: 'chat' | 'teams' | 'telephone' | 'visite' | 'import'
  territoire: string | null
  epci: string | null
  /** Where the project is. */
  commune: string | null
  /** Where the head office is, by its INSEE code. */
  siege?: string | null
  faits: Faits
  besoins: Besoin[]
  /** Answers to the maturity grids, by grid. */
  diagnostics?: Record<string, Faits>
  nom: string
  entreprise: string
  email: string | null
  telephone: string | null
  message: string | null
  souhait?: Souhait | null
  /** The exact wording that was accepted, and its version. */
  consentement: { version: string; texte: string; date: string }
  signaux: { id: string; raison: string }[]
  /** Set where the person wishes to be told of calls for projects. */
  appels?: CallConsent
}

/** Look-alikes are left out: 0/O, 1/I/L, 2/Z, 5/S, 8/B, U/V. */
export const REFERENCE_ALPHABET = '34679ACDEFGHJKMNPQRTWXY'

/** A reference that can be read out (`TI-2026-7F3K`) from a year and four numbers in [0, 1). */
export function makeReference(year: number, draws: readonly number[]): string {
  const letters = draws.slice(0, 4).map(d => REFERENCE_ALPHABET[Math.floor(d * REFERENCE_ALPHABET.length)])
  return `TI-${year}-${letters.join('')}`
}
