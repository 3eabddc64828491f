import type { Lead } from '../domain/lead.ts'
import { say } from '../domain/texts.ts'
import type { Mind } from './mind.ts'
import { tellDesk } from './result.ts'
import { freshState } from './state.ts'

/** What is said when a confirmed request could not be kept: that nothing was, and whom to reach; no reference. */
export function tellNotKept(mind: Mind, lead: Lead, today: string): string {
  const state = { ...freshState(), faits: lead.faits }
  const desk = tellDesk(mind, state, lead.besoins[0]?.theme ?? null, today)
  return `${say(mind.library.texts, 'pas-enregistre')}\n\n${desk.texte}`
}
