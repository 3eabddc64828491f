import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Route } from '../api/route.ts'

const types = { css: 'text/css; charset=utf-8', js: 'text/javascript; charset=utf-8' } as const
const names = [
  'style.css',
  'tables.css',
  'leads.css',
  'narrow.css',
  'watch.css',
  'bilan.css',
  'agenda.css',
  'print.css',
  'console.js',
] as const
const files = names.map(name => ({ name, bytes: readFileSync(join(import.meta.dirname, name)) }))

/** Changes with the files: their addresses carry it, so that browsers may keep them. */
export const assetVersion = createHash('sha256')
  .update(Buffer.concat(files.map(f => f.bytes)))
  .digest('hex')
  .slice(0, 12)

/** The style sheets and the one small script: pages work without it. */
export function assetRoutes(): Route[] {
  return files.map(({ name, bytes }) => {
    const type = types[name.split('.').at(-1) as keyof typeof types]
    const headers = { 'content-type': type, 'cache-control': 'public, max-age=31536000, immutable' }
    return { method: 'GET', path: `/console/${name}`, budget: 'page', handle: () => ({ status: 200, headers, bytes }) }
  })
}
