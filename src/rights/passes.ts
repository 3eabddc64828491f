import { createHmac, timingSafeEqual } from 'node:crypto'

/** Signed papers about one lead: who bears one need prove nothing more until it is too old. */
export interface Passes {
  /** `use` names what it opens; one paper never opens another thing. */
  sign(use: 'dossier' | 'avis', reference: string): string
  /** The reference of a good pass for this use, or null. */
  read(use: 'dossier' | 'avis', pass: string): string | null
}

const LIFE_MS = { dossier: 15 * 60_000, avis: 40 * 24 * 3_600_000 } as const

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
