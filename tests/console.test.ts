import { afterAll, beforeAll, expect, test } from 'vitest'
import type { HttpRequest, HttpResponse } from '../src/api/route.ts'
import { consoleRoutes } from '../src/console/routes.ts'
import { load } from '../src/load.ts'
import { openStore, type Store } from '../src/store/store.ts'
import { someFolder } from './folders.ts'
import { someLead } from './leads.ts'

const { library } = load(process.cwd())
const BASE = 'https://relais.test'
const OWN = { origin: BASE, 'sec-fetch-site': 'same-origin' }
const clock = { at: new Date('2026-03-06T09:00:00Z') }
let store: Store
let routes: ReturnType<typeof consoleRoutes>

beforeAll(async () => {
  const now = () => clock.at
  store = await openStore({ dataDir: someFolder(), role: 'server' }, { now })
  routes = consoleRoutes({ store, library: () => library!, now, mailsKept: true })
})
afterAll(() => store.close())

async function ask(method: 'GET' | 'POST', path: string, parts: Partial<HttpRequest> = {}): Promise<HttpResponse> {
  const [pattern, params] = path.startsWith('/console/demandes/')
    ? ['/console/demandes/:reference', { reference: path.split('/').at(-1)! }]
    : [path, {}]
  const route = routes.find(r => r.method === method && r.path === pattern)!
  const request = {
    method,
    path,
    params,
    query: {},
    headers: {},
    body: undefined,
    client: '192.0.2.1',
    loopback: false,
    base: BASE,
  }
  return route.handle({ ...request, ...parts })
}

async function signedIn(): Promise<HttpRequest['headers']> {
  const response = await ask('POST', '/console/entrer', { headers: OWN, body: { lien: await store.accounts.link() } })
  return { cookie: response.headers!['set-cookie']!.split(';')[0] }
}

test('without a session every page asks to sign in, and shows nothing else', async () => {
  await store.leads.create(someLead({ reference: 'TI-2026-AAAA', entreprise: 'Canary' }), 'x')
  for (const path of ['/console/', '/console/demandes/TI-2026-AAAA', '/console/demandes/TI-2026-XXXX']) {
    const response = await ask('GET', path, { headers: { cookie: '__Host-relais=forged' } })
    expect(response.status).toBe(401)
    expect(response.html).not.toMatch(/Canary|TI-2026/)
  }
})

test('the link is spent by its button only, once, and gives a session that dies with « sortir »', async () => {
  const lien = await store.accounts.link()
  expect((await ask('GET', '/console/entrer', { query: { lien } })).html).toContain(lien)
  const response = await ask('POST', '/console/entrer', { headers: OWN, body: { lien } })
  expect(response).toMatchObject({ status: 303, headers: { location: '/console/' } })
  expect(response.headers!['set-cookie']).toMatch(/^__Host-relais=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Secure$/)
  expect((await ask('POST', '/console/entrer', { headers: OWN, body: { lien } })).status).toBe(403)

  const headers = { cookie: response.headers!['set-cookie']!.split(';')[0] }
  const list = await ask('GET', '/console/', { headers })
  const jeton = /name="jeton" value="([^"]+)"/.exec(list.html!)![1]
  expect((await ask('POST', '/console/sortir', { headers: { ...headers, ...OWN }, body: {} })).status).toBe(403)
  expect((await ask('POST', '/console/sortir', { headers: { ...headers, ...OWN }, body: { jeton } })).status).toBe(303)
  expect((await ask('GET', '/console/', { headers })).status).toBe(401)
})

test('a form sent from elsewhere is refused, and the link stays good', async () => {
  const lien = await store.accounts.link()
  const foreign = [
    {},
    { origin: 'https://evil.test' },
    { origin: 'null' },
    { origin: BASE, 'sec-fetch-site': 'cross-site' },
  ]
  for (const headers of foreign)
    expect((await ask('POST', '/console/entrer', { headers, body: { lien } })).status).toBe(403)
  expect((await ask('POST', '/console/entrer', { headers: OWN, body: { lien } })).status).toBe(303)
})

test('on a machine of its own, without HTTPS, the cookie goes without its prefix', async () => {
  const base = 'http://localhost:3978'
  const response = await ask('POST', '/console/entrer', {
    base,
    headers: { origin: base },
    body: { lien: await store.accounts.link() },
  })
  expect(response.headers!['set-cookie']).toMatch(/^relais=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/)
})

