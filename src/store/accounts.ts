import { randomBytes, randomUUID } from 'node:crypto'
import type { Updateable } from 'kysely'
import { fitScope, type Scope } from '../domain/scope.ts'
import { type Account, accountOf } from './account-rows.ts'
import type { Db } from './database.ts'
import { hashPassword, isPassword } from './passwords.ts'
import { hashToken } from './recipients.ts'
import type { AccountTable } from './tables.ts'

const LINK_MS = 24 * 3_600_000
const INVITATION_MS = 7 * 24 * 3_600_000

/** What a one-time link is for. */
export type LinkKind = 'entree' | 'invitation'

/** The people of the console and their one-time links. */
export interface Accounts {
  /** A one-time link's token for the first administrator; links of this kind given before are void. */
  link(): Promise<string>
  /** True while no administrator has another way in than that link. */
  needsLink(): Promise<boolean>
  /** Spends a link: whose it was, or null when it is unknown, used, too old or of somebody who may not come in. */
  spend(token: string, kind?: LinkKind): Promise<Account | null>
  /** Whose link it is, unspent. */
  peek(token: string, kind: LinkKind): Promise<Account | null>
  read(id: string): Promise<Account | null>
  list(): Promise<Account[]>
  /** Makes an account; null when the address is taken. */
  create(who: Scope & { nom: string; email: string }): Promise<Account | null>
  /** A link by which somebody chooses a (new) password; earlier ones of theirs are void. */
  invite(id: string): Promise<string>
  change(id: string, what: Scope & { nom: string; actif: boolean }): Promise<void>
  /** Sets name and address; false when the address is somebody else's. */
  rename(id: string, who: { nom: string; email: string }): Promise<boolean>
  setPassword(id: string, password: string): Promise<void>
  /** Who signs in with an address and a password, with what must still be checked; null for nobody. */
  withPassword(email: string, password: string): Promise<{ account: Account; totp: string | null } | null>
  setTotp(id: string, secret: string | null): Promise<void>
  /** Takes a code's time step; false when it, or a later one, was taken before. */
  takeStep(id: string, step: number): Promise<boolean>
  /** The account of an identity provider's subject, else the one that was made for its verified address. */
  ofProvider(subject: string, email: string | null): Promise<Account | null>
  setAbsence(id: string, absence: Account['absence']): Promise<void>
  /** The administrators' mailboxes: who is told of a lead that has no recipient. */
  administratorMails(): Promise<string[]>
}

