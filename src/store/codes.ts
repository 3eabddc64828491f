import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Db, Engine, Trx } from './database.ts'
import { enqueueIn } from './outbox.ts'

const LIFE_MS = 15 * 60_000
const WINDOW_MS = 24 * 3_600_000
/** So many codes a day, so many tries a code: one guess in thirty thousand a day at most. */
const MOST_SENT = 6
const MOST_TRIES = 5
const DIGITS = 6

/** The subject of the mail that carries a code. */
export const CODE = 'code'

/** The one-time code of a lead: only what it is computed from, with how often it was tried and sent. */
export interface CodeTable {
  reference: string
  sel: string
  expires_at: string
  essais: number
  /** Codes sent since `depuis`. */
  envois: number
  depuis: string
}

/** One-time codes by which somebody proves that a lead is theirs: mailed to its address, kept nowhere. */
export interface Codes {
  /** Has a code mailed to the lead's address. Gives nothing back: whether the lead exists is nobody's business. */
  request(reference: string): Promise<void>
  /** The code that stands, for the letter that carries it; null once it is spent or too old. */
  standing(reference: string): Promise<string | null>
  /** Spends a code: true once, within its fifteen minutes and five tries. */
  spend(reference: string, code: string): Promise<boolean>
}

/** The codes in the database; each is computed from a key, so that no copy of the table holds one. */
export function codesIn(db: Db, engine: Engine, now: () => Date, key: Buffer): Codes {
  const later = (ms: number) => new Date(now().getTime() + ms).toISOString()
  const codeOf = (reference: string, sel: string) => {
    const drawn = createHmac('sha256', key).update(`${reference} ${sel}`).digest().readUIntBE(0, 6)
    return String(drawn % 10 ** DIGITS).padStart(DIGITS, '0')
  }
  const rowOf = async (trx: Db | Trx, reference: string, lock: boolean) => {
    const found = trx.selectFrom('codes').selectAll().where('reference', '=', reference)
    return (lock && engine === 'postgres' ? found.forUpdate() : found).executeTakeFirst()
  }

  return {
    async request(reference) {
      await db.transaction().execute(async trx => {
        const lead = await trx
          .selectFrom('leads')
          .select('reference')
          .where('reference', '=', reference)
          .where('email', 'is not', null)
          .where('efface_le', 'is', null)
          .executeTakeFirst()
        if (!lead) return
        const known = await rowOf(trx, reference, true)
        const fresh = !known || known.depuis <= later(-WINDOW_MS)
        if (!fresh && known.envois >= MOST_SENT) return
        const sel = randomBytes(16).toString('hex')
        const row = {
          sel,
          expires_at: later(LIFE_MS),
          essais: 0,
          envois: fresh ? 1 : known.envois + 1,
          depuis: fresh ? later(0) : known.depuis,
        }
        await trx
          .insertInto('codes')
          .values({ reference, ...row })
          .onConflict(c => c.column('reference').doUpdateSet(row))
          .execute()
        await enqueueIn(trx, [{ cle: `${CODE} ${reference} ${sel}`, sujet: CODE, reference }], now())
      })
    },

    async standing(reference) {
      const row = await rowOf(db, reference, false)
      return row && row.expires_at > later(0) ? codeOf(reference, row.sel) : null
    },

    spend: (reference, code) =>
      db.transaction().execute(async trx => {
        const row = await rowOf(trx, reference, true)
        if (!row || row.expires_at <= later(0) || row.essais >= MOST_TRIES) return false
        const right = Buffer.from(codeOf(reference, row.sel))
        const given = Buffer.from(code)
        const good = given.length === right.length && timingSafeEqual(given, right)
        await trx
          .updateTable('codes')
          .set(good ? { expires_at: later(0) } : { essais: row.essais + 1 })
          .where('reference', '=', reference)
          .execute()
        return good
      }),
  }
}
