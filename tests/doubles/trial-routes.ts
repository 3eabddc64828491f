import type { Route } from '../../src/api/route.ts'

/** Routes that give back what they were asked, count against a limit, and break in every way. */
export const trialRoutes: Route[] = [
  {
    method: 'POST',
    path: '/echo/:name',
    budget: 'api',
    handle: ({ body, params, query }) => ({ status: 200, json: { body, params, query } }),
  },
  {
    method: 'GET',
    path: '/api/v1/limited',
    budget: 'api',
    handle: ({ client, loopback, base }) => ({ status: 200, json: { client, loopback, base } }),
  },
  {
    method: 'GET',
    path: '/throws',
    budget: 'none',
    handle() {
      throw new Error('secret detail')
    },
  },
  { method: 'GET', path: '/rejects', budget: 'none', handle: () => Promise.reject(new Error('secret detail')) },
  { method: 'GET', path: '/throws-nothing', budget: 'none', handle: () => Promise.reject(undefined) },
]
