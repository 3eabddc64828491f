import { REFERENCE_ALPHABET } from '../domain/lead.ts'
import { tellDate } from '../domain/reasons.ts'
import { tellLead } from '../domain/telling.ts'
import { say } from '../domain/texts.ts'
import { choices, message } from './ask.ts'
import type { Mind } from './mind.ts'
import type { Request, Suivi } from './reply.ts'
import { tellDesk } from './result.ts'
import type { But, State } from './state.ts'
import { day, resume, said, type TurnContext, type TurnResult } from './steps.ts'

const REFERENCE = new RegExp(`\\bti[\\s-]*(\\d{4})[\\s-]*([${REFERENCE_ALPHABET}]{4})\\b`, 'i')
const CODE = /^\D{0,20}(\d(?:[ -]?\d){5})\D{0,10}$/
/** After so many wrong codes or references a person is offered. */
const PATIENCE = 2

type FollowUp = Request & { sorte: But }

/** The reference that a text holds, as it is kept: « ti 2026 7f3k » is `TI-2026-7F3K`. */
export function referenceIn(text: string): string | null {
  const found = REFERENCE.exec(text)
  return found ? `TI-${found[1]}-${found[2]!.toUpperCase()}` : null
}

/** What else a text says beside its reference. */
export function withoutReference(text: string): string {
  return text.replace(REFERENCE, ' ')
}

/** Somebody asks about a request that was sent: its reference is needed, then a one-time code. */
export function followUp(mind: Mind, state: State, but: But, text: string, ctx: TurnContext): TurnResult {
  const reference = referenceIn(text) ?? state.reference
  if (reference) return ask(state, { sorte: but, reference })
  const { texts } = mind.library
  const asking: State = { ...state, attente: { sorte: 'reference', but, essais: 0 } }
  return resume(mind, asking, ctx, [message(say(texts, `suivi-intro-${but}`))])
}

/** The reference was asked for. */
export function takeReference(mind: Mind, state: State, text: string, ctx: TurnContext): TurnResult {
  const { attente } = state
  if (attente.sorte !== 'reference') return resume(mind, state, ctx, [])
  const reference = referenceIn(text)
  if (reference) return ask(state, { sorte: attente.but, reference })
  if (attente.essais + 1 >= PATIENCE) return giveUp(mind, state, ctx, 'suivi-sans-reference')
  return resume(mind, { ...state, attente: { ...attente, essais: attente.essais + 1 } }, ctx, [
    message(say(mind.library.texts, 'suivi-reference-inconnue')),
  ])
}

/** The one-time code was asked for. */
export function takeCode(mind: Mind, state: State, text: string, ctx: TurnContext): TurnResult {
  const { attente } = state
  if (attente.sorte !== 'code') return resume(mind, state, ctx, [])
  const code = CODE.exec(text)?.[1]?.replace(/\D/g, '')
  if (code) return ask(state, { sorte: attente.but, reference: attente.reference, code })
  if (attente.essais + 1 >= PATIENCE) return giveUp(mind, state, ctx, 'suivi-sans-code')
  return resume(mind, { ...state, attente: { ...attente, essais: attente.essais + 1 } }, ctx, [
    message(say(mind.library.texts, 'suivi-code-forme')),
  ])
}

function ask(state: State, request: FollowUp): TurnResult {
  return { ...said(state), requests: [request] }
}

/** What the shell found out: told in words, or said to be impossible, with somebody to ask. */
export function tellFollowUp(
  mind: Mind,
  state: State,
  request: FollowUp,
  answered: unknown,
  ctx: TurnContext,
): TurnResult {
  const suivi = answered as Suivi | null
  const { texts } = mind.library
  const { reference, sorte: but } = request
  const over: State = { ...state, attente: { sorte: state.besoins.length > 0 ? 'suite' : 'besoin' } }
  switch (suivi?.sorte) {
    case 'code-envoye': {
      const asking: State = { ...state, attente: { sorte: 'code', but, reference, essais: 0 } }
      return resume(mind, asking, ctx, [message(say(texts, 'suivi-code-envoye', { reference }))])
    }
    case 'code-faux': {
      const essais = state.attente.sorte === 'code' ? state.attente.essais + 1 : 1
      if (essais >= PATIENCE) return giveUp(mind, state, ctx, 'suivi-sans-code')
      const asking: State = { ...state, attente: { sorte: 'code', but, reference, essais } }
      return resume(mind, asking, ctx, [message(say(texts, 'suivi-code-faux'))])
    }
    case 'statut': {
      const lieu = tellLead(mind.library, { ...suivi, commune: null, besoins: [] })
      const qui = lieu.epci ?? lieu.territoire ?? say(texts, 'suivi-qui')
      const depuis = tellDate(texts, suivi.depuis.slice(0, 10))
      const lines = [
        say(texts, 'suivi-statut', { reference, depuis, qui }),
        say(texts, `suivi-statut-${suivi.statut}`),
        say(texts, 'suivi-page'),
      ]
      return resume(mind, over, ctx, [message(lines.join('\n'), [], 'reponse')])
    }
    case 'donnees': {
      const liste = suivi.lignes.map(l => say(texts, 'recapitulatif-ligne', l)).join('\n')
      const erase = choices(say(texts, 'suivi-choix-effacer'))
      const told = [say(texts, 'suivi-donnees-liste', { reference, liste }), say(texts, 'suivi-page')]
      return said(over, message(told.join('\n\n'), erase, 'reponse'))
    }
    case 'efface':
      return resume(mind, withoutPerson(over), ctx, [message(say(texts, 'suivi-efface', { reference }), [], 'reponse')])
    default:
      return said(over, message(say(texts, 'suivi-indisponible')), tellDesk(mind, state, null, day(ctx)))
  }
}

/** What the conversation itself remembers of the person goes too. */
function withoutPerson(state: State): State {
  const { consentement: _, reference: __, ...rest } = state
  return { ...rest, coordonnees: {} }
}

function giveUp(mind: Mind, state: State, ctx: TurnContext, key: string): TurnResult {
  const over: State = { ...state, attente: { sorte: state.besoins.length > 0 ? 'suite' : 'besoin' } }
  return resume(mind, over, ctx, [message(say(mind.library.texts, key)), tellDesk(mind, state, null, day(ctx))])
}
