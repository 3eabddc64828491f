import type { Commune, Territoire } from '../domain/territoire.ts'
import { createNear, type Spelling } from './near.ts'
import { sound } from './phonetic.ts'
import { ARTICLES, nameKey, nameLetters, nameWords, shortName } from './place-names.ts'

/** What a lookup is built from. `communesFrance`: first two characters of the INSEE code → « postal-code entries » lines. */
export interface PlaceData {
  communes: ReadonlyMap<string, Commune>
  territoires: ReadonlyMap<string, Territoire>
  territoireOfEpci: ReadonlyMap<string, string>
  communesFrance: Readonly<Record<string, readonly string[]>>
}

/** One commune of France; `ours` when it is in the four territories. */
export interface Town {
  insee: string
  nom: string
  codesPostaux: string[]
  population: number
  ours: Commune | null
}

/** How a name leads to a commune: its own, a former one, or a shortened one. */
export type Sort = 'nom' | 'ancien' | 'court'

export interface Named {
  town: Town
  sort: Sort
}

export interface Near extends Named {
  /** 0 to 1; 1 is the name itself. */
  score: number
}

/** All names of all communes, found exactly, by code, or by likeness (ours only). */
export interface Gazetteer {
  towns: ReadonlyMap<string, Town>
  byPostal: ReadonlyMap<string, readonly Town[]>
  /** Exact, by `nameKey`. */
  named(key: string): readonly Named[]
  /** True if a name of ours begins with this word: most words of a text need no look further. */
  opens(word: string): boolean
  /** The likest of the four territories, and of the cities around, best first. */
  near(words: readonly string[], atLeast: number): Near[]
}

/** Small places whose population the frozen list leaves out. */
const VILLAGE = 400
/** From here on a commune is known without its article or its addition: « Havre », « Châlons ». */
const CITY = 20_000
/** Next door it needs fewer: « Bohain » is Bohain-en-Vermandois and no misspelt Bouchain. */
const TOWN = 1_000

/** Reads the frozen list: see cli/freeze-communes. */
function readFrance(packed: PlaceData['communesFrance'], communes: PlaceData['communes']) {
  const towns = new Map<string, Town>()
  const names: [string, Named][] = []
  for (const [head, lines] of Object.entries(packed)) {
    for (const line of lines) {
      const space = line.indexOf(' ')
      const postal = line.slice(0, space)
      for (const entry of line.slice(space + 1).split(',')) {
        const insee = head + entry.slice(0, 3)
        const known = towns.get(insee)
        if (known) {
          if (postal && !known.codesPostaux.includes(postal)) known.codesPostaux.push(postal)
          continue
        }
        const [said, ...former] = entry.slice(3).split('=')
        const [nom, population] = said!.split(':')
        const ours = communes.get(insee) ?? null
        const town: Town = {
          insee,
          nom: ours?.nom ?? nom!,
          codesPostaux: ours ? [...ours.codesPostaux] : postal ? [postal] : [],
          population: ours?.population ?? Number(population ?? VILLAGE),
          ours,
        }
        towns.set(insee, town)
        if (ours) continue
        names.push([nom!.replace(/ \(.*/, ''), { town, sort: 'nom' }])
        for (const f of former) names.push([f, { town, sort: 'ancien' }])
        const short = isKnownShort(town) ? shortName(nameWords(town.nom)) : null
        if (short) names.push([short.join(' '), { town, sort: 'court' }])
      }
    }
  }
  return { towns, names }
}

/** Off the score for a former or a shortened name, so that at equal likeness the name itself wins. */
const COST: Record<Sort, number> = { nom: 0, ancien: 0.015, court: 0.03 }
/** Off the score of a city elsewhere: with less, some typos of ours go to a city. */
const ELSEWHERE = 0.05

/**
 * How much likelier a person here means one of our 689 communes than one of the same size elsewhere.
 * At 20, Castres, Bagneux, Chelles, Maurepas and Flers are asked about; Soissons and Jonquières are not.
 */
export const INSIDE = 20
const NEIGHBOURS: Record<string, number> = { '02': 4, '59': 4, '60': 4, '80': 4, '62': 3 }
/** How likely a commune is meant here, in inhabitants of a far one. */
export const weight = (t: Town) =>
  Math.max(t.population, 1) * (t.ours ? INSIDE : (NEIGHBOURS[t.insee.slice(0, 2)] ?? 1))

const isKnownShort = (t: Town) => t.population >= (NEIGHBOURS[t.insee.slice(0, 2)] ? TOWN : CITY)

const NONE: readonly Named[] = []

/** Builds the gazetteer: 150 ms for 35,000 names. */
export function createGazetteer(data: PlaceData): Gazetteer {
  const { towns, names } = readFrance(data.communesFrance, data.communes)
  for (const c of data.communes.values())
    if (!towns.has(c.insee))
      towns.set(c.insee, {
        insee: c.insee,
        nom: c.nom,
        codesPostaux: c.codesPostaux,
        population: c.population,
        ours: c,
      })
  const ours = [...towns.values()].filter(t => t.ours)
  for (const town of ours) {
    names.push([town.nom, { town, sort: 'nom' }])
    for (const a of town.ours!.anciens) names.push([a, { town, sort: 'ancien' }])
    const short = shortName(nameWords(town.nom))
    if (short) names.push([short.join(' '), { town, sort: 'court' }])
  }

  const exact = new Map<string, Named[]>()
  const add = (key: string, n: Named) => {
    const list = exact.get(key)
    if (!list) exact.set(key, [n])
    else if (!list.some(o => o.town === n.town)) list.push(n)
  }
  const entries: Spelling[] = []
  const openings = new Set<string>()
  for (const [name, named] of names) {
    const words = nameWords(name)
    add(nameKey(words), named)
    if (named.town.ours) for (const w of words.slice(0, ARTICLES.has(words[0]!) ? 2 : 1)) openings.add(w)
    // « Fère » for La Fère: the article goes missing.
    if (ARTICLES.has(words[0]!) && words.length > 1 && (named.town.ours || named.town.population >= CITY))
      add(nameKey(words.slice(1)), named)
    // Known cities stand among ours, so that « Roubais » is Roubaix and « lile » is not bent into Limé.
    if (!named.town.ours && !(named.sort === 'nom' && weight(named.town) >= CITY)) continue
    // Glued, the article is written with the name: « lafere ».
    for (const letters of new Set([nameLetters(words), nameLetters([words.join('')])]))
      entries.push({
        ...named,
        letters,
        sound: sound(letters),
        cost: COST[named.sort] + (named.town.ours ? 0 : ELSEWHERE),
      })
  }

  const byPostal = new Map<string, Town[]>()
  for (const t of towns.values()) for (const cp of t.codesPostaux) byPostal.set(cp, [...(byPostal.get(cp) ?? []), t])

  return {
    towns,
    byPostal,
    named: key => exact.get(key) ?? NONE,
    opens: word => openings.has(word),
    near: createNear(entries),
  }
}
