import { z } from 'zod'
import { citationSchema } from './citation.ts'
import { id, listOf, number, optional, text } from './content.ts'

export const entrepriseSchema = z.strictObject({
  titre: text,
  alias: listOf(text).optional().default([]),
  /** What people say when they need it and do not know its name: searched, never shown. */
  mots: listOf(text).optional().default([]),
  activite: optional(text),
  naf: listOf(z.string().regex(/^\d{2}$/))
    .optional()
    .default([]),
  effectif: optional(number),
  epci: listOf(id).optional().default([]),
  commune: optional(text),
  territoire: optional(id),
  resume: optional(text),
  'a-savoir': optional(text),
  sources: listOf(citationSchema).refine(l => l.length > 0),
})

/** A company that the documents name. */
export type Entreprise = z.output<typeof entrepriseSchema> & { id: string }
