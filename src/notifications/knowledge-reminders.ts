import { dayInFrance } from '../domain/business-days.ts'
import type { Library } from '../domain/library.ts'
import { tellDate } from '../domain/reasons.ts'
import { say } from '../domain/texts.ts'
import { type Aging, agingOf, mayVerify } from '../domain/verification.ts'
import type { Account } from '../store/account-rows.ts'
import type { Message } from '../store/outbox.ts'
import type { Store } from '../store/store.ts'
import { htmlOf, type Letter } from './message.ts'

/** So many records are named in a letter; the page has them all. */
const MOST_NAMED = 20

/** What somebody is to look at again, and where to write to them. */
interface Task {
  account: Account
  records: Aging[]
}

type Accounts = Pick<Store, 'accounts'>

/**
 * Who is to look at what today, computed from the state alone: windows that end within thirty days and verifications
 * of six months go to the chefs de projet whose territory they serve, what no one of them serves to administrators.
 */
export async function tasksOf({ accounts }: Accounts, library: Library, now: Date): Promise<Task[]> {
  const due = agingOf(library, dayInFrance(now)).filter(r => r.etat === 'fin' || r.etat === 'age')
  if (due.length === 0) return []
  const people = (await accounts.list()).filter(a => a.actif && a.email)
  const chefs = people.filter(a => a.role === 'chef-de-projet')
  const served = (account: Account) => due.filter(r => mayVerify(library, account, r.sorte, r.id))
  const tasks = chefs.map(account => ({ account, records: served(account) }))
  const orphans = due.filter(r => !tasks.some(t => t.records.includes(r)))
  const administrators = people.filter(a => a.role === 'administrateur')
  return [...tasks, ...administrators.map(account => ({ account, records: orphans }))].filter(t => t.records.length > 0)
}

/** One message to each who has something new to look at; nobody is told twice of the same thing. */
export async function remindOfKnowledge(
  store: Accounts & Pick<Store, 'overlay'>,
  library: Library,
  now: Date,
): Promise<void> {
  for (const { account, records } of await tasksOf(store, library, now))
    await store.overlay.remindOnce(
      account.id,
      records.map(r => [r.sorte, r.id, r.etat, r.date].join(' ')),
    )
}

/** The letter of a message and its address; null where nothing is left to look at. */
export async function knowledgeLetter(
  store: Accounts,
  library: Library,
  { cle }: Pick<Message, 'cle'>,
  base: string,
  now: Date,
): Promise<(Letter & { to: string[] }) | null> {
  const [, id] = cle.split(' ')
  const task = (await tasksOf(store, library, now)).find(t => t.account.id === id)
  if (!task?.account.email) return null
  const { texts } = library
  const n = task.records.length
  const lien = `${base}/console/verifier`
  const liste = task.records
    .slice(0, MOST_NAMED)
    .map(r => say(texts, `mail-verifier-${r.etat}`, { titre: r.titre, date: tellDate(texts, r.date) }))
    .join('\n')
  const sujet = say(texts, 'mail-verifier-sujet', { n })
  const texte = say(texts, 'mail-verifier-texte', { n, liste, lien })
  return { sujet, texte, html: htmlOf(sujet, texte, [lien]), to: [task.account.email] }
}
