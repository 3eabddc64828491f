import { existsSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { defineConfig } from 'vitest/config'

// these start browsers and servers, mock modules or measure themselves: each has a worker of its own, the long ones first
const alone = ['browser/**', 'crash/**', 'console-entry', '*-speed', 'scope-matrix', 'two-instances', 'load', 'companies']
const files = alone.map(name => `tests/${name}.test.ts`)
const all = {
  testTimeout: 30_000,
  hookTimeout: 60_000,
  setupFiles: ['tests/setup.ts'],
  maxWorkers: 2,
  env: { TMPDIR: process.env.TMPDIR ?? quickFolder() },
}

// Two cores: browser, PostgreSQL and servers started by tests share them with the workers.
export default defineConfig({
  test: {
    ...all,
    projects: [
      { test: { ...all, name: 'alone', include: files } },
      // what they all read, the knowledge above all, is read once for each worker
      {
        test: {
          ...all,
          name: 'together',
          isolate: false,
          include: ['tests/**/*.test.ts'],
          exclude: ['tests/clients/**', ...files],
        },
      },
    ],
  },
})

/** Where there is a disk in memory with room, databases lie there: each write waits for its disk, as in production. */
function quickFolder(): string {
  const memory = '/dev/shm'
  if (!existsSync(memory)) return tmpdir()
  const { bavail, bsize } = statfsSync(memory)
  return bavail * bsize > 2 ** 31 ? memory : tmpdir()
}
