import { z } from 'zod'
import { communesQuery, communesResponse } from './communes.ts'
import { orientationRequest } from './orientation-request.ts'
import { orientationResponse } from './orientation-response.ts'
import type { HttpResponse } from './route.ts'
import { searchQuery, searchResponse } from './search.ts'
import { understandRequest, understandResponse } from './understand.ts'

const errorShape = z.object({ code: z.string(), message: z.string(), field: z.string().optional() })

const schema = (s: z.ZodType, io: 'input' | 'output') =>
  z.toJSONSchema(s, { io, target: 'draft-2020-12', unrepresentable: 'any' })
const json = (s: z.ZodType, io: 'input' | 'output') => ({ 'application/json': { schema: schema(s, io) } })
const errors = {
  '400': { description: 'A field is wrong; `field` names it.', content: json(errorShape, 'output') },
  '429': { description: 'Too many requests; see Retry-After.', content: json(errorShape, 'output') },
}

function parameters(query: z.ZodObject) {
  return Object.entries(query.shape).map(([name, field]) => ({
    name,
    in: 'query',
    required: !(field as z.ZodType).safeParse(undefined).success,
    schema: schema(field as z.ZodType, 'input'),
  }))
}

const get = (summary: string, query: z.ZodObject, response: z.ZodType) => ({
  get: {
    summary,
    parameters: parameters(query),
    responses: { '200': { description: 'Found.', content: json(response, 'output') }, ...errors },
  },
})
const post = (summary: string, body: z.ZodType, response: z.ZodType) => ({
  post: {
    summary,
    requestBody: { required: true, content: json(body, 'input') },
    responses: { '200': { description: 'Answered.', content: json(response, 'output') }, ...errors },
  },
})

/** `GET /api/v1/openapi.json`: OpenAPI 3.1, made from the schemas that validate the requests. */
export function openapi(): HttpResponse {
  return {
    status: 200,
    json: {
      openapi: '3.1.0',
      info: { title: 'Relais Industrie', version: '1', license: { name: 'MIT', identifier: 'MIT' } },
      paths: {
        '/api/v1/search': get('Records of the knowledge base for a text', searchQuery, searchResponse),
        '/api/v1/communes': get('Communes for a name, a code or a phrase', communesQuery, communesResponse),
        '/api/v1/understand': post('What a text says', understandRequest, understandResponse),
        '/api/v1/orientation': post('Dispositifs and contacts for a company', orientationRequest, orientationResponse),
      },
    },
  }
}
