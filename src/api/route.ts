import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'

/** A request as the rest of the house sees it: checked, bounded, decoded; no Node or restify object in sight. */
export interface HttpRequest {
  method: string
  /** The path without its query, as it was asked for. */
  path: string
  /** The decoded `:name` parts of the route's path. */
  params: Readonly<Record<string, string>>
  /** The decoded query; a name given twice keeps its last value. */
  query: Readonly<Record<string, string>>
  /** Lower-case names; a header sent twice is joined with a comma. */
  headers: Readonly<Record<string, string | undefined>>
  /** The parsed JSON, an object of strings for a form, `undefined` for an empty body. */
  body: unknown
  /** The address that counts for limits: the peer's, or the one that a trusted proxy names. */
  client: string
  /** True for the machine itself: a loopback peer and no forwarded header. */
  loopback: boolean
  /** Where people reach this server, without a final slash: PUBLIC_URL, or what the request says. */
  base: string
}

/** An answer as a value; at most one of the bodies. */
export interface HttpResponse {
  status: number
  headers?: Readonly<Record<string, string>>
  json?: unknown
  html?: string
  text?: string
  /** Bytes with their media type in `headers['content-type']`. */
  bytes?: Uint8Array
}

/** The contract's error codes (`forbidden` is Direct Line's alone); each has its sentence under `http-<code>`. */
export type ErrorCode =
  | 'bad-input'
  | 'forbidden'
  | 'not-found'
  | 'method'
  | 'too-large'
  | 'media-type'
  | 'rate'
  | 'internal'

/** What a handler throws to answer with an error; `message` replaces the code's own sentence. */
export class HttpError extends Error {
  readonly status: number
  readonly code: ErrorCode
  readonly field: string | undefined
  readonly said: string | undefined
  constructor(status: number, code: ErrorCode, options: { field?: string; message?: string } = {}) {
    super(code)
    this.status = status
    this.code = code
    this.field = options.field
    this.said = options.message
  }
}

/** Which bucket a route draws from: `poll` is wide because a polling client dies for good on one refusal. */
export type Budget = 'api' | 'chat' | 'poll' | 'page' | 'none'

/** One door of the server. `path` is find-my-way's: `/things/:id`. */
export interface Route {
  method: 'GET' | 'POST' | 'OPTIONS'
  path: string
  budget: Budget
  /** Takes an HTML form (application/x-www-form-urlencoded) instead of JSON: the console's pages. */
  form?: true
  handle(request: HttpRequest): Promise<HttpResponse> | HttpResponse
}

/** A door for WebSockets: takes the socket over or refuses it by throwing HttpError. */
export interface UpgradeRoute {
  /** Tests the path of the upgrade request. */
  path: RegExp
  upgrade(request: HttpRequest, req: IncomingMessage, socket: Duplex, head: Buffer): void
}