/** The accounts in the database. */
export function accountsIn(db: Db, now: () => Date): Accounts {
  const all = () => db.selectFrom('accounts').selectAll().orderBy('created_at').orderBy('id')
  const read = async (id: string) => {
    const row = await all().where('id', '=', id).executeTakeFirst()
    return row ? accountOf(row) : null
  }
  const active = (account: Account | null) => (account?.actif ? account : null)
  const set = async (id: string, values: Updateable<AccountTable>) => {
    await db.updateTable('accounts').set(values).where('id', '=', id).execute()
  }
  const address = (email: string) => email.trim().toLowerCase()
  const owner = async (email: string) => all().where('email', '=', address(email)).executeTakeFirst()

  const insert = async (who: Scope & { nom: string; email: string | null }) => {
    const { role, territoires, epci } = fitScope(who)
    const row = {
      id: randomUUID(),
      nom: who.nom,
      email: who.email === null ? null : address(who.email),
      role,
      created_at: now().toISOString(),
      territoires: JSON.stringify(territoires),
      epci: JSON.stringify(epci),
      mot_de_passe: null,
      totp: null,
      totp_pas: 0,
      sujet: null,
      actif: 1,
      absent_du: null,
      absent_au: null,
      remplacant: null,
    }
    const added = await db
      .insertInto('accounts')
      .values(row)
      .onConflict(c => c.doNothing())
      .returning('id')
      .execute()
    return added.length > 0 ? accountOf(row) : null
  }

  const makeLink = async (account: string, sorte: LinkKind, ms: number) => {
    const token = randomBytes(32).toString('base64url')
    const expires_at = new Date(now().getTime() + ms).toISOString()
    const void_ = db.deleteFrom('sign_in_links').where('sorte', '=', sorte)
    // the link printed at an earlier start would otherwise stay good
    await (sorte === 'entree' ? void_ : void_.where('account', '=', account)).execute()
    await db
      .insertInto('sign_in_links')
      .values({ token_hash: hashToken(token), account, expires_at, sorte })
      .execute()
    return token
  }

  return {
    read,
    list: async () => (await all().execute()).map(accountOf),

    async link() {
      const known = await all().where('role', '=', 'administrateur').where('actif', '=', 1).executeTakeFirst()
      const none = { role: 'administrateur', territoires: [], epci: [] } as const
      const { id } = known ?? (await insert({ ...none, nom: 'admin', email: null }))!
      return makeLink(id, 'entree', LINK_MS)
    },

    async needsLink() {
      const able = await all()
        .where('role', '=', 'administrateur')
        .where('actif', '=', 1)
        .where(e => e.or([e('mot_de_passe', 'is not', null), e('sujet', 'is not', null)]))
        .executeTakeFirst()
      return able === undefined
    },

    async spend(token, kind = 'entree') {
      const spent = await db
        .deleteFrom('sign_in_links')
        .where('token_hash', '=', hashToken(token))
        .where('sorte', '=', kind)
        .returning(['account', 'expires_at'])
        .executeTakeFirst()
      return spent && spent.expires_at > now().toISOString() ? active(await read(spent.account)) : null
    },

    async peek(token, kind) {
      const link = await db
        .selectFrom('sign_in_links')
        .select('account')
        .where('token_hash', '=', hashToken(token))
        .where('sorte', '=', kind)
        .where('expires_at', '>', now().toISOString())
        .executeTakeFirst()
      return link ? active(await read(link.account)) : null
    },

    create: insert,
    invite: id => makeLink(id, 'invitation', INVITATION_MS),

    async change(id, what) {
      const { role, territoires, epci } = fitScope(what)
      const lists = { territoires: JSON.stringify(territoires), epci: JSON.stringify(epci) }
      await set(id, { nom: what.nom, role, ...lists, actif: what.actif ? 1 : 0 })
      // what somebody may do holds from now on, not from their next sign-in
      await db.deleteFrom('sessions').where('account', '=', id).execute()
    },

    async rename(id, { nom, email }) {
      const taken = await owner(email)
      if (taken && taken.id !== id) return false
      await set(id, { nom, email: address(email) })
      return true
    },

    async setPassword(id, password) {
      await set(id, { mot_de_passe: await hashPassword(password) })
      await db.deleteFrom('sessions').where('account', '=', id).execute()
    },

    async withPassword(email, password) {
      const row = await owner(email)
      const right = await isPassword(password, row?.mot_de_passe ?? null)
      return right && row?.actif === 1 ? { account: accountOf(row), totp: row.totp } : null
    },

    setTotp: (id, totp) => set(id, { totp, totp_pas: 0 }),

    async takeStep(id, step) {
      const taken = await db
        .updateTable('accounts')
        .set({ totp_pas: step })
        .where('id', '=', id)
        .where('totp_pas', '<', step)
        .executeTakeFirst()
      return taken.numUpdatedRows === 1n
    },

    async ofProvider(subject, email) {
      const known = await all().where('sujet', '=', subject).executeTakeFirst()
      if (known) return active(accountOf(known))
      const invited = email === null ? undefined : await owner(email)
      if (!invited || invited.sujet !== null || invited.actif !== 1) return null
      await set(invited.id, { sujet: subject })
      return accountOf(invited)
    },

    setAbsence: (id, absence) =>
      set(id, {
        absent_du: absence?.du ?? null,
        absent_au: absence?.au ?? null,
        remplacant: absence?.remplacant ?? null,
      }),

    async administratorMails() {
      const rows = await all()
        .where('role', '=', 'administrateur')
        .where('actif', '=', 1)
        .where('email', 'is not', null)
        .execute()
      return rows.map(r => r.email!)
    },
  }
}
