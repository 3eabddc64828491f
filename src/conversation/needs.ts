import type { Grasp, Mind } from './mind.ts'

/** Beside a theme that is certain, another one is taken as a need of its own from this confidence. */
const ALSO = 0.5
/** A part of a sentence that tells a need by itself does so plainly. */
const PLAIN = 0.8
/** In a longer text the parts are a story, not a list of needs. */
const LIST = 160
const MOST = 3
const BETWEEN = /\s*(?:[,;+\n]|\s(?:et|puis|aussi|ainsi que|plus)\s)\s*/i

/**
 * The themes that are acted on at once: none, or the surest with those nearly as sure, and what the parts of a short list
 * say on their own (« recruter trois personnes et acheter une machine »).
 */
export function needsIn(mind: Mind, grasp: Grasp, text: string): string[] {
  const whole = grasp.sure ? grasp.themes.filter((t, i) => i === 0 || t.confidence >= ALSO).map(t => t.id) : []
  if (text.length > LIST || grasp.kind === 'question') return whole.slice(0, MOST)
  const parts = text.split(BETWEEN).filter(part => part.trim().length > 5)
  if (parts.length < 2) return whole.slice(0, MOST)
  const apart = parts.flatMap(part => {
    const { sure, themes, kind } = mind.understand(part)
    const [first] = themes
    return sure && first && first.confidence >= PLAIN && kind === 'projet' ? [first.id] : []
  })
  return [...new Set([...whole, ...apart])].slice(0, MOST)
}
