import type { Mind } from './mind.ts'
import { placeIn } from './result.ts'
import { freshState, type State } from './state.ts'

/** Where a conversation without a lead was left: the step, the question, the first need, the territory; nothing of who. */
export function stoppedAt(mind: Mind, kept: unknown): Record<string, string> {
  const state: State = { ...freshState(), ...(kept as Partial<State>) }
  const { attente, besoins } = state
  return {
    etape: attente.sorte,
    ...('question' in attente ? { question: attente.question } : {}),
    theme: besoins[0]?.theme ?? 'aucun',
    territoire: placeIn(mind, state)?.territoire ?? 'inconnu',
  }
}
