import type { IncomingMessage } from 'node:http'
import { BlockList, isIP, isIPv4, isIPv6 } from 'node:net'
import { type Budget, HttpError, type HttpRequest } from './api/route.ts'

/** Bounds of the gate: what does not fit is refused before any route sees it. */
export const BODY_LIMIT = 64 * 1024
const URL_LIMIT = 8 * 1024
/** How many requests a client may make a minute, by budget. */
export const PER_MINUTE: Record<Exclude<Budget, 'none'>, number> = { api: 120, chat: 120, poll: 1_200, page: 300 }
const CLIENTS_KEPT = 10_000

/** What the gate must know of the configuration. */
export interface GateOptions {
  trustProxy: readonly string[]
  publicUrl: string | undefined
  rateLimits: boolean
}

/** Addresses and networks (`10.0.0.0/8`) as a set that can be asked. */
export function addressSet(entries: readonly string[]): BlockList {
  const list = new BlockList()
  for (const entry of entries) {
    const [address = '', bits] = entry.split('/')
    const family = isIPv6(address) ? 'ipv6' : 'ipv4'
    if (bits === undefined) list.addAddress(address, family)
    else list.addSubnet(address, Number(bits), family)
  }
  return list
}

const loopbacks = addressSet(['127.0.0.0/8', '::1'])
const holds = (list: BlockList, address: string) =>
  isIP(address) > 0 && list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4')
const plain = (address: string) => address.trim().replace(/^::ffff:(?=\d+\.)/, '')

/** Makes the reader of a request's line and headers; it throws HttpError on what no client of good faith sends. */
export function makeGate(options: GateOptions) {
  const proxies = addressSet(options.trustProxy)

  /** The peer, or the nearest address that no trusted proxy has; a forged left end counts for nothing. */
  function clientOf(peer: string, forwarded: string | undefined): string {
    if (!holds(proxies, peer) || !forwarded) return peer
    const hops = forwarded.split(',').map(plain).reverse()
    const outside = hops.find(hop => !holds(proxies, hop))
    return outside && isIP(outside) ? outside : peer
  }

  return function enter(req: IncomingMessage): HttpRequest {
    const url = readUrl(req.url ?? '')
    const headers = headersOf(req)
    const peer = plain(req.socket.remoteAddress ?? '')
    const direct =
      !headers.forwarded && !Object.keys(headers).some(name => name.startsWith('x-forwarded-') || name === 'x-real-ip')
    const encoding = headers['content-encoding']
    if (encoding !== undefined && encoding !== 'identity') throw new HttpError(415, 'media-type')
    const client = clientOf(peer, headers['x-forwarded-for'])
    return {
      method: req.method ?? '',
      path: url.pathname,
      params: {},
      query: Object.fromEntries(url.searchParams),
      headers,
      body: undefined,
      client: isIPv4(client) ? client : networkOf(client),
      loopback: direct && holds(loopbacks, peer),
      base: options.publicUrl ?? baseOf(headers, holds(proxies, peer)),
    }
  }
}

function readUrl(target: string): URL {
  if (!target.startsWith('/') || target.startsWith('//') || target.length > URL_LIMIT)
    throw new HttpError(400, 'bad-input')
  try {
    // the router and static readers decode once more and die on what does not decode
    const decoded = decodeURIComponent(target.split('?', 1)[0]!)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
    if (/[\u0000-\u001f\u007f\\]/.test(decoded)) throw new HttpError(400, 'bad-input')
    return new URL(target, 'http://localhost')
  } catch {
    throw new HttpError(400, 'bad-input')
  }
}

function headersOf(req: IncomingMessage): Record<string, string | undefined> {
  const entries = Object.entries(req.headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(', ') : value,
  ])
  return Object.fromEntries(entries)
}

/** One household or company has a whole /64. */
function networkOf(address: string): string {
  if (!isIPv6(address)) return address
  const [head = '', tail] = address.split('%')[0]!.split('::')
  const left = head ? head.split(':') : []
  const right = tail === undefined ? [] : tail.split(':').filter(Boolean)
  const middle = tail === undefined ? [] : Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0')
  return [...left, ...middle, ...right].slice(0, 4).join(':') + '::/64'
}

function baseOf(headers: HttpRequest['headers'], proxied: boolean): string {
  const scheme = proxied && headers['x-forwarded-proto'] === 'https' ? 'https' : 'http'
  const host = (proxied && headers['x-forwarded-host']) || headers.host || 'localhost'
  if (!/^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:\d{1,5})?$/i.test(host)) throw new HttpError(400, 'bad-input')
  return `${scheme}://${host}`
}

/** Reads a bounded body to its end; a longer one is refused, and the caller closes the connection. */
export async function readBody(req: IncomingMessage, headers: HttpRequest['headers'], form: boolean): Promise<unknown> {
  if (Number(headers['content-length'] ?? 0) > BODY_LIMIT) throw new HttpError(413, 'too-large')
  const chunks: Buffer[] = []
  let size = 0
  // leaving the loop must not destroy the request: the refusal is still to be written on its socket
  for await (const chunk of req.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > BODY_LIMIT) throw new HttpError(413, 'too-large')
    chunks.push(chunk)
  }
  if (size === 0) return undefined
  const [type = '', ...parameters] = (headers['content-type'] ?? '')
    .toLowerCase()
    .split(';')
    .map(part => part.trim())
  const charset = parameters.find(p => p.startsWith('charset='))
  if (charset && !/^charset="?utf-?8"?$/.test(charset)) throw new HttpError(415, 'media-type')
  if (type !== (form ? 'application/x-www-form-urlencoded' : 'application/json')) throw new HttpError(415, 'media-type')
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks))
    return form ? Object.fromEntries(new URLSearchParams(text)) : JSON.parse(text)
  } catch {
    throw new HttpError(400, 'bad-input')
  }
}

/** Token buckets, one per client and budget: so many requests a minute, all of them at once if need be. */
export class Buckets {
  private readonly kept = new Map<string, { left: number; at: number }>()

  /** Takes one; the number of seconds to wait where none is left, 0 otherwise. */
  take(client: string, budget: Exclude<Budget, 'none'>, now: number): number {
    const size = PER_MINUTE[budget]
    const key = `${budget} ${client}`
    const bucket = this.kept.get(key) ?? { left: size, at: now }
    const left = Math.min(size, bucket.left + ((now - bucket.at) / 60_000) * size)
    this.kept.delete(key)
    this.kept.set(key, { left: left >= 1 ? left - 1 : left, at: now })
    // the least recently seen goes first: a full map must not become a leak
    if (this.kept.size > CLIENTS_KEPT) this.kept.delete(this.kept.keys().next().value!)
    return left >= 1 ? 0 : Math.ceil(((1 - left) * 60) / size)
  }
}
