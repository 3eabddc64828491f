import { nameWords } from './place-names.ts'

// What announces a place, or tell that a word is none. Folded, as the text is read.

/** Names of ours that are words, or people: a place only after a strong introduction, or as a whole answer. */
export const WORDS = new Set(
  (
    'y fins ham ors brie charmes pommiers castres maurepas remy beaufort soupir perles rejet combles devise potte courbes lime serval servais fleury crespin ' +
    'bailly breuil launoy nivelle liez taux jaux vailly lesges fayet cantin sailly hamel'
  ).split(' '),
)

/** Words after « à » or « sur » that are no place, although a commune somewhere in France bears the name. */
export const NEVER = new Set(
  (
    'place vue contre die eu mars sens nuits plaisir vif gap rue port pont halles bords plan bourg mer ville bien fait terme suivre jour part tour table tout toute tous ' +
    'nous vous moi eux mi le la les l un une des ces ce cet cette notre votre leur mon ma ses lui elle ils elles qui que quoi quel quelle deux trois quatre cinq six dix cent mille ' +
    'moyen court long point fond haut bas nord sud est ouest europe france aisne oise somme region marche marches sein long vie main poste chaud froid vide ligne venir louer vendre'
  ).split(' '),
)

const BEFORE_TWO = new Set(['a', 'au', 'aux', 'vers', 'sur'])
const BEFORE_ONE = new Set(['de', 'd', 'du', 'dans', 'depuis', 'entre', 'et', 'ou'])
const NEARBY = new Set([
  'pres',
  'cote',
  'autour',
  'proximite',
  'commune',
  'ville',
  'mairie',
  'zi',
  'za',
  'zac',
  'industrielle',
  'activites',
  'gare',
  'site',
  'usine',
  'atelier',
  'village',
  'bourg',
  'centre',
  'environs',
  'secteur',
  'peripherie',
  'sortie',
  'bassin',
  'agglo',
  'port',
])
const ROOTED = new Set([
  'base',
  'basee',
  'bases',
  'basees',
  'implante',
  'implantee',
  'implantes',
  'situe',
  'situee',
  'situes',
  'installe',
  'installee',
  'installes',
  'localise',
  'sommes',
  'est',
  'suis',
  'nous',
  'usine',
  'site',
  'atelier',
  'ateliers',
  'boite',
  'entreprise',
  'projet',
  'terrain',
  'batiment',
  'locaux',
  'local',
  'installer',
  'implanter',
  'agrandir',
  'demenager',
  'chez',
  'entrepot',
  'societe',
])
/** What a firm will do somewhere: that is where the project is, even beside the place where it stands today. */
const PROJECT = new Set(
  (
    'ouvre ouvrons ouvrir ouvrira ouvrirons agrandit agrandir agrandissons agrandira implantons implanter implantera installons installera ' +
    'construire construisons construira demenage demenageons demenager'
  ).split(' '),
)
/** A place after one of these is where something goes, comes from or happens, not where the project is. */
const ELSEWHERE = new Set(
  (
    'client clients fournisseur fournisseurs livrer livre livrons livraison livraisons salon foire concurrent concurrents siege expedie expedier expedition expeditions envoyer envoie envoi aller retour jusqu ' +
    'conteneur conteneurs camion camions train match concert habite habitent habitons vient viennent hub part partent venu venir ne parachute ecole labo laboratoire lycee universite port bouchon salle'
  ).split(' '),
)
export const GROUPS = new Set([
  'agglo',
  'agglomeration',
  'communaute',
  'interco',
  'intercommunalite',
  'metropole',
  'cc',
  'comcom',
  'epci',
  'bassin',
  'arrondissement',
  'pays',
])
export const PEOPLE = new Set([
  'monsieur',
  'madame',
  'm',
  'mr',
  'mme',
  'maitre',
  'docteur',
  'sarl',
  'sas',
  'ets',
  'etablissements',
  'groupe',
  'famille',
])

