import { decodeJwt, decodeProtectedHeader, errors, jwtVerify } from 'jose'
import { HttpError } from '../api/route.ts'
import type { Keys } from './keys.ts'

/** Whom `/api/messages` believes. */
export interface Trust {
  issuer: string
  /** The channels that this bot speaks in; a key must be endorsed for the one that it speaks for. */
  channels: readonly string[]
  /** True for the addresses to which our own token may be sent. */
  isService(url: URL): boolean
}

/** Where the Bot Connector publishes its keys. */
export const METADATA = 'https://login.botframework.com/v1/.well-known/openidconfiguration'

/** Exact names: under trafficmanager.net anybody may register one of their own. */
const SERVICES = [
  'smba.trafficmanager.net',
  'smba.onyx.prod.teams.trafficmanager.net',
  'smba.infra.gcc.teams.microsoft.com',
]

/** The Bot Connector of the public cloud, for Teams. */
export const BOT_CONNECTOR: Trust = {
  issuer: 'https://api.botframework.com',
  channels: ['msteams'],
  isService: ({ protocol, hostname, port, username, password }) =>
    protocol === 'https:' && port === '' && username === '' && password === '' && SERVICES.includes(hostname),
}

export interface GateOptions {
  /** The bot's own id: the audience of every good token. */
  id: string
  keys: Keys
  trust?: Trust
  now?: () => number
}

/** Stands before the SDK, whose own gate believes the emulator's and other channels' tokens and fetches without bounds. */
export interface Gate {
  /** Throws 401 for a token that is no good and 403 for a good one that says too little for this activity. */
  check(authorization: string, activity: unknown): Promise<void>
}

const TOLERANCE_S = 300
const LONGEST_TOKEN = 8_192
const LONGEST_KID = 200

/** Makes the gate. Everything that can be refused without a key is refused before one is looked for. */
export function makeGate({ id, keys, trust = BOT_CONNECTOR, now = Date.now }: GateOptions): Gate {
  const refuse = (status: 401 | 403) => new HttpError(status, 'forbidden')

  /** The key's name, once the token's own words are those of a good one. */
  function glance(token: string): string {
    const { alg, kid, crit } = decodeProtectedHeader(token)
    const { iss, aud, exp, nbf } = decodeJwt(token)
    const at = now() / 1000
    const good =
      alg === 'RS256' &&
      crit === undefined &&
      iss === trust.issuer &&
      aud === id &&
      typeof exp === 'number' &&
      exp > at - TOLERANCE_S &&
      (nbf === undefined || nbf <= at + TOLERANCE_S)
    if (!good || typeof kid !== 'string' || kid.length > LONGEST_KID) throw refuse(401)
    return kid
  }

  return {
    async check(authorization, activity) {
      const token = /^Bearer (\S+)$/.exec(authorization)?.[1]
      if (!token || token.length > LONGEST_TOKEN) throw refuse(401)
      try {
        const kid = glance(token)
        const { serviceUrl, channelId } = (activity ?? {}) as { serviceUrl?: unknown; channelId?: unknown }
        const service = typeof serviceUrl === 'string' ? URL.parse(serviceUrl) : null
        // claims are weighed for refusing only: nothing is let through before the signature is
        const trusted = service !== null && trust.isService(service) && decodeJwt(token).serviceurl === serviceUrl
        if (!trusted || typeof channelId !== 'string' || !trust.channels.includes(channelId)) throw refuse(403)
        const found = await keys.find(kid)
        if (!found) throw refuse(401)
        await jwtVerify(token, found.key, {
          algorithms: ['RS256'],
          issuer: trust.issuer,
          audience: id,
          requiredClaims: ['exp'],
          clockTolerance: TOLERANCE_S,
          currentDate: new Date(now()),
        })
        if (!found.endorsements.includes(channelId)) throw refuse(403)
      } catch (error) {
        if (error instanceof HttpError) throw error
        if (error instanceof errors.JOSEError || error instanceof TypeError || error instanceof SyntaxError)
          throw refuse(401)
        throw error
      }
    },
  }
}
