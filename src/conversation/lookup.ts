import { fold } from '../domain/fold.ts'
import { createAreas } from './areas.ts'
import { createGazetteer, type PlaceData } from './gazetteer.ts'
import { AROUND, nameKey, nameWords } from './place-names.ts'
import { ALIKE, departementOf, type Hint, type Reading, readExact, readNear, type Scored } from './place-reading.ts'
import { readPlaces } from './places-in-text.ts'

/** A commune that a text may mean. `epci` and `territoire` are null outside the four territories. */
export interface CommuneMatch {
  insee: string
  nom: string
  codesPostaux: string[]
  departement: string
  epci: string | null
  territoire: string | null
  /** 1: the name itself, nothing else bears it. */
  confidence: number
}

/** What a whole answer leads to, best first. `ambiguous`: several are meant as likely, ask which. */
export interface Found {
  results: CommuneMatch[]
  ambiguous: boolean
}

/** A place within a sentence, with the words it came from. */
export interface InText {
  /** The one commune meant, or null: none, or several (`candidates`). */
  match: CommuneMatch | null
  candidates: CommuneMatch[]
  epci: string | null
  territoire: string | null
  mots: string | null
}

export interface Lookup {
  /** Reads a whole answer: a name with typos, a postal or INSEE code, or a phrase that holds one. */
  find(q: string, limit?: number): Found
  /** Looks for a place within a free sentence; where none is expected, doubt means none. */
  inText(text: string): InText
}

/** From this likeness on a whole answer is taken without looking at its parts; under FAIR any exact part wins. */
const SURE = 0.85
const FAIR = 0.72
/** A part that makes up this much of the answer's letters is the answer. */
const MOST = 0.6
/** How much less alike the longer reading may be: « lieu sint amand » is Lieu-Saint-Amand, not Saint-Amand. */
const WHOLE = 0.05
/** Communes of this size are looked up by INSEE code on purpose. */
const KNOWN = 5000
const NOWHERE: Reading = { towns: [], ambiguous: false }
const DEPARTEMENTS: Record<string, string> = { aisne: '02', nord: '59', oise: '60', somme: '80' }

const isTalk = (w: string) => AROUND.has(w) || /^\d+$/.test(w)
/** Small talk that begins or ends names too: Ville-Savoye, Oulchy-la-Ville, Lieu-Saint-Amand. */
const NAMELIKE = new Set(['ville', 'lieu', 'la', 'le', 'les', 'l', 'bois'])
const isPureTalk = (w: string) => isTalk(w) && !NAMELIKE.has(w)
/** Takes the small talk off both ends. */
function bare(words: readonly string[], talk = isTalk): string[] {
  const start = words.findIndex(w => !talk(w))
  return start < 0 ? [] : words.slice(start, words.findLastIndex(w => !talk(w)) + 1)
}

