import { z } from 'zod'
import { citationSchema } from './citation.ts'
import { id, listOf, text } from './content.ts'
import { verificationFields } from './dispositif.ts'

/** The front matter of a plain answer; the body is short Markdown. */
export const ficheSchema = z.strictObject({
  titre: text,
  questions: listOf(text).optional().default([]),
  alias: listOf(text).optional().default([]),
  /** What people say when they need it and do not know its name: searched, never shown. */
  mots: listOf(text).optional().default([]),
  themes: listOf(id).optional().default([]),
  territoires: listOf(id).optional().default([]),
  sources: listOf(citationSchema).refine(l => l.length > 0),
  ...verificationFields,
})

/** One plain answer to what newcomers ask. */
export type Fiche = z.output<typeof ficheSchema> & { id: string; corps: string }
