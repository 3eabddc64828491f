import type { Mind } from './mind.ts'
import { impersonal } from './privacy.ts'
import type { TurnResult } from './steps.ts'

/** The result, with the question that could not be answered kept for the list of gaps, without anything personal. */
export function lacuna(mind: Mind, text: string, result: TurnResult): TurnResult {
  const texte = impersonal(mind, text)
  return /\p{L}{3}/u.test(texte) ? { ...result, writes: [...result.writes, { sorte: 'lacune', texte }] } : result
}
