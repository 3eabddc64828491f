import type { HttpRequest, HttpResponse, Route } from '../api/route.ts'
import type { Account } from '../store/account-rows.ts'
import { cookie, field, formAt, isOwn, readCookie, record, to } from './door.ts'
import type { Console } from './page.ts'
import { safeReturn, signIn } from './sign-in-page.ts'
import { matchingStep } from './totp.ts'

/** The routes by which one comes in and goes out. */
export function signInRoutes(console: Console): Route[] {
  return [
    {
      method: 'GET',
      path: '/console/entrer',
      budget: 'page',
      // only the button spends the link: mail scanners and previews open every address
      handle: request => signIn(console, { lien: request.query.lien ?? '' }),
    },
    { method: 'POST', path: '/console/entrer', budget: 'page', form: true, handle: request => enter(console, request) },
    formAt(console, '/console/sortir', async (request, { session }) => {
      await console.store.sessions.end(session)
      return to('/console/', cookie(request, '', 0))
    }),
  ]
}

/** One answer for every way in which it fails: nobody learns which part was wrong. */
async function enter(console: Console, request: HttpRequest): Promise<HttpResponse> {
  if (!isOwn(request)) return signIn(console, { status: 403, refus: 'console-origine-refusee' })
  const lien = field(request, 'lien')
  if (lien) {
    const account = await console.store.accounts.spend(lien, 'entree')
    return account ? open(console, request, account) : signIn(console, { status: 403, refus: 'console-entrer-refuse' })
  }
  const email = field(request, 'email').slice(0, 200)
  const retour = safeReturn(field(request, 'retour'))
  if (!(await console.store.signInTries.take(email)))
    return signIn(console, { status: 429, refus: 'console-entrer-trop', retour })
  const account = await whoIs(console, email, field(request, 'mot-de-passe').slice(0, 200), field(request, 'code'))
  if (!account) return signIn(console, { status: 403, refus: 'console-entrer-faux', retour })
  await console.store.signInTries.clear(email)
  return open(console, request, account, retour)
}

async function whoIs({ store, now }: Console, email: string, password: string, code: string): Promise<Account | null> {
  const found = await store.accounts.withPassword(email, password)
  if (!found?.totp) return found?.account ?? null
  const step = matchingStep(found.totp, code, now())
  return step !== null && (await store.accounts.takeStep(found.account.id, step)) ? found.account : null
}

/** A new session whatever cookie the browser had: a session given by somebody else is never taken over. */
export async function open(
  console: Console,
  request: HttpRequest,
  account: Account,
  retour = '/console/',
): Promise<HttpResponse> {
  const before = readCookie(request)
  if (before) await console.store.sessions.end(before)
  const token = await console.store.sessions.begin(account.id)
  await record(console, { account }, 'connexion')
  return to(retour, cookie(request, token))
}
