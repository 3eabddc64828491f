import { z } from 'zod'
import type { Hit, Mind } from '../conversation/mind.ts'
import { recordOf } from '../conversation/views.ts'
import { HttpError, type HttpRequest, type HttpResponse } from './route.ts'
import { source, sourceShape, statusShape } from './shapes.ts'

export const KINDS = [
  'dispositif',
  'organisme',
  'contact',
  'action',
  'territoire',
  'entreprise',
  'fiche',
  'extrait',
] as const
const list = z.string().transform(s =>
  s
    .split(',')
    .map(x => x.trim())
    .filter(Boolean),
)

export const searchQuery = z.object({
  q: z.string().trim().min(1).max(500),
  limit: z.coerce.number().int().min(1).max(50).optional().default(10),
  kind: list.pipe(z.array(z.enum(KINDS))).optional(),
  theme: list.optional(),
  territoire: list.optional(),
  date: z
    .string()
    .regex(/^\d{4}(-\d{2}(-\d{2})?)?$/)
    .optional(),
})
export const searchResponse = z.object({
  query: z.string(),
  tookMs: z.number(),
  results: z.array(
    z.object({
      id: z.string(),
      kind: z.enum(KINDS),
      title: z.string(),
      summary: z.string(),
      aliases: z.array(z.string()),
      score: z.number(),
      status: statusShape,
      statusText: z.string().nullable(),
      themes: z.array(z.string()),
      territoires: z.array(z.string()),
      source: sourceShape,
      url: z.string().nullable(),
    }),
  ),
})

/** `GET /api/v1/search`: records for any text, best first; operators in the text are plain text. */
export function search(mind: Mind, now: () => Date) {
  return (request: HttpRequest): HttpResponse => {
    const parsed = searchQuery.safeParse(request.query)
    if (!parsed.success) {
      const issue = parsed.error.issues[0]!
      throw new HttpError(400, 'bad-input', { field: String(issue.path[0]), message: issue.message })
    }
    const { q, limit, kind, theme, territoire, date } = parsed.data
    const { library } = mind
    if (theme?.some(t => !library.themes.has(t))) throw new HttpError(400, 'bad-input', { field: 'theme' })
    if (territoire?.some(t => !library.territoires.has(t)))
      throw new HttpError(400, 'bad-input', { field: 'territoire' })
    const today = date ? `${date}-01-01`.slice(0, 10) : now().toISOString().slice(0, 10)
    const start = performance.now()
    const options = {
      limit,
      ...(kind ? { kinds: kind as Hit['kind'][] } : {}),
      ...(theme ? { themes: theme } : {}),
      ...(territoire ? { territoires: territoire } : {}),
    }
    const results = mind.search(q, options).flatMap(hit => {
      const record = recordOf(library, hit, today)
      return record
        ? [
            {
              id: hit.id,
              kind: hit.kind,
              score: Math.round(hit.score * 1000) / 1000,
              url: null,
              ...record,
              source: source(library, record.citation),
            },
          ]
        : []
    })
    const json: z.output<typeof searchResponse> = {
      query: q,
      tookMs: Math.round((performance.now() - start) * 100) / 100,
      results: results.map(({ citation: _, ...r }) => r),
    }
    return { status: 200, json }
  }
}
