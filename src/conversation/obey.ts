import { fold } from '../domain/fold.ts'
import { say } from '../domain/texts.ts'
import { absorb, addNeeds, forget } from './absorb.ts'
import { message, themeChoices } from './ask.ts'
import { askCorrection } from './correct.ts'
import { followUp } from './follow-up.ts'
import { beginForm, leaveForm, startIntake } from './form.ts'
import { hear } from './heard.ts'
import type { Mind } from './mind.ts'
import { askPermanence } from './permanence.ts'
import type { Reply } from './reply.ts'
import { placeIn, TOLD, tellDesk } from './result.ts'
import { type Attente, freshState, type State } from './state.ts'
import {
  advance,
  afterOpinion,
  day,
  more,
  nextChoices,
  passOpen,
  results,
  resume,
  said,
  type TurnContext,
  type TurnResult,
} from './steps.ts'
import { askSummary, tellRecap } from './summary.ts'
import { askWish } from './wish.ts'

/** So short a text is its command and nothing else. */
const SHORT = 24

/** What a command does at this point; null where it means nothing here and is read as any text. */
export function obey(mind: Mind, state: State, command: string, text: string, ctx: TurnContext): TurnResult | null {
  const { texts } = mind.library
  const { attente } = state
  switch (command) {
    case 'recommencer':
      return said(freshState(), message(say(texts, 'recommence'), themeChoices(mind)))
    case 'retour':
      return back(mind, state, ctx)
    case 'aide':
      return resume(mind, state, ctx, [message(say(texts, 'aide'), [], 'aide')])
    case 'recapitulatif':
      return resume(mind, state, ctx, [tellRecap(mind, state)])
    case 'resume':
      return askSummary(mind, state, text, ctx)
    case 'humain':
      return offerPerson(mind, state, text, ctx)
    case 'contact':
    case 'envoyer':
      return attente.sorte === 'confirmation'
        ? null
        : startIntake(mind, state, attente.sorte === 'suite' ? [] : [deskFor(mind, state, ctx)])
    case 'simplifier':
      return askWish(mind, state, ctx)
    case 'permanence':
      return askPermanence(mind, state, text, ctx)
    case 'oui':
      // the consent's own words, after it was refused
      if (fold(text) === fold(say(texts, 'consentement-oui')) && attente.sorte === 'suite')
        return startIntake(mind, state, [])
      return isPaused(state) ? advance(mind, state, ctx, []) : null
    case 'continuer':
      return isPaused(state) ? advance(mind, state, ctx, []) : resume(mind, state, ctx, [])
    case 'utile':
      return attente.sorte === 'suite' || attente.sorte === 'avis' ? judged(mind, state, text) : null
    case 'pas-utile':
      return attente.sorte === 'suite' && state.besoins.length > 0
        ? askWhy(mind, state, text, ctx)
        : notWanted(mind, state, ctx)
    case 'autre-besoin':
      return said(
        { ...state, attente: { sorte: 'besoin' } },
        message(say(texts, 'demander-besoin'), themeChoices(mind)),
      )
    case 'voir-plus':
      if (state.besoins.length === 0) return null
      if (attente.sorte === 'suite') return more(mind, state, ctx)
      return attente.sorte === 'question' ? results(mind, passOpen(mind, state, ctx), ctx, [], true) : null
    case 'ma-demande':
      return followUp(mind, state, 'statut', text, ctx)
    case 'mes-donnees':
      return followUp(mind, state, 'donnees', text, ctx)
    case 'effacement':
      return followUp(mind, state, 'effacement', text, ctx)
    case 'corriger':
      return (state.pile.length > 0 || state.formulaire) && attente.sorte !== 'confirmation'
        ? askCorrection(mind, state)
        : null
    case 'merci':
      return thanked(mind, state, ctx)
    case 'stop':
      return said(leaveForm(state), message(say(texts, 'au-revoir')))
    case 'inconnu':
      // a phrase inside a longer sentence says something else
      return attente.sorte === 'suite' && text.length <= SHORT
        ? said(state, message(say(texts, 'suite-indecis'), nextChoices(mind, state)))
        : null
    case 'non':
    case 'passer':
      return attente.sorte === 'suite' ? said(state, message(say(texts, 'rien-de-plus'))) : null
    case 'resultat':
      return state.besoins.length > 0
        ? results(mind, passOpen(mind, { ...state, formulaire: false }, ctx), ctx, [], true)
        : null
    default:
      return null
  }
}

/** True where the interview was left before its result: « finalement oui » takes it up again. */
function isPaused({ attente, besoins }: State): boolean {
  return attente.sorte === 'suite' && besoins.some(b => !b.trace)
}

/** What « retour » takes back in the form, last first. */
const BACKWARDS: readonly (readonly (keyof State['coordonnees'])[])[] = [
  ['moment', 'souhait'],
  ['telephone', 'email'],
  ['entreprise'],
  ['nom'],
]

