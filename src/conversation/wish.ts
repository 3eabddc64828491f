import { say } from '../domain/texts.ts'
import { message } from './ask.ts'
import type { Mind } from './mind.ts'
import { impersonal } from './privacy.ts'
import { placeIn } from './result.ts'
import type { State } from './state.ts'
import { nextChoices, resume, said, type TurnContext, type TurnResult } from './steps.ts'

/** Fewer letters say nothing about a formality. */
const SHORTEST = 8

/** Which formality somebody wishes to be simpler. */
export function askWish(mind: Mind, state: State, ctx: TurnContext): TurnResult {
  return resume(mind, { ...state, attente: { sorte: 'simplification' } }, ctx, [])
}

/** The wish, kept without anything personal; null for a command, which is obeyed. */
export function takeWish(mind: Mind, state: State, text: string, ctx: TurnContext): TurnResult | null {
  const { texts } = mind.library
  const back: State = { ...state, attente: { sorte: state.besoins.length > 0 ? 'suite' : 'besoin' } }
  const command = mind.commands(text, 'exact')
  if (command === 'non' || command === 'passer' || command === 'inconnu') return resume(mind, back, ctx, [])
  if (command) return null
  const texte = impersonal(mind, text)
  if (texte.replace(/[^\p{L}]/gu, '').length < SHORTEST)
    return resume(mind, state, ctx, [message(say(texts, 'simplifier-court'))])
  const place = placeIn(mind, state)
  const theme = state.besoins[0]?.theme ?? mind.grasp(text, ctx.now).themes[0]?.id ?? null
  const souhait = { texte, theme, territoire: place?.territoire ?? null, epci: place?.epci ?? null }
  const thanks = say(texts, 'simplifier-merci')
  const result =
    state.besoins.length > 0
      ? said(back, message(thanks, nextChoices(mind, back)))
      : resume(mind, back, ctx, [message(thanks)])
  return { ...result, writes: [{ sorte: 'souhait', souhait }] }
}
