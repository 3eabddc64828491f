import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
const STEP_SECONDS = 30
const DIGITS = 6

/** A new shared secret, in base 32 as authenticator programs take it. */
export function newTotpSecret(): string {
  const bits = [...randomBytes(20)].map(b => b.toString(2).padStart(8, '0')).join('')
  return (bits.match(/.{5}/g) ?? []).map(five => ALPHABET[Number.parseInt(five, 2)]).join('')
}

/** The code of a time step (RFC 6238 over RFC 4226, SHA-1, six digits). */
export function totpCode(secret: string, step: number): string {
  const bits = [...secret].map(c => ALPHABET.indexOf(c).toString(2).padStart(5, '0')).join('')
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map(byte => Number.parseInt(byte, 2)))
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const hmac = createHmac('sha1', key).update(counter).digest()
  const offset = hmac.at(-1)! & 15
  const number = hmac.readUInt32BE(offset) & 0x7fffffff
  return String(number % 10 ** DIGITS).padStart(DIGITS, '0')
}

/** The time step whose code was typed, one step of clock difference allowed; null for none. */
export function matchingStep(secret: string, typed: string, now: Date): number | null {
  const code = typed.replace(/\s/g, '')
  if (!/^\d{6}$/.test(code)) return null
  const current = Math.floor(now.getTime() / 1000 / STEP_SECONDS)
  const steps = [current - 1, current, current + 1]
  return steps.find(s => timingSafeEqual(Buffer.from(totpCode(secret, s)), Buffer.from(code))) ?? null
}

/** The address that authenticator programs read from a QR code or take as a link. */
export function totpUri(secret: string, issuer: string, who: string): string {
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(who)}`
  return `otpauth://totp/${label}?secret=${secret}&issuer=${encodeURIComponent(issuer)}`
}
