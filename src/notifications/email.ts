import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createTransport } from 'nodemailer'
import type { Letter } from './message.ts'

/** A letter with its addresses; `id` stays the same at every try, so that a mailbox can drop a double. */
export interface Mail extends Letter {
  id: string
  to: readonly string[]
  /** Names the lead in the file's name, so that a forgotten lead's files can be found. */
  reference: string
  /** Where a mail program may end such mails for its reader with one click (RFC 8058). */
  arret?: string
  /** A calendar file to go with it. */
  calendrier?: string
}

/** Takes mails away; throws a MailFault when one was not taken. */
export type Post = (mail: Mail) => Promise<void>

/** Why a mail was not taken: a code that holds nothing of what people wrote. */
export class MailFault extends Error {}

const DEADLINE_MS = 60_000

/** Sends by a mail server. The claim in the outbox is longer than the deadline. */
export function smtpPost(url: string, from: string, deadlineMs = DEADLINE_MS): Post {
  return async mail => {
    const step = Math.min(10_000, deadlineMs)
    const transport = createTransport({
      url,
      connectionTimeout: step,
      greetingTimeout: step,
      socketTimeout: step,
      dnsTimeout: step,
    })
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_, reject) => {
      // a server that trickles would hold the connection for ever
      timer = setTimeout(() => reject(new MailFault('deadline')), deadlineMs)
    })
    try {
      await Promise.race([transport.sendMail(envelope(mail, from)), late])
    } catch (error) {
      throw faultOf(error)
    } finally {
      clearTimeout(timer)
      transport.close()
    }
  }
}

/** Keeps mails as files where there is no mail server yet; a mail written twice is one file. */
export function filePost(folder: string, from: string): Post {
  const transport = createTransport({ streamTransport: true, buffer: true, newline: 'windows' })
  return async mail => {
    const { message } = await transport.sendMail(envelope(mail, from))
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const file = join(folder, `${mail.reference}-${mail.id}.eml`)
    writeFileSync(`${file}.part`, message as Buffer, { mode: 0o600, flush: true })
    renameSync(`${file}.part`, file)
  }
}

function envelope({ id, to, sujet, texte, html, arret, calendrier }: Mail, from: string) {
  const stop = arret ? { 'list-unsubscribe': `<${arret}>`, 'list-unsubscribe-post': 'List-Unsubscribe=One-Click' } : {}
  return {
    from: structured(from),
    // addresses as objects: a text would be split at its commas
    to: to.map(address => ({ name: '', address })),
    messageId: `<${id}@${structured(from).address.split('@').at(-1)}>`,
    subject: sujet,
    text: texte,
    html,
    ...(calendrier
      ? { icalEvent: { method: methodOf(calendrier), filename: 'rendez-vous.ics', content: calendrier } }
      : {}),
    headers: { 'auto-submitted': 'auto-generated', ...stop },
    disableFileAccess: true,
    disableUrlAccess: true,
  }
}

/** What a calendar is asked to do, as the file says it. */
const methodOf = (ics: string) => /^METHOD:(\w+)/m.exec(ics)?.[1] ?? 'PUBLISH'

/** `Name <address>` or a bare address. */
function structured(from: string): { name: string; address: string } {
  const match = /^(.*)<([^<>]+)>\s*$/.exec(from)
  return match
    ? { name: match[1]!.trim().replace(/^"|"$/g, ''), address: match[2]!.trim() }
    : { name: '', address: from.trim() }
}

function faultOf(error: unknown): MailFault {
  if (error instanceof MailFault) return error
  const { code, responseCode } = error as { code?: string; responseCode?: number }
  return new MailFault([code ?? 'unknown', responseCode].filter(Boolean).join('-'))
}
