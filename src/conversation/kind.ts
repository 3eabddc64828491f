import { countHeard, hear, plain } from './heard.ts'
import type { Grasp, Kind, Mind } from './mind.ts'

type Facts = Pick<Grasp, 'kind' | 'themes' | 'place' | 'effectif' | 'montant' | 'siret' | 'email' | 'telephone'>

/**
 * The kind of a text, with what the model of sentences cannot know: the commands, the ways to ask what a thing is,
 * the names of places. Only where that model says « off-topic », or a project about nothing.
 */
export function settleKind(mind: Pick<Mind, 'library' | 'commands'>, grasp: Facts, text: string): Kind {
  const { kind, themes } = grasp
  if (kind !== 'hors-sujet' && kind !== 'projet') return kind
  const asked = hear(mind, 'mots-definition', text)
  if (asked && (kind === 'projet' || isKnown(mind, asked.after))) return 'question'
  if (themes.length > 0) return kind
  if (mind.commands(text) !== null) return 'commande'
  const fact = grasp.place.mots ?? grasp.effectif?.texte ?? grasp.montant?.texte ?? grasp.siret ?? grasp.email
  if (!fact) return kind
  // « je suis à Chauny » says nothing else; « quel temps à Chauny » does
  const rest = ` ${plain(text)} `.replace(` ${plain(fact)} `, ' ').trim()
  return rest === '' || countHeard(mind, 'mots-autour', rest) === rest.split(' ').length ? 'donnee' : kind
}

/** True where a word of what was asked about is an acronym of the glossary. */
function isKnown({ library }: Pick<Mind, 'library'>, after: string): boolean {
  const words = new Set(after.split(' '))
  return [...library.glossaire.keys()].some(sigle => words.has(plain(sigle)))
}
