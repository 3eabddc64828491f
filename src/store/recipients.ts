import { createHash, createHmac, randomUUID } from 'node:crypto'
import type { Db } from './database.ts'
import { enqueueIn } from './outbox.ts'

/** A mailbox for an EPCI (all its themes or one) or a whole territory; exactly one of the two is set. */
export interface Recipient {
  id: string
  territoire: string | null
  epci: string | null
  theme: string | null
  email: string
  confirmedAt: string | null
}

/** What decides who is told of a lead. */
export interface Destination {
  territoire: string | null
  epci: string | null
  themes: readonly string[]
}

/** The mailboxes to which leads may be sent: given by an administrator, confirmed by their owner. */
export interface Recipients {
  /** Adds a mailbox and the mail that asks it to confirm; the token goes into that mail's link. */
  add(place: Pick<Recipient, 'territoire' | 'epci' | 'theme' | 'email'>): Promise<{ id: string; token: string }>
  confirm(token: string): Promise<Recipient | null>
  /** The token of a mailbox, for its confirmation link: computed from a key, kept nowhere. */
  tokenOf(id: string): string
  remove(id: string): Promise<void>
  list(): Promise<Recipient[]>
  /** The EPCI's mailbox for a theme, else the EPCI's, else the territory's, else none. */
  route(destination: Destination): Promise<string[]>
}

/** Hash of a token that is not kept itself. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

/** The nearest confirmed mailboxes for a lead. */
export function nearest(recipients: readonly Recipient[], { territoire, epci, themes }: Destination): string[] {
  const confirmed = recipients.filter(r => r.confirmedAt !== null)
  const steps = [
    confirmed.filter(r => epci !== null && r.epci === epci && r.theme !== null && themes.includes(r.theme)),
    confirmed.filter(r => epci !== null && r.epci === epci && r.theme === null),
    confirmed.filter(r => territoire !== null && r.territoire === territoire),
  ]
  return [...new Set(steps.find(step => step.length > 0)?.map(r => r.email))]
}

/** The EPCI of a territory that no confirmed mailbox serves whatever the theme; none where the territory has one itself. */
export function unserved(recipients: readonly Recipient[], territoire: string, epci: readonly string[]): string[] {
  const confirmed = recipients.filter(r => r.confirmedAt !== null)
  if (confirmed.some(r => r.territoire === territoire)) return []
  return epci.filter(id => !confirmed.some(r => r.epci === id && r.theme === null))
}

/** The subject of the mail that asks a mailbox to confirm; its key ends with the mailbox's id. */
export const CONFIRMATION = 'confirmation'

const columns = ['id', 'territoire', 'epci', 'theme', 'email', 'confirmed_at as confirmedAt'] as const

/** The mailboxes in the database. */
export function recipientsIn(db: Db, now: () => Date, key: Buffer): Recipients {
  const tokenOf = (id: string) => createHmac('sha256', key).update(id).digest('base64url')
  const keyOf = (id: string) => `${CONFIRMATION} ${id}`
  const list = () => db.selectFrom('recipients').select(columns).orderBy('created_at').orderBy('id').execute()
  return {
    async add({ territoire, epci, theme, email }) {
      const id = randomUUID()
      const token = tokenOf(id)
      const row = {
        id,
        territoire,
        epci,
        theme,
        email,
        token_hash: hashToken(token),
        confirmed_at: null,
        created_at: now().toISOString(),
      }
      await db.transaction().execute(async trx => {
        await trx.insertInto('recipients').values(row).execute()
        await enqueueIn(trx, [{ cle: keyOf(id), sujet: CONFIRMATION, reference: null }], now())
      })
      return { id, token }
    },

    async confirm(token) {
      const confirmed = await db
        .updateTable('recipients')
        .set(e => ({ confirmed_at: e.fn.coalesce('confirmed_at', e.val(now().toISOString())) }))
        .where('token_hash', '=', hashToken(token))
        .returning(columns)
        .executeTakeFirst()
      if (!confirmed) return null
      await db.updateTable('outbox').set({ etat: 'fait' }).where('cle', '=', keyOf(confirmed.id)).execute()
      // leads that nobody could receive may now be sent
      await db
        .updateTable('outbox')
        .set({ etat: 'attente', due_at: now().toISOString() })
        .where('etat', '=', 'retenu')
        .execute()
      return confirmed
    },

    async remove(id) {
      await db.deleteFrom('recipients').where('id', '=', id).execute()
    },

    list,
    tokenOf,
    route: async destination => nearest(await list(), destination),
  }
}
