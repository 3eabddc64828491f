import { openQuestions } from '../domain/qualification.ts'
import { say } from '../domain/texts.ts'
import { askCompany, askQuestion, choices, message, themeChoices } from './ask.ts'
import { askDiagnostic } from './ask-diagnostic.ts'
import { askIntake } from './intake.ts'
import type { Mind } from './mind.ts'
import type { Choice, Reply, Request, Write } from './reply.ts'
import { placeIn, tellDesk, tellResult } from './result.ts'
import type { State } from './state.ts'

export interface TurnContext {
  /** ISO date and time. */
  now: string
  /** Drawn beforehand; used if this turn makes a lead. */
  reference: string
  canal?: string
}

/** What a turn gives back: the shell keeps `writes` with the state, sends `replies`, finds out `requests`. */
export interface TurnResult {
  state: State
  replies: Reply[]
  requests: Request[]
  writes: Write[]
}

/** A result that only speaks. */
export function said(state: State, ...replies: Reply[]): TurnResult {
  return { state, replies, requests: [], writes: [] }
}

const PARIS = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Paris' })

/** The day of a turn where the people are, `YYYY-MM-DD`. */
export const day = (ctx: TurnContext) => PARIS.format(new Date(ctx.now))

/** Asks again what the bot was waiting for, after having said something else. */
export function resume(mind: Mind, state: State, ctx: TurnContext, before: Reply[]): TurnResult {
  const { attente } = state
  if (attente.sorte === 'question' || attente.sorte === 'dossier') {
    const question = mind.library.questions.get(attente.question)
    if (question) return said(state, ...before, askQuestion(mind, question, openIn(mind, state, ctx).length))
  }
  if (attente.sorte === 'consentement' || attente.sorte === 'coordonnees' || attente.sorte === 'confirmation')
    return said(state, ...before, askIntake(mind, state))
  if (attente.sorte === 'entreprise') return said(state, ...before, askCompany(mind, attente.trouvee))
  if (attente.sorte === 'diagnostic') return said(state, ...before, askDiagnostic(mind, state))
  if (attente.sorte === 'suite') return said(state, ...before, nextSteps(mind))
  return said(state, ...before, message(say(mind.library.texts, 'demander-besoin'), themeChoices(mind)))
}

function openIn(mind: Mind, state: State, ctx: TurnContext) {
  return openQuestions(mind.library, {
    faits: state.faits,
    besoins: state.besoins,
    place: placeIn(mind, state),
    today: day(ctx),
  })
}

/** The next question if one is worth asking, else the results. */
export function advance(mind: Mind, state: State, ctx: TurnContext, before: Reply[]): TurnResult {
  if (state.besoins.length === 0)
    return said(
      { ...state, attente: { sorte: 'besoin' } },
      ...before,
      message(say(mind.library.texts, 'demander-besoin'), themeChoices(mind)),
    )
  const open = openIn(mind, state, ctx)
  const [question] = open
  if (!question) return results(mind, state, ctx, before)
  return said(
    { ...state, attente: { sorte: 'question', question: question.id, essais: 0 } },
    ...before,
    askQuestion(mind, question, open.length),
  )
}

/** The results of every need, the desk, and what can be done next. */
export function results(mind: Mind, state: State, ctx: TurnContext, before: Reply[]): TurnResult {
  const told = state.besoins.map(b => ({ besoin: b, ...tellResult(mind, state, b.theme, day(ctx)) }))
  const besoins = told.map(t => ({ ...t.besoin, trace: t.trace }))
  const writes: Write[] = besoins.map(b => ({ sorte: 'compteur', nom: 'resultat', cles: { theme: b.theme } }))
  const replies = [
    ...before,
    ...told.map(t => t.reply),
    tellDesk(mind, state, state.besoins[0]!.theme, day(ctx)),
    nextSteps(mind),
  ]
  return { state: { ...state, besoins, attente: { sorte: 'suite' } }, replies, requests: [], writes }
}

function nextSteps(mind: Mind): Reply {
  return message(say(mind.library.texts, 'suite'), nextChoices(mind))
}

/** What can be done once the result is told. */
export function nextChoices(mind: Mind): Choice[] {
  return choices(
    ...['contact', 'besoin', 'diagnostic', 'corriger', 'recommencer'].map(k => say(mind.library.texts, `suite-${k}`)),
  )
}
