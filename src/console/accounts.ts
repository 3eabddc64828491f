import { HttpError, type HttpRequest, type HttpResponse, type Route } from '../api/route.ts'
import { fitScope, type Role, roles, type Scope } from '../domain/scope.ts'
import { say } from '../domain/texts.ts'
import { checked, field, formAt, pageAt, record, to, type Visitor } from './door.ts'
import { type Console, page } from './page.ts'
import { scopeForm, tellScope } from './scope-form.ts'

const PATH = '/console/comptes'
/** A plain check: what counts is whether the owner can be reached. */
export const EMAIL = /^[^\s@<>,;"]{1,64}@[^\s@<>,;"]+\.[^\s@<>,;"]{2,}$/
const rule = { roles: ['administrateur'] } as const

/** The people of the console: invited, given a scope, kept out, by an administrator. */
export function accountsRoutes(console: Console): Route[] {
  return [
    pageAt(console, PATH, (_, v) => list(console, v), rule),
    formAt(console, PATH, (r, v) => create(console, r, v), rule),
    pageAt(console, `${PATH}/:id`, async (r, v) => one(console, v, await theirs(console, r)), rule),
    formAt(console, `${PATH}/:id`, (r, v) => change(console, r, v), rule),
    formAt(
      console,
      `${PATH}/:id/inviter`,
      async (r, v) => {
        const account = await theirs(console, r)
        await record(console, v, 'invitation', null, account.id)
        return one(console, v, account, { lien: await invitation(console, r, account.id) })
      },
      rule,
    ),
  ]
}

async function list(
  console: Console,
  visitor: Visitor,
  { refus = '', valeurs = {} as Record<string, string> } = {},
): Promise<HttpResponse> {
  const library = console.library()
  const { texts } = library
  const comptes = (await console.store.accounts.list()).map(a => ({
    id: a.id,
    nom: a.nom,
    email: a.email ?? '',
    role: say(texts, `console-role-${a.role}`),
    perimetre: tellScope(library, a),
    etat: say(
      texts,
      !a.actif ? 'console-compte-ferme' : a.motDePasse ? 'console-compte-ouvert' : 'console-compte-invite',
    ),
  }))
  const data = {
    titre: say(texts, 'console-comptes-titre'),
    ici: 'comptes',
    visitor,
    comptes,
    refus,
    valeurs,
    ...scopeForm(library, { role: 'referent', territoires: [], epci: [] }),
  }
  return page(console, 'accounts', data, refus ? 400 : 200)
}

async function create(console: Console, request: HttpRequest, visitor: Visitor): Promise<HttpResponse> {
  const { texts } = console.library()
  const [nom, email] = [field(request, 'nom').trim().slice(0, 100), field(request, 'email').trim().slice(0, 200)]
  const scope = readScope(console, request)
  if (!nom || !EMAIL.test(email) || !scope)
    return list(console, visitor, { refus: say(texts, 'console-comptes-refus'), valeurs: { nom, email } })
  const account = await console.store.accounts.create({ ...scope, nom, email })
  if (!account) return list(console, visitor, { refus: say(texts, 'console-comptes-pris'), valeurs: { nom, email } })
  await record(console, visitor, 'compte', null, account.id)
  return one(console, visitor, account, { lien: await invitation(console, request, account.id) })
}

async function theirs({ store }: Console, request: HttpRequest) {
  const account = await store.accounts.read(request.params.id ?? '')
  if (!account) throw new HttpError(404, 'not-found')
  return account
}

async function invitation({ store }: Console, { base }: HttpRequest, id: string): Promise<string> {
  return `${base}/console/invitation?lien=${await store.accounts.invite(id)}`
}

function one(
  console: Console,
  visitor: Visitor,
  account: Awaited<ReturnType<typeof theirs>>,
  { lien = '', refus = '', dit = '' } = {},
): HttpResponse {
  const library = console.library()
  const { texts } = library
  const data = {
    titre: say(texts, 'console-compte-titre', { nom: account.nom }),
    ici: 'comptes',
    visitor,
    compte: account,
    lien,
    refus,
    dit,
    ...scopeForm(library, account),
  }
  return page(console, 'account-settings', data, refus ? 400 : 200)
}

async function change(console: Console, request: HttpRequest, visitor: Visitor): Promise<HttpResponse> {
  const { texts } = console.library()
  const account = await theirs(console, request)
  const nom = field(request, 'nom').trim().slice(0, 100)
  const actif = field(request, 'actif') === 'oui'
  const scope = readScope(console, request)
  if (!nom || !scope) return one(console, visitor, account, { refus: say(texts, 'console-comptes-refus') })
  const others = (await console.store.accounts.list()).filter(a => a.id !== account.id)
  const last = !others.some(a => a.actif && a.role === 'administrateur')
  if (last && !(actif && scope.role === 'administrateur'))
    return one(console, visitor, account, { refus: say(texts, 'console-comptes-dernier') })
  await console.store.accounts.change(account.id, { ...scope, nom, actif })
  await record(console, visitor, 'compte', null, account.id)
  return to(PATH)
}

/** The scope of the form, or null where a role lacks its places. */
function readScope(console: Console, request: HttpRequest): Scope | null {
  const { territoires, territoireOfEpci } = console.library()
  const role = roles.find((r): r is Role => r === field(request, 'role'))
  if (!role) return null
  const scope = fitScope({
    role,
    territoires: checked(request, 'territoire:').filter(t => territoires.has(t)),
    epci: checked(request, 'epci:').filter(e => territoireOfEpci.has(e)),
  })
  return role === 'administrateur' || scope.territoires.length + scope.epci.length > 0 ? scope : null
}
