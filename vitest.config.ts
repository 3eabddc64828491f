import { defineConfig } from 'vitest/config'

// Two cores: browser, PostgreSQL and servers started by tests share them with the workers.
export default defineConfig({
  test: { include: ['tests/**/*.test.ts'], exclude: ['tests/clients/**'], testTimeout: 30_000, hookTimeout: 60_000, maxWorkers: 2 },
})
