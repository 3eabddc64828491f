import { say } from '../domain/texts.ts'
import { message, recap } from './ask.ts'
import type { Mind } from './mind.ts'
import type { Reprise } from './reply.ts'
import { revive } from './revive.ts'
import { freshState, type State } from './state.ts'
import { advance, resume, said, type TurnContext, type TurnResult } from './steps.ts'

/** The end of the link in our mails, as the chat sends it or as somebody pastes it. */
const LINK = /\breprise=([\w.-]{20,200})/

/** Somebody comes back by the link of a mail: the shell is asked what it leads to. Null for any other text. */
export function comeBack(state: State, text: string): TurnResult | null {
  const passe = LINK.exec(text)?.[1]
  return passe ? { ...said(state), requests: [{ sorte: 'reprise', passe }] } : null
}

/** « You had said … », and the talk goes on from there with today's content; a link that is over leads to the open start. */
export function tellComeBack(mind: Mind, state: State, answered: unknown, ctx: TurnContext): TurnResult {
  const found = answered as Reprise
  const { texts } = mind.library
  if (!found) return resume(mind, state, ctx, [message(say(texts, 'reprise-perdue'))])
  const { faits, besoins, diagnostics, paroles = {} } = found.projet
  const kept: State = {
    ...freshState(),
    faits,
    // what was shown then may have changed: it is told anew
    besoins: besoins.map(({ theme, reponses }) => ({ theme, reponses })),
    diagnostics: diagnostics ?? {},
    paroles,
    mots: Object.values(paroles).join(' ').slice(-500),
    pile: [...Object.keys(faits), ...besoins.flatMap(b => Object.keys(b.reponses))],
    sigles: state.sigles,
    resumes: state.resumes ?? 0,
    ...(found.reference ? { reference: found.reference, envoyes: besoins.length } : {}),
    ...(state.debut ? { debut: state.debut } : {}),
  }
  const revived = revive(mind, kept)
  const lines = recap(mind, revived)
  const told = lines.length > 0 ? say(texts, 'reprise', { liste: lines.join('\n') }) : say(texts, 'reprise-vide')
  return advance(mind, revived, ctx, [message(told)])
}
