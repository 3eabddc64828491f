import { z } from 'zod'
import type { Mind } from '../conversation/mind.ts'
import { HttpError, type HttpRequest, type HttpResponse } from './route.ts'
import { epciOf, epciShape, territoireOf, territoireShape } from './shapes.ts'

export const communesQuery = z.object({ q: z.string().trim().min(1).max(500) })
export const communesResponse = z.object({
  query: z.string(),
  ambiguous: z.boolean(),
  results: z.array(
    z.object({
      insee: z.string(),
      nom: z.string(),
      codesPostaux: z.array(z.string()),
      departement: z.string(),
      epci: epciShape,
      territoire: territoireShape,
      confidence: z.number(),
    }),
  ),
})

/** `GET /api/v1/communes?q=`: a name with typos, a postal or INSEE code, or a phrase that holds one; best first. */
export function communes({ library, lookup }: Mind) {
  return (request: HttpRequest): HttpResponse => {
    const parsed = communesQuery.safeParse(request.query)
    if (!parsed.success) throw new HttpError(400, 'bad-input', { field: 'q', message: parsed.error.issues[0]!.message })
    const { results, ambiguous } = lookup.find(parsed.data.q, 10)
    const json: z.output<typeof communesResponse> = {
      query: parsed.data.q,
      ambiguous,
      results: results.map(c => ({
        ...c,
        epci: epciOf(library, c.epci),
        territoire: territoireOf(library, c.territoire),
        confidence: Math.round(c.confidence * 1000) / 1000,
      })),
    }
    return { status: 200, json }
  }
}
