import { randomBytes, randomUUID } from 'node:crypto'
import type { Db, Trx } from './database.ts'
import { hashToken } from './recipients.ts'

const LINK_MS = 24 * 3_600_000

/** A person who may use the console. */
export interface Account {
  id: string
  nom: string
  email: string | null
  role: 'administrateur'
}

/** The people of the console and their one-time links. */
export interface Accounts {
  /** A one-time link's token for the administrator, who has no other way in yet; links given before are void. */
  link(): Promise<string>
  /** Spends a link: whose it was, or null when it is unknown, used or too old. */
  spend(token: string): Promise<Account | null>
  read(id: string): Promise<Account | null>
  /** The administrators' mailboxes: who is told of a lead that has no recipient. */
  administratorMails(): Promise<string[]>
}

/** The accounts in the database. */
export function accountsIn(db: Db, now: () => Date): Accounts {
  const administrator = async (trx: Trx): Promise<string> => {
    const known = await trx
      .selectFrom('accounts')
      .select('id')
      .where('role', '=', 'administrateur')
      .orderBy('created_at')
      .executeTakeFirst()
    if (known) return known.id
    const id = randomUUID()
    await trx
      .insertInto('accounts')
      .values({ id, nom: 'admin', email: null, role: 'administrateur', created_at: now().toISOString() })
      .execute()
    return id
  }
  const read = async (id: string) =>
    ((await db.selectFrom('accounts').select(['id', 'nom', 'email', 'role']).where('id', '=', id).executeTakeFirst()) as
      | Account
      | undefined) ?? null

  return {
    read,

    link: () =>
      db.transaction().execute(async trx => {
        const token = randomBytes(32).toString('base64url')
        // the link printed at an earlier start would otherwise stay good
        await trx.deleteFrom('sign_in_links').execute()
        const expires_at = new Date(now().getTime() + LINK_MS).toISOString()
        await trx
          .insertInto('sign_in_links')
          .values({ token_hash: hashToken(token), account: await administrator(trx), expires_at })
          .execute()
        return token
      }),

    async spend(token) {
      const spent = await db
        .deleteFrom('sign_in_links')
        .where('token_hash', '=', hashToken(token))
        .returning(['account', 'expires_at'])
        .executeTakeFirst()
      return spent && spent.expires_at > now().toISOString() ? read(spent.account) : null
    },

    async administratorMails() {
      const rows = await db
        .selectFrom('accounts')
        .select('email')
        .where('role', '=', 'administrateur')
        .where('email', 'is not', null)
        .execute()
      return rows.map(r => r.email!)
    },
  }
}
