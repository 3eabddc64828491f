import { fold } from '../domain/fold.ts'
import { type Creneaux, type Slot, slotLabel, tellHour, tellSlot } from '../domain/permanence.ts'
import { say } from '../domain/texts.ts'
import { absorb } from './absorb.ts'
import { askQuestion, choices, message } from './ask.ts'
import { OFFERED, offerSlots, slotsWanted } from './ask-permanence.ts'
import { beginForm } from './form.ts'
import type { Mind } from './mind.ts'
import type { Request } from './reply.ts'
import { placeIn, tellDesk } from './result.ts'
import type { Attente, State } from './state.ts'
import { day, resume, said, type TurnContext, type TurnResult } from './steps.ts'

/** Somebody would like to come: the slots where the project is, or first where that is. */
export function askPermanence(mind: Mind, before: State, text: string, ctx: TurnContext): TurnResult {
  const { state } = absorb(mind, before, mind.grasp(text, ctx.now), text, true)
  const requests = slotsWanted(mind, state, 'choix')
  if (requests.length > 0) {
    // asked before without a place, and now with one: they are told once
    const { permanence: _, ...rest } = state
    return { ...said(rest), requests }
  }
  const question = mind.library.questions.get('commune')!
  const asking: State = {
    ...state,
    permanence: true,
    attente: { sorte: 'question', question: 'commune', essais: 0 },
  }
  return said(asking, message(say(mind.library.texts, 'permanence-ou')), {
    ...askQuestion(mind, question, 1),
    texte: [question.texte, question.aide].filter(Boolean).join('\n'),
  })
}

/** Slots that were asked for before the place was known are asked for as soon as it is; what came next can wait. */
export function withSlots(mind: Mind, result: TurnResult): TurnResult {
  const { state } = result
  if (!state.permanence || !placeIn(mind, state)) return result
  const { permanence: _, ...rest } = state
  const requests = [...result.requests, ...slotsWanted(mind, rest, 'choix')]
  return { ...result, state: rest, replies: result.replies.slice(0, -1), requests }
}

/** What the shell found: told, offered, or taken. */
export function tellSlots(
  mind: Mind,
  state: State,
  request: Request & { sorte: 'creneaux' },
  answered: unknown,
  ctx: TurnContext,
): TurnResult {
  const { texts } = mind.library
  const { libres, voulu } = (answered as Creneaux | null) ?? { libres: [], voulu: false }
  const { but } = request
  if (but === 'annonce') {
    const [next] = libres
    if (!next) return said(state)
    const text = say(texts, 'permanence-annonce', { creneau: tellSlot(mind.library.texts, next) })
    // whatever could be chosen before can be still
    const before = state.choix.map(valeur => ({ titre: valeur, valeur }))
    return said(state, message(text, [...choices(say(texts, 'permanence-prendre')), ...before]))
  }
  if (but === 'prise' && voulu && request.voulu) return book(mind, state, request.voulu)
  if (libres.length === 0) {
    const key = but === 'prise' ? 'permanence-pris-sans' : request.apres ? 'permanence-fin' : 'permanence-aucune'
    const back: State = { ...state, attente: returnOf(state) }
    return resume(mind, back, ctx, [
      message(say(texts, key)),
      ...(request.apres ? [] : [tellDesk(mind, state, state.besoins[0]?.theme ?? null, day(ctx))]),
    ])
  }
  const key = but === 'prise' ? 'permanence-pris' : 'permanence-choisir'
  const attente: Attente = { sorte: 'creneau', libres: libres.slice(0, OFFERED + 1), retour: returnOf(state) }
  return said({ ...state, attente }, offerSlots(mind, libres, say(texts, key)))
}

/** A slot is chosen, others are asked for, or none is wanted; null for anything else, which is read as if none had been offered. */
export function takeSlot(mind: Mind, state: State, text: string, ctx: TurnContext): TurnResult | null {
  const { attente } = state
  if (attente.sorte !== 'creneau') return null
  const { texts } = mind.library
  const back: State = { ...state, attente: attente.retour }
  const said_ = fold(text)
  const slot = chosenSlot(mind, attente.libres, said_)
  if (slot) return choose(mind, back, slot)
  const command = mind.commands(text)
  const last = attente.libres.slice(0, OFFERED).at(-1)
  if (said_ === fold(say(texts, 'permanence-autres')) || command === 'voir-plus')
    return { ...said(state), requests: slotsWanted(mind, state, 'choix', { apres: last?.debut ?? '' }) }
  const no = said_ === fold(say(texts, 'permanence-non')) || ['non', 'passer', 'continuer'].includes(command ?? '')
  return no ? resume(mind, back, ctx, [message(say(texts, 'permanence-plus-tard'))]) : null
}

/** The slot that a text names: its label, its place in the list, or an hour that only one of them has. */
function chosenSlot(mind: Mind, libres: readonly Slot[], text: string): Slot | undefined {
  const shown = libres.slice(0, OFFERED)
  const whole = shown.find(slot => fold(slotLabel(mind.library.texts, slot)) === text)
  if (whole) return whole
  const hour = /\b(\d{1,2})\s*h\s*(\d{2})?\b/.exec(text)
  if (!hour) return undefined
  const asked = `${Number(hour[1])} h${hour[2] && hour[2] !== '00' ? ` ${hour[2]}` : ''}`
  const fitting = shown.filter(slot => tellHour(slot.debut) === asked)
  return fitting.length === 1 ? fitting[0] : undefined
}

/** With a request that was sent the slot is taken at once; else the form is gone through first. */
function choose(mind: Mind, state: State, slot: Slot): TurnResult {
  if (state.reference) return { ...said(state), requests: slotsWanted(mind, state, 'prise', { voulu: slot }) }
  const text = say(mind.library.texts, 'permanence-avant', { creneau: slotLabel(mind.library.texts, slot) })
  return beginForm(mind, { ...state, creneau: slot }, [message(text)])
}

/** The slot is free: it is taken with the state, in one transaction; who is slower by an instant is asked again. */
function book(mind: Mind, state: State, slot: Slot): TurnResult {
  const { texts } = mind.library
  const { creneau: _, ...rest } = state
  const attente: Attente = { sorte: state.besoins.length > 0 ? 'suite' : 'besoin' }
  const key = state.coordonnees.email ? 'permanence-reserve-courriel' : 'permanence-reserve'
  const text = say(texts, key, { creneau: tellSlot(mind.library.texts, slot), reference: state.reference ?? '' })
  return {
    ...said(
      { ...rest, attente },
      message(text, choices(say(texts, 'suite-besoin'), say(texts, 'suite-diagnostic')), 'confirmation'),
    ),
    writes: [{ sorte: 'rendez-vous', reference: state.reference ?? '', creneau: slot }],
  }
}

/** Where the conversation goes on when no slot is taken. */
function returnOf({ attente }: State): Attente {
  return attente.sorte === 'creneau' ? attente.retour : attente
}
