import { describe, expect, test, vi } from 'vitest'
import { safeReturn } from '../src/console/sign-in-page.ts'
import { matchingStep, newTotpSecret, totpCode } from '../src/console/totp.ts'
import * as passwords from '../src/store/passwords.ts'
import { consoleOver, everything, OWN, openConsole, someAgent } from './doubles/console.ts'

vi.mock('../src/store/passwords.ts', { spy: true })

const PASSWORD = 'one long enough phrase'
const { clock, store, ask } = await openConsole()
const minutes = (n: number) => {
  clock.at = new Date(clock.at.getTime() + n * 60_000)
}
const account = (await store.accounts.create({ ...everything, nom: 'Ada', email: 'ada@relais.test' }))!
await store.accounts.setPassword(account.id, PASSWORD)

const enter = (body: object, more: Record<string, string> = {}) =>
  ask('POST', '/console/entrer', { headers: { ...OWN, ...more }, body: { email: 'ada@relais.test', ...body } })
const cookieOf = (answer: { headers?: Readonly<Record<string, string>> }) =>
  answer.headers?.['set-cookie']?.split(';')[0] ?? ''

describe('links and passwords', () => {
  test('the first link is spent by its button only, once, and dies with « sortir »', async () => {
    const lien = await store.accounts.link()
    expect((await ask('GET', `/console/entrer?lien=${lien}`)).html).toContain(lien)
    const response = await ask('POST', '/console/entrer', { body: { lien } })
    expect(response).toMatchObject({ status: 303, headers: { location: '/console/' } })
    expect(response.headers!['set-cookie']).toMatch(
      /^__Host-relais=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Secure$/,
    )
    expect((await ask('POST', '/console/entrer', { body: { lien } })).status).toBe(403)
    const headers = { ...OWN, cookie: cookieOf(response) }
    const jeton = /name="jeton" value="([^"]+)"/.exec((await ask('GET', '/console/', { headers })).html!)![1]
    expect((await ask('POST', '/console/sortir', { headers, body: {} })).status).toBe(403)
    expect((await ask('POST', '/console/sortir', { headers, body: { jeton } })).status).toBe(303)
    expect((await ask('GET', '/console/', { headers })).status).toBe(401)
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

  test('an invitation lets its owner choose a password once, and lasts seven days', async () => {
    const invited = (await store.accounts.create({
      role: 'referent',
      territoires: [],
      epci: ['ca-cambrai'],
      nom: 'Bo',
      email: 'bo@relais.test',
    }))!
    const lien = await store.accounts.invite(invited.id)
    const choose = (one: string, two = one, token = lien) =>
      ask('POST', '/console/invitation', { body: { lien: token, 'mot-de-passe': one, encore: two } })
    expect((await ask('GET', `/console/invitation?lien=${lien}`)).html).toContain('bo@relais.test')
    for (const [one, two] of [
      ['short', 'short'],
      ['aaaaaaaaaaaaaaaa', 'aaaaaaaaaaaaaaaa'],
      [PASSWORD, 'other'],
    ] as const)
      expect((await choose(one, two)).status).toBe(400)
    expect((await choose(PASSWORD)).status).toBe(303)
    expect((await choose(PASSWORD)).status).toBe(403)
    expect(cookieOf(await enter({ email: 'BO@relais.test', 'mot-de-passe': PASSWORD }))).toContain('relais')
    const late = await store.accounts.invite(invited.id)
    minutes(7 * 24 * 60 + 1)
    expect((await choose(PASSWORD, PASSWORD, late)).status).toBe(403)
    await store.accounts.change(invited.id, { ...invited, actif: false })
    expect((await enter({ email: 'bo@relais.test', 'mot-de-passe': PASSWORD })).status).toBe(403)
  })

  test('of 50 wrong passwords at most five are evaluated, known account or not; half an hour later one may try again', async () => {
    const evaluated = vi.mocked(passwords.isPassword)
    for (const email of ['ada@relais.test', 'nobody@relais.test']) {
      evaluated.mockClear()
      const answers = await Promise.all(
        Array.from({ length: 50 }, (_, i) => enter({ email, 'mot-de-passe': `wrong ${i}` })),
      )
      console.log(`50 wrong passwords for ${email}: ${evaluated.mock.calls.length} evaluated`)
      expect(evaluated.mock.calls.length).toBeLessThanOrEqual(5)
      expect(new Set(answers.map(a => a.status))).toEqual(new Set([403, 429]))
    }
    expect((await enter({ 'mot-de-passe': PASSWORD })).status).toBe(429)
    minutes(31)
    expect((await enter({ 'mot-de-passe': PASSWORD })).status).toBe(303)
    const pages = [
      await enter({ 'mot-de-passe': 'x' }),
      await enter({ email: 'nobody2@relais.test', 'mot-de-passe': 'x' }),
    ]
    expect(pages[0]!.html).toBe(pages[1]!.html)
  })

  test('the code of an authenticator is asked when it is switched on, and is good once', async () => {
    // RFC 6238, appendix B, cut to six digits
    const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
    for (const [time, code] of [
      [59, '287082'],
      [1111111109, '081804'],
      [1234567890, '005924'],
      [20000000000, '353130'],
    ] as const)
      expect(totpCode(secret, Math.floor(time / 30))).toBe(code)
    expect(newTotpSecret()).toMatch(/^[A-Z2-7]{32}$/)
    const step = Math.floor(clock.at.getTime() / 30_000)
    expect(matchingStep(secret, totpCode(secret, step - 2), clock.at)).toBeNull()
    const agent = await someAgent(store, everything)
    await store.accounts.setPassword(agent.account.id, PASSWORD)
    await store.accounts.setTotp(agent.account.id, secret)
    const email = agent.account.email!
    expect((await enter({ email, 'mot-de-passe': PASSWORD })).status).toBe(403)
    const code = totpCode(secret, step)
    expect((await enter({ email, 'mot-de-passe': PASSWORD, code })).status).toBe(303)
    expect((await enter({ email, 'mot-de-passe': PASSWORD, code })).status).toBe(403)
  })
})

