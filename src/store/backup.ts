import { chmodSync, copyFileSync, existsSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { backup, DatabaseSync } from 'node:sqlite'

/** Copies the embedded database while it is in use, and checks the copy. */
export async function backupTo(file: string, target: string): Promise<void> {
  const source = new DatabaseSync(file, { timeout: 5_000 })
  try {
    await backup(source, target)
  } finally {
    source.close()
  }
  chmodSync(target, 0o600)
  const copy = new DatabaseSync(target)
  try {
    // one file to carry away: no -wal beside it
    copy.exec('pragma journal_mode = delete')
  } finally {
    copy.close()
  }
  if (!isSound(target)) throw new Error(`the copy ${target} is damaged`)
}

/** True for an intact database of ours. */
export function isSound(file: string): boolean {
  if (!existsSync(file)) return false
  try {
    const db = new DatabaseSync(file, { readOnly: true })
    try {
      const verdict = db.prepare('pragma integrity_check').get() as { integrity_check: string }
      return verdict.integrity_check === 'ok' && db.prepare('select 1 from migrations').get() !== undefined
    } finally {
      db.close()
    }
  } catch {
    return false
  }
}

/** Puts a backup in the place of the folder's database; the present one is kept beside it under the name returned. */
export function restoreFrom(source: string, dataDir: string, now: Date): string | null {
  const file = join(dataDir, 'relais.db')
  const aside = `${file}.${now.toISOString().replaceAll(/[:.]/g, '-')}`
  const present = existsSync(file)
  copyFileSync(source, `${file}.new`)
  chmodSync(`${file}.new`, 0o600)
  // the -wal goes along: the database that is put aside, damaged or not, is only whole with it
  for (const ending of ['', '-wal', '-shm']) if (existsSync(file + ending)) renameSync(file + ending, aside + ending)
  renameSync(`${file}.new`, file)
  return present ? aside : null
}
