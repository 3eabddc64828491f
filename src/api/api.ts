import type { Mind } from '../conversation/mind.ts'
import { communes } from './communes.ts'
import { openapi } from './openapi.ts'
import { orientation } from './orientation.ts'
import type { HttpRequest, Route } from './route.ts'
import { search } from './search.ts'
import { understand } from './understand.ts'

/** The public JSON interface. `mind` is asked anew for each request, so that a reload serves at once. */
export function apiRoutes(mind: () => Mind, now: () => Date): Route[] {
  const route = (
    method: Route['method'],
    path: string,
    make: (mind: Mind) => (r: HttpRequest) => ReturnType<Route['handle']>,
  ): Route => ({
    method,
    path: `/api/v1/${path}`,
    budget: 'api',
    handle: request => make(mind())(request),
  })
  return [
    route('GET', 'search', m => search(m, now)),
    route('GET', 'communes', m => communes(m)),
    route('POST', 'understand', m => understand(m, now)),
    route('POST', 'orientation', m => orientation(m, now)),
    route('GET', 'openapi.json', () => openapi),
  ]
}
