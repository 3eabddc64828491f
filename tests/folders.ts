import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'

const made: string[] = []
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true })
})

/** A folder of the test file's own, removed after its last test. */
export function someFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'relais-'))
  made.push(folder)
  return folder
}
