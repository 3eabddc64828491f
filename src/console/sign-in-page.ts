import type { HttpRequest, HttpResponse } from '../api/route.ts'
import { say } from '../domain/texts.ts'
import { type Console, page } from './page.ts'

/** The sign-in page; `retour` is the page that was asked for and opens afterwards. */
export function signIn(
  console: Console,
  {
    status = 200,
    lien = '',
    refus = '',
    retour,
  }: { status?: number; lien?: string; refus?: string; retour?: HttpRequest | string },
): HttpResponse {
  const { texts } = console.library()
  return page(
    console,
    'sign-in',
    {
      titre: say(texts, 'console-entrer-titre'),
      lien,
      refus: refus && say(texts, refus),
      retour: typeof retour === 'object' ? wayBack(retour) : safeReturn(retour ?? ''),
      fournisseur: console.oidc !== undefined,
    },
    status,
  )
}

function wayBack({ method, path, query }: HttpRequest): string {
  const asked = new URLSearchParams(query).toString()
  return method === 'GET' ? safeReturn(asked ? `${path}?${asked}` : path) : '/console/'
}

/** Only a page of the console: an address given from outside leads nowhere else. */
export function safeReturn(path: string): string {
  return /^\/console\/(?!\/)[\w/?=&.,:%+-]*$/.test(path) && !path.includes('//') ? path : '/console/'
}
