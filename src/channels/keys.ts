import { type CryptoKey, importJWK, type JWK } from 'jose'

/** A key of the Bot Connector, with the channels that it may speak for. */
export interface SigningKey {
  key: CryptoKey | Uint8Array
  endorsements: readonly string[]
}

/** The Bot Connector's public keys by their names. */
export interface Keys {
  /** Null for a name that nobody knows, or while the keys cannot be had. */
  find(kid: string): Promise<SigningKey | null>
}

export interface KeysOptions {
  /** The address of the OpenID metadata, which names the address of the keys. */
  metadata: string
  now?: () => number
  /** Told when the keys could not be fetched. */
  fault?(error: unknown): void
}

const BODY_LIMIT = 64 * 1024
const TIMEOUT_MS = 2_000
const FRESH_MS = 24 * 3_600_000
/** Not more often than this are keys asked for again, whatever names come in and whether it went well or not. */
const PAUSE_MS = 60_000
const MOST_KEYS = 100

/** Keys fetched when needed and kept a day; forged names cost one bounded fetch a minute and no more. */
export function connectorKeys({ metadata, now = Date.now, fault = () => {} }: KeysOptions): Keys {
  let keys = new Map<string, SigningKey>()
  let fetchedAt = Number.NEGATIVE_INFINITY
  let triedAt = Number.NEGATIVE_INFINITY
  let running: Promise<void> | undefined

  async function refresh(): Promise<void> {
    triedAt = now()
    // one deadline for both addresses
    const signal = AbortSignal.timeout(TIMEOUT_MS)
    try {
      const { jwks_uri } = (await fetchJson(metadata, signal)) as { jwks_uri?: unknown }
      const address = URL.parse(String(jwks_uri))
      // metadata that send us to another house are not believed
      if (address?.origin !== new URL(metadata).origin) throw new Error('keys at another origin')
      keys = await readKeys(await fetchJson(address.href, signal))
      fetchedAt = now()
    } catch (error) {
      // what was known goes on serving
      fault(error)
    }
  }

  return {
    async find(kid) {
      const known = keys.get(kid)
      if (known && now() - fetchedAt < FRESH_MS) return known
      if (now() - triedAt >= PAUSE_MS) running ??= refresh().finally(() => (running = undefined))
      await running
      return keys.get(kid) ?? null
    },
  }
}

/** The RSA keys of a key set; what else is in it is passed over. */
async function readKeys(set: unknown): Promise<Map<string, SigningKey>> {
  const found = new Map<string, SigningKey>()
  const list = (set as { keys?: unknown }).keys
  if (!Array.isArray(list)) throw new Error('no key set')
  for (const jwk of list.slice(0, MOST_KEYS) as (JWK & { endorsements?: unknown })[]) {
    if (typeof jwk?.kid !== 'string' || jwk.kty !== 'RSA' || (jwk.use !== undefined && jwk.use !== 'sig')) continue
    const endorsements = Array.isArray(jwk.endorsements) ? jwk.endorsements.filter(e => typeof e === 'string') : []
    const key = await importJWK({ kty: 'RSA', n: jwk.n!, e: jwk.e! }, 'RS256').catch(() => null)
    if (key) found.set(jwk.kid, { key, endorsements })
  }
  return found
}

/** A JSON document of at most 64 kB, from exactly this address. */
async function fetchJson(address: string, signal: AbortSignal): Promise<unknown> {
  const response = await fetch(address, { signal, redirect: 'error', headers: { accept: 'application/json' } })
  if (!response.ok || !response.body) throw new Error(`keys: ${response.status}`)
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of response.body) {
    size += part.length
    if (size > BODY_LIMIT) throw new Error('keys: too large')
    parts.push(part)
  }
  return JSON.parse(Buffer.concat(parts).toString('utf8'))
}
