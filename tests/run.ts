import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeTemplate, postgresBin, TEMPLATE } from './postgres.ts'

/*
 * `npm test`: types, lint and format, then every test that needs no outside service; with `--long` the campaigns too.
 * Ends with « N passed, N failed, N skipped » alone on a line, type check and lint counted as one test each.
 */
const long = process.argv.includes('--long')
const filters = process.argv.slice(2).filter(a => a !== '--long')
const report = mkdtempSync(join(tmpdir(), 'relais-test-'))
const counts = { passed: 0, failed: 0, skipped: 0 }

if (filters.length === 0) {
  step('node_modules/typescript/bin/tsc', ['--noEmit'])
  step('node_modules/typescript/bin/tsc', ['--noEmit', '-p', 'src/webchat/client'])
  step('node_modules/@biomejs/biome/bin/biome', ['check', '--error-on-warnings', '--diagnostic-level=warn'])
}
const json = join(report, 'report.json')
const vitest = ['run', ...filters, '--reporter=default', '--reporter=json', `--outputFile.json=${json}`]
const bin = postgresBin()
const template = bin ? await makeTemplate(bin) : null
const clusters = template ? { [TEMPLATE]: template.data } : {}
const ran = run('node_modules/vitest/vitest.mjs', vitest, { ...clusters, ...(long ? { RELAIS_LONG: '1' } : {}) })
template?.remove()
count(json, ran)
rmSync(report, { recursive: true })
console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`)
process.exitCode = counts.failed > 0 || ran !== 0 ? 1 : 0

function step(script: string, args: string[]): void {
  console.log(`> ${script.split('/').at(-1)} ${args.join(' ')}`)
  if (run(script, args) === 0) counts.passed++
  else counts.failed++
}

/** Runs a tool on this same Node; gives its exit code. */
function run(script: string, args: string[], env: Record<string, string> = {}): number {
  return (
    spawnSync(process.execPath, [script, ...args], { stdio: 'inherit', env: { ...process.env, ...env } }).status ?? 1
  )
}

/** Adds vitest's own report; a run that left none has failed. */
function count(file: string, status: number): void {
  try {
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = JSON.parse(readFileSync(file, 'utf8'))
    counts.passed += numPassedTests
    counts.failed += numFailedTests
    counts.skipped += numPendingTests + numTodoTests
    if (status !== 0 && numFailedTests === 0) counts.failed++
  } catch {
    counts.failed++
  }
}
