import { z } from 'zod'
import { id, listOf, text } from './content.ts'

/**
 * The words that the understanding knows, as editors write them. A word stands for its whole family (by its stem),
 * `robot*` for all that begins so, `=port` for this form only, `prix … gaz` for two words in this order with up to four
 * between them.
 */
export const lexiqueSchema = z.strictObject({
  /** By theme: words that are enough by themselves, and words that only lean that way. */
  themes: z.record(id, z.strictObject({ fort: listOf(text), faible: listOf(text).optional().default([]) })),
  /** Closed lists that mean something only with their neighbours: trades, machines, materials… */
  listes: z.record(id, listOf(text)),
  intentions: z.record(id, listOf(text)),
  /** Whole messages that are a command, a greeting or a thank-you by themselves. */
  'messages-entiers': z.record(id, listOf(text)),
  signaux: z.record(id, listOf(text)),
  /** Turns that take back what follows them: « ce n'est pas pour », « pas besoin de ». */
  negations: listOf(text),
  /** Words that say nothing in a search, and turns that show what is wanted. */
  recherche: z.strictObject({
    vides: listOf(text),
    contact: listOf(text),
    definition: listOf(text),
    questions: listOf(text),
    adresse: listOf(text),
  }),
})
export type Lexique = z.output<typeof lexiqueSchema>

/** By two-digit NAF division: what firms do, and what their people are called. */
export const metiersSchema = z.record(
  z.string().regex(/^\d{2}$/),
  z.strictObject({ activites: listOf(text), metiers: listOf(text).optional().default([]) }),
)
