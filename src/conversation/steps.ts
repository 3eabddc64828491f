import type { Trace } from '../domain/lead.ts'
import { openQuestions } from '../domain/qualification.ts'
import type { Answer } from '../domain/question.ts'
import { say } from '../domain/texts.ts'
import { keep } from './absorb.ts'
import {
  askCompany,
  askQuestion,
  askWhichAnswer,
  askWhichPlace,
  askWhichTheme,
  choices,
  message,
  themeChoices,
} from './ask.ts'
import { askDiagnostic } from './ask-diagnostic.ts'
import { offerSlots, slotsWanted } from './ask-permanence.ts'
import { askIntake, isSent, nextIntake } from './intake.ts'
import type { Mind } from './mind.ts'
import { partnersFor, tellPartners } from './partners.ts'
import type { Choice, Reply, Request, Write } from './reply.ts'
import { placeIn, TOLD, tellDesk, tellMore, tellResult, toldAtFirst } from './result.ts'
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
  return said(state, ...before, askAgain(mind, state, ctx))
}

function askAgain(mind: Mind, state: State, ctx: TurnContext): Reply {
  const { attente } = state
  const { texts, questions, themes } = mind.library
  switch (attente.sorte) {
    case 'question':
    case 'dossier': {
      const question = questions.get(attente.question)
      return question ? askQuestion(mind, question, openIn(mind, state, ctx).length) : askNeed(mind)
    }
    case 'consentement':
    case 'coordonnees':
    case 'confirmation':
      return askIntake(mind, state)
    case 'entreprise':
      return askCompany(mind, attente.trouvee)
    case 'diagnostic':
      return askDiagnostic(mind, state)
    case 'suite':
      return nextSteps(mind, state)
    case 'choix-lieu':
      return askWhichPlace(mind, attente)
    case 'choix-theme':
      return askWhichTheme(
        mind,
        attente.themes.flatMap(t => themes.get(t)?.titre ?? []),
      )
    case 'corriger':
      return askWhichAnswer(mind, state)
    case 'rappel':
      return askCallBack(mind, state)
    case 'avis':
      return message(
        say(texts, 'avis-raison'),
        choices(...REASONS.map(r => say(texts, `avis-raison-${r}`))),
        'question',
      )
    case 'courriel':
      return {
        ...message(say(texts, 'resume-adresse'), choices(say(texts, 'resume-non')), 'question'),
        question: 'courriel',
      }
    case 'simplification':
      return message(say(texts, 'simplifier-demander'), choices(say(texts, 'passer')), 'question')
    case 'creneau':
      return offerSlots(mind, attente.libres, say(texts, 'permanence-choisir'))
    case 'reference':
      return { ...message(say(texts, 'suivi-reference')), sorte: 'question', question: 'reference' }
    case 'code':
      return { ...message(say(texts, 'suivi-code')), sorte: 'question', question: 'code' }
    default:
      return askNeed(mind)
  }
}

/** The theme of those who look for customers, suppliers or neighbours. */
const PARTNERS = 'reseau-sous-traitance'

/** Why a result was not useful, as the chef de projet counts it. */
export const REASONS = ['general', 'cas', 'connu', 'perime', 'autre']

/** Whether the desk is to call back; without a place, where the project is. */
function askCallBack(mind: Mind, state: State): Reply {
  const { texts } = mind.library
  const text = say(texts, placeIn(mind, state) ? 'humain-suite' : 'humain-ou')
  return message(text, choices(say(texts, 'suite-contact'), say(texts, 'humain-continuer')), 'question')
}

function askNeed(mind: Mind): Reply {
  return message(say(mind.library.texts, 'demander-besoin'), themeChoices(mind))
}

function openIn(mind: Mind, state: State, ctx: TurnContext) {
  return openQuestions(mind.library, {
    faits: state.faits,
    besoins: state.besoins,
    place: placeIn(mind, state),
    today: day(ctx),
  })
}

/** The next question if one is worth asking, else the form that was begun, else the results. */
export function advance(mind: Mind, state: State, ctx: TurnContext, before: Reply[]): TurnResult {
  if (state.besoins.length === 0 && !state.formulaire)
    return said({ ...state, attente: { sorte: 'besoin' } }, ...before, askNeed(mind))
  const open = openIn(mind, state, ctx)
  const [question] = open
  if (question)
    return said(
      { ...state, attente: { sorte: 'question', question: question.id, essais: 0 } },
      ...before,
      askQuestion(mind, question, open.length),
    )
  if (!state.formulaire) return results(mind, state, ctx, before)
  const next: State = { ...state, attente: nextIntake(state) }
  return said(next, ...before, askIntake(mind, next))
}

