import { expect, test } from 'vitest'
import type { Route } from '../src/api/route.ts'
import { startShell } from './doubles/shell.ts'
import { trialRoutes } from './doubles/trial-routes.ts'
import { atTheEnd } from './endings.ts'

const shell = await startShell({ more: trialRoutes, trustProxy: ['127.0.0.1'] })
atTheEnd(() => shell.close())

async function refusal(response: Response): Promise<[number, string]> {
  const body = (await response.json()) as { code: string; message: string }
  expect(body.message).toBe(`sentence of ${body.code}`)
  expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8')
  return [response.status, body.code]
}

test('a client has 120 requests a minute, the machine itself has no limit', async () => {
  const behind = (address: string) =>
    fetch(`${shell.base}/api/v1/limited`, { headers: { 'x-forwarded-for': address, 'x-forwarded-proto': 'https' } })
  for (let n = 0; n < 120; n++) expect((await behind('203.0.113.7')).status).toBe(200)
  const refused = await behind('203.0.113.7')
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
  expect(await refusal(refused)).toEqual([429, 'rate'])
  // a forged left end does not make a new client; another client is free
  expect((await behind('198.51.100.1, 203.0.113.7')).status).toBe(429)
  expect((await behind('203.0.113.8')).status).toBe(200)
  for (let n = 0; n < 130; n++) expect((await fetch(`${shell.base}/api/v1/limited`)).status).toBe(200)
})

test('forwarded headers count only from a trusted proxy, but always end the privilege of loopback', async () => {
  const distrustful = await startShell({ more: trialRoutes })
  const ask = async (base: string) =>
    (
      await fetch(`${base}/api/v1/limited`, {
        headers: { 'x-forwarded-for': '2001:db8:1:2:3::4', 'x-forwarded-proto': 'https' },
      })
    ).json()
  expect(await ask(distrustful.base)).toEqual({ client: '127.0.0.1', loopback: false, base: distrustful.base })
  expect(await ask(shell.base)).toEqual({
    client: '2001:db8:1:2::/64',
    loopback: false,
    base: shell.base.replace('http', 'https'),
  })
  await distrustful.close()
})

test('metrics are for loopback, or for who has the token', async () => {
  expect(await (await fetch(`${shell.base}/metrics`)).text()).toContain('relais_http_seconds')
  const outside = { 'x-forwarded-for': '203.0.113.9' }
  expect((await fetch(`${shell.base}/metrics`, { headers: outside })).status).toBe(404)
  const tokened = await startShell({ metricsToken: 'a-long-enough-token' })
  const asked = await fetch(`${tokened.base}/metrics`, {
    headers: { ...outside, authorization: 'Bearer a-long-enough-token' },
  })
  expect(asked.status).toBe(200)
  await tokened.close()
})

test('readiness tells the reason when the server cannot serve', async () => {
  const unready = await startShell({ ready: async () => ({ ready: false, reason: 'database' }) })
  const response = await fetch(`${unready.base}/readyz`)
  expect([response.status, await response.json()]).toEqual([503, { status: 'unavailable', reason: 'database' }])
  await unready.close()
  const ready = await fetch(`${shell.base}/readyz`)
  expect(await ready.json()).toEqual({ status: 'ready', knowledge: { version: 'v', records: 1 }, database: 'sqlite' })
})

test('closing lets an answer end and refuses new calls', async () => {
  const entered = Promise.withResolvers<void>()
  const release = Promise.withResolvers<void>()
  const slow: Route = {
    method: 'GET',
    path: '/slow',
    budget: 'none',
    async handle() {
      entered.resolve()
      await release.promise
      return { status: 200, text: 'done' }
    },
  }
  const closing = await startShell({ more: [slow] })
  const asked = fetch(`${closing.base}/slow`)
  await entered.promise
  const closed = closing.close()
  await expect(fetch(`${closing.base}/healthz`)).rejects.toThrow()
  release.resolve()
  expect(await (await asked).text()).toBe('done')
  await closed
})

test('a port that is taken is told to the caller, and ends nothing', async () => {
  await expect(startShell({}, shell.port)).rejects.toMatchObject({ code: 'EADDRINUSE' })
  expect((await fetch(`${shell.base}/healthz`)).status).toBe(200)
})
