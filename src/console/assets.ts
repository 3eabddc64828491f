import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Route } from '../api/route.ts'

const files = {
  'style.css': 'text/css; charset=utf-8',
  'tables.css': 'text/css; charset=utf-8',
  'leads.css': 'text/css; charset=utf-8',
  'narrow.css': 'text/css; charset=utf-8',
  'print.css': 'text/css; charset=utf-8',
  'console.js': 'text/javascript; charset=utf-8',
} as const

/** The style sheets and the one small script: pages work without it. */
export function assetRoutes(): Route[] {
  return Object.entries(files).map(([name, type]) => {
    const bytes = readFileSync(join(import.meta.dirname, name))
    return {
      method: 'GET',
      path: `/console/${name}`,
      budget: 'page',
      handle: () => ({ status: 200, headers: { 'content-type': type }, bytes }),
    }
  })
}
