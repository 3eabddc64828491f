import { gzipSync } from 'node:zlib'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bundleWebchat, type Webchat } from '../../src/webchat/bundle.ts'
import { webchatRoutes } from '../../src/webchat/serve.ts'
import { launchBrowser, noBrowser, violations } from '../doubles/browser.ts'
import { content } from '../doubles/content.ts'
import { startShell } from '../doubles/shell.ts'

const { texts } = content
let webchat: Webchat
let shell: Awaited<ReturnType<typeof startShell>>
let framed: Awaited<ReturnType<typeof startShell>>
beforeAll(async () => {
  webchat = await bundleWebchat()
  const served = (origins: string[]) => webchatRoutes({ webchat, content: () => content, origins, logos: 'none' })
  shell = await startShell({ more: served(['https://partner.example']) })
  framed = await startShell({ more: served(['http://127.0.0.1:*']) })
})
afterAll(async () => {
  await shell.close()
  await framed.close()
})

test('the whole chat weighs at most 45 kB gzip, and each file may be kept for ever', async () => {
  const page = await (await fetch(shell.base)).text()
  const weight = [page, webchat.script.bytes, webchat.style.bytes].map(part => gzipSync(part).length)
  console.log(`chat: page ${weight[0]}, script ${weight[1]}, style ${weight[2]} bytes gzip`)
  expect(weight.reduce((a, b) => a + b)).toBeLessThan(45_000)
  const script = await fetch(shell.base + webchat.script.path)
  expect(script.headers.get('cache-control')).toContain('immutable')
})

test('the launcher weighs at most 5 kB gzip', async () => {
  const response = await fetch(`${shell.base}/widget.js`)
  const code = await response.text()
  expect(code).toContain(texts['widget-ouvrir'])
  console.log(`launcher: ${gzipSync(code).length} bytes gzip`)
  expect(gzipSync(code).length).toBeLessThan(5_000)
})

test('the page runs our files only, and only allowed sites frame it', async () => {
  const policy = (await fetch(shell.base)).headers.get('content-security-policy')
  expect(policy).toContain("script-src 'self';")
  expect(policy).toContain("frame-ancestors 'self' https://partner.example")
})

