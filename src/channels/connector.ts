import type { Activity } from 'botbuilder'
import { makePace, type Pace } from './pace.ts'

/** A message that the channel did not take: a code that holds nothing of what people wrote. */
export class SendFault extends Error {
  /** How long the channel asked us to wait, when it did. */
  readonly afterMs: number | undefined
  /** True where a later try may go better. */
  readonly passing: boolean
  constructor(code: string, passing: boolean, afterMs?: number) {
    super(code)
    this.passing = passing
    this.afterMs = afterMs
  }
}

export interface ConnectorOptions {
  /** The bot's token for the channel; none for tools on this machine. */
  token(): Promise<string | undefined>
  /** No address besides these is ever called. */
  isService(url: URL): boolean
  pace?: Pace
  random?: () => number
  /** How long one try may take. */
  timeoutMs?: number
  /** How long all tries of one message may take: beyond, the caller keeps it for later. */
  budgetMs?: number
}

/** The Bot Connector's sending half. */
export interface Connector {
  send(service: string, activity: Partial<Activity>): Promise<{ id: string }>
  update(service: string, activity: Partial<Activity>): Promise<{ id: string }>
}

/** What Teams asks to try again: the messages of a conversation that is being made, its own limits and bad moments. */
const AGAIN = new Set([408, 412, 429, 500, 502, 503, 504])
const FIRST_MS = 400
const CAP_MS = 8_000
const TRIES = 6
const BODY_LIMIT = 64 * 1024

/** Sends to the Bot Connector: paced, bounded in time, and again after what passes. */
export function makeConnector(options: ConnectorOptions): Connector {
  const { token, isService, pace = makePace(), random = Math.random, timeoutMs = 10_000, budgetMs = 25_000 } = options

  async function deliver(method: 'POST' | 'PUT', service: string, activity: Partial<Activity>) {
    const url = addressOf(service, activity, method)
    if (!isService(url)) throw new SendFault('service', false)
    const body = JSON.stringify(activity)
    const end = Date.now() + budgetMs
    for (let n = 0; ; n++) {
      if (activity.type !== 'typing') await pace.turn(activity.conversation!.id)
      try {
        return await once(method, url, body)
      } catch (error) {
        const fault = error instanceof SendFault ? error : new SendFault('internal', false)
        const ms = Math.max(fault.afterMs ?? 0, backoff(n, random()))
        const last = n + 1 >= TRIES || Date.now() + ms > end || activity.type === 'typing'
        if (!fault.passing || last) throw fault
        await new Promise(done => setTimeout(done, ms))
      }
    }
  }

  async function once(method: string, url: URL, body: string): Promise<{ id: string }> {
    const signal = AbortSignal.timeout(timeoutMs)
    const headers: Record<string, string> = { 'content-type': 'application/json', accept: 'application/json' }
    const bearer = await within(token(), signal)
    if (bearer) headers.authorization = `Bearer ${bearer}`
    let response: Response
    let text: string
    try {
      response = await fetch(url, { method, headers, body, signal, redirect: 'error' })
      text = await bounded(response)
    } catch (error) {
      throw new SendFault((error as Error).name === 'TimeoutError' ? 'timeout' : 'network', true)
    }
    if (!response.ok) throw new SendFault(`${response.status}`, AGAIN.has(response.status), retryAfter(response))
    return { id: idIn(text) }
  }

  return {
    send: (service, activity) => deliver('POST', service, activity),
    update: (service, activity) => deliver('PUT', service, activity),
  }
}

/** How long to wait after a failed try: doubling, half of it drawn so that many do not come back together. */
export function backoff(tries: number, random: number): number {
  const full = Math.min(CAP_MS, FIRST_MS * 2 ** tries)
  return Math.round(full / 2 + (full / 2) * random)
}

/** `Retry-After` in milliseconds, from seconds or a date; at most an hour. */
export function retryAfter(response: Pick<Response, 'headers'>, now = Date.now()): number | undefined {
  const said = response.headers.get('retry-after')
  if (said === null) return undefined
  const ms = /^\d+$/.test(said.trim()) ? Number(said) * 1000 : Date.parse(said) - now
  return Number.isNaN(ms) ? undefined : Math.min(3_600_000, Math.max(0, ms))
}

function addressOf(service: string, activity: Partial<Activity>, method: string): URL {
  const conversation = encodeURIComponent(activity.conversation?.id ?? '')
  const about = method === 'PUT' ? activity.id : activity.replyToId
  const tail = about ? `/${encodeURIComponent(about)}` : ''
  const url = URL.parse(`${service.replace(/\/+$/, '')}/v3/conversations/${conversation}/activities${tail}`)
  if (!url) throw new SendFault('service', false)
  return url
}

async function within<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const late = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(new SendFault('token', true)), { once: true })
  })
  return Promise.race([promise.catch(() => Promise.reject(new SendFault('token', true))), late])
}

async function bounded(response: Response): Promise<string> {
  let text = ''
  for await (const part of response.body ?? []) {
    text += Buffer.from(part).toString('utf8')
    if (text.length > BODY_LIMIT) return ''
  }
  return text
}

function idIn(text: string): string {
  try {
    const { id } = JSON.parse(text) as { id?: unknown }
    return typeof id === 'string' ? id : ''
  } catch {
    return ''
  }
}