/** Builds the lookup; keep it as long as the library that it was built from. */
export function createLookup(data: PlaceData): Lookup {
  const gazetteer = createGazetteer(data)
  const areas = createAreas(data.territoires)

  const match = ({ town, score }: Scored): CommuneMatch => ({
    insee: town.insee,
    nom: town.nom,
    codesPostaux: town.codesPostaux,
    departement: departementOf(town.insee),
    epci: town.ours?.epci ?? null,
    territoire: town.ours ? (data.territoireOfEpci.get(town.ours.epci) ?? null) : null,
    confidence: Math.round(Math.max(0, Math.min(1, score)) * 100) / 100,
  })
  const byCode = (code: string): Reading => {
    const postal = [...(gazetteer.byPostal.get(code) ?? [])].sort(
      (a, b) => Number(!!b.ours) - Number(!!a.ours) || b.population - a.population,
    )
    const insee = gazetteer.towns.get(code)
    const towns = postal.map((town, i) => ({ town, score: postal.length === 1 ? 1 : i === 0 ? 0.5 : 0.4 }))
    if (!insee || postal.includes(insee)) return { towns, ambiguous: towns.length > 1 }
    // People type postal codes: the INSEE reading comes second, and a village elsewhere is more likely a CEDEX (60321, 80205).
    if (towns.length === 0)
      return {
        towns: [{ town: insee, score: insee.ours ? 1 : 0.5 }],
        ambiguous: !insee.ours && insee.population < KNOWN,
      }
    if (insee.ours) towns.splice(1, 0, { town: insee, score: 0.4 })
    return { towns, ambiguous: towns.length > 1 }
  }

  const read = (q: string): Reading => {
    const all = nameWords(q).slice(0, 40)
    if (all.length === 0) return NOWHERE
    const whole = gazetteer.named(nameKey(all))
    if (whole.length > 0) return readExact(whole, { postal: null, departement: null })
    const code =
      /(?<![\d.,])(\d{5}|\d{2} \d{3}|2[ab]\d{3})(?![\d]|[.,]\d)/i.exec(q)?.[1]?.replace(' ', '').toUpperCase() ?? null
    const said = /(?:\(|\b(?:dans|en)\s)\s*(?:l'|le |la |l )?(aisne|nord|oise|somme|02|59|60|80)\b\)?/.exec(fold(q))
    const spoken = said ? nameWords(q.replace(new RegExp(said[0].replace(/[()]/g, '\\$&'), 'i'), ' ')) : all
    const words = bare((spoken.length > 0 ? spoken : all).filter(w => w !== code?.toLowerCase()))
    const hint: Hint = { postal: code, departement: said ? (DEPARTEMENTS[said[1]!] ?? said[1]!) : null }
    if (words.length === 0) return code ? byCode(code) : NOWHERE
    // « la Somme », « dans l'Aisne »: a department is no misspelt village
    if (!code && (spoken.length === 0 || Object.hasOwn(DEPARTEMENTS, words.join(' ')))) return NOWHERE

    const exact = gazetteer.named(nameKey(words))
    if (exact.length > 0) return readExact(exact, hint)
    const near =
      words.length > 7
        ? NOWHERE
        : likest(
            words,
            bare(
              (spoken.length > 0 ? spoken : all).filter(w => w !== code?.toLowerCase()),
              isPureTalk,
            ),
            hint,
          )
    const likeness = near.towns[0]?.score ?? 0
    if (likeness >= SURE) return near
    const seen = readPlaces(q, gazetteer, areas, true)
    if (seen.area && !seen.match && seen.candidates.length === 0) return NOWHERE
    const letters = words.join('').length
    // A short name inside a longer one that was misspelt (« Thun » in « thun sn martin ») says less than the whole.
    if (likeness > 0 && seen.letters < letters * MOST && likeness >= FAIR) return near
    const towns = seen.match ? [seen.match] : seen.candidates
    if (towns.length > 0 && (towns[0]!.score >= likeness || likeness < FAIR))
      return { towns, ambiguous: !seen.match && towns.length > 1 }
    if (likeness > 0) return near
    // « 20000 balles pour un cobot » holds no postal code.
    return code && words.length <= 2 ? byCode(code) : NOWHERE
  }
  /** The answer without its small talk, or with what opens it: « lieu » is talk, except in Lieu-Saint-Amand. */
  const likest = (words: readonly string[], opened: readonly string[], hint: Hint): Reading => {
    const near = readNear(gazetteer, words, hint, ALIKE)
    if (opened.length === words.length || opened.length > 7) return near
    const whole = readNear(gazetteer, opened, hint, SURE)
    return whole.towns.length > 0 && whole.towns[0]!.score > (near.towns[0]?.score ?? 0) - WHOLE ? whole : near
  }

  return {
    find(q, limit = 10) {
      const { towns, ambiguous } = read(q.slice(0, 500))
      return { results: towns.slice(0, limit).map(match), ambiguous }
    },
    inText(text) {
      const seen = readPlaces(text.slice(0, 1000), gazetteer, areas, false)
      const found = seen.match ? match(seen.match) : null
      const candidates = seen.candidates.map(match)
      const shared = <K extends 'epci' | 'territoire'>(key: K) => {
        const values = new Set((found ? [found] : candidates).map(c => c[key]))
        return values.size === 1 ? [...values][0]! : null
      }
      return {
        match: found,
        candidates,
        epci: seen.area?.epci ?? shared('epci'),
        territoire: seen.area
          ? (seen.area.territoire ?? data.territoireOfEpci.get(seen.area.epci!) ?? null)
          : shared('territoire'),
        mots: seen.mots,
      }
    },
  }
}
