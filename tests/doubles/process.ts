import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The real server as a process of its own, on a free port, with an empty embedded database. */
export async function startProcess(env: Record<string, string> = {}) {
  const data = mkdtempSync(join(tmpdir(), 'relais-webchat-'))
  const child = spawn(process.execPath, ['src/main.ts'], {
    env: { ...process.env, PORT: '0', DATA_DIR: data, LOG_LEVEL: 'error', NODE_ENV: 'test', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let printed = ''
  const base = await new Promise<string>((resolve, reject) => {
    child.once('exit', code => reject(new Error(`the server ended with ${code}`)))
    child.stdout.on('data', chunk => {
      printed += String(chunk)
      const found = /http:\/\/\S+?:\d+(?=\/\s)/.exec(printed)
      if (found) resolve(found[0].replace('localhost', '127.0.0.1'))
    })
  })
  return {
    base,
    data,
    /** All that the server has printed so far. */
    printed: () => printed,
    async stop() {
      const ended = new Promise(resolve => child.once('exit', resolve))
      child.kill('SIGTERM')
      const forced = setTimeout(() => child.kill('SIGKILL'), 12_000)
      await ended
      clearTimeout(forced)
      rmSync(data, { recursive: true, force: true })
    },
  }
}
