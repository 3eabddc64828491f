import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

const derive = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt)
/** 32 MiB and about a tenth of a second: RFC 7914's N = 2^15, r = 8, p = 1. */
const COST = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 2 ** 20 }
const BYTES = 32

/** What is kept of a password. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16)
  const key = await derive(password.normalize('NFC'), salt, BYTES, COST)
  return `scrypt$${salt.toString('base64url')}$${key.toString('base64url')}`
}

/** True if it is the password; without a hash it takes as long and is false: nobody learns which accounts exist. */
export async function isPassword(password: string, hash: string | null): Promise<boolean> {
  const [, salt = '', kept = ''] = (hash ?? '').split('$')
  const key = await derive(password.normalize('NFC'), Buffer.from(salt, 'base64url'), BYTES, COST)
  const expected = Buffer.from(kept, 'base64url')
  return expected.length === BYTES && timingSafeEqual(key, expected)
}
