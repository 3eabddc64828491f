import { createHash } from 'node:crypto'
import type { Activity } from 'botbuilder'
import { HttpError, type HttpRequest, type HttpResponse, type Route } from '../api/route.ts'
import type { Activities } from './activities.ts'
import { envelope, opening } from './envelope.ts'
import type { LocalAdapter } from './local.ts'
import { Patience } from './patience.ts'
import { type Claims, drawId, TOKEN_SECONDS, type Tokens } from './tokens.ts'

export interface DirectLineOptions {
  tokens: Tokens
  activities: Activities
  adapter: LocalAdapter
  /** Sites besides our own that may use Direct Line from their own client. */
  origins: readonly string[]
  /** What a person is told who writes faster than one can read. */
  slow(seconds: number): string
}

const BASE = '/v3/directline'
const PAGE = 100
const TEXT_LIMIT = 20_000

/** The REST half of Direct Line 3.0, as `botframework-directlinejs` speaks it. */
export function directLineRoutes({ tokens, activities, adapter, origins, slow }: DirectLineOptions): Route[] {
  const patience = new Patience()

  /** A token in the header; clients without one write "Bearer undefined". */
  function bearer(request: HttpRequest): string | undefined {
    const token = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
    return token === 'undefined' || token === 'null' ? undefined : token
  }

  function claimsOf(request: HttpRequest): Claims {
    const claims = tokens.read(bearer(request) ?? '', 'chat')
    // 403 and nothing else makes clients ask for a new token
    if (!claims) throw new HttpError(403, 'forbidden')
    return claims
  }

  /** The caller's own conversation; any other does not exist for it. */
  function ownConversation(request: HttpRequest): Claims {
    const claims = claimsOf(request)
    if (request.params.id !== claims.conv) throw new HttpError(404, 'not-found')
    return claims
  }

  const fresh = () => ({ conv: drawId(), user: `user-${drawId()}` })

  function granted(request: HttpRequest, { conv, user }: Pick<Claims, 'conv' | 'user'>, watermark = ''): object {
    const stream = `${request.base.replace(/^http/, 'ws')}${BASE}/conversations/${conv}/stream`
    const streamUrl = `${stream}?watermark=${watermark}&t=${tokens.issue(conv, user, 'stream')}`
    return { conversationId: conv, token: tokens.issue(conv, user, 'chat'), expires_in: TOKEN_SECONDS, streamUrl }
  }

  function token(conv: string, user: string): object {
    return { conversationId: conv, token: tokens.issue(conv, user, 'chat'), expires_in: TOKEN_SECONDS }
  }

  async function start(request: HttpRequest): Promise<HttpResponse> {
    const claims = bearer(request) === undefined ? fresh() : claimsOf(request)
    const begun = (await activities.after(claims.conv, 0, 1)).length > 0
    // the bot greets a conversation once, however often it is opened
    await adapter.receive(opening(claims.conv, claims.user))
    return { status: begun ? 200 : 201, json: granted(request, claims) }
  }

  async function post(request: HttpRequest): Promise<HttpResponse> {
    const { conv, user } = ownConversation(request)
    const activity = readActivity(request.body)
    const id = idOf(conv, activity)
    // typing, events and what else clients say about themselves: acknowledged, not kept
    if (activity.type !== 'message') return { status: 200, json: { id } }
    const wait = request.loopback ? 0 : patience.take(conv)
    if (wait > 0) {
      const json = { code: 'rate', message: slow(wait) }
      return { status: 429, headers: { 'retry-after': String(wait) }, json }
    }
    const own = { ...activity, ...envelope(conv, user), id }
    await activities.append(conv, own)
    await adapter.receive(structuredClone(own))
    return { status: 200, json: { id } }
  }

  async function list(request: HttpRequest): Promise<HttpResponse> {
    const { conv } = ownConversation(request)
    const from = readWatermark(request.query.watermark)
    const placed = await activities.after(conv, from, PAGE)
    return {
      status: 200,
      json: { activities: placed.map(p => p.activity), watermark: String(placed.at(-1)?.position ?? from) },
    }
  }

  const door = (method: 'GET' | 'POST', path: string, budget: Route['budget'], handle: Route['handle']): Route => ({
    method,
    path: BASE + path,
    budget,
    async handle(request) {
      const headers = allowOrigin(request, origins)
      const response = await handle(request)
      return { ...response, headers: { ...headers, ...response.headers } }
    },
  })
  const preflight = (path: string): Route => ({
    method: 'OPTIONS',
    path: BASE + path,
    budget: 'page',
    handle: request => ({
      status: 204,
      headers: {
        ...allowOrigin(request, origins),
        'access-control-allow-methods': 'GET, POST',
        'access-control-allow-headers': 'authorization, content-type, x-ms-bot-agent, x-requested-with',
        'access-control-max-age': '600',
      },
    }),
  })

  const routes = [
    door('POST', '/tokens/generate', 'chat', () => {
      const { conv, user } = fresh()
      return { status: 200, json: token(conv, user) }
    }),
    door('POST', '/tokens/refresh', 'chat', request => {
      const { conv, user } = claimsOf(request)
      return { status: 200, json: token(conv, user) }
    }),
    door('POST', '/conversations', 'chat', start),
    door('GET', '/conversations/:id', 'chat', request => {
      const claims = ownConversation(request)
      return { status: 200, json: granted(request, claims, String(readWatermark(request.query.watermark))) }
    }),
    door('POST', '/conversations/:id/activities', 'chat', post),
    door('GET', '/conversations/:id/activities', 'poll', list),
    door('POST', '/conversations/:id/upload', 'chat', () => {
      throw new HttpError(415, 'media-type')
    }),
  ]
  return [...routes, ...[...new Set(routes.map(r => r.path.slice(BASE.length)))].map(preflight)]
}

