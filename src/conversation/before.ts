import type { Question } from '../domain/question.ts'
import { say } from '../domain/texts.ts'
import { keep, tellNotes } from './absorb.ts'
import { isRanks, readAnswer, readChoice } from './answer.ts'
import { message } from './ask.ts'
import type { Mind } from './mind.ts'
import type { State } from './state.ts'
import { advance, type TurnContext, type TurnResult } from './steps.ts'

/** So few words may answer a question that was asked earlier. */
const SHORT = 30

/**
 * An answer that fits the question before: « former aussi » after the next one was asked, « une vingtaine » after « I
 * don't know ». Null where it does not fit.
 */
export function answerBefore(mind: Mind, state: State, text: string, ctx: TurnContext): TurnResult | null {
  const last = state.pile.at(-1)
  const question = last === undefined ? undefined : mind.library.questions.get(last)
  if (!question) return null
  const known = state.faits[question.id] ?? state.besoins.find(b => question.id in b.reponses)?.reponses[question.id]
  if (question.type === 'choix' && !/^\W*\d/.test(text)) {
    const ids = readChoice(question, text)
    if (!ids) return null
    const before = Array.isArray(known?.valeur) ? known.valeur : []
    return take(question.plusieurs ? [...new Set([...before, ...ids])].sort() : ids)
  }
  if ((question.type !== 'nombre' && question.type !== 'montant') || known?.valeur !== null || text.length > SHORT)
    return null
  const reading = readAnswer(mind, question, text, ctx.now)
  return reading.sorte === 'valeur' && reading.valeur !== null ? take(reading.valeur) : null

  function take(valeur: Parameters<typeof keep>[3]['valeur']): TurnResult {
    const kept = keep(mind, state, question!.id, { valeur, origine: 'question' })
    const liste = tellNotes(mind, kept, [question!.id])
    return advance(mind, kept, ctx, [message(say(mind.library.texts, 'corrige', { liste }))])
  }
}

/** « C'est déjà commandé » in place of another answer: an option of a question that all needs share. Null where none is named. */
export function answerBeside(
  mind: Mind,
  state: State,
  asked: Question,
  text: string,
  ctx: TurnContext,
): TurnResult | null {
  if (text.length > SHORT || isRanks(text)) return null
  for (const { theme, reponses } of state.besoins)
    for (const { question } of mind.library.themes.get(theme)?.questions ?? []) {
      if (question.type !== 'choix' || question.theme === theme || question.id === asked.id) continue
      const valeur = question.id in reponses ? undefined : readChoice(question, text)
      if (!valeur) continue
      const kept = keep(mind, state, question.id, { valeur, origine: 'question' })
      const liste = tellNotes(mind, kept, [question.id])
      return advance(mind, kept, ctx, [message(say(mind.library.texts, 'j-ai-note', { liste }))])
    }
  return null
}
