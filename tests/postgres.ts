import { execFile, execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'

const run = promisify(execFile)
const ROOT = '/usr/lib/postgresql'

/** A PostgreSQL of our own: nothing outside its temporary folder is touched. */
export interface Cluster {
  /** Makes a database; its address. */
  database(name: string): Promise<string>
  /** Stops at once, as a power cut would. */
  stop(): Promise<void>
  start(): Promise<void>
  /** Stops and removes everything. */
  remove(): Promise<void>
}

/** The folder of the PostgreSQL programs, or undefined; its absence fails where CI=true. */
export function postgresBin(): string | undefined {
  const versions = existsSync(ROOT) ? readdirSync(ROOT).sort((a, b) => Number(b) - Number(a)) : []
  const bin = versions.map(v => join(ROOT, v, 'bin')).find(b => existsSync(join(b, 'initdb')))
  if (!bin && process.env.CI === 'true') throw new Error(`no PostgreSQL in ${ROOT}, and CI=true`)
  if (!bin) console.log(`skipped: no PostgreSQL in ${ROOT}`)
  return bin
}

/** Names an empty cluster that the others are copied from: making one takes 1.7 s, a copy 0.1 s. */
export const TEMPLATE = 'RELAIS_TEST_PG_TEMPLATE'

/** Makes an empty cluster to copy from, for all the test files of a run; its folder, and how to remove it. */
export async function makeTemplate(bin: string): Promise<{ data: string; remove(): void }> {
  const { folder, owner } = ownFolder()
  const data = join(folder, 'data')
  await initCluster(bin, data, { ...owner, cwd: folder })
  return { data, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

/** A folder of the user that PostgreSQL runs as: its programs refuse to run as root, there they run as postgres. */
function ownFolder(): { folder: string; owner: { uid?: number; gid?: number } } {
  const root = process.getuid?.() === 0
  const folder = mkdtempSync('/tmp/relais-pg-')
  if (root) execFileSync('chown', ['postgres', folder])
  return { folder, owner: root ? { uid: idOf('-u'), gid: idOf('-g') } : {} }
}

async function initCluster(bin: string, data: string, options: object): Promise<void> {
  const settings = ['-U', 'relais', '--auth=trust', '-E', 'UTF8', '--locale=C', '--no-sync']
  await run(join(bin, 'initdb'), ['-D', data, ...settings], options)
}

/** Makes a throw-away cluster on a free port. */
export async function makeCluster(bin: string): Promise<Cluster> {
  const { folder, owner } = ownFolder()
  const options = { ...owner, cwd: folder }
  const template = process.env[TEMPLATE]
  if (template) await run('cp', ['-a', template, join(folder, 'data')])
  else await initCluster(bin, join(folder, 'data'), options)
  const port = await freePort()
  let server: ReturnType<typeof spawn> | undefined

  async function start(): Promise<void> {
    const settings = [
      '-c',
      'listen_addresses=127.0.0.1',
      '-c',
      `unix_socket_directories=${folder}`,
      '-c',
      'max_connections=60',
      // the tests end processes, not machines: what was written outlives them in the system's memory
      '-c',
      'fsync=off',
      '-c',
      'full_page_writes=off',
    ]
    server = spawn(join(bin, 'postgres'), ['-D', join(folder, 'data'), '-p', String(port), ...settings], {
      ...options,
      stdio: 'ignore',
    })
    while (!(await answers(url('postgres')))) {
      if (server.exitCode !== null) throw new Error('the PostgreSQL of the tests does not start')
    }
  }
  async function stop(): Promise<void> {
    if (!server || server.exitCode !== null) return
    const ended = new Promise(resolve => server!.once('exit', resolve))
    server.kill('SIGQUIT')
    await ended
  }
  const url = (name: string) => `postgres://relais@127.0.0.1:${port}/${name}`
  await start()
  return {
    start,
    stop,
    async database(name) {
      const client = new pg.Client(url('postgres'))
      await client.connect()
      await client.query(`create database "${name}"`)
      await client.end()
      return url(name)
    },
    async remove() {
      await stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function idOf(flag: '-u' | '-g'): number {
  return Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }))
}

async function answers(address: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: address, connectionTimeoutMillis: 1_000 })
  client.on('error', () => {})
  try {
    await client.connect()
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => {})
  }
}

function freePort(): Promise<number> {
  return new Promise(resolve => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number }
      probe.close(() => resolve(port))
    })
  })
}
