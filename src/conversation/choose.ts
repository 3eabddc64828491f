import { fold } from '../domain/fold.ts'
import type { Mind } from './mind.ts'
import type { State } from './state.ts'

/** Numbers as they are said: « le deuxième », « choix 2 », « 2) ». Folded. */
const ORDINALS = [
  'premier|premiere|un|une',
  'deuxieme|second|seconde|deux',
  'troisieme|trois',
  'quatrieme|quatre',
  'cinquieme|cinq',
  'sixieme|six',
]
const CHOICE = new RegExp(
  `^(?:(?:le|la|l'|option|choix|numero|n°|reponse|je prends|je choisis|plutot)\\s*)*(?:(\\d{1,2})|${ORDINALS.map(o => `(${o})`).join('|')})\\s*(?:\\)|\\.|svp|stp|merci)*$`,
)
/** Said alone these are words of their own (« un », « deux » answer a headcount). */
const ANNOUNCED = /^(?:le|la|l'|option|choix|numero|n°|reponse|je prends|je choisis|plutot)/

/**
 * A number, or a rank in words, takes one of the choices that were shown last, whatever is being waited for; what it
 * stands for is read in its place. Where a number is itself an answer, it stays one.
 */
export function chosen(mind: Mind, state: State, text: string): string {
  const { attente, choix } = state
  if (choix.length === 0 || text.length > 30) return text
  const said = fold(text).trim()
  const found = CHOICE.exec(said)
  if (!found) return text
  const word = found[1] === undefined
  if (word && !ANNOUNCED.test(said)) return text
  if ((attente.sorte === 'question' || attente.sorte === 'dossier') && !takesRank(mind, attente.question, choix))
    return text
  if (attente.sorte === 'coordonnees' || attente.sorte === 'code' || attente.sorte === 'reference') return text
  const rank = word ? found.slice(2).findIndex(Boolean) + 1 : Number(found[1])
  return choix[rank - 1] ?? text
}

/** Where numbers, texts and places are asked, « 1 » is an answer and not the only choice (« I don't know »). */
function takesRank(mind: Mind, id: string, choix: readonly string[]): boolean {
  const type = mind.library.questions.get(id)?.type
  return type !== 'nombre' && type !== 'montant' && (type !== 'texte' || choix.length > 1)
}
