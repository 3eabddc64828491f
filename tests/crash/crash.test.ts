import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, expect, test } from 'vitest'
import { openStore } from '../../src/store/store.ts'

const POINTS = [
  'state',
  'answered',
  'lead',
  'outbox',
  'before-commit',
  'after-commit',
  'before-reply',
  'after-reply',
  'after-sent',
  'before-mail',
  'after-mail',
]
/** Every point three times and from outside where it counts; once each on a desk, where nobody waits for the proof. */
const KILLS = process.env.RELAIS_LONG ? 200 : process.env.CI ? 33 : 12
const LANES = 2
const folders = Array.from({ length: LANES }, () => mkdtempSync(join(tmpdir(), 'relais-crash-')))
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true })
})

interface Death {
  signal: string | null
  shown: string[]
  errors: string
}

/** One life of the child: it kills itself at a point, or is killed from outside once it has shown so many references. */
function live(
  folder: string,
  point: string,
  nth: number,
  seed: number,
  killAfter = Number.POSITIVE_INFINITY,
): Promise<Death> {
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, 'child.ts'), folder, point, String(nth), String(seed)],
    { env: { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'relais-crash-cache') } },
  )
  let out = ''
  let errors = ''
  child.stdout.on('data', chunk => {
    out += chunk
    if (out.split('\n').length > killAfter) child.kill('SIGKILL')
  })
  child.stderr.on('data', chunk => {
    errors += chunk
  })
  return new Promise(resolve => {
    child.on('close', (_, signal) =>
      resolve({ signal, errors, shown: [...out.matchAll(/^shown (\S+)$/gm)].map(m => m[1]!) }),
    )
  })
}

test(`${KILLS} kills: every reference shown is kept, with its messages, once`, { timeout: KILLS * 3_000 }, async () => {
  const lanes = folders.map(async (folder, lane) => {
    const shown: string[] = []
    for (let kill = lane; kill < KILLS; kill += LANES) {
      const point = POINTS[kill % POINTS.length]!
      const fromOutside = kill >= POINTS.length && kill % 3 === 0
      // half of the lives begin where the one before them ended
      const seed = Math.floor(kill / (2 * LANES))
      const death = fromOutside
        ? await live(folder, 'none', 1, seed, 3 + (kill % 7))
        : await live(folder, point, 1 + (kill % 8), seed)
      expect(death, `${point} ${death.errors}`).toMatchObject({ signal: 'SIGKILL' })
      shown.push(...death.shown)
    }
    await verify(folder, shown)
    return shown.length
  })
  const counts = await Promise.all(lanes)
  console.log(`${KILLS} kills, ${counts.reduce((a, b) => a + b)} references shown, none lost`)
})

async function verify(folder: string, shown: string[]): Promise<void> {
  const store = await openStore({ dataDir: folder, role: 'server' })
  const kept = await store.leads.list({}, { offset: 0, limit: 100_000 })
  await store.close()
  const references = new Set(kept.map(lead => lead.reference))
  expect(shown.filter(reference => !references.has(reference))).toEqual([])
  // the message names the conversation: two leads of one would be a double
  expect(new Set(kept.map(lead => lead.message)).size).toBe(kept.length)

  const db = new DatabaseSync(join(folder, 'relais.db'), { readOnly: true })
  const all = (text: string) => db.prepare(text).all() as Record<string, string>[]
  expect(all('pragma integrity_check')).toEqual([{ integrity_check: 'ok' }])
  expect(all('pragma foreign_key_check')).toEqual([])
  const rows = all('select id, reference, sujet, etat from outbox where reference is not null')
  db.close()
  expect(rows).toHaveLength(2 * kept.length)
  const mails = new Set(readdirSync(join(folder, 'mails')))
  for (const { id, reference, etat } of rows)
    if (etat === 'fait') expect(mails.has(`${reference}-${id}.eml`)).toBe(true)
}
