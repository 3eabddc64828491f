import type { IncomingMessage, Server as NodeServer, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Logger } from 'pino'
import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client'
import restify from 'restify'
import { HttpError, type HttpRequest, type HttpResponse, type Route, type UpgradeRoute } from './api/route.ts'
import { BODY_LIMIT, Buckets, type GateOptions, makeGate, PER_MINUTE, readBody } from './gate.ts'

/** Why the server may serve, or why not. */
export type Readiness =
  | { ready: true; knowledge: { version: string; records: number }; database: 'sqlite' | 'postgres' }
  | { ready: false; reason: string }

export interface ServerOptions extends GateOptions {
  routes: readonly Route[]
  upgrades: readonly UpgradeRoute[]
  /** The sentence for an error code, from the texts: people read it. */
  sentence(code: string): string
  ready(): Promise<Readiness>
  metricsToken: string | undefined
  /** Rate limits shared with other instances, besides this one's own; seconds to wait, 0 for none. */
  sharedRates?: ((client: string, perMinute: number) => Promise<number>) | undefined
  log: Logger
}

export interface RunningServer {
  port: number
  /** Counters and gauges of the other parts are registered here. */
  metrics: Registry
  /** Stops listening, lets answers end, cuts what is left after ten seconds. */
  close(): Promise<void>
}

const HEADERS: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  'cache-control': 'no-store',
}
const GRACE_MS = 10_000

type Req = restify.Request & IncomingMessage
type Res = restify.Response & ServerResponse

/** Starts the server: the only place that knows restify, and the only way in. */
export async function startServer(options: ServerOptions, port: number, host: string): Promise<RunningServer> {
  const { log } = options
  const enter = makeGate(options)
  const buckets = new Buckets()
  const entered = new WeakMap<IncomingMessage, HttpRequest>()
  const metrics = new Registry()
  const seconds = watch(metrics)
  const server = restify.createServer({ name: '', log: log as never })
  const node = server.server as NodeServer
  let closing = false

  // a callback handler, not an async one: only next(false) ends the chain after an answer
  server.pre((req, res, next) => {
    try {
      entered.set(req, enter(req))
      next()
    } catch (error) {
      refuse(req as Req, res as Res, error)
      next(false)
    }
  })
  for (const route of [...options.routes, ...ownRoutes(options, metrics)]) mount(route)
  // what the router refuses (404, 405) comes here; sendRaw keeps restify from answering a second time
  server.on('restifyError', (req: Req, res: Res, error: { statusCode?: number }, done: () => void) => {
    const status = error.statusCode
    const own = status === 404 ? new HttpError(404, 'not-found') : status === 405 ? new HttpError(405, 'method') : error
    if (!res.headersSent) refuse(req, res, own)
    done()
  })
  server.on('after', (req: Req, res: Res, route: { path?: string } | undefined) => {
    const path = route?.path ?? 'none'
    const took = (Date.now() - req.time()) / 1000
    seconds.observe({ method: req.method ?? '', path, status: res.statusCode }, took)
    // the route's pattern, never the address itself: tokens and searches stand in it
    log.debug({ method: req.method, path, status: res.statusCode, seconds: took }, 'answered')
  })
  node.on('upgrade', upgrade)
  node.headersTimeout = 10_000
  node.requestTimeout = 20_000
  node.keepAliveTimeout = 65_000
  node.maxHeadersCount = 100

  function mount(route: Route): void {
    async function handler(req: restify.Request, res: restify.Response): Promise<void> {
      try {
        await answer(route, req as Req, res as Res)
      } catch (error) {
        refuse(req as Req, res as Res, error)
      }
    }
    const method = { GET: 'get', POST: 'post', OPTIONS: 'opts' } as const
    server[method[route.method]](route.path, handler)
    if (route.method === 'GET') server.head(route.path, handler)
  }

  async function answer(route: Route, req: Req, res: Res): Promise<void> {
    const request: HttpRequest = { ...entered.get(req)!, params: req.params as Record<string, string> }
    await draw(route, request, res)
    const body = req.method === 'POST' ? await readBody(req, request.headers, route.form === true) : undefined
    send(request, res, await route.handle({ ...request, body }))
  }

  async function draw({ budget }: Route, { client, loopback }: HttpRequest, res: Res): Promise<void> {
    if (!options.rateLimits || loopback || budget === 'none') return
    // what this instance refuses by itself costs the database nothing; without the database its own word holds
    const shared = () => options.sharedRates?.(`${budget} ${client}`, PER_MINUTE[budget]).catch(() => 0) ?? 0
    const wait = buckets.take(client, budget, Date.now()) || (await shared())
    if (wait === 0) return
    res.setHeader('retry-after', String(wait))
    throw new HttpError(429, 'rate')
  }

  function send(request: Pick<HttpRequest, 'method' | 'path'>, res: Res, response: HttpResponse): void {
    const [type, body] = bodyOf(response)
    const open = request.method === 'GET' && request.path.startsWith('/api/v1/')
    for (const [name, value] of Object.entries(HEADERS)) res.setHeader(name, value)
    // a connection that would be kept alive would keep the process alive too
    if (closing) res.setHeader('connection', 'close')
    if (open) res.setHeader('access-control-allow-origin', '*')
    if (type) res.setHeader('content-type', type)
    if (body !== '') res.setHeader('content-length', Buffer.byteLength(body))
    for (const [name, value] of Object.entries(response.headers ?? {})) res.setHeader(name, value)
    res.sendRaw(response.status, body)
  }

  function refuse(req: Req, res: Res, error: unknown): void {
    const known = error instanceof HttpError ? error : new HttpError(500, 'internal')
    if (known.status === 500) log.error({ err: shortly(error), method: req.method }, 'a handler failed')
    if (res.headersSent) return void res.destroy()
    if (known.status === 413) drain(req)
    const { code, field, said } = known
    const json = { code, message: said ?? options.sentence(code), ...(field === undefined ? {} : { field }) }
    const path = req.url?.split('?', 1)[0] ?? ''
    send({ method: req.method ?? '', path }, res, { status: known.status, json })
  }

  function upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy())
    try {
      const request = enter(req)
      const route = options.upgrades.find(u => u.path.test(request.path))
      if (!route) throw new HttpError(404, 'not-found')
      route.upgrade(request, req, socket, head)
    } catch (error) {
      const status = error instanceof HttpError ? error.status : 500
      if (status === 500) log.error({ err: shortly(error) }, 'an upgrade failed')
      socket.end(`HTTP/1.1 ${status} Refused\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`)
    }
  }

  async function close(): Promise<void> {
    closing = true
    const closed = new Promise<void>(resolve => node.close(() => resolve()))
    const cut = setTimeout(() => node.closeAllConnections(), GRACE_MS)
    await closed
    clearTimeout(cut)
  }

  await new Promise<void>((resolve, reject) => {
    // restify hands the listener's errors on as its own, and one that nobody hears ends the process
    server.on('error', reject)
    node.listen(port, host, resolve)
  })
  return { port: (node.address() as AddressInfo).port, metrics, close }
}

