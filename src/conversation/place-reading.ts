import { COMMON } from './common-words.ts'
import { type Gazetteer, INSIDE, type Named, type Town, weight } from './gazetteer.ts'
import { TOO_COMMON } from './place-names.ts'

/** A commune with how sure the reading is. */
export interface Scored {
  town: Town
  score: number
}

/** What a name may mean: best first, and whether to ask. */
export interface Reading {
  towns: Scored[]
  ambiguous: boolean
}

/** What else the text says about the place. */
export interface Hint {
  postal: string | null
  departement: string | null
}

/** A whole answer is one of ours from this likeness on: see tests/lookup.test.ts for both kinds of error. */
export const ALIKE = 0.71
/** With the right postal code beside it, less is enough. */
const ALIKE_WITH_CODE = 0.45
/** An everyday word is asked about from here on (« pote » for Potte), never taken. */
const STRIKING = 0.85
const DOUBTFUL = 0.4
/** Two that are nearer than this to each other are both shown. */
const NEAR_TIE = 0.025
const CONFIDENCE = { nom: 1, ancien: 0.95, court: 0.9 }

/** What an exact name means: ours first, then the likelier; asks where others are as likely. */
export function readExact(named: readonly Named[], hint: Hint): Reading {
  const fits = named.filter(n => fitsHint(n.town, hint))
  const list = fits.length > 0 ? fits : named
  const rank = (n: Named) => (n.town.ours && n.sort !== 'court' ? 0 : 1)
  const sorted = [...list].sort(
    (a, b) =>
      rank(a) - rank(b) ||
      (rank(a) === 0 ? CONFIDENCE[b.sort] - CONFIDENCE[a.sort] : 0) ||
      weight(b.town) - weight(a.town),
  )
  const [first, ...rest] = sorted
  if (!first) return { towns: [], ambiguous: false }
  const rival = (n: Named) => {
    if (n.town.ours && n.sort !== 'court') return first.town.ours !== null
    return weight(n.town) >= (first.town.ours || n.town.ours ? weight(first.town) : weight(first.town) / INSIDE)
  }
  const ambiguous = rest.some(rival)
  return {
    towns: sorted.map((n, i) => ({
      town: n.town,
      score: (ambiguous ? 0.5 : CONFIDENCE[n.sort]) - (i === 0 ? 0 : 0.1),
    })),
    ambiguous,
  }
}

/** What a misspelt name means. */
export function readNear(gazetteer: Gazetteer, words: readonly string[], hint: Hint, atLeast: number): Reading {
  const wanted = hint.postal || hint.departement
  if (words.every(w => TOO_COMMON.has(w))) return { towns: [], ambiguous: false }
  const everyday = !hint.postal && words.every(w => COMMON.has(w))
  const near = gazetteer.near(
    words,
    everyday ? Math.max(atLeast, STRIKING) : wanted ? Math.min(atLeast, ALIKE_WITH_CODE) : atLeast,
  )
  const fits = wanted ? near.filter(n => fitsHint(n.town, hint)) : []
  const list = (fits.length > 0 ? fits : near.filter(n => n.score >= atLeast)).map(n => ({
    town: n.town,
    score: fits.length > 0 ? Math.min(0.99, n.score + 0.1) : n.score * 0.97,
  }))
  if (everyday) return { towns: list.map(n => ({ ...n, score: DOUBTFUL })), ambiguous: list.length > 0 }
  const ambiguous = list.length > 1 && list[0]!.score - list[1]!.score < NEAR_TIE
  return { towns: list.filter(n => n.score > list[0]!.score - 0.15), ambiguous }
}

const fitsHint = (t: Town, hint: Hint) =>
  hint.postal
    ? t.codesPostaux.includes(hint.postal)
    : hint.departement
      ? departementOf(t.insee) === hint.departement
      : true

/** The department of an INSEE code; three characters overseas. */
export const departementOf = (insee: string) =>
  insee.startsWith('97') || insee.startsWith('98') ? insee.slice(0, 3) : insee.slice(0, 2)
