import { z } from 'zod'
import { id, optional, partialDate, text, yesNo } from './content.ts'

/** A document that facts come from; `reference` ones are public references with an address instead of lines. */
export const documentSchema = z.strictObject({
  titre: text,
  date: partialDate,
  'date-deduite': yesNo.optional().default(false),
  periode: optional(text),
  territoire: optional(id),
  nature: z.enum(['document', 'reference']).optional().default('document'),
  url: optional(z.url()),
  'consulte-le': optional(partialDate),
})
export type Document = z.output<typeof documentSchema>

/** One citation: a document, a line of it (null for references), and the anchor that the line must hold. */
export interface Citation {
  document: string
  ligne: number | null
  repere: string | null
}

/** `document:line anchor`, as editors write it; `document` alone for a public reference. */
export const citationSchema = z.string().transform((value, ctx): Citation => {
  const match = /^([a-z0-9-]+)(?::(\d+)(?:\s+(.+))?)?$/s.exec(value.trim())
  if (!match) {
    ctx.addIssue({ code: 'custom', params: { constat: 'citation' } })
    return z.NEVER
  }
  return { document: match[1]!, ligne: match[2] ? Number(match[2]) : null, repere: match[3]?.trim() ?? null }
})

/** A citation with its document's title and date, as the API and the cards show it. */
export interface Source {
  document: string
  title: string
  date: string
  dateDeduced: boolean
  line: number | null
}

/** The citation as people see it; throws if the document is unknown, which the load has excluded. */
export function sourceOf(documents: ReadonlyMap<string, Document>, citation: Citation): Source {
  const document = documents.get(citation.document)
  if (!document) throw new Error(`unknown document ${citation.document}`)
  return {
    document: citation.document,
    title: document.titre,
    date: document.date,
    dateDeduced: document['date-deduite'],
    line: citation.ligne,
  }
}
