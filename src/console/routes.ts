import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Route } from '../api/route.ts'
import { doorRoutes } from './door.ts'
import { leadRoute } from './lead.ts'
import { leadsRoute } from './leads.ts'
import { type Console, PAGE_HEADERS } from './page.ts'
import { recipientsRoutes } from './recipients.ts'

/** Every door of the console, for `server`. */
export function consoleRoutes(console: Console): Route[] {
  const style = readFileSync(join(import.meta.dirname, 'style.css'))
  return [
    leadsRoute(console),
    leadRoute(console),
    ...recipientsRoutes(console),
    ...doorRoutes(console),
    {
      method: 'GET',
      path: '/console/style.css',
      budget: 'page',
      handle: () => ({ status: 200, headers: { 'content-type': 'text/css; charset=utf-8' }, bytes: style }),
    },
    // people type the address without its slash
    {
      method: 'GET',
      path: '/console',
      budget: 'page',
      handle: () => ({ status: 301, headers: { ...PAGE_HEADERS, location: '/console/' } }),
    },
  ]
}
