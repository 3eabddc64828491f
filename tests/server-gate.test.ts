import { once } from 'node:events'
import { connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { startShell } from './doubles/shell.ts'
import { trialRoutes } from './doubles/trial-routes.ts'
import { atTheEnd } from './endings.ts'

const shell = await startShell({ more: trialRoutes, trustProxy: ['127.0.0.1'] })
atTheEnd(() => shell.close())

const json = { 'content-type': 'application/json' }
const post = (body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = json) =>
  fetch(`${shell.base}/echo/x`, { method: 'POST', headers, body })

async function alive(): Promise<void> {
  const response = await fetch(`${shell.base}/healthz`)
  expect([response.status, await response.json()]).toEqual([200, { status: 'ok' }])
}

/** What the server writes for raw bytes, until it closes or falls silent. */
async function raw(bytes: string): Promise<string> {
  const socket = connect(shell.port, '127.0.0.1')
  await once(socket, 'connect')
  socket.write(bytes)
  let got = ''
  // a socket that the server cuts in the middle of a write ends with an error: that is an end too
  socket.on('error', () => {})
  socket.on('data', chunk => {
    got += chunk
  })
  await Promise.race([
    new Promise(resolve => socket.once('close', resolve)),
    new Promise(resolve => setTimeout(resolve, 300)),
  ])
  socket.destroy()
  return got
}

async function refusal(response: Response): Promise<[number, string]> {
  const body = (await response.json()) as { code: string; message: string }
  expect(body.message).toBe(`sentence of ${body.code}`)
  expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8')
  return [response.status, body.code]
}

test('a gzip encoding with a body that is none is refused, and the server lives', async () => {
  expect(await refusal(await post('{"a":1}', { ...json, 'content-encoding': 'gzip' }))).toEqual([415, 'media-type'])
  await alive()
})

test('a small body that would unpack to a big one is refused before it is unpacked', async () => {
  const bomb = gzipSync(JSON.stringify({ a: 'x'.repeat(10_000_000) }))
  expect(bomb.length).toBeLessThan(64 * 1024)
  expect(await refusal(await post(bomb, { ...json, 'content-encoding': 'gzip' }))).toEqual([415, 'media-type'])
  await alive()
})

test.each(['/%00', '/webchat/%00', '/%', '/%e0%a4%a', '/a%0d%0ab', '/..%5c..%5cetc'])(
  'the address %s is refused',
  async path => {
    const answer = await raw(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)
    expect(answer).toMatch(/^HTTP\/1\.1 400 [\s\S]*"code":"bad-input"/)
    await alive()
  },
)

test.each(['//evil.example/x', 'http://evil.example/', '*'])('the request target %s is refused', async target => {
  expect(await raw(`OPTIONS ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)).toMatch(/^HTTP\/1\.1 400 /)
  await alive()
})

test('a Host header that is no host is refused', async () => {
  expect(await raw('GET /healthz HTTP/1.1\r\nHost: a"><script>\r\nConnection: close\r\n\r\n')).toMatch(
    /^HTTP\/1\.1 400 /,
  )
  await alive()
})

test.each(['/throws', '/rejects', '/throws-nothing'])('%s answers with 500 and no detail', async path => {
  const response = await fetch(shell.base + path)
  const text = await response.clone().text()
  expect(await refusal(response)).toEqual([500, 'internal'])
  expect(text).not.toContain('secret')
  await alive()
})

test('a body over 64 kB is refused by its announced length', async () => {
  expect(await refusal(await post(JSON.stringify('x'.repeat(64 * 1024))))).toEqual([413, 'too-large'])
  await alive()
})

test('a body over 64 kB is refused by its real length when none is announced', async () => {
  const chunk = 'x'.repeat(16_000)
  const chunks = Array.from({ length: 6 }, () => `${chunk.length.toString(16)}\r\n${chunk}\r\n`).join('')
  const head =
    'POST /echo/x HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n'
  expect(await raw(`${head}${chunks}0\r\n\r\n`)).toMatch(/^HTTP\/1\.1 413 [\s\S]*"code":"too-large"/)
  await alive()
})

test('a body without end is cut off', async () => {
  const chunk = 'x'.repeat(60_000)
  const endless = `${chunk.length.toString(16)}\r\n${chunk}\r\n`.repeat(60)
  expect(
    await raw(
      `POST /echo/x HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n${endless}`,
    ),
  ).toMatch(/^(HTTP\/1\.1 413 |$)/)
  await alive()
})

test.each([
  ['{"a":', 400, 'bad-input', json],
  ['{"a":1}', 415, 'media-type', { 'content-type': 'text/plain' }],
  ['{"a":1}', 415, 'media-type', { 'content-type': 'application/json; charset=latin1' }],
  ['--x--', 415, 'media-type', { 'content-type': 'multipart/form-data; boundary=x' }],
  ['a=1', 415, 'media-type', { 'content-type': 'application/x-www-form-urlencoded' }],
] as const)('the body %s is refused with %i', async (body, status, code, headers) => {
  expect(await refusal(await post(body, headers))).toEqual([status, code])
  await alive()
})

test('bytes that are not UTF-8 are refused', async () => {
  expect(await refusal(await post(Buffer.from([0x22, 0xff, 0x22])))).toEqual([400, 'bad-input'])
  await alive()
})

test('a good body arrives whole, and so do parameters and query', async () => {
  const response = await fetch(`${shell.base}/echo/ch%C3%A2teau?q=%C3%A9t%C3%A9`, {
    method: 'POST',
    headers: json,
    body: '{"a":"é"}',
  })
  expect(await response.json()).toEqual({ body: { a: 'é' }, params: { name: 'château' }, query: { q: 'été' } })
})

test('an unknown address is a 404 and an unknown method a 405, in the shape of the contract', async () => {
  expect(await refusal(await fetch(`${shell.base}/nothing`))).toEqual([404, 'not-found'])
  const put = await fetch(`${shell.base}/healthz`, { method: 'DELETE' })
  expect(put.headers.get('allow')).toContain('GET')
  expect(await refusal(put)).toEqual([405, 'method'])
  await alive()
})

test('every answer has the security headers; only GET /api/v1 is open to other sites', async () => {
  const health = await fetch(`${shell.base}/healthz`)
  expect(health.headers.get('content-security-policy')).toContain("default-src 'none'")
  expect(health.headers.get('x-content-type-options')).toBe('nosniff')
  expect(health.headers.get('access-control-allow-origin')).toBeNull()
  const api = await fetch(`${shell.base}/api/v1/limited`)
  expect(api.headers.get('access-control-allow-origin')).toBe('*')
  expect((await fetch(`${shell.base}/api/v1/none`)).headers.get('access-control-allow-origin')).toBe('*')
})

test('HEAD answers as GET does, without a body', async () => {
  const response = await fetch(`${shell.base}/healthz`, { method: 'HEAD' })
  expect([response.status, response.headers.get('content-length'), await response.text()]).toEqual([200, '15', ''])
})
