import { fold } from '../domain/fold.ts'
import { callWish } from '../domain/identite.ts'
import { say } from '../domain/texts.ts'
import { choices, message } from './ask.ts'
import type { Mind } from './mind.ts'
import type { Reply } from './reply.ts'
import type { State } from './state.ts'
import { nextChoices, said, type TurnContext, type TurnResult } from './steps.ts'

/** Besides the reference: the person may ask to be told of calls for projects. Without an address nothing is offered. */
export function withCallOffer(mind: Mind, { coordonnees }: State, reply: Reply): Reply {
  const { texts } = mind.library
  if (!coordonnees.email) return reply
  const texte = `${reply.texte}\n${callWish(texts).texte}`
  return { ...reply, texte, choix: [...choices(say(texts, 'appels-oui')), ...reply.choix] }
}

/** The one click that asks for it, after a request was sent; null for anything else. */
export function takeCallWish(mind: Mind, state: State, text: string, ctx: TurnContext): TurnResult | null {
  const { texts } = mind.library
  const { reference, coordonnees } = state
  if (!reference || !coordonnees.email || fold(text) !== fold(say(texts, 'appels-oui'))) return null
  const accord = { version: callWish(texts).version, date: ctx.now }
  const told = message(say(texts, 'appels-note', { reference }), nextChoices(mind, state))
  return { ...said(state, told), writes: [{ sorte: 'appels', reference, accord }] }
}