/** One word of a text, and where it stands. */
export interface Token {
  word: string
  raw: string
  start: number
  end: number
  /** Nothing that ends a phrase stands before it. */
  joined: boolean
}

/** The words of a text with where they stand; « St » gives « saint », « s/ » gives « sur ». */
export function tokens(text: string): Token[] {
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

/** How strongly the words before `i` announce a place: 0 not at all, 4 « notre usine à », 5 « on ouvre un atelier à ». */
export function announced(list: readonly Token[], i: number, expected: boolean, accented: boolean): number {
  if (i === 0 || !list[i]!.joined) return expected ? 3 : 0
  let p = i - 1
  if (['l', 'la', 'le', 'les'].includes(list[p]!.word) && p > 0) p--
  const word = list[p]!.word
  // « a » of somebody who writes accents is a verb, unless a name that is no word follows
  if (word === 'a' && /^a$/i.test(list[p]!.raw) && accented && !/^\p{Lu}/u.test(list[i]!.raw)) return 1
  const cue = rootedOrElsewhere(list, p)
  if (cue === 'elsewhere') return 0.5
  if (BEFORE_TWO.has(word)) return cue === 'project' ? 5 : cue === 'rooted' ? 4 : word === 'sur' ? 1.5 : 2
  if ((word === 'de' || word === 'd' || word === 'du') && isNear(list, p - 1)) return 3
  if (word === 'de' && list[p - 1]?.word === 'industrielle') return 3
  if (NEARBY.has(word)) return p === i - 1 ? 2 : 0
  return BEFORE_ONE.has(word) ? 1 : expected && word === 'est' ? 2 : 0
}

/** « Près de », « pas loin de ». */
function isNear(list: readonly Token[], at: number): boolean {
  const word = list[at]?.word ?? ''
  return NEARBY.has(word) || (word === 'loin' && /^(pas|non)$/.test(list[at - 1]?.word ?? ''))
}

/** The nearest of the five words before `p` that tells whether the firm is there, will be, or something else. */
function rootedOrElsewhere(list: readonly Token[], p: number): 'project' | 'rooted' | 'elsewhere' | null {
  let rooted = false
  for (let k = p - 1; k >= Math.max(0, p - 5) && list[k + 1]!.joined; k--) {
    const { word } = list[k]!
    if (PROJECT.has(word)) return 'project'
    // « le siège est à Soissons » says where the firm is, not where the project is.
    if (ELSEWHERE.has(word) && (!rooted || word === 'siege')) return 'elsewhere'
    rooted ||= ROOTED.has(word)
  }
  return rooted ? 'rooted' : null
}

/** True for a known postal code that is no amount and no count: « 59400 euros », « 60200 pièces ». */
export function couldBePostal(
  list: readonly Token[],
  i: number,
  text: string,
  known: (code: string) => boolean,
): boolean {
  const t = list[i]!
  if (!/^\d{5}$/.test(t.raw) || !known(t.raw)) return false
  if (/^[\d.,]|^ ?\d/.test(text.slice(t.end, t.end + 20)) && /^ ?\d|^[.,]\d/.test(text.slice(t.end, t.end + 20)))
    return false
  if (/\d[ .,]?$/.test(text.slice(Math.max(0, t.start - 3), t.start))) return false
  if (
    /^\s*(€|k|m²|m2|m3|ha\b|kg|eur|%|pi[eè]ce|tonne|t\b|salari|personne|heure|habitant|unit|client|an\b|ans\b|mwh|kwh|km|litre)/i.test(
      text.slice(t.end, t.end + 20),
    )
  )
    return false
  return true
}

/** A postal code said of itself: after « à », a bracket or a comma, or alone. */
export function postalAt(list: readonly Token[], i: number): boolean {
  const before = list[i - 1]?.word
  return (
    (i === 0 && (list.length <= 3 || !list[1]!.joined)) ||
    (i > 0 && !list[i]!.joined) ||
    before === 'a' ||
    before === 'cp' ||
    before === 'postal' ||
    before === 'secteur' ||
    before === 'le' ||
    before === 'sur'
  )
}
