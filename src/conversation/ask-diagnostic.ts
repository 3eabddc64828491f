import { type Diagnostic, LEVELS, nextQuestion } from '../domain/diagnostic.ts'
import type { Faits } from '../domain/question.ts'
import { say } from '../domain/texts.ts'
import { choices, message } from './ask.ts'
import type { Mind } from './mind.ts'
import type { Reply } from './reply.ts'
import type { State } from './state.ts'

/** What is asked, or asked again, in a diagnostic: its question with its five levels, or which diagnostic to take. */
export function askDiagnostic(mind: Mind, state: State): Reply {
  const { texts, diagnostics } = mind.library
  const { attente } = state
  const grid = attente.sorte === 'diagnostic' ? diagnostics.get(attente.diagnostic) : undefined
  const next = grid && nextQuestion(grid, answersOf(state, grid))
  if (!next) {
    const liste = [...diagnostics.values()].map((d, i) =>
      say(texts, 'diagnostic-choix-ligne', { n: i + 1, titre: d.titre, resume: d.resume }),
    )
    const titles = choices(...[...diagnostics.values()].map(d => d.titre))
    return message(say(texts, 'diagnostic-choix', { liste: liste.join('\n') }), titles, 'question')
  }
  const { axe, question, rang, total } = next
  const lines = [
    say(texts, 'diagnostic-question', { rang, total, axe: axe.titre, texte: question.texte }),
    ...(question.aide ? [question.aide] : []),
    ...LEVELS.map((n, i) => say(texts, 'diagnostic-niveau', { n: i + 1, texte: question.options![n]! })),
  ]
  return {
    sorte: 'question',
    texte: lines.join('\n'),
    choix: choices(...LEVELS.map((_, i) => String(i + 1)), say(texts, 'ne-sais-pas')),
    cartes: [],
    question: question.id,
    restantes: total - rang + 1,
  }
}

/** What was answered to a grid so far. */
export function answersOf(state: State, grid: Diagnostic): Faits {
  return state.diagnostics[grid.id] ?? {}
}
