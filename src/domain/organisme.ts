import { z } from 'zod'
import { citationSchema } from './citation.ts'
import { id, listOf, optional, text } from './content.ts'
import { zoneSchema } from './territoire.ts'

export const organismeSchema = z.strictObject({
  titre: text,
  alias: listOf(text).optional().default([]),
  /** What people say when they need it and do not know its name: searched, never shown. */
  mots: listOf(text).optional().default([]),
  type: z.enum([
    'etat',
    'operateur-etat',
    'region',
    'departement',
    'epci',
    'petr',
    'consulaire',
    'association',
    'entreprise',
    'formation',
    'recherche',
    'pole',
    'syndicat-professionnel',
    'europe',
    'autre',
  ]),
  resume: text,
  themes: listOf(id).optional().default([]),
  zone: optional(zoneSchema),
  'a-savoir': optional(text),
  roles: z.array(z.strictObject({ texte: text, source: citationSchema })).refine(l => l.length > 0),
})

/** An organisation and its role, document by document. */
export type Organisme = z.output<typeof organismeSchema> & { id: string }
