import { souhaits } from '../domain/lead.ts'
import { say } from '../domain/texts.ts'
import { readChoice } from './answer.ts'
import { message, themeChoices } from './ask.ts'
import { takeCallWish } from './call-wish.ts'
import { chosen } from './choose.ts'
import { comeBack, tellComeBack } from './comeback.ts'
import { confirmCompany, lookUpCompany, showCompany } from './company.ts'
import { correct, correction } from './correct.ts'
import { distress, isDistress } from './delicate.ts'
import { answerDiagnostic, steerDiagnostic } from './diagnose.ts'
import { readEmail } from './facts/coordonnees.ts'
import { followUp, referenceIn, takeCode, takeReference, tellFollowUp, withoutReference } from './follow-up.ts'
import { intake } from './form.ts'
import { freeText } from './freetext.ts'
import { hear } from './heard.ts'
import type { Mind } from './mind.ts'
import { callBack, obey } from './obey.ts'
import { takeSlot, tellSlots } from './permanence.ts'
import { explainRefusal } from './refusal.ts'
import type { Request } from './reply.ts'
import { revive } from './revive.ts'
import { type But, freshState, type State } from './state.ts'
import { day, resume, said, type TurnContext, type TurnResult } from './steps.ts'
import { askSummary, takeAddress } from './summary.ts'
import { answerQuestion, choosePlace, chooseTheme, takeReason } from './waiting.ts'
import { finish } from './way-out.ts'
import { takeWish } from './wish.ts'

export type { TurnContext, TurnResult } from './steps.ts'

/** What comes in: the start of a conversation, a text, or the shell's answer to a request. */
export type Input =
  | { sorte: 'bonjour' }
  | { sorte: 'texte'; texte: string }
  | { sorte: 'reponse'; requete: Request; resultat: unknown }

/** The most characters of a message that are read. */
const LONGEST = 1000

/** The one door: what a person says, to what is said back and kept. Pure: the same in gives the same out. */
export function turn(mind: Mind, before: State, input: Input, ctx: TurnContext): TurnResult {
  const { texts } = mind.library
  const fresh = freshState()
  if (input.sorte === 'bonjour')
    return finish(mind, fresh, said(fresh, message(say(texts, 'bienvenue'), themeChoices(mind))), ctx)
  const state = revive(mind, before)
  const reading = (at: State, words: string) => read(mind, at, words, ctx)
  if (input.sorte === 'reponse') {
    const { requete, resultat } = input
    const told =
      requete.sorte === 'entreprise'
        ? showCompany(mind, state, requete, resultat, ctx, reading)
        : requete.sorte === 'reprise'
          ? tellComeBack(mind, state, resultat, ctx)
          : requete.sorte === 'creneaux'
            ? tellSlots(mind, state, requete, resultat, ctx)
            : tellFollowUp(mind, state, requete, resultat, ctx)
    return finish(mind, state, told, ctx)
  }
  const text = chosen(mind, state, input.texte.trim().slice(0, LONGEST))
  const result =
    text === ''
      ? resume(mind, state, ctx, [message(say(texts, 'pas-compris'))])
      : (comeBack(state, text) ?? lookUpCompany(mind, state, text, ctx, reading) ?? reading(state, text))
  if (input.texte.length > LONGEST) result.replies.unshift(message(say(texts, 'trop-long')))
  return finish(mind, state, result, ctx)
}

/** Commands that hold even where a text could be the answer that is waited for. */
const ALWAYS = ['humain', 'recommencer', 'retour', 'stop', 'aide']
/** Words that mean the form itself while it waits for a yes. */
const FORM_WORDS = ['envoyer', 'corriger', 'oui', 'non', 'contact', 'passer', 'inconnu']

