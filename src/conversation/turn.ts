import { say } from '../domain/texts.ts'
import { forget } from './absorb.ts'
import { choices, message, recap, themeChoices } from './ask.ts'
import { confirmCompany, lookUpCompany, showCompany } from './company.ts'
import { answerDiagnostic, steerDiagnostic } from './diagnose.ts'
import { freeText } from './freetext.ts'
import type { Mind } from './mind.ts'
import type { Reply, Request } from './reply.ts'
import { tellDesk } from './result.ts'
import { revive } from './revive.ts'
import { freshState, type State } from './state.ts'
import { advance, day, nextChoices, results, resume, said, type TurnContext, type TurnResult } from './steps.ts'
import { answerQuestion, askCorrection, choosePlace, chooseTheme, correct, intake, startIntake } from './waiting.ts'

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
  if (input.sorte === 'bonjour') return said(freshState(), message(say(texts, 'bienvenue'), themeChoices(mind)))
  const state = revive(mind, before)
  const reading = (at: State, words: string) => read(mind, at, words, ctx)
  if (input.sorte === 'reponse')
    return input.requete.sorte === 'entreprise'
      ? showCompany(mind, state, input.requete, input.resultat, ctx, reading)
      : said(before)
  const text = chosen(mind, state, input.texte.trim().slice(0, LONGEST))
  const result =
    text === ''
      ? resume(mind, state, ctx, [message(say(texts, 'pas-compris'))])
      : (lookUpCompany(mind, state, text, ctx, reading) ?? reading(state, text))
  if (input.texte.length > LONGEST) result.replies.unshift(message(say(texts, 'trop-long')))
  return result
}

/** A number chooses among the choices that were shown; what it stands for is read in its place. */
function chosen(mind: Mind, { attente }: State, text: string): string {
  if (!/^\d$/.test(text)) return text
  const shown = attente.sorte === 'besoin' ? themeChoices(mind) : attente.sorte === 'suite' ? nextChoices(mind) : []
  return shown[Number(text) - 1]?.valeur ?? text
}

/** Words that mean the form itself while it waits for a yes. */
const FORM_WORDS = ['envoyer', 'corriger', 'oui', 'non', 'humain']

/** Commands hold at any time, then what the bot is waiting for, then free text. */
function read(mind: Mind, state: State, text: string, ctx: TurnContext): TurnResult {
  const form = state.attente.sorte === 'confirmation' || state.attente.sorte === 'consentement'
  const command = mind.commands(text)
  const steered = steerDiagnostic(mind, state, command, text, ctx)
  if (steered) return steered
  const commanded = command && !(form && FORM_WORDS.includes(command)) && obey(mind, state, command, ctx)
  if (commanded) return commanded
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
      return intake(mind, state, text, ctx)
    case 'diagnostic':
      return answerDiagnostic(mind, state, text, ctx) ?? freeText(mind, state, text, ctx)
    default:
      return freeText(mind, state, text, ctx)
  }
}

/** The desk at once, and the lead two steps away. */
function offerPerson(mind: Mind, state: State, ctx: TurnContext): TurnResult {
  const { texts } = mind.library
  const offer = message(
    say(texts, 'humain-suite'),
    choices(say(texts, 'suite-contact'), say(texts, 'humain-continuer')),
  )
  return said(state, deskFor(mind, state, ctx), offer)
}

function deskFor(mind: Mind, state: State, ctx: TurnContext): Reply {
  return tellDesk(mind, state, state.besoins[0]?.theme ?? null, day(ctx))
}

/** A click on « utile / pas utile », counted for each record that was told. */
function judged(mind: Mind, state: State, avis: string): TurnResult {
  const { texts } = mind.library
  const told = state.besoins.flatMap(b => b.trace?.dispositifs.slice(0, 5) ?? [])
  const writes = told.map(d => ({ sorte: 'compteur' as const, nom: 'avis', cles: { avis, fiche: d.id } }))
  const reply = message(say(texts, avis === 'utile' ? 'avis-merci' : 'avis-pourquoi'), nextChoices(mind))
  return { ...said(avis === 'utile' ? state : { ...state, attente: { sorte: 'suite' } }, reply), writes }
}

function obey(mind: Mind, state: State, command: string, ctx: TurnContext): TurnResult | null {
  const { texts } = mind.library
  switch (command) {
    case 'recommencer':
      return said(freshState(), message(say(texts, 'demander-besoin'), themeChoices(mind)))
    case 'retour': {
      const last = state.pile.at(-1)
      if (!last) return resume(mind, state, ctx, [message(say(texts, 'retour-vide'))])
      return advance(mind, forget(state, last), ctx, [message(say(texts, 'retour-fait'))])
    }
    case 'aide':
      return resume(mind, state, ctx, [message(say(texts, 'aide'), [], 'aide')])
    case 'recapitulatif': {
      const lines = recap(mind, state)
      const text =
        lines.length > 0 ? say(texts, 'recapitulatif', { liste: lines.join('\n') }) : say(texts, 'recapitulatif-vide')
      return resume(mind, state, ctx, [message(text)])
    }
    case 'humain':
      return offerPerson(mind, state, ctx)
    case 'contact':
    case 'envoyer':
      return startIntake(mind, state, state.attente.sorte === 'suite' ? [] : [deskFor(mind, state, ctx)])
    case 'continuer':
      return resume(mind, state, ctx, [])
    case 'utile':
    case 'pas-utile':
      return state.attente.sorte === 'suite' ? judged(mind, state, command) : null
    case 'autre-besoin':
      return said(
        { ...state, attente: { sorte: 'besoin' } },
        message(say(texts, 'demander-besoin'), themeChoices(mind)),
      )
    case 'corriger':
      return state.pile.length > 0 && state.attente.sorte !== 'confirmation' ? askCorrection(mind, state) : null
    case 'merci':
      return resume(mind, state, ctx, [message(say(texts, 'merci'))])
    case 'stop':
      return said(state, message(say(texts, 'au-revoir')))
    case 'non':
    case 'passer':
    case 'inconnu':
      return state.attente.sorte === 'suite' ? said(state, message(say(texts, 'merci'))) : null
    case 'resultat':
      return state.besoins.length > 0 ? results(mind, state, ctx, []) : null
    default:
      return null
  }
}