describe.skipIf(noBrowser)('in a browser', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launchBrowser()
  })
  afterAll(() => browser.close())

  async function open(width: number, prepare?: (page: Page) => Promise<unknown>): Promise<Page> {
    const page = await browser.newPage({ viewport: { width, height: 800 }, reducedMotion: 'reduce' })
    page.on('pageerror', error => expect.fail(error.message))
    page.on('console', message => expect(message.text()).toMatch(/Failed to load resource|ERR_|WebSocket/))
    await prepare?.(page)
    await page.goto(shell.base)
    await page.getByText('Bonjour').waitFor()
    return page
  }
  const messages = (page: Page) => page.locator('.bubble').allInnerTexts()
  const heard = (page: Page, text: string) => page.locator('.bot .bubble', { hasText: text }).waitFor()

  test.each([320, 390, 1280])('a conversation by keyboard alone, at %i px', async width => {
    const page = await open(width)
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.keyboard.type('un robot')
    await page.keyboard.press('Shift+Enter')
    await page.keyboard.type('de soudage')
    await page.keyboard.press('Enter')
    await heard(page, 'et ensuite')
    expect(await messages(page)).toEqual([
      'Bonjour',
      'un robot\nde soudage',
      '1 un robot\nde soudage',
      'et ensuite\u00a0?',
    ])
    expect(await page.evaluate('document.activeElement.id')).toBe('field')
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width)
    await page.close()
  })

  test('a choice is a button that says its value', async () => {
    const page = await open(390)
    await page.getByRole('button', { name: 'Oui' }).click()
    await heard(page, '1 oui')
    const taken = page.getByRole('button', { name: 'Oui' })
    expect([await taken.isDisabled(), await taken.getAttribute('aria-pressed')]).toEqual([true, 'true'])
    await page.close()
  })

  test('what people write is never markup', async () => {
    const page = await open(390)
    await page.fill('#field', '<img src=x onerror=alert(1)> **gras**')
    await page.keyboard.press('Enter')
    await heard(page, '<img src=x onerror=alert(1)> **gras**')
    expect(await page.locator('.bubble img').count()).toBe(0)
    await page.close()
  })

  test('messages written without a network leave once it is back, each once', async () => {
    const page = await open(390)
    await page.context().setOffline(true)
    await page.getByText(texts['widget-etat-hors-ligne']!).waitFor()
    for (const text of ['premier', 'second']) {
      await page.fill('#field', text)
      await page.keyboard.press('Enter')
    }
    expect(await page.getByText(texts['widget-en-attente']!).count()).toBe(2)
    await page.context().setOffline(false)
    await heard(page, '2 second')
    await page.locator('.bot .bubble').nth(4).waitFor()
    expect((await messages(page)).filter(text => /premier|second/.test(text))).toEqual([
      'premier',
      'second',
      '1 premier',
      '2 second',
    ])
    await page.close()
  })

  test('where no socket passes, the conversation goes by polling', async () => {
    const page = await open(390, p => p.routeWebSocket(/stream/, socket => socket.close()))
    await page.fill('#field', 'sans socket')
    await page.keyboard.press('Enter')
    await heard(page, '1 sans socket')
    await page.close()
  })

  test('an expired conversation says so and offers a new one', async () => {
    const page = await open(390)
    await page.route('**/activities', route =>
      route.fulfill({ status: 403, json: { code: 'forbidden', message: 'expirée' } }),
    )
    await page.fill('#field', 'trop tard')
    await page.keyboard.press('Enter')
    await page.getByText('Non envoyé').waitFor()
    await page.unroute('**/activities')
    await page.getByRole('button', { name: texts['widget-nouvelle']! }).click()
    await page.getByText('Bonjour').waitFor()
    expect(await messages(page)).toEqual(['Bonjour'])
    await page.close()
  })

  test.each(['light', 'dark'] as const)('axe finds nothing, in the %s scheme', async colorScheme => {
    const page = await open(1280)
    await page.emulateMedia({ colorScheme })
    await page.fill('#field', 'bonjour')
    await page.keyboard.press('Enter')
    await heard(page, 'et ensuite')
    expect(await violations(page)).toEqual([])
    await page.close()
  })

  test('on an allowed site the launcher loads nothing before the click, then the chat in a frame', async () => {
    const host = await startShell({
      more: [
        {
          method: 'GET',
          path: '/partner',
          budget: 'none',
          handle: () => ({
            status: 200,
            // a host with a strict policy of its own
            headers: {
              'content-security-policy':
                "default-src 'none'; script-src http://127.0.0.1:*; frame-src http://127.0.0.1:*",
            },
            html: `<!doctype html><html lang="fr"><title>x</title><body><script src="${framed.base}/widget.js"></script>`,
          }),
        },
      ],
    })
    const page = await browser.newPage({ viewport: { width: 390, height: 800 } })
    const asked: string[] = []
    page.on('request', request => asked.push(new URL(request.url()).pathname))
    await page.goto(`${host.base}/partner`)
    const button = page.getByRole('button', { name: texts['widget-ouvrir']! })
    await button.waitFor()
    expect(asked.filter(path => path !== '/favicon.ico')).toEqual(['/partner', '/widget.js'])
    await button.click()
    await page.frameLocator('iframe').getByText('Bonjour').waitFor()
    // there the launcher's own button is hidden: the frame has one
    expect(await button.isVisible()).toBe(false)
    await page.frameLocator('iframe').getByRole('button', { name: texts['widget-fermer-court']! }).click()
    await button.waitFor()
    expect(await page.locator('iframe').isVisible()).toBe(false)
    expect(await page.evaluate('document.activeElement.textContent')).toBe(texts['widget-titre'])
    await page.setViewportSize({ width: 1280, height: 800 })
    await button.click()
    await page.frameLocator('iframe').locator('#field').press('Escape')
    await button.waitFor()
    expect(await page.context().cookies()).toEqual([])
    await page.close()
    await host.close()
  })

  test('nothing is stored and no other site is asked', async () => {
    const asked: string[] = []
    const page = await open(390, async p => p.on('request', request => asked.push(new URL(request.url()).host)))
    expect(new Set(asked)).toEqual(new Set([new URL(shell.base).host]))
    expect(await page.evaluate('document.cookie + localStorage.length + sessionStorage.length')).toBe('00')
    await page.close()
  })
})
