import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { atTheEnd } from './endings.ts'

/** A folder of the test file's own, removed after its last test. */
export function someFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'relais-'))
  atTheEnd(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