describe('sessions', () => {
  test('a session given by somebody else is never taken over, and sign-in ends the one before', async () => {
    const planted = `__Host-relais=${'a'.repeat(43)}`
    const first = await enter({ 'mot-de-passe': PASSWORD }, { cookie: planted })
    expect(cookieOf(first)).not.toBe(planted)
    expect((await ask('GET', '/console/', { headers: { cookie: planted } })).status).toBe(401)
    const second = await enter({ 'mot-de-passe': PASSWORD }, { cookie: cookieOf(first) })
    expect(cookieOf(second)).not.toBe(cookieOf(first))
    expect((await ask('GET', '/console/', { headers: { cookie: cookieOf(first) } })).status).toBe(401)
    expect((await ask('GET', '/console/', { headers: { cookie: cookieOf(second) } })).status).toBe(200)
  })

  test('it ends after 30 minutes without a page, after 8 hours in all, and with the right to enter', async () => {
    const idle = await someAgent(store, everything)
    minutes(31)
    expect((await ask('GET', '/console/', { as: idle })).status).toBe(401)
    const busy = await someAgent(store, everything)
    for (let n = 0; n < 19; n++) {
      minutes(25)
      expect((await ask('GET', '/console/', { as: busy })).status).toBe(200)
    }
    minutes(25)
    expect((await ask('GET', '/console/', { as: busy })).status).toBe(401)
    const gone = await someAgent(store, everything)
    await store.accounts.change(gone.account.id, { ...gone.account, actif: false })
    expect((await ask('GET', '/console/', { as: gone })).status).toBe(401)
  })
})

describe('attacks from other sites', () => {
  test('every mutating route wants our own origin and the token of the session', async () => {
    const { routes } = consoleOver(store)
    const agent = await someAgent(store, everything)
    const open = /entrer|invitation|confirmer/
    const posts = routes.filter(r => r.method === 'POST')
    expect(posts.length).toBeGreaterThan(20)
    for (const route of posts) {
      const path = route.path.replace(/:\w+/g, 'x')
      const foreign = [
        { origin: 'https://evil.test' },
        { origin: 'null' },
        { origin: '' },
        { ...OWN, 'sec-fetch-site': 'cross-site' },
      ]
      for (const headers of foreign) {
        const { status } = await ask('POST', path, { as: agent, headers: { ...headers } })
        expect([path, status]).toEqual([path, 403])
      }
      if (open.test(path)) continue
      const { status } = await ask('POST', path, { as: { ...agent, jeton: 'forged' } })
      expect([path, status]).toEqual([path, 403])
      expect((await ask('POST', path, { headers: OWN })).status).toBe(401)
    }
  })

  test('no page may be framed, run what is not ours, or be read from a cache of the referrer', async () => {
    const agent = await someAgent(store, everything)
    for (const path of [
      '/console/',
      '/console/entrer',
      '/console/compte',
      '/console/demandes/none',
      '/console/confirmer',
    ]) {
      const { headers } = await ask('GET', path, { as: agent })
      const csp = headers!['content-security-policy']!
      for (const rule of [
        "default-src 'none'",
        "script-src 'self'",
        "frame-ancestors 'none'",
        "form-action 'self'",
        "base-uri 'none'",
      ])
        expect(csp).toContain(rule)
      expect(csp).not.toContain('unsafe')
      expect(headers!['x-frame-options']).toBe('DENY')
    }
  })

  test('after sign-in one lands on a page of the console, whatever the address says', async () => {
    const outside = [
      'https://evil.test/',
      '//evil.test',
      '/console//evil.test',
      '/console/\\evil.test',
      'javascript:alert(1)',
      '/',
      '/api/v1/',
      '/console/%0d%0aset-cookie:x',
    ]
    for (const retour of outside.slice(0, 7)) {
      expect((await enter({ 'mot-de-passe': PASSWORD, retour })).headers!.location).toBe('/console/')
      expect(safeReturn(retour)).toBe('/console/')
    }
    const wanted = '/console/demandes/TI-2026-AAAA'
    expect((await ask('GET', wanted)).html).toContain(`name="retour" value="${wanted}"`)
    expect((await enter({ 'mot-de-passe': PASSWORD, retour: wanted })).headers!.location).toBe(wanted)
  })
})
