import { fold } from '../domain/fold.ts'

// How a place's name is written, in all the ways people write it, brought to one.

const CANON: Record<string, string> = {
  st: 'saint',
  ste: 'sainte',
  sts: 'saints',
  lez: 'les',
  nd: 'notre dame',
  cne: 'commune',
}

/** Ways to misspell « saint »: taken for it in fuzzy comparison only, so that « Sains » (Somme) stays itself when exact. */
const SAINTS = new Set([
  'sain',
  'sains',
  'saints',
  'saint',
  'sainte',
  'saintes',
  'snt',
  'sint',
  'sant',
  'sent',
  'siant',
  'saitn',
  'saimt',
  'st',
  'ste',
  'aints',
  'sanit',
])

export const ARTICLES = new Set(['le', 'la', 'les', 'l'])

/** Words that tie a short name to what tells it from its namesakes: Vailly | sur Aisne. */
export const LINKS = new Set([
  'sur',
  'sous',
  'les',
  'le',
  'la',
  'l',
  'en',
  'et',
  'aux',
  'au',
  'a',
  'du',
  'de',
  'des',
  'd',
  'lez',
])

/** Small words that say nothing when a name was shortened to them. */
export const TOO_COMMON = new Set([
  'saint',
  'sainte',
  'notre',
  'mont',
  'pont',
  'vieux',
  'petite',
  'lieu',
  'notre dame',
  'ville',
  'rues',
  'choisy le',
])

/** Most names need no folding: skipping it halves the time to read the 35,000 of France. */
const PLAIN = /^[A-Za-z0-9' -]*$/

/** A name's words: folded, no punctuation, St, Ste, s/ and lez written out. */
export function nameWords(text: string): string[] {
  const plain = (PLAIN.test(text) ? text.toLowerCase() : fold(text))
    .replace(/\bs\s?\//g, 'sur ')
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()
  if (plain === '') return []
  return plain.split(' ').flatMap(w => (Object.hasOwn(CANON, w) ? CANON[w]!.split(' ') : [w]))
}

/** The name as a key for exact comparison. */
export const nameKey = (words: readonly string[]): string => words.join(' ')

/** The name as letters only, for fuzzy comparison: « saint » mended, no spaces, no leading article. */
export function nameLetters(words: readonly string[]): string {
  const bare = words.length > 1 && ARTICLES.has(words[0]!) ? words.slice(1) : words
  return bare.map(w => (SAINTS.has(w) && bare.length > 1 ? 'saint' : w)).join('')
}

/** The short form that people use: « Cœuvres » for Cœuvres-et-Valsery, « Vailly » for Vailly-sur-Aisne; null where it says nothing. */
export function shortName(words: readonly string[]): string[] | null {
  const start = ARTICLES.has(words[0]!) ? 1 : 0
  const head = words[start] === 'saint' || words[start] === 'sainte' || words[start] === 'notre' ? start + 2 : start + 1
  let end = words.findIndex((w, i) => i >= head && LINKS.has(w))
  if (end === -1) end = head
  const short = words.slice(start, end)
  const key = nameKey(short)
  if (end >= words.length || key.length < 3 || TOO_COMMON.has(key)) return null
  return short
}

/** Words around a place in an answer that say nothing about which one. */
export const AROUND = new Set(
  (
    'bonjour bonsoir salut je suis nous sommes on est c ce sera a au aux base basee bases basees situe situee situes situees implante implantee implantes installe installee ' +
    'localise commune de du d la le les l ville mairie village usine atelier entreprise societe boite ma mon notre nos site zi za zac zone industrielle activite activites chez dans sur vers pres cote gare proximite ' +
    'svp merci quoi stp s il vous te plait oui euh alors donc voila depuis en france cedex hein bah ben moi pour projet projets lieu se passe trouve situ siege et autour environs par ici'
  ).split(' '),
)

/** Words that no name of ours holds: a misspelt name is not looked for across them. */
export const BREAKS = new Set(
  (
    'pour avec que qui depuis nous vous je il elle ils elles mais donc car si ne pas plus est sont ai avons ont sommes suis etre avoir faire fait cherche cherchons veut veux voudrais on ou quand comme ' +
    'par sans chez dans tout tous cette ces notre nos mon ma mes votre leur leurs quoi svp merci bonjour'
  ).split(' '),
)
