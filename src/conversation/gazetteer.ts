import type { Commune, Territoire } from '../domain/territoire.ts'
import { likeness, sound } from './phonetic.ts'
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
  /** The likest of the four territories, and of the cities around, best first. */
  near(words: readonly string[], atLeast: number): Near[]
}

/** Small places whose population the frozen list leaves out. */
const VILLAGE = 400
/** From here on a commune is known without its article or its addition: « Havre », « Châlons ». */
const CITY = 20_000

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
        const short = town.population >= CITY ? shortName(nameWords(town.nom)) : null
        if (short) names.push([short.join(' '), { town, sort: 'court' }])
      }
    }
  }
  return { towns, names }
}

/** Candidates weighed in full after the pairs of letters were counted. 24 lost 3 typos of 2,000 that 40 keeps; 80 keeps no more. */
const WEIGHED = 40
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

interface Entry extends Named {
  letters: string
  sound: string
}

/** Pairs of letters and pairs of sounds, framed by ends. */
function pairsOf(letters: string, heard: string): Set<string> {
  const out = new Set<string>()
  const framed = `^${letters}$`
  for (let i = 0; i + 1 < framed.length; i++) out.add(framed.slice(i, i + 2))
  const ear = `<${heard}>`
  for (let i = 0; i + 1 < ear.length; i++) out.add(`~${ear.slice(i, i + 2)}`)
  return out
}

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
  const index = new Map<string, number[]>()
  const entries: Entry[] = []
  for (const [name, named] of names) {
    const words = nameWords(name)
    add(nameKey(words), named)
    // « Fère » for La Fère: the article goes missing.
    if (ARTICLES.has(words[0]!) && words.length > 1 && (named.town.ours || named.town.population >= CITY))
      add(nameKey(words.slice(1)), named)
    // Known cities stand among ours, so that « Roubais » is Roubaix and « lile » is not bent into Limé.
    if (!named.town.ours && !(named.sort === 'nom' && weight(named.town) >= CITY)) continue
    // Glued, the article is written with the name: « lafere ».
    for (const letters of new Set([nameLetters(words), nameLetters([words.join('')])])) {
      const id = entries.length
      entries.push({ ...named, letters, sound: sound(letters) })
      for (const pair of pairsOf(letters, sound(letters))) {
        const list = index.get(pair)
        if (list) list.push(id)
        else index.set(pair, [id])
      }
    }
  }

  const byPostal = new Map<string, Town[]>()
  for (const t of towns.values()) for (const cp of t.codesPostaux) byPostal.set(cp, [...(byPostal.get(cp) ?? []), t])

  const seen = new Uint8Array(entries.length)
  const near = (words: readonly string[], atLeast: number): Near[] => {
    const letters = nameLetters(words).slice(0, 40)
    if (letters.length < 2) return []
    const heard = sound(letters)
    const touched: number[] = []
    for (const pair of pairsOf(letters, heard))
      for (const id of index.get(pair) ?? []) {
        if (seen[id] === 0) touched.push(id)
        seen[id]!++
      }
    const tooFar = (e: Entry) =>
      Math.abs(e.letters.length - letters.length) > (1 - atLeast) * Math.max(e.letters.length, letters.length) + 1
    const ranked = touched
      .filter(id => !tooFar(entries[id]!))
      .map(
        id =>
          [
            id,
            seen[id]! / (letters.length + heard.length + entries[id]!.letters.length + entries[id]!.sound.length),
          ] as const,
      )
    for (const id of touched) seen[id] = 0
    ranked.sort((a, b) => b[1] - a[1])
    const best = new Map<string, Near>()
    for (const [id] of ranked.slice(0, WEIGHED)) {
      const e = entries[id]!
      const look = likeness(letters, e.letters)
      if (0.45 * look + 0.55 < atLeast) continue
      const ear = likeness(heard, e.sound)
      const score = Math.max(look, 0.45 * look + 0.55 * ear) - COST[e.sort] - (e.town.ours ? 0 : ELSEWHERE)
      if (score < atLeast || score <= (best.get(e.town.insee)?.score ?? 0)) continue
      best.set(e.town.insee, { town: e.town, sort: e.sort, score })
    }
    // At equal likeness the larger commune is meant more often.
    return [...best.values()].sort((a, b) => b.score - a.score || b.town.population - a.town.population)
  }

  return { towns, byPostal, named: key => exact.get(key) ?? [], near }
}
