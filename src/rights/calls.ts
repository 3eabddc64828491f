import type { HttpResponse, Route } from '../api/route.ts'
import { say } from '../domain/texts.ts'
import { makeForms } from './page.ts'
import type { RightsOptions } from './routes.ts'

const PATH = '/ma-demande/appels'

/**
 * Where the link of each mail about a call leads: one button ends them. A mail program may press it by itself
 * (RFC 8058): it sends the pass in the address.
 */
export function callRoutes({ store, passes, library, sheet }: RightsOptions): Route[] {
  const page = (html: string, status = 200): HttpResponse => ({
    ...sheet(say(library().texts, 'droits-appels-titre'), html),
    status,
  })
  return [
    {
      method: 'GET',
      path: PATH,
      budget: 'page',
      // a mail filter that follows every link must change nothing
      handle: ({ query }) => {
        const forms = makeForms(library().texts)
        const jeton = query.jeton ?? ''
        if (!passes.read('appels', jeton)) return page(forms.note('appels-perime'), 403)
        return page(forms.form('appels-arreter', PATH, [], { jeton }))
      },
    },
    {
      method: 'POST',
      path: PATH,
      budget: 'page',
      form: true,
      handle: async ({ query, body }) => {
        const forms = makeForms(library().texts)
        const { jeton = query.jeton } = (body ?? {}) as Record<string, unknown>
        const reference = passes.read('appels', typeof jeton === 'string' ? jeton : '')
        if (!reference) return page(forms.note('appels-perime'), 403)
        await store.rights.calls(reference, null)
        return page(forms.note('appels-arrete'))
      },
    },
  ]
}