/** Distress first; then commands and corrections, which hold at any time; then what the bot is waiting for. */
function read(mind: Mind, state: State, text: string, ctx: TurnContext): TurnResult {
  if (isDistress(mind, mind.grasp(text, ctx.now), text)) return distress(mind, state, text, ctx)
  const allowed = takeCallWish(mind, state, text, ctx)
  if (allowed) return allowed
  if (state.attente.sorte === 'rappel') {
    const called = callBack(mind, state, mind.commands(text), text, ctx)
    return called ?? read(mind, { ...state, attente: state.attente.retour }, text, ctx)
  }
  const wished = state.attente.sorte === 'simplification' ? takeWish(mind, state, text, ctx) : null
  if (wished) return wished
  if (state.attente.sorte === 'creneau')
    return takeSlot(mind, state, text, ctx) ?? read(mind, { ...state, attente: state.attente.retour }, text, ctx)
  const { attente } = state
  const names = attente.sorte === 'coordonnees'
  const command = mind.commands(text, names ? 'exact' : undefined) ?? (names ? null : asksForSomebody(mind, text, ctx))
  const steered = steerDiagnostic(mind, state, command, text, ctx)
  if (steered) return steered
  const how = isWish(mind, state, text)
  if (names && attente.champ === 'moment' && !how) {
    const mended = correction(mind, state, text, ctx)
    if (mended) return mended
  }
  if (!names) {
    const email = readEmail(text)
    if (email && mind.commands(text.replace(email.texte, ' ')) === 'resume') return askSummary(mind, state, text, ctx)
    if (referenceIn(text) && attente.sorte !== 'reference') return followUp(mind, state, aim(mind, text), text, ctx)
    const refusal = explainRefusal(mind, state, text, day(ctx))
    if (refusal) return resume(mind, state, ctx, [refusal])
    const mended = correction(mind, state, text, ctx)
    if (mended) return mended
  }
  const form = attente.sorte === 'confirmation' || attente.sorte === 'consentement'
  const held = form
    ? FORM_WORDS.includes(command ?? '')
    : how || (isAnswer(mind, state, text) && !ALWAYS.includes(command ?? ''))
  const commanded = command && !held ? obey(mind, state, command, text, ctx) : null
  return commanded ?? answerIn(mind, state, text, ctx)
}

/** True where a text says how or when to be reached, and that was asked: « par courriel » is no command then. */
function isWish(mind: Mind, { attente }: State, text: string): boolean {
  if (attente.sorte !== 'coordonnees' || attente.champ !== 'moment') return false
  if (mind.commands(text, 'exact') === 'envoyer') return true
  return ['mots-moment', ...souhaits.map(s => `mots-souhait-${s}`)].some(list => hear(mind, list, text))
}

/** « Qui peut m'aider ? » without what for is a person that is asked for. */
function asksForSomebody(mind: Mind, text: string, ctx: TurnContext): string | null {
  return hear(mind, 'mots-qui-aider', text) && mind.grasp(text, ctx.now).themes.length === 0 ? 'humain' : null
}

/** What somebody who names a reference wants with it. */
function aim(mind: Mind, text: string): But {
  const command = mind.commands(withoutReference(text))
  return command === 'effacement' ? 'effacement' : command === 'mes-donnees' ? 'donnees' : 'statut'
}

/** True where a text names an option of the question that waits: the word is the answer, not a command. */
function isAnswer(mind: Mind, { attente }: State, text: string): boolean {
  if (attente.sorte !== 'question' && attente.sorte !== 'dossier') return false
  const question = mind.library.questions.get(attente.question)
  return question?.type === 'choix' && readChoice(question, text) !== undefined
}

/** A text read by what the bot is waiting for. */
function answerIn(mind: Mind, state: State, text: string, ctx: TurnContext): TurnResult {
  switch (state.attente.sorte) {
    case 'question':
    case 'dossier':
      return answerQuestion(mind, state, text, ctx)
    case 'choix-lieu':
      return choosePlace(mind, state, text, ctx)
    case 'choix-theme':
      return chooseTheme(mind, state, text, ctx)
    case 'entreprise':
      return confirmCompany(mind, state, text, ctx, (at, words) => read(mind, at, words, ctx))
    case 'corriger':
      return correct(mind, state, text, ctx)
    case 'consentement':
    case 'coordonnees':
    case 'confirmation':
      return intake(mind, state, text, ctx, (at, words) => freeText(mind, at, words, ctx))
    case 'diagnostic':
      return answerDiagnostic(mind, state, text, ctx) ?? freeText(mind, state, text, ctx)
    case 'avis':
      return takeReason(mind, state, text, ctx)
    case 'courriel':
      return takeAddress(mind, state, text, ctx, (at, words) => read(mind, at, words, ctx))
    case 'reference':
      return takeReference(mind, state, text, ctx)
    case 'code':
      return takeCode(mind, state, text, ctx)
    default:
      return freeText(mind, state, text, ctx)
  }
}
