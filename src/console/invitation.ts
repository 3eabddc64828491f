import type { HttpRequest, HttpResponse, Route } from '../api/route.ts'
import { say } from '../domain/texts.ts'
import { field, isOwn } from './door.ts'
import { type Console, page } from './page.ts'
import { open } from './sign-in.ts'
import { signIn } from './sign-in-page.ts'

/** Twelve characters: the CNIL's recommendation for a password with throttled tries, rounded up (2022-100). */
export const PASSWORD_LENGTH = 12
const PATH = '/console/invitation'

/** The page that an invitation opens: its owner chooses a password, and is in. */
export function invitationRoutes(console: Console): Route[] {
  return [
    { method: 'GET', path: PATH, budget: 'page', handle: r => choose(console, r.query.lien ?? '') },
    { method: 'POST', path: PATH, budget: 'page', form: true, handle: request => chosen(console, request) },
  ]
}

async function choose(console: Console, lien: string, refus = ''): Promise<HttpResponse> {
  const { texts } = console.library()
  const account = await console.store.accounts.peek(lien, 'invitation')
  if (!account) return signIn(console, { status: 403, refus: 'console-invitation-refusee' })
  const data = {
    titre: say(texts, 'console-invitation-titre', { nom: account.nom }),
    lien,
    refus,
    email: account.email,
    longueur: PASSWORD_LENGTH,
  }
  return page(console, 'invitation', data, refus ? 400 : 200)
}

async function chosen(console: Console, request: HttpRequest): Promise<HttpResponse> {
  const { texts } = console.library()
  if (!isOwn(request)) return signIn(console, { status: 403, refus: 'console-origine-refusee' })
  const lien = field(request, 'lien')
  const password = field(request, 'mot-de-passe')
  const wrong = passwordFault(password, field(request, 'encore'))
  if (wrong) return choose(console, lien, say(texts, wrong, { n: PASSWORD_LENGTH }))
  const account = await console.store.accounts.spend(lien, 'invitation')
  if (!account) return signIn(console, { status: 403, refus: 'console-invitation-refusee' })
  await console.store.accounts.setPassword(account.id, password)
  return open(console, request, account)
}

/** What is wrong with a password that somebody chooses, as a text's key; null for nothing. */
export function passwordFault(password: string, again: string): string | null {
  if (password.length < PASSWORD_LENGTH || password.length > 200) return 'console-mot-de-passe-court'
  if (new Set(password).size < 5) return 'console-mot-de-passe-simple'
  return password === again ? null : 'console-mot-de-passe-different'
}
