import { type Faits, readValue } from '../domain/question.ts'
import type { Mind } from './mind.ts'
import { freshState, type State } from './state.ts'

/**
 * A state as it can be gone on with: what was kept under an older content loses the answers whose question or option
 * is gone, and what it waited for; it is never an error. A state of today's content comes back as it is.
 */
export function revive(mind: Mind, raw: State): State {
  const { library } = mind
  const state: State = { ...freshState(), ...raw }
  if (state.version === library.version) return state
  const keepKnown = (faits: Faits): Faits =>
    Object.fromEntries(
      Object.entries(faits).filter(([id, answer]) => {
        // the size told by the public directory answers no question
        if (id === 'taille') return true
        const question = library.questions.get(id)
        return question !== undefined && 'valeur' in readValue(question, answer.valeur)
      }),
    )
  const besoins = state.besoins
    .filter(b => library.themes.has(b.theme))
    .map(b => ({ ...b, reponses: keepKnown(b.reponses) }))
  const { attente } = state
  const lost =
    ((attente.sorte === 'question' || attente.sorte === 'dossier') && !library.questions.has(attente.question)) ||
    (attente.sorte === 'choix-theme' && attente.themes.some(t => !library.themes.has(t)))
  return {
    ...state,
    besoins,
    faits: keepKnown(state.faits),
    pile: state.pile.filter(id => library.questions.has(id)),
    attente: lost ? { sorte: 'besoin' } : attente,
    version: library.version,
  }
}
