import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/** How long a conversation's token holds, in seconds; clients refresh it halfway. */
export const TOKEN_SECONDS = 1_800
/** How long a stream address may be used, once. */
export const STREAM_SECONDS = 60

/** What a token says: whose conversation, who speaks, until when (seconds), and what it is good for. */
export interface Claims {
  conv: string
  user: string
  exp: number
  use: 'chat' | 'stream'
  jti: string
}

/** 128 random bits in 22 letters. */
export function drawId(): string {
  return randomBytes(16).toString('base64url')
}

/** Signs and reads the tokens of the self-hosted Direct Line: JWT with HS256, so that clients may look into them. */
export class Tokens {
  private readonly key: Buffer
  private readonly now: () => number
  /** Stream tokens already used, with their end: a leaked address opens nothing a second time. */
  private readonly used = new Map<string, number>()

  constructor(key: Buffer, now: () => number = Date.now) {
    this.key = key
    this.now = now
  }

  issue(conv: string, user: string, use: Claims['use']): string {
    const exp = Math.floor(this.now() / 1000) + (use === 'chat' ? TOKEN_SECONDS : STREAM_SECONDS)
    const claims: Claims = { conv, user, exp, use, jti: drawId() }
    const signed = `${HEADER}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}`
    return `${signed}.${this.sign(signed).toString('base64url')}`
  }

  /** The claims of a good token for this use; null for a forged, expired or foreign one. */
  read(token: string, use: Claims['use']): Claims | null {
    const [header = '', payload = '', mac = '', ...rest] = token.split('.')
    if (header !== HEADER || rest.length > 0) return null
    const given = Buffer.from(mac, 'base64url')
    const expected = this.sign(`${header}.${payload}`)
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Claims
    return claims.use === use && claims.exp * 1000 > this.now() ? claims : null
  }

  /** Like `read` for a stream token, but only the first time. */
  spend(token: string): Claims | null {
    const now = this.now()
    for (const [jti, end] of this.used) if (end <= now) this.used.delete(jti)
    const claims = this.read(token, 'stream')
    if (!claims || this.used.has(claims.jti)) return null
    this.used.set(claims.jti, claims.exp * 1000)
    return claims
  }

  private sign(text: string): Buffer {
    return createHmac('sha256', this.key).update(text).digest()
  }
}

const HEADER = Buffer.from('{"alg":"HS256","typ":"JWT"}').toString('base64url')
