import type { Area, Areas } from './areas.ts'
import type { Gazetteer, Named } from './gazetteer.ts'
import { COMMON } from './common-words.ts'
import { AROUND, BREAKS, LINKS, nameKey, nameWords } from './place-names.ts'
import { type Hint, type Reading, readExact, readNear, type Scored } from './place-reading.ts'

/** What a sentence says about places, before it is told to the outside. */
export interface Seen {
  match: Scored | null
  candidates: Scored[]
  area: Area | null
  mots: string | null
  /** How many letters the place takes: tells a name from a part of one. */
  letters: number
}

interface Token {
  word: string
  raw: string
  start: number
  end: number
  /** Nothing that ends a phrase stands before it. */
  joined: boolean
}

/** The words of a text with where they stand; « St » gives « saint », « s/ » gives « sur ». */
function tokens(text: string): Token[] {
  const out: Token[] = []
  let last = 0
  for (const m of text.matchAll(/[\p{L}\p{M}]+|\d+/gu)) {
    const between = text.slice(last, m.index)
    const raw = m[0]
    last = m.index + raw.length
    const slash = text[last] === '/' || text.startsWith(' /', last)
    const words = slash && /^s$/i.test(raw) ? ['sur'] : nameWords(raw)
    // « St. Rémy » and « l’usine » go on; a full stop, a comma or a bracket does not.
    const saint = /^(st|ste|n|s)$/i.test(out.at(-1)?.raw ?? '')
    const joined = out.length > 0 && !/[,;:!?()\n"«»]/.test(between) && (!between.includes('.') || saint)
    for (const [i, word] of words.entries()) out.push({ word, raw, start: m.index, end: last, joined: i > 0 || joined })
  }
  return out
}

/** Names of ours that are words, or people: a place only after a strong introduction, or as a whole answer. */
const WORDS = new Set(
  ('y fins ham ors brie charmes pommiers castres maurepas remy beaufort soupir perles rejet combles devise potte courbes lime serval servais fleury crespin ' +
    'bailly breuil launoy nivelle liez taux jaux vailly lesges fayet cantin sailly hamel').split(' '),
)

/** Words after « à » or « sur » that are no place, although a commune somewhere in France bears the name. */
const NEVER = new Set(
  ('place vue contre die eu mars sens nuits plaisir vif gap rue port pont halles bords plan bourg mer ville bien fait terme suivre jour part tour table tout toute tous ' +
    'nous vous moi eux mi le la les l un une des ces ce cet cette notre votre leur mon ma ses lui elle ils elles qui que quoi quel quelle deux trois quatre cinq six dix cent mille ' +
    'moyen court long point fond haut bas nord sud est ouest europe france aisne oise somme region marche marches sein long vie main poste chaud froid vide venir louer vendre').split(' '),
)

const BEFORE_TWO = new Set(['a', 'au', 'aux', 'vers', 'sur'])
const BEFORE_ONE = new Set(['de', 'd', 'du', 'dans', 'depuis', 'entre', 'et', 'ou'])
const NEARBY = new Set(['pres', 'cote', 'autour', 'proximite', 'commune', 'ville', 'mairie', 'zi', 'za', 'zac', 'industrielle', 'activites', 'gare', 'site', 'usine', 'atelier', 'village', 'bourg', 'centre', 'environs', 'secteur', 'peripherie', 'sortie', 'bassin', 'agglo', 'port'])
const ROOTED = new Set(['base', 'basee', 'bases', 'basees', 'implante', 'implantee', 'implantes', 'situe', 'situee', 'situes', 'installe', 'installee', 'installes', 'localise', 'sommes', 'est', 'suis', 'nous', 'usine', 'site', 'atelier', 'ateliers', 'boite', 'entreprise', 'projet', 'terrain', 'batiment', 'locaux', 'local', 'installer', 'implanter', 'agrandir', 'demenager', 'chez', 'entrepot', 'societe'])
/** A place after one of these is where something goes, comes from or happens, not where the project is. */
const ELSEWHERE = new Set(
  ('client clients fournisseur fournisseurs livrer livre livrons livraison livraisons salon foire concurrent concurrents siege expedie expedier expedition expeditions envoyer envoie envoi aller retour jusqu ' +
    'conteneur conteneurs camion camions train match concert habite habitent habitons vient viennent hub part partent venu venir ne parachute ecole labo laboratoire lycee universite port bouchon salle').split(' '),
)
const GROUPS = new Set(['agglo', 'agglomeration', 'communaute', 'interco', 'intercommunalite', 'metropole', 'cc', 'comcom', 'epci', 'bassin', 'arrondissement', 'pays'])
const PEOPLE = new Set(['monsieur', 'madame', 'm', 'mr', 'mme', 'maitre', 'docteur', 'sarl', 'sas', 'ets', 'etablissements', 'groupe', 'famille'])

/** How strongly the words before `i` announce a place: 0 not at all, 4 « notre usine à ». */
function announced(list: readonly Token[], i: number, expected: boolean, accented: boolean): number {
  if (i === 0 || !list[i]!.joined) return expected ? 3 : 0
  let p = i - 1
  if (['l', 'la', 'le', 'les'].includes(list[p]!.word) && p > 0) p--
  const word = list[p]!.word
  if (word === 'a' && /^a$/i.test(list[p]!.raw) && accented && !/^\p{Lu}/u.test(list[i]!.raw)) return 0
  const cue = rootedOrElsewhere(list, p)
  if (cue === 'elsewhere') return 0.5
  if (BEFORE_TWO.has(word)) return cue === 'rooted' ? 4 : word === 'sur' ? 1.5 : 2
  if ((word === 'de' || word === 'd' || word === 'du') && NEARBY.has(list[p - 1]?.word ?? '')) return 3
  if (word === 'de' && list[p - 1]?.word === 'industrielle') return 3
  if (NEARBY.has(word)) return p === i - 1 ? 2 : 0
  return BEFORE_ONE.has(word) ? 1 : expected && word === 'est' ? 2 : 0
}

/** The nearest of the five words before `p` that tells whether the firm is there or something else. */
function rootedOrElsewhere(list: readonly Token[], p: number): 'rooted' | 'elsewhere' | null {
  for (let k = p - 1; k >= Math.max(0, p - 5) && list[k + 1]!.joined; k--) {
    if (ROOTED.has(list[k]!.word)) return 'rooted'
    if (ELSEWHERE.has(list[k]!.word)) return 'elsewhere'
  }
  return null
}

interface Mention {
  from: number
  length: number
  reading: Reading
  strength: number
}

/** From here on a town outside the four is taken from small letters. */
const TOWN = 5000
/** Likeness asked of a misspelt name in a sentence, by how strongly it is announced (see tests/lookup.test.ts). */
const LIKE = { strong: 0.78, weak: 0.87 }
/** A name is at most this many words: « Saint-Rémy-du-Nord », « Neuville-sur-l'Escaut ». */
const WINDOW = 6

function acceptable(named: readonly Named[], list: readonly Token[], i: number, n: number, strength: number, shouting: boolean): Named[] {
  const first = list[i]!
  const last = list[i + n - 1]!
  const letters = list.slice(i, i + n).reduce((sum, t) => sum + t.word.length, 0)
  const capital = !shouting && /^\p{Lu}/u.test(first.raw) && (i > 0 || n > 1)
  if (PEOPLE.has(list[i - 1]?.word ?? '') && first.joined) return []
  return named.filter(({ town, sort }) => {
    if (letters < 3) return false
    const single = n === 1
    if (town.ours && sort !== 'court') {
      if (!single) return letters >= 6 || strength >= 2
      if (WORDS.has(last.word)) return strength >= 3 || (strength >= 2 && capital)
      return letters >= 5 ? strength > 0 || capital || letters >= 7 : strength >= 2 || (capital && strength >= 1)
    }
    if (single && (NEVER.has(last.word) || WORDS.has(last.word))) return false
    if (town.ours) return strength >= 3 || (strength >= 2 && capital)
    if (sort === 'court' && !/^\p{Lu}/u.test(first.raw)) return false
    if (strength < 2) return strength >= 1 && capital && (town.population >= TOWN * 2 || n >= 3)
    return capital || (town.population >= TOWN && letters >= 4) || n >= 3
  })
}

const capitalised = (t: Token, i: number) => i > 0 && /^\p{Lu}/u.test(t.raw)

/** Endings of verbs and common nouns: after a plain « à » such a word is not a misspelt name. */
const PLAIN_ENDS = /(er|ir|ment|tion|ions|ette|eur|eurs|euse|ique|iques|ables?|ances?|ence|ees|ant|ants)$/

/** How the whole text is written. */
interface Manner {
  expected: boolean
  shouting: boolean
  accented: boolean
}

function mentionAt(list: readonly Token[], i: number, gazetteer: Gazetteer, hint: Hint, manner: Manner): Mention | null {
  const { expected, shouting } = manner
  const said = announced(list, i, expected, manner.accented)
  // A name alone, or with its postal code, needs no introduction.
  const strength = hint.postal ? Math.max(said, 3) : i === 0 && list.length <= 3 ? Math.max(said, 1.9) : said
  if (AROUND.has(list[i]!.word) && strength < 1.9) return null
  let begun = false
  let best: (Mention & { value: number }) | null = null
  for (let n = 1; n <= WINDOW && i + n <= list.length; n++) {
    const last = list[i + n - 1]!
    if (n > 1 && (!last.joined || BREAKS.has(last.word))) break
    const words = list.slice(i, i + n).map(t => t.word)
    const named = acceptable(gazetteer.named(nameKey(words)), list, i, n, strength, shouting)
    let reading: Reading | null = null
    if (named.length > 0) {
      reading = readExact(named, hint)
      begun ||= named.some(c => c.town.ours)
    } else if ((strength >= 2 || begun) && !LINKS.has(last.word) && !/^\d/.test(last.raw) && !AROUND.has(words[0]!)) {
      if (words.every(w => COMMON.has(w) || BREAKS.has(w) || NEVER.has(w) || WORDS.has(w))) continue
      const alone = n === 1 && !hint.postal
      if (alone && (last.word.length < 5 || (strength < 3 && !capitalised(last, i)) || (strength < 4 && !expected && PLAIN_ENDS.test(last.word)))) continue
      const found = readNear(gazetteer, words, hint, strength >= 3 ? LIKE.strong : LIKE.weak)
      if (found.towns.length > 0) reading = found
    }
    if (!reading) continue
    // Longer names win unless they are much less alike: « Cambronne lès Ribécour », not « Cambronne ».
    const value = (named.length > 0 ? 1 : reading.towns[0]!.score) + 0.04 * (n - 1)
    if (!best || value > best.value) best = { from: i, length: n, reading, strength, value }
  }
  return best
}

/** A postal code is one after « à », a bracket, beside a name or at the start; never an amount or a year. */
function postalAt(list: readonly Token[], i: number, text: string, gazetteer: Gazetteer): boolean {
  const t = list[i]!
  if (!/^\d{5}$/.test(t.raw) || !gazetteer.byPostal.has(t.raw)) return false
  if (/^[\d.,]|^ ?\d/.test(text.slice(t.end)) && /^ ?\d|^[.,]\d/.test(text.slice(t.end))) return false
  if (/\d[ .,]?$/.test(text.slice(0, t.start))) return false
  if (/^\s*(€|k|m²|m2|m3|ha\b|kg|eur|%|pi[eè]ce|tonne|t\b|salari|personne|heure|habitant|unit|client|an\b|ans\b|mwh|kwh|km|litre)/i.test(text.slice(t.end))) return false
  const before = list[i - 1]?.word
  return i === 0 || !t.joined || before === 'a' || before === 'cp' || before === 'postal' || before === 'secteur' || before === 'le' || before === 'sur'
}

/** Finds places in a sentence. `expected`: the place was asked for, so it may open the sentence. */
export function readPlaces(text: string, gazetteer: Gazetteer, areas: Areas, expected: boolean): Seen {
  const list = tokens(text)
  const words = list.map(t => t.word)
  const raws = list.map(t => t.raw)
  const manner: Manner = { expected, shouting: text === text.toUpperCase(), accented: /[à-ÿœ]/i.test(text) }
  const mentions: Mention[] = []
  let area: Area | null = null
  let areaWords: string | null = null
  const postals: number[] = []

  for (let i = 0; i < list.length; ) {
    const named = areas.at(words, raws, i)
    if (named) {
      if (!area || (!area.epci && named.epci)) {
        area = { epci: named.epci, territoire: named.territoire }
        areaWords = text.slice(list[i]!.start, list[i + named.length - 1]!.end)
      }
      i += named.length
      continue
    }
    if (postalAt(list, i, text, gazetteer)) postals.push(i)
    const before = list[i - 1]?.raw ?? ''
    const after = (n: number) => list[i + n]?.raw ?? ''
    const near = [before, after(1), after(2), after(3), after(4), after(5)].find(r => /^\d{5}$/.test(r) && gazetteer.byPostal.has(r)) ?? null
    let mention = mentionAt(list, i, gazetteer, { postal: null, departement: null }, manner)
    if (near) mention = mentionAt(list, i, gazetteer, { postal: near, departement: null }, manner) ?? mention
    if (!mention) {
      i++
      continue
    }
    mentions.push(mention)
    i += mention.length
  }
  return settle(text, list, mentions, postals, area, areaWords, gazetteer)
}

function settle(text: string, list: readonly Token[], mentions: Mention[], postals: number[], area: Area | null, areaWords: string | null, gazetteer: Gazetteer): Seen {
  // « l'agglo de Soissons »: the intercommunality, not the town.
  const group = mentions.find(m => m.reading.towns[0]!.town.ours && isGroup(list, m.from))
  const rest = mentions.filter(m => m !== group)
  const span = (m: Mention) => text.slice(list[m.from]!.start, list[m.from + m.length - 1]!.end)
  if (rest.length === 0 && !area && postals.length > 0) {
    const towns = [...new Set(postals.flatMap(i => gazetteer.byPostal.get(list[i]!.raw)!))].sort((a, b) => Number(!!b.ours) - Number(!!a.ours) || b.population - a.population)
    const candidates = towns.map(town => ({ town, score: towns.length === 1 ? 1 : 0.5 }))
    return { match: candidates.length === 1 ? candidates[0]! : null, candidates, area: null, mots: list[postals[0]!]!.raw, letters: 0 }
  }
  const top = Math.max(0, ...rest.map(m => m.strength))
  const kept = rest.filter(m => m.strength === top || (m.strength >= 1 && top < 3 && m.strength >= top - 1))
  const strongest = kept.some(m => m.reading.towns[0]!.town.ours) ? kept.filter(m => m.reading.towns[0]!.town.ours) : kept
  const different = new Set(strongest.map(m => m.reading.towns[0]!.town.insee))
  const lone = different.size === 1 && strongest.every(m => !m.reading.ambiguous) && top !== 0.5 ? strongest[0]! : null
  const candidates = lone ? lone.reading.towns.slice(0, 1) : strongest.flatMap(m => (m.reading.ambiguous ? m.reading.towns : m.reading.towns.slice(0, 1)))
  const ofGroup = group ? { commune: group.reading.towns[0]!.town.ours! } : null
  return {
    match: lone ? lone.reading.towns[0]! : null,
    candidates: [...new Map(candidates.map(c => [c.town.insee, c])).values()],
    area: area ?? (ofGroup ? { epci: ofGroup.commune.epci, territoire: '' } : null),
    mots: strongest[0] ? span(strongest[0]) : (areaWords ?? (group ? span(group) : null)),
    letters: strongest[0] ? list.slice(strongest[0].from, strongest[0].from + strongest[0].length).reduce((n, t) => n + t.word.length, 0) : 0,
  }
}

function isGroup(list: readonly Token[], i: number): boolean {
  for (let p = i - 1; p >= Math.max(0, i - 4); p--) {
    if (GROUPS.has(list[p]!.word)) return true
    if (!LINKS.has(list[p]!.word) && list[p]!.word !== 'communes' && list[p]!.word !== 'agglomeration') return false
  }
  return false
}