function bodyOf(response: HttpResponse): [type: string | undefined, body: string | Buffer] {
  if (response.json !== undefined) return ['application/json; charset=utf-8', JSON.stringify(response.json)]
  if (response.html !== undefined) return ['text/html; charset=utf-8', response.html]
  if (response.text !== undefined) return ['text/plain; charset=utf-8', response.text]
  return [undefined, response.bytes ? Buffer.from(response.bytes) : '']
}

/** A refused body is let through to nowhere, so that the refusal can be read, but not without end. */
function drain(req: IncomingMessage): void {
  let size = 0
  req.on('data', (chunk: Buffer) => {
    size += chunk.length
    if (size > 32 * BODY_LIMIT) req.destroy()
  })
}

/** An error without what people wrote: connectors put whole requests into theirs. */
function shortly(error: unknown): { name: string; message: string; stack: string | undefined } {
  const { name, message, stack } = error instanceof Error ? error : new Error('not an error')
  return {
    name,
    message: message.slice(0, 200),
    stack: stack
      ?.split('\n')
      .filter(line => line.startsWith('    at '))
      .slice(0, 8)
      .join('\n'),
  }
}

function watch(register: Registry): Histogram<'method' | 'path' | 'status'> {
  collectDefaultMetrics({ register })
  const starts = new Counter({ name: 'relais_starts_total', help: 'Starts of the process.', registers: [register] })
  starts.inc()
  const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5]
  const labelNames = ['method', 'path', 'status'] as const
  return new Histogram({
    name: 'relais_http_seconds',
    help: 'Time to answer.',
    labelNames,
    buckets,
    registers: [register],
  })
}

/** Health for monitoring. */
function ownRoutes(options: ServerOptions, metrics: Registry): Route[] {
  return [
    { method: 'GET', path: '/healthz', budget: 'none', handle: () => ({ status: 200, json: { status: 'ok' } }) },
    {
      method: 'GET',
      path: '/readyz',
      budget: 'none',
      async handle() {
        const state = await options.ready()
        if (!state.ready) return { status: 503, json: { status: 'unavailable', reason: state.reason } }
        return { status: 200, json: { status: 'ready', knowledge: state.knowledge, database: state.database } }
      },
    },
    {
      method: 'GET',
      path: '/metrics',
      budget: 'none',
      async handle(request) {
        const allowed = options.metricsToken && request.headers.authorization === `Bearer ${options.metricsToken}`
        if (!allowed && !request.loopback) throw new HttpError(404, 'not-found')
        return { status: 200, headers: { 'content-type': metrics.contentType }, text: await metrics.metrics() }
      },
    },
  ]
}
