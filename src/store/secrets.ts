import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Database } from './database.ts'

/** A key of 32 bytes made at its first use: a file of the data folder, or a row that the instances of one PostgreSQL share. */
export async function secret({ db, engine }: Database, dataDir: string, nom: string): Promise<Buffer> {
  const drawn = randomBytes(32).toString('hex')
  if (engine === 'sqlite') return keyOf(nom, fileSecret(dataDir, nom, drawn))
  await db
    .insertInto('secrets')
    .values({ nom, valeur: drawn })
    .onConflict(c => c.column('nom').doNothing())
    .execute()
  const { valeur } = await db.selectFrom('secrets').select('valeur').where('nom', '=', nom).executeTakeFirstOrThrow()
  return keyOf(nom, valeur)
}

function fileSecret(dataDir: string, nom: string, drawn: string): string {
  const file = join(dataDir, `${nom}.key`)
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  try {
    // two processes that start together agree on the one that was written first
    writeFileSync(file, drawn, { flag: 'wx', mode: 0o600, flush: true })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  return readFileSync(file, 'utf8').trim()
}

function keyOf(nom: string, hex: string): Buffer {
  const key = Buffer.from(hex, 'hex')
  if (key.length !== 32) throw new Error(`the secret ${nom} does not hold a key; remove it to have a new one made`)
  return key
}