/**
 * The results, the desk, and what can be done next. A need whose first records stay as they were told is not told again
 * unless all are asked for.
 */
export function results(mind: Mind, state: State, ctx: TurnContext, before: Reply[], all = false): TurnResult {
  const told = state.besoins.map(b => ({ besoin: b, ...tellResult(mind, state, b.theme, day(ctx)) }))
  const fresh = told.filter(t => all || !t.besoin.trace || head(t.besoin.trace) !== head(t.trace))
  const besoins = told.map(t => ({ ...t.besoin, trace: t.trace }))
  const territoire = placeIn(mind, state)?.territoire ?? 'inconnu'
  const count = (nom: string, cles: Record<string, string>): Write => ({ sorte: 'compteur', nom, cles })
  const writes = fresh.flatMap(({ besoin, trace }) => [
    count('resultat', { theme: besoin.theme, territoire }),
    ...trace.dispositifs.slice(0, TOLD).map(d => count('montre', { fiche: d.id })),
  ])
  const next: State = { ...state, besoins, montres: toldAtFirst(state), attente: { sorte: 'suite' } }
  const shown =
    fresh.length > 0
      ? [
          ...fresh.flatMap((t, i) => [
            i === fresh.length - 1 ? t.reply : tellResult(mind, state, t.besoin.theme, day(ctx), false).reply,
            ...partners(mind, state, t.besoin.theme),
          ]),
          tellDesk(mind, state, fresh[0]!.besoin.theme, day(ctx)),
        ]
      : [message(say(mind.library.texts, 'resultats-inchanges'))]
  const requests = fresh.length > 0 ? slotsWanted(mind, next, 'annonce') : []
  return { state: next, replies: [...before, ...shown, nextSteps(mind, next)], requests, writes }
}

/** For a firm in search of customers or suppliers, the firms and clubs that the documents name. */
function partners(mind: Mind, state: State, theme: string): Reply[] {
  if (theme !== PARTNERS) return []
  const found = partnersFor(mind, state.mots, placeIn(mind, state))
  return found.length > 0 ? [message(tellPartners(mind, found), [], 'reponse')] : []
}

/** What tells one result from another: what is known, its first records, their verdicts, and whom to turn to. */
function head(trace: Trace): string {
  return [
    trace.connaissance,
    ...trace.dispositifs.slice(0, TOLD).map(d => `${d.id} ${d.verdict}`),
    trace.contacts[0],
  ].join('\n')
}

/** The next records of every need, or that there are none left. */
export function more(mind: Mind, state: State, ctx: TurnContext): TurnResult {
  const told = state.besoins.flatMap(b => tellMore(mind, state, b.theme, state.montres, day(ctx)) ?? [])
  const before = told.length > 0 ? told : [message(say(mind.library.texts, 'resultats-fin'))]
  return resume(mind, { ...state, montres: state.montres + TOLD, attente: { sorte: 'suite' } }, ctx, before)
}

function nextSteps(mind: Mind, state: State): Reply {
  return message(say(mind.library.texts, 'suite'), nextChoices(mind, state))
}

/** What can be done once the result is told. */
export function nextChoices(mind: Mind, state: State): Choice[] {
  const left = state.besoins.some(b => (b.trace?.dispositifs.filter(fits).length ?? 0) > state.montres)
  const keys = [
    ...(isSent(state) ? [] : ['contact']),
    ...(left ? ['plus'] : []),
    ...['resume', 'besoin', 'diagnostic', 'corriger', ...(state.juge ? [] : ['utile', 'pas-utile'])],
  ]
  return choices(...keys.map(k => say(mind.library.texts, `suite-${k}`)))
}

/** The same once somebody said how useful it was: what should be simpler may be said then. */
export function afterOpinion(mind: Mind, state: State): Choice[] {
  return [...choices(say(mind.library.texts, 'suite-simplifier')), ...nextChoices(mind, state)]
}

/** What is still open is left unknown: who wants to see at once is not asked again. */
export function passOpen(mind: Mind, state: State, ctx: TurnContext): State {
  const unknown: Answer = { valeur: null, origine: 'question' }
  const passed = openIn(mind, state, ctx).reduce((s, { id }) => keep(mind, s, id, unknown), state)
  return { ...passed, pile: state.pile }
}

const fits = (d: Trace['dispositifs'][number]) => d.verdict !== 'non-eligible'