/** The last answer is taken back; in the form, the last field. */
function back(mind: Mind, state: State, ctx: TurnContext): TurnResult {
  const { texts } = mind.library
  const { attente, coordonnees } = state
  const done = [message(say(texts, 'retour-fait'))]
  if (attente.sorte === 'consentement') return resume(mind, leaveForm(state), ctx, done)
  if (attente.sorte === 'coordonnees' || attente.sorte === 'confirmation') {
    const last = BACKWARDS.find(fields => fields.some(f => coordonnees[f] !== undefined))
    if (!last) return resume(mind, leaveForm(state), ctx, done)
    const without = Object.fromEntries(Object.entries(coordonnees).filter(([f]) => !last.includes(f as never)))
    return startIntake(mind, { ...state, coordonnees: without }, done)
  }
  if (
    attente.sorte === 'reference' ||
    attente.sorte === 'simplification' ||
    attente.sorte === 'code' ||
    attente.sorte === 'courriel' ||
    attente.sorte === 'avis' ||
    attente.sorte === 'corriger'
  )
    return resume(mind, leaveForm(state), ctx, done)
  // a need that was only begun
  const need = state.besoins.at(-1)
  if (
    attente.sorte === 'question' &&
    need &&
    state.besoins.length > 1 &&
    !need.trace &&
    !Object.keys(need.reponses).length
  )
    return resume(mind, { ...state, besoins: state.besoins.slice(0, -1), attente: { sorte: 'suite' } }, ctx, done)
  const last = state.pile.at(-1)
  if (!last) return resume(mind, state, ctx, [message(say(texts, 'retour-vide'))])
  return advance(mind, forget(state, last), ctx, done)
}

/** The desk at once, the nearest one as soon as the place is known, and the lead two steps away. */
export function offerPerson(mind: Mind, before: State, text: string, ctx: TurnContext): TurnResult {
  const grasp = mind.grasp(text, ctx.now)
  const needed = grasp.sure
    ? addNeeds(
        before,
        grasp.themes.slice(0, 1).map(t => t.id),
        text,
      )
    : before
  const { state } = absorb(mind, needed, grasp, text, true)
  const placed = placeIn(mind, state) !== null
  const retour = attenteOf(state)
  const next: State = { ...state, attente: { sorte: 'rappel', retour }, ...(placed ? {} : { bureau: true }) }
  return resume(mind, next, ctx, [deskFor(mind, state, ctx)])
}

/** What was waited for before a call back was offered. */
export function attenteOf({ attente }: State): Attente {
  return attente.sorte === 'rappel' ? attente.retour : attente
}

/** A yes or a no to the call back. Null for anything else. */
export function callBack(
  mind: Mind,
  state: State,
  command: string | null,
  text: string,
  ctx: TurnContext,
): TurnResult | null {
  const back: State = { ...state, attente: attenteOf(state) }
  if (command === 'oui' || command === 'contact' || command === 'envoyer') return beginForm(mind, back, [])
  const grasp = mind.grasp(text, ctx.now)
  if ((grasp.telephone || grasp.email) && !grasp.place.match)
    return beginForm(mind, back, [message(say(mind.library.texts, 'accord-avant'))])
  if (command === 'non' || command === 'continuer') return resume(mind, back, ctx, [])
  // « plutôt le soir » is a yes with its moment
  if (text.length <= SHORT && hear(mind, 'mots-moment', text))
    return beginForm(mind, { ...back, coordonnees: { ...back.coordonnees, moment: text.trim() } }, [])
  return null
}

function deskFor(mind: Mind, state: State, ctx: TurnContext): Reply {
  return tellDesk(mind, state, state.besoins[0]?.theme ?? null, day(ctx))
}

function thanked(mind: Mind, state: State, ctx: TurnContext): TurnResult {
  const { texts } = mind.library
  if (state.attente.sorte === 'suite' || state.attente.sorte === 'besoin')
    return said(state, message(say(texts, 'merci')))
  return resume(mind, state, ctx, [message(say(texts, 'merci-court'))])
}

/** « That is not what I am looking for » after an answer: said otherwise, then by a person. */
function notWanted(mind: Mind, state: State, ctx: TurnContext): TurnResult {
  if (state.rates > 0) return offerPerson(mind, { ...state, rates: 0 }, '', ctx)
  return resume(mind, { ...state, rates: 1 }, ctx, [message(say(mind.library.texts, 'avis-pourquoi'))])
}

/** The records that a judgement is about: the one whose number it names, or all that were told. */
function judgedRecords(state: State, text: string): string[] {
  const told = state.besoins.flatMap(b => b.trace?.dispositifs.slice(0, TOLD) ?? []).map(d => d.id)
  const rank = /\d+/.exec(text)
  const one = rank ? told[Number(rank[0]) - 1] : undefined
  return one ? [one] : told
}

/** A click on « utile », counted for each record that was told. */
function judged(mind: Mind, state: State, text: string): TurnResult {
  const fiches = judgedRecords(state, text)
  const writes = fiches.map(fiche => ({ sorte: 'compteur' as const, nom: 'avis', cles: { avis: 'utile', fiche } }))
  const after: State = { ...state, juge: true, attente: { sorte: 'suite' } }
  return { ...said(after, message(say(mind.library.texts, 'avis-merci'), afterOpinion(mind, after))), writes }
}

function askWhy(mind: Mind, state: State, text: string, ctx: TurnContext): TurnResult {
  return resume(mind, { ...state, attente: { sorte: 'avis', fiches: judgedRecords(state, text) } }, ctx, [])
}
