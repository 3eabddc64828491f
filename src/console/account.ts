import type { HttpRequest, HttpResponse, Route } from '../api/route.ts'
import { dayInFrance } from '../domain/business-days.ts'
import { mayWrite } from '../domain/scope.ts'
import { say } from '../domain/texts.ts'
import { isAway } from '../store/account-rows.ts'
import { EMAIL } from './accounts.ts'
import { field, formAt, pageAt, record, to, type Visitor } from './door.ts'
import { PASSWORD_LENGTH, passwordFault } from './invitation.ts'
import { type Console, page, tellDay } from './page.ts'
import { tellScope } from './scope-form.ts'
import { open } from './sign-in.ts'
import { matchingStep, newTotpSecret, totpUri } from './totp.ts'

const PATH = '/console/compte'
const DAY = /^\d{4}-\d{2}-\d{2}$/

/** One's own account: name and address, password, code of an authenticator, absence with who stands in. */
export function accountRoutes(console: Console): Route[] {
  const post = (name: string, handle: (request: HttpRequest, visitor: Visitor) => Promise<HttpResponse>): Route =>
    formAt(console, `${PATH}/${name}`, handle)
  return [
    pageAt(console, PATH, (r, v) => show(console, v, { dit: r.query.dit ?? '' })),
    post('identite', (r, v) => rename(console, r, v)),
    post('mot-de-passe', (r, v) => changePassword(console, r, v)),
    post('code', (r, v) => changeTotp(console, r, v)),
    post('absence', (r, v) => changeAbsence(console, r, v)),
  ]
}

async function show(console: Console, visitor: Visitor, { dit = '', refus = '' } = {}): Promise<HttpResponse> {
  const library = console.library()
  const { texts } = library
  const { account } = visitor
  const secret = newTotpSecret()
  const others = (await console.store.accounts.list()).filter(a => a.id !== account.id && a.actif && mayWrite(a))
  const key = `console-dit-${dit}`
  const data = {
    titre: say(texts, 'console-mon-compte-titre'),
    ici: 'compte',
    visitor,
    compte: account,
    role: say(texts, `console-role-${account.role}`),
    perimetre: tellScope(library, account),
    longueur: PASSWORD_LENGTH,
    secret,
    uri: totpUri(secret, say(texts, 'console-titre'), account.email ?? account.nom),
    remplacants: others.map(a => ({ id: a.id, nom: a.nom, choisi: a.id === account.absence?.remplacant })),
    absent: account.absence && {
      ...account.absence,
      dit: say(
        texts,
        isAway(account, dayInFrance(console.now())) ? 'console-absence-en-cours' : 'console-absence-prevue',
        {
          du: tellDay(account.absence.du),
          au: tellDay(account.absence.au),
          nom: others.find(a => a.id === account.absence?.remplacant)?.nom ?? '',
        },
      ),
    },
    dit: /^[a-z-]{1,30}$/.test(dit) && key in texts ? say(texts, key) : '',
    refus: refus && say(texts, refus, { n: PASSWORD_LENGTH }),
  }
  return page(console, 'account', data, refus ? 400 : 200)
}

async function rename(console: Console, request: HttpRequest, visitor: Visitor): Promise<HttpResponse> {
  const [nom, email] = [field(request, 'nom').trim().slice(0, 100), field(request, 'email').trim().slice(0, 200)]
  if (!nom || !EMAIL.test(email)) return show(console, visitor, { refus: 'console-compte-refus' })
  const done = await console.store.accounts.rename(visitor.account.id, { nom, email })
  return done ? to(`${PATH}?dit=compte`) : show(console, visitor, { refus: 'console-comptes-pris' })
}

/** The present password is asked again: a screen left open is not enough. Other sessions end. */
async function changePassword(console: Console, request: HttpRequest, visitor: Visitor): Promise<HttpResponse> {
  const { account } = visitor
  const { accounts, signInTries } = console.store
  const password = field(request, 'mot-de-passe')
  const wrong = passwordFault(password, field(request, 'encore'))
  if (wrong) return show(console, visitor, { refus: wrong })
  if (!account.email) return show(console, visitor, { refus: 'console-compte-sans-adresse' })
  if (account.motDePasse) {
    if (!(await signInTries.take(account.email))) return show(console, visitor, { refus: 'console-entrer-trop' })
    if (!(await accounts.withPassword(account.email, field(request, 'actuel').slice(0, 200))))
      return show(console, visitor, { refus: 'console-mot-de-passe-actuel' })
    await signInTries.clear(account.email)
  }
  await accounts.setPassword(account.id, password)
  return open(console, request, account, `${PATH}?dit=mot-de-passe`)
}

/** A code proves that the authenticator holds the secret, to switch it on and to switch it off. */
async function changeTotp(console: Console, request: HttpRequest, visitor: Visitor): Promise<HttpResponse> {
  const { account } = visitor
  const { accounts, signInTries } = console.store
  const off = field(request, 'faire') === 'retirer'
  const secret = field(request, 'secret')
  if (off && account.email) {
    if (!(await signInTries.take(account.email))) return show(console, visitor, { refus: 'console-entrer-trop' })
    const found = await accounts.withPassword(account.email, field(request, 'actuel').slice(0, 200))
    if (!found) return show(console, visitor, { refus: 'console-mot-de-passe-actuel' })
    await signInTries.clear(account.email)
    await accounts.setTotp(account.id, null)
  } else {
    const good = /^[A-Z2-7]{32}$/.test(secret) && matchingStep(secret, field(request, 'code'), console.now()) !== null
    if (!good || !account.motDePasse) return show(console, visitor, { refus: 'console-code-refus' })
    await accounts.setTotp(account.id, secret)
  }
  await record(console, visitor, 'double-facteur', null, off ? 'retire' : 'ajoute')
  return to(`${PATH}?dit=${off ? 'code-retire' : 'code'}`)
}

async function changeAbsence(console: Console, request: HttpRequest, visitor: Visitor): Promise<HttpResponse> {
  const { account } = visitor
  const [du, au] = [field(request, 'du'), field(request, 'au')]
  if (field(request, 'faire') === 'retirer') {
    await console.store.accounts.setAbsence(account.id, null)
    return to(`${PATH}?dit=absence-retiree`)
  }
  const other = await console.store.accounts.read(field(request, 'remplacant'))
  if (!DAY.test(du) || !DAY.test(au) || du > au || !other?.actif || other.id === account.id || !mayWrite(other))
    return show(console, visitor, { refus: 'console-absence-refus' })
  await console.store.accounts.setAbsence(account.id, { du, au, remplacant: other.id })
  await record(console, visitor, 'absence', null, other.id)
  return to(`${PATH}?dit=absence`)
}
