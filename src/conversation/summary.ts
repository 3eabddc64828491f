import { withoutPerson } from '../domain/projet.ts'
import { say } from '../domain/texts.ts'
import { message, recap } from './ask.ts'
import { readEmail } from './facts/coordonnees.ts'
import { isSample } from './fields.ts'
import type { Mind } from './mind.ts'
import { impersonal } from './privacy.ts'
import type { Reply } from './reply.ts'
import { placeIn } from './result.ts'
import type { State } from './state.ts'
import { resume, type TurnContext, type TurnResult } from './steps.ts'

/** One conversation mails so many summaries at most: addresses are typed by anybody. */
const MOST = 3
/** After so many tries the address is not asked for any more. */
const PATIENCE = 2

/** What was noted so far, as a message. */
export function tellRecap(mind: Mind, state: State): Reply {
  const { texts } = mind.library
  const lines = recap(mind, state)
  return message(
    lines.length > 0 ? say(texts, 'recapitulatif', { liste: lines.join('\n') }) : say(texts, 'recapitulatif-vide'),
  )
}

/** The summary by mail is asked for: the address is asked for, or taken where the text names one. */
export function askSummary(mind: Mind, state: State, text: string, ctx: TurnContext): TurnResult {
  const { texts } = mind.library
  if (!state.besoins.some(b => b.trace))
    return resume(mind, state, ctx, [tellRecap(mind, state), message(say(texts, 'resume-tot'))])
  if ((state.resumes ?? 0) >= MOST) return resume(mind, state, ctx, [message(say(texts, 'resume-assez'))])
  const asking: State = { ...state, attente: { sorte: 'courriel', essais: 0 } }
  return readEmail(text) ? takeAddress(mind, asking, text, ctx) : resume(mind, asking, ctx, [])
}

/** The address, a refusal, or something else that is read as if nothing had been asked. */
export function takeAddress(
  mind: Mind,
  state: State,
  text: string,
  ctx: TurnContext,
  read?: (state: State, text: string) => TurnResult,
): TurnResult {
  const { texts } = mind.library
  const { attente } = state
  const back: State = { ...state, attente: { sorte: 'suite' } }
  const command = mind.commands(text)
  if (command === 'non' || command === 'passer' || command === 'inconnu')
    return resume(mind, back, ctx, [message(say(texts, 'accord'))])
  const email = readEmail(text)
  if (email && !isSample(email.valeur)) {
    const place = placeIn(mind, state)
    const { faits, besoins, diagnostics } = state
    const told = { territoire: place?.territoire ?? null, epci: place?.epci ?? null, commune: place?.insee || null }
    const words = Object.entries(state.paroles).map(([theme, said]) => [theme, impersonal(mind, said)])
    const projet = {
      ...withoutPerson(mind.library, { ...told, faits, besoins, diagnostics }),
      paroles: Object.fromEntries(words),
    }
    const gone = resume(mind, { ...back, resumes: (state.resumes ?? 0) + 1 }, ctx, [
      message(say(texts, 'resume-parti')),
    ])
    return { ...gone, writes: [{ sorte: 'resume', resume: { email: email.valeur, ecrit: email.texte, projet } }] }
  }
  const tries = attente.sorte === 'courriel' ? attente.essais + 1 : 1
  if (!text.includes('@') && read && (tries > 1 || text.trim().includes(' '))) return read(back, text)
  if (tries >= PATIENCE) return resume(mind, back, ctx, [message(say(texts, 'resume-sans-adresse'))])
  return resume(mind, { ...state, attente: { sorte: 'courriel', essais: tries } }, ctx, [
    message(say(texts, email ? 'contact-exemple' : 'resume-adresse-invalide')),
  ])
}
