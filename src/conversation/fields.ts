import { souhaits } from '../domain/lead.ts'
import { say } from '../domain/texts.ts'
import { readEmail, readPhone } from './facts/coordonnees.ts'
import { countHeard, hear, isOneOf, plain } from './heard.ts'
import type { Mind } from './mind.ts'
import type { Champ, State } from './state.ts'

type Coordonnees = State['coordonnees']

/** What a text says of who writes, or the key of the sentence that asks again. */
export type FieldReading = { lu: Partial<Coordonnees> } | { erreur: string }

const LONGEST = 80
/** A name longer than this is a sentence about something else. */
const WORDS_IN_NAME = 8
/** Between the parts of « Jean Martin, Tôlerie Martin, jean@martin.fr ». */
const BETWEEN = /[,;\n|/\t]+|\s[-–—]\s|\.\s/
/** The samples of our own sentence, copied back; other odd-looking ones may be somebody's. */
const EXAMPLES = /^nom@entreprise\.fr$/i
const SAMPLE_PHONES = /^(?:33|0)(?:601020304|[1-9]0{8})$/

/** True for the address of our own example, copied back. */
export const isSample = (email: string) => EXAMPLES.test(email)

/**
 * Takes the fields that a text gives for the one that was asked: an address and a number wherever they stand, then a
 * name and a company by their order, or by the words before them.
 */
export function readFields(mind: Mind, champ: Champ, text: string): FieldReading {
  const said = text.trim().slice(0, 400)
  const email = readEmail(said)
  const phone = readPhone(said)
  if (email && isSample(email.valeur)) return { erreur: 'contact-exemple' }
  if (phone && SAMPLE_PHONES.test(phone.valeur.replace(/\D/g, ''))) return { erreur: 'contact-exemple' }
  const reached = { ...(email ? { email: email.valeur } : {}), ...(phone ? { telephone: phone.valeur } : {}) }
  let rest = said
  for (const found of [email, phone]) if (found) rest = rest.replace(found.texte, ' , ')
  const moment = hear(mind, 'mots-moment', rest)
  const souhait = souhaits.find(s => hear(mind, `mots-souhait-${s}`, rest))
  const way = souhait ? { souhait } : {}
  if (champ === 'moment') {
    const words = rest.replace(/^[\s,]+|[\s,]+$/g, '').slice(0, LONGEST)
    // the choice itself says no moment
    const bare = souhait && plain(words) === plain(say(mind.library.texts, `souhait-${souhait}`))
    return { lu: { ...reached, ...way, moment: bare ? '' : words } }
  }
  if (champ === 'contact') {
    if (!email && !phone) return { erreur: 'contact-invalide' }
    const words = rest.replace(/[\s,:]+/g, ' ').trim()
    return { lu: { ...reached, ...(moment ? { moment: words.slice(0, LONGEST), ...way } : {}) } }
  }
  const all = partsOf(mind, rest)
  const late = all.slice(1).find(part => hear(mind, 'mots-moment', part))
  const parts = all.filter(part => part !== late)
  if (parts.length === 0) return Object.keys(reached).length > 0 ? { lu: reached } : { erreur: 'nom-invalide' }
  const [first, second] = parts as [string, string | undefined]
  if (!isName(first)) return { erreur: 'nom-invalide' }
  const when = late ? { moment: late, ...way } : {}
  if (champ === 'entreprise') return { lu: { ...reached, ...when, entreprise: first } }
  return { lu: { ...reached, ...when, nom: first, ...(second && isName(second) ? { entreprise: second } : {}) } }
}

/** The parts of what is left without address and number: « je suis Jean Martin de la société X » has two. */
function partsOf(mind: Mind, text: string): string[] {
  const cut = splitCompany(mind, text)
  return cut
    .flatMap(part => part.split(BETWEEN))
    .map(part => trimLead(mind, part))
    .filter(part => /\p{L}{2}/u.test(part) && !isOneOf(mind, 'mots-joindre', part))
    .filter(part => countHeard(mind, 'mots-joindre', part) < plain(part).split(' ').length)
    .map(part => part.slice(0, LONGEST))
}

/** Words like « de la société » stand between a name and a company. */
function splitCompany(mind: Mind, text: string): string[] {
  const words = text.split(/(\s+)/)
  for (const phrase of phrases(mind, 'mots-entreprise')) {
    const long = phrase.split(' ').length
    for (let i = 2; i < words.length; i += 2) {
      const here = plain(words.slice(i, i + long * 2 - 1).join(''))
      if (here !== phrase) continue
      return [words.slice(0, i).join(''), words.slice(i + long * 2 - 1).join('')]
    }
  }
  return [text]
}

const phrases = (mind: Mind, list: string) =>
  (mind.library.commandes.get(list) ?? []).map(plain).sort((a, b) => b.length - a.length)

/** « Je m'appelle Jean Martin » is Jean Martin. */
function trimLead(mind: Mind, part: string): string {
  let rest = part.replace(/^[\s:,.-]+|[\s:,.!-]+$/g, '')
  for (let again = true; again; ) {
    again = false
    for (const lead of [...phrases(mind, 'mots-nom'), ...phrases(mind, 'mots-joindre')]) {
      if (!plain(rest).startsWith(`${lead} `)) continue
      const letters = lead.replace(/ /g, '')
      let at = 0
      let eaten = 0
      while (eaten < letters.length && at < rest.length) if (plain(rest[at++]!) !== '') eaten++
      rest = rest.slice(at).replace(/^[\s:,'’.-]+/, '')
      again = true
      break
    }
  }
  return rest
}

function isName(text: string): boolean {
  return /\p{L}{2}/u.test(text) && text.split(/\s+/).length <= WORDS_IN_NAME && !/[?<>{}]/.test(text)
}

/** Why a request looks like none, as sentences: `retient` is said once before it is sent, `signale` goes with it. */
export function doubtsOf(mind: Mind, state: State, now: string): { retient: string[]; signale: string[] } {
  const { texts } = mind.library
  const { nom = '', entreprise = '' } = state.coordonnees
  const retient: string[] = []
  const both = [nom, entreprise]
  if (both.some(v => isOneOf(mind, 'mots-essai', v) || /^(\p{L})\1+$/iu.test(v))) retient.push('doute-essai')
  if (
    both.some(v => /https?:|www\.|\.(?:com|ru|io|net)\b/i.test(v)) ||
    (state.mots.match(/https?:/gi) ?? []).length > 1
  )
    retient.push('doute-lien')
  if (both.some(v => mind.understand(v).kind === 'abus')) retient.push('doute-injure')
  if (state.mots && plain(say(texts, 'bienvenue')).includes(plain(state.mots)) && state.mots.length > 20)
    retient.push('doute-copie')
  const signale: string[] = []
  if (state.besoins.length === 0) signale.push('doute-vide')
  if (state.debut && Date.parse(now) - Date.parse(state.debut) < FASTEST_MS) signale.push('doute-rapide')
  const tell = (keys: string[]) => keys.map(k => say(texts, k))
  return { retient: tell(retient), signale: tell(signale) }
}

/** Nobody reads and types a whole request in less. */
const FASTEST_MS = 15_000
