import { createHmac, timingSafeEqual } from 'node:crypto'
import { SUMMARY_DAYS } from '../store/summaries.ts'

/** Signed papers about one lead or summary: who bears one need prove nothing more until it is too old. */
export interface Passes {
  /** `use` names what it opens; one paper never opens another thing. */
  sign(use: Use, reference: string): string
  /** The reference of a good pass for this use, or null. */
  read(use: Use, pass: string): string | null
}

const DAY_MS = 24 * 3_600_000
/** `reprise` may be used again and again: people come back to a mail. `appels` ends mails as long as leads are kept. */
const LIFE_MS = {
  dossier: 15 * 60_000,
  avis: 40 * DAY_MS,
  'rendez-vous': 200 * DAY_MS,
  reprise: SUMMARY_DAYS * DAY_MS,
  appels: 1_100 * DAY_MS,
} as const
type Use = keyof typeof LIFE_MS

/** Passes signed with a key. */
export function makePasses(key: Buffer, now: () => Date): Passes {
  const mac = (text: string) => createHmac('sha256', key).update(text).digest('base64url')
  return {
    sign(use, reference) {
      const text = `${reference}.${now().getTime() + LIFE_MS[use]}`
      return `${text}.${mac(`${use} ${text}`)}`
    },
    read(use, pass) {
      const [reference = '', until = '', signature = ''] = pass.slice(0, 200).split('.')
      const right = Buffer.from(mac(`${use} ${reference}.${until}`))
      const given = Buffer.from(signature)
      const good = given.length === right.length && timingSafeEqual(given, right)
      return good && Number(until) > now().getTime() ? reference : null
    },
  }
}
