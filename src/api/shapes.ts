import { z } from 'zod'
import { type Citation, sourceOf } from '../domain/citation.ts'
import type { Library } from '../domain/library.ts'

/*
 * The contract's common shapes, as schemas (for OpenAPI) and as makers from what the library holds.
 */

export const themeShape = z.object({ id: z.string(), confidence: z.number() })
export const communeShape = z.object({ insee: z.string(), nom: z.string() }).nullable()
export const epciShape = z.object({ siren: z.string(), nom: z.string() }).nullable()
export const territoireShape = z.object({ id: z.string(), nom: z.string() }).nullable()
export const sourceShape = z.object({
  document: z.string(),
  title: z.string(),
  date: z.string(),
  dateDeduced: z.boolean(),
  line: z.number().nullable(),
})
export const intervalShape = z
  .object({ min: z.number().nullable(), max: z.number().nullable(), texte: z.string() })
  .nullable()
export const statusShape = z.enum(['ouvert', 'prevu', 'a-verifier', 'clos', 'sans-objet']).nullable()

/** An EPCI by its slug, as the contract shows it. */
export function epciOf(library: Library, slug: string | null): z.output<typeof epciShape> {
  const epci = slug ? library.territoires.get(library.territoireOfEpci.get(slug) ?? '')?.epci[slug] : undefined
  return epci ? { siren: epci.siren, nom: epci.nom } : null
}

export function territoireOf(library: Library, id: string | null): z.output<typeof territoireShape> {
  const territoire = id ? library.territoires.get(id) : undefined
  return id && territoire ? { id, nom: territoire.titre } : null
}

export function source(library: Library, citation: Citation): z.output<typeof sourceShape> {
  return sourceOf(library.documents, citation)
}
