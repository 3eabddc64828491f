import type { Grasp, Mind } from './mind.ts'

/** Beside a theme that is certain, another one is taken as a need of its own from this confidence. */
const ALSO = 0.5
/** A part of a sentence that tells a need by itself does so plainly. */
const PLAIN = 0.8
/** In a longer text the parts are a story, not a list of needs. */
const LIST = 160
const MOST = 3
/** So few words are a need where one theme's own word is among them and little speaks against it. */
const FEW = 10
const LIKELY = 0.6
const OFF_TOPIC = 0.8
const OTHERWISE = new Set(['question', 'abus', 'commande'])
const BETWEEN = /\s*(?:[,;+\n]|\s(?:et|puis|aussi|ainsi que|plus)\s)\s*/i

/**
 * The themes that are acted on at once: none, or the surest with those nearly as sure, and what the parts of a short list
 * say on their own (« recruter trois personnes et acheter une machine »).
 */
export function needsIn(mind: Mind, grasp: Grasp, text: string): string[] {
  const whole = grasp.sure ? grasp.themes.filter((t, i) => i === 0 || t.confidence >= ALSO).map(t => t.id) : []
  if (whole.length === 0) return brief(mind, text)
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

/** « Recruter à Chauny, on est 40 »: mostly facts, with the plain word of one theme. */
function brief(mind: Mind, text: string): string[] {
  if (text.trim().split(/\s+/).length > FEW) return []
  const { kind, scores, steps } = mind.understand(text)
  const against = steps.kinds.find(k => k.id === 'hors-sujet')?.confidence ?? 0
  const foreign = steps.kinds.find(k => k.id === 'autre-langue')?.confidence ?? 0
  if (OTHERWISE.has(kind) || against > OFF_TOPIC || foreign > 0.5 || steps.nies.length > 0) return []
  if (steps.trouves.some(f => f.marque === 'liste:vie-courante')) return []
  const own = new Set(steps.trouves.filter(f => f.marque.startsWith('fort:')).map(f => f.marque.slice(5)))
  const [first] = scores
  if (own.size === 1) return own.has(first!.id) ? [first!.id] : []
  return own.size === 0 && first!.confidence >= LIKELY ? [first!.id] : []
}