/** Refuses a foreign site's page and names an allowed one to its browser. Programs send no Origin. */
export function allowOrigin(request: HttpRequest, origins: readonly string[]): Record<string, string> {
  const { origin } = request.headers
  if (origin === undefined) return {}
  // the scheme is left out: behind a proxy that is not named to us it is unknown
  if (URL.canParse(origin) && new URL(origin).host === new URL(request.base).host) return {}
  if (!origins.includes(origin)) throw new HttpError(403, 'forbidden')
  return { 'access-control-allow-origin': origin, 'access-control-expose-headers': 'retry-after', vary: 'origin' }
}

/** The position that a watermark names; none, or a strange one, is the beginning. */
export function readWatermark(watermark: string | undefined): number {
  return /^\d{1,9}$/.test(watermark ?? '') ? Number(watermark) : 0
}

/** What is kept of what a client sends: its type, its words and its own name for the message. */
function readActivity(body: unknown): Partial<Activity> & { type: string } {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw new HttpError(400, 'bad-input')
  const { type, text, channelData, attachments } = body as Record<string, unknown>
  if (typeof type !== 'string' || type.length > 50) throw new HttpError(400, 'bad-input', { field: 'type' })
  if (Array.isArray(attachments) && attachments.length > 0)
    throw new HttpError(415, 'media-type', { field: 'attachments' })
  if (type === 'message' && (typeof text !== 'string' || text.length > TEXT_LIMIT))
    throw new HttpError(400, 'bad-input', { field: 'text' })
  const own = (channelData ?? {}) as { clientActivityID?: unknown }
  const clientActivityID = typeof own.clientActivityID === 'string' ? own.clientActivityID.slice(0, 100) : undefined
  return {
    type,
    ...(typeof text === 'string' ? { text, textFormat: 'plain' } : {}),
    // without it coming back, clients show a failed send after 20 s
    ...(clientActivityID === undefined ? {} : { channelData: { clientActivityID } }),
  }
}

/** A message sent again because its answer was lost has the same id, and so is kept and answered once. */
function idOf(conversation: string, activity: Partial<Activity>): string {
  const name = activity.channelData?.clientActivityID
  return name === undefined
    ? drawId()
    : createHash('sha256').update(`${conversation}\n${name}`).digest('base64url').slice(0, 22)
}
