import { afterAll, beforeAll, expect, test } from 'vitest'
import type { HttpRequest } from '../src/api/route.ts'
import { makePasses } from '../src/rights/passes.ts'
import { rightsRoutes } from '../src/rights/routes.ts'
import { openStore, type Store } from '../src/store/store.ts'
import { library } from './doubles/library.ts'
import { someFolder } from './folders.ts'
import { someLead } from './leads.ts'

const clock = { at: new Date('2026-03-02T09:00:00Z') }
const REFERENCE = 'TI-2026-AAAA'
const APPELS = { version: '2026-11', date: '2026-03-02T09:00:00.000Z' }
let store: Store
let passes: ReturnType<typeof makePasses>

beforeAll(async () => {
  const now = () => clock.at
  store = await openStore({ dataDir: someFolder(), role: 'server' }, { now })
  passes = makePasses(await store.secret('passes'), now)
  await store.leads.create(someLead({ reference: REFERENCE, appels: APPELS }), 'x')
})
afterAll(() => store.close())

const wish = async () => (await store.leads.read(REFERENCE))?.appels
const ask = async (method: 'GET' | 'POST', address: string, body?: Record<string, string>) => {
  const sheet = (_: string, html: string) => ({ status: 200, html })
  const url = new URL(address, 'https://relais.test')
  const route = rightsRoutes({ store, library: () => library, passes, sheet }).find(
    r => r.method === method && r.path === url.pathname,
  )!
  return route.handle({ query: Object.fromEntries(url.searchParams), body } as unknown as HttpRequest)
}

test('the link of a mail changes nothing until its button is pressed, and says so', async () => {
  const jeton = passes.sign('appels', REFERENCE)
  const page = (await ask('GET', `/ma-demande/appels?jeton=${jeton}`)).html!
  expect(page).toContain(jeton)
  expect(await wish()).toEqual(APPELS)
  expect((await ask('POST', '/ma-demande/appels', { jeton })).html).toContain('plus d&#39;appels à projets')
  expect(await wish()).toBeUndefined()
})

test('a mail program may press it by itself, with the pass in the address', async () => {
  await store.rights.calls(REFERENCE, '2026-11')
  const link = `/ma-demande/appels?jeton=${passes.sign('appels', REFERENCE)}`
  await ask('POST', link, { 'List-Unsubscribe': 'One-Click' })
  expect(await wish()).toBeUndefined()
})

test('no other paper opens it, and it opens nothing else', async () => {
  await store.rights.calls(REFERENCE, '2026-11')
  for (const jeton of ['', 'x', passes.sign('avis', REFERENCE), passes.sign('dossier', REFERENCE)])
    expect((await ask('POST', '/ma-demande/appels', { jeton })).status).toBe(403)
  const jeton = passes.sign('appels', REFERENCE)
  for (const path of ['emporter', 'effacer', 'appels-accepter'])
    expect((await ask('POST', `/ma-demande/${path}`, { jeton })).status).toBe(403)
  expect(await wish()).toBeDefined()
})

test('the link holds as long as the lead is kept', async () => {
  const jeton = passes.sign('appels', REFERENCE)
  const before = clock.at
  clock.at = new Date('2029-02-28T09:00:00Z')
  expect((await ask('GET', `/ma-demande/appels?jeton=${jeton}`)).status).toBe(200)
  clock.at = before
})

test('« Ma demande » shows the wish with its day, ends it and starts it again', async () => {
  const jeton = passes.sign('dossier', REFERENCE)
  const ended = await ask('POST', '/ma-demande/appels-arreter', { jeton })
  expect(ended.html).toContain('/ma-demande/appels-accepter')
  expect(await wish()).toBeUndefined()
  const again = await ask('POST', '/ma-demande/appels-accepter', { jeton })
  expect(again.html).toContain('/ma-demande/appels-arreter')
  expect(again.html).toContain('Être informé des appels à projets : 2026-03-02 (2026-11)')
  expect(await wish()).toEqual(APPELS)
  const { bytes } = await ask('POST', '/ma-demande/emporter', { jeton })
  expect(JSON.parse(new TextDecoder().decode(bytes)).appels).toEqual(APPELS)
})
