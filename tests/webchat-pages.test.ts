import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bundleWebchat } from '../src/webchat/bundle.ts'
import { contrast, identityOf, palette, readable } from '../src/webchat/identity.ts'
import { prose } from '../src/webchat/prose.ts'
import { webchatRoutes } from '../src/webchat/serve.ts'
import { content } from './doubles/content.ts'
import { startShell } from './doubles/shell.ts'

let shell: Awaited<ReturnType<typeof startShell>>
const logos = mkdtempSync(join(tmpdir(), 'relais-logos-'))
beforeAll(async () => {
  writeFileSync(join(logos, 'grand-compiegnois.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>')
  const webchat = await bundleWebchat()
  shell = await startShell({ more: webchatRoutes({ webchat, content: () => content, origins: [], logos }) })
})
afterAll(async () => {
  await shell.close()
  rmSync(logos, { recursive: true })
})
const get = async (path: string) => {
  const response = await fetch(shell.base + path)
  return { status: response.status, headers: response.headers, text: await response.text() }
}

describe('identity', () => {
  test('a territory has its name, its colours and its logo; an unknown one is the common one', async () => {
    const own = await get('/?territoire=grand-compiegnois')
    expect(own.text).toContain('<h1>Relais Industrie Grand Compiégnois</h1>')
    expect(own.text).toContain('--accent:#1f4e8c')
    expect(own.text).toContain('src="/webchat/logo-grand-compiegnois.svg"')
    expect(own.text).toContain('href="/mentions-legales?territoire=grand-compiegnois"')
    expect((await get('/webchat/logo-grand-compiegnois.svg')).headers.get('content-security-policy')).toContain(
      "default-src 'none'",
    )
    const common = (await get('/')).text
    expect(common).toContain('<h1>Relais Industrie</h1>')
    for (const id of ['nowhere', '__proto__', '"><script>']) {
      const other = (await get(`/?territoire=${encodeURIComponent(id)}`)).text
      expect(other).toBe(common)
    }
  })

  test('the policy names the one style that the page brings', async () => {
    const { headers } = await get('/?territoire=soissonnais-valois')
    const { styleHash } = identityOf(content, 'soissonnais-valois')
    expect(headers.get('content-security-policy')).toContain(`style-src 'self' ${styleHash}`)
  })

  test('every colour in the texts can be read; one that cannot gives way', () => {
    for (const [key, value] of Object.entries(content.texts)) {
      const scheme = /^identite-.*couleur(-sombre)?$/.exec(key)
      if (scheme) expect([key, readable(value, scheme[1] ? 'dark' : 'light')]).toEqual([key, true])
    }
    expect(palette('#ffee00', 'light').accent).toBe('#0b5563')
    expect(palette('red;}body{display:none', 'light').accent).toBe('#0b5563')
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21)
    expect(contrast('#767676', '#ffffff')).toBeCloseTo(4.54, 1)
  })
})

describe('presets', () => {
  const given = async (path: string) =>
    JSON.parse(/<script type="application\/json" id="given">(.*)<\/script>/.exec((await get(path)).text)![1]!)

  test('a theme in the address is the first need; an unknown one is not', async () => {
    expect((await given('/?theme=innovation')).besoin).toBe('Innovation')
    expect(await given('/?theme=nothing')).not.toHaveProperty('besoin')
    expect(await given('/?theme=constructor')).not.toHaveProperty('besoin')
  })

  test('the demonstration shows the line, the link and its QR code', async () => {
    const query =
      'territoire=hainaut-douaisis-cambresis&theme=export&position=left&color=%237a2e3a&message=Bonjour%20%22%3E'
    const { text, headers } = await get(`/demo?${query}`)
    const options =
      'data-territoire="hainaut-douaisis-cambresis" data-theme="export" data-position="left" data-color="#7a2e3a" data-message="Bonjour &quot;&gt;"'
    expect(text).toContain(`<script src="/widget.js" ${options} defer></script>`)
    expect(text).toContain(`${shell.base}/?territoire=hainaut-douaisis-cambresis&amp;theme=export`)
    expect(text).toMatch(/class="qr" src="data:image\/svg\+xml,%3Csvg/)
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
    expect((await get('/demo?territoire=x&theme=y&color=red&position=up')).text).toContain(
      '<script src="/widget.js" defer></script>',
    )
  })
})

describe('pages of words', () => {
  test.each(['/accessibilite', '/mentions-legales'])('%s stands, filled and without scripts', async path => {
    const { status, text, headers } = await get(`${path}?territoire=soissonnais-valois`)
    expect(status).toBe(200)
    expect(text).toContain('Relais Industrie Soissonnais-Valois')
    expect(text).not.toMatch(/\{[a-z-]+\}|<script/)
    expect(headers.get('content-security-policy')).not.toContain('script-src')
  })

  test('only headings, lists and links are markup', () => {
    expect(prose('## Un <b>\n\n- a\n- b@c.fr\n\nligne & ligne\nhttps://x.fr/y.')).toBe(
      [
        '<h2>Un &lt;b&gt;</h2>',
        '<ul><li>a</li><li><a href="mailto:b@c.fr">b@c.fr</a></li></ul>',
        '<p>ligne &amp; ligne<br><a href="https://x.fr/y">https://x.fr/y</a>.</p>',
      ].join('\n'),
    )
  })
})