test('the list tells references, places, needs and how long each has waited', async () => {
  clock.at = new Date('2026-03-06T09:00:00Z')
  await store.leads.create(someLead({ reference: 'TI-2026-CCCC', date: clock.at.toISOString() }), 'chat')
  clock.at = new Date('2026-03-10T09:00:00Z')
  const { html } = await ask('GET', '/console/', { headers: await signedIn() })
  const row = html!.slice(html!.indexOf('>TI-2026-CCCC<')).split('</tr>')[0]!
  for (const text of ['Chaudronnerie Exemple', 'Soissons', 'CA GrandSoissons', '2 jours ouvr'])
    expect(row).toContain(text)
  expect(html).toContain('Soissonnais-Valois')
})

test('what people typed is text: no markup of theirs reaches a page', async () => {
  const evil = `"><script>alert(1)</script><img src=x onerror=alert(1)>'\``
  const faits = { siret: { valeur: evil, origine: 'texte' as const } }
  const signaux = [{ id: 'x', raison: evil }]
  const besoins = [{ theme: evil, reponses: faits }]
  const lead = someLead({
    reference: 'TI-2026-EVIL',
    nom: evil,
    entreprise: evil,
    email: evil,
    message: evil,
    epci: evil,
    commune: evil,
    faits,
    signaux,
    besoins,
  })
  await store.leads.create(lead, evil)
  const headers = await signedIn()
  for (const path of ['/console/', '/console/demandes/TI-2026-EVIL']) {
    const { html, headers: given } = await ask('GET', path, { headers })
    expect(html).toContain('alert(1)')
    expect(html).not.toMatch(/<script|<img/i)
    expect(given!['content-security-policy']).toContain("default-src 'none'")
  }
  const { html } = await ask('GET', '/console/entrer', { query: { lien: evil } })
  expect(html).not.toMatch(/<script|<img/i)
})

test('a long list has pages, and a page that does not exist is the nearest', async () => {
  for (let i = 0; i < 60; i++)
    await store.leads.create(someLead({ reference: `TI-2025-${String(i).padStart(4, '0')}`, date: '2025-01-01' }), 'x')
  const headers = await signedIn()
  const first = (await ask('GET', '/console/', { headers })).html!
  const last = (await ask('GET', '/console/', { headers, query: { page: '99' } })).html!
  expect(first.match(/<th scope="row">/g)).toHaveLength(50)
  expect(first).toContain('href="/console/?page=2"')
  expect(last).toContain('href="/console/?page=1"')
  expect((await ask('GET', '/console/', { headers, query: { page: '1; drop' } })).status).toBe(200)
})

test('a mailbox is added for a known place only, and receives leads once its owner has confirmed', async () => {
  const session = await signedIn()
  const headers = { ...session, ...OWN }
  const { html } = await ask('GET', '/console/destinataires', { headers })
  const jeton = /name="jeton" value="([^"]+)"/.exec(html!)![1]
  const add = (body: object) => ask('POST', '/console/destinataires', { headers, body: { jeton, ...body } })
  const email = 'bureau@epci.test'
  const wrong = [
    { email, lieu: 'epci:nowhere' },
    { email, lieu: 'elsewhere' },
    { email: 'a@b.test, c@d.test', lieu: 'epci:ca-grandsoissons' },
    { email, lieu: 'territoire:soissonnais-valois', theme: 'export' },
    { email, lieu: 'epci:ca-grandsoissons', theme: 'danse' },
  ]
  for (const body of wrong) expect((await add(body)).status).toBe(400)
  expect((await add({ jeton: 'forged', email, lieu: 'epci:ca-grandsoissons' })).status).toBe(403)
  expect(await store.recipients.list()).toEqual([])
  expect((await add({ email, lieu: 'epci:ca-grandsoissons', theme: 'export' })).status).toBe(303)

  const { id } = (await store.recipients.list())[0]!
  const confirmation = store.recipients.tokenOf(id)
  expect((await ask('GET', '/console/confirmer', { query: { jeton: confirmation } })).html).toContain(confirmation)
  expect((await store.recipients.list())[0]!.confirmedAt).toBeNull()
  const forged = await ask('POST', '/console/confirmer', { headers: OWN, body: { confirmation: 'forged' } })
  expect(forged.status).toBe(403)
  expect((await ask('POST', '/console/confirmer', { headers: OWN, body: { confirmation } })).html).toContain(email)
  expect((await store.recipients.list())[0]!.confirmedAt).not.toBeNull()
  await ask('POST', '/console/destinataires/retirer', { headers, body: { jeton, id } })
  expect(await store.recipients.list()).toEqual([])
})
