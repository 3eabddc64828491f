import { createHmac } from 'node:crypto'
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'

const FILE = 'tombstones.txt'
const MAILS = 'mails'

/** Which leads were erased, as keyed hashes in a file apart from the database: a restored backup erases them again. */
export interface Tombstones {
  /** Notes an erasure, on the disk before anything is erased. */
  add(reference: string): void
  /** Those of the references that were erased. */
  among(references: readonly string[]): string[]
}

/** The tombstones of a data folder. */
export function tombstonesIn(dataDir: string, key: Buffer): Tombstones {
  const file = join(dataDir, FILE)
  const hash = (reference: string) => createHmac('sha256', key).update(reference).digest('hex')
  const read = () => (existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [])
  return {
    add(reference) {
      if (read().includes(hash(reference))) return
      mkdirSync(dataDir, { recursive: true, mode: 0o700 })
      appendFileSync(file, `${hash(reference)}\n`, { mode: 0o600, flush: true })
    },
    among(references) {
      const known = new Set(read())
      return known.size > 0 ? references.filter(reference => known.has(hash(reference))) : []
    },
  }
}

/** Removes the mails about a lead that were kept as files for want of a mail server. */
export function removeMails(dataDir: string, reference: string): void {
  const folder = join(dataDir, MAILS)
  if (!existsSync(folder)) return
  for (const name of readdirSync(folder)) if (name.startsWith(`${reference}-`)) rmSync(join(folder, name))
}
