import { type Slot, slotLabel, tellSlot } from '../domain/permanence.ts'
import { say } from '../domain/texts.ts'
import { choices, message } from './ask.ts'
import type { Mind } from './mind.ts'
import type { Reply, Request } from './reply.ts'
import { placeIn } from './result.ts'
import type { State } from './state.ts'

/** How many slots are offered at a time; one more is asked for, to know whether there are others. */
export const OFFERED = 4

/** Asks the shell for the free slots where the project is; nothing where no place is known. */
export function slotsWanted(
  mind: Mind,
  state: State,
  but: 'annonce' | 'choix' | 'prise',
  more: { apres?: string; voulu?: Slot } = {},
): Request[] {
  const place = placeIn(mind, state)
  if (!place || (but === 'annonce' && !place.territoire)) return []
  return [{ sorte: 'creneaux', but, territoire: place.territoire, epci: place.epci, ...more }]
}

/** Once a request is gone: the slot that was chosen is taken, else the next permanence is told. */
export function slotsAfterSending(mind: Mind, state: State, voulu: Slot | undefined): Request[] {
  return voulu ? slotsWanted(mind, state, 'prise', { voulu }) : slotsWanted(mind, state, 'annonce')
}

/** Slots to choose from, each with its place; `avant` says why they are told. */
export function offerSlots(mind: Mind, libres: readonly Slot[], avant: string): Reply {
  const { texts } = mind.library
  const shown = libres.slice(0, OFFERED)
  const lines = shown.map((slot, i) => say(texts, 'permanence-ligne', { n: i + 1, creneau: tellSlot(texts, slot) }))
  const others = libres.length > OFFERED ? [say(texts, 'permanence-autres')] : []
  return message(
    [avant, ...lines].join('\n'),
    choices(...shown.map(slot => slotLabel(texts, slot)), ...others, say(texts, 'permanence-non')),
    'question',
  )
}
