import { createHmac } from 'node:crypto'
import { sql } from 'kysely'
import type { Db } from './database.ts'

/** How many requests a client may still make; `cle` is a keyed hash, `at` milliseconds. */
export interface RateTable {
  cle: string
  reste: number
  at: number
  refus: number
}

/** Token buckets that the instances of one PostgreSQL share. */
export interface Rates {
  /** Takes one of `perMinute` for a client; seconds to wait where none is left, 0 otherwise. */
  take(client: string, perMinute: number): Promise<number>
}

/** The buckets in the database; a client stands there as a keyed hash, since an address is personal data. */
export function ratesIn(db: Db, now: () => Date, key: Buffer): Rates {
  return {
    async take(client, perMinute) {
      const cle = createHmac('sha256', key).update(client).digest('base64url')
      const at = now().getTime()
      const perMs = perMinute / 60_000
      // one statement: two instances that take at once wait for each other on the row
      const gained = sql`greatest(0, excluded.at - rates.at) * cast(${perMs} as double precision)`
      const left = sql`least(cast(${perMinute} as double precision), rates.reste + ${gained})`
      const { rows } = await sql<{ reste: number; refus: number }>`
        insert into rates (cle, reste, at, refus) values (${cle}, ${perMinute - 1}, ${at}, 0)
        on conflict (cle) do update set
          reste = case when ${left} >= 1 then ${left} - 1 else ${left} end,
          refus = case when ${left} >= 1 then 0 else 1 end,
          at = greatest(rates.at, excluded.at)
        returning reste, refus`.execute(db)
      const { reste, refus } = rows[0]!
      return refus ? Math.ceil((1 - reste) / perMs / 1_000) : 0
    },
  }
}
