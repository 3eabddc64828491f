import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bundleWebchat } from '../../src/webchat/bundle.ts'
import { webchatRoutes } from '../../src/webchat/serve.ts'
import { launchBrowser, noBrowser } from '../doubles/browser.ts'
import { content } from '../doubles/content.ts'
import { startShell } from '../doubles/shell.ts'
import { startWire, type Wire } from '../doubles/wire.ts'

const { texts } = content
const NETWORK_CUT_MS = 10_000

describe.skipIf(noBrowser)('a conversation that is left and found again', () => {
  let browser: Browser
  let shell: Awaited<ReturnType<typeof startShell>>
  let wire: Wire
  beforeAll(async () => {
    const webchat = await bundleWebchat()
    shell = await startShell({
      more: webchatRoutes({ webchat, content: () => content, origins: [], logos: 'none' }),
      // behind this proxy clients are strangers, so that limits count
      trustProxy: ['127.0.0.1'],
    })
    wire = await startWire(shell.port)
    browser = await launchBrowser()
  })
  afterAll(async () => {
    await browser.close()
    await wire.close()
    await shell.close()
  })

  const stored = (page: Page) => page.evaluate('Object.keys(sessionStorage).join()')
  const bubbles = (page: Page) => page.locator('.bubble').allTextContents()
  const heard = (page: Page, text: string) => page.locator('.bot .bubble', { hasText: text }).waitFor()
  async function open(from: Browser | BrowserContext, base = shell.base): Promise<Page> {
    const page = await from.newPage()
    page.on('pageerror', error => expect.fail(error.message))
    await page.goto(base)
    await heard(page, 'Bonjour')
    return page
  }
  async function say(page: Page, text: string): Promise<void> {
    await page.fill('#field', text)
    await page.keyboard.press('Enter')
  }

  test('nothing is kept before the first message; then the page goes on where it was', async () => {
    const page = await open(browser)
    expect(await stored(page)).toBe('')
    await say(page, 'un robot')
    await heard(page, 'et ensuite')
    expect(await stored(page)).toBe('relais')
    const kept = String(await page.evaluate('sessionStorage.relais'))
    expect(kept).not.toContain('robot')
    await page.reload()
    await heard(page, 'et ensuite')
    expect(await bubbles(page)).toEqual(['Bonjour', 'un robot', '1 un robot', 'et ensuite\u00a0?'])
    // what was answered before the page was left is answered still
    expect(await page.getByRole('button', { name: 'Oui' }).isDisabled()).toBe(true)
    await say(page, 'encore')
    await heard(page, '2 encore')
    await page.close()
  })

  test('back from another page', async () => {
    const page = await open(browser)
    await say(page, 'un')
    await heard(page, '1 un')
    await page.goto(`${shell.base}/mentions-legales`)
    await page.goBack()
    await heard(page, '1 un')
    await say(page, 'deux')
    await heard(page, '2 deux')
    expect((await bubbles(page)).filter(text => /^(\d )?(un|deux)$/.test(text))).toEqual([
      'un',
      '1 un',
      'deux',
      '2 deux',
    ])
    await page.close()
  })

  test('two tabs of one conversation show the same; a tab of its own begins its own', async () => {
    const context = await browser.newContext()
    const first = await open(context)
    await say(first, 'à gauche')
    await heard(first, '1 à gauche')
    const kept = await first.evaluate('sessionStorage.relais')
    const second = await context.newPage()
    // a tab that is doubled takes the storage with it
    await second.addInitScript(`sessionStorage.relais ??= ${JSON.stringify(kept)}`)
    await second.goto(shell.base)
    await heard(second, '1 à gauche')
    await say(second, 'à droite')
    await heard(first, '2 à droite')
    await heard(second, '2 à droite')
    expect(await bubbles(first)).toEqual(await bubbles(second))
    const third = await open(context)
    expect(await bubbles(third)).toEqual(['Bonjour'])
    await context.close()
  })

  test('« new conversation » forgets, and so does a token that has run out', async () => {
    const page = await open(browser)
    await say(page, 'un')
    await heard(page, '1 un')
    await page.getByText(texts['widget-menu']!, { exact: true }).click()
    await page.getByRole('button', { name: texts['widget-nouvelle']! }).click()
    await heard(page, 'Bonjour')
    await expect.poll(() => bubbles(page)).toEqual(['Bonjour'])
    await page.evaluate(`sessionStorage.relais = JSON.stringify({ conversationId: 'x', token: 'expired' })`)
    await page.reload()
    await heard(page, 'Bonjour')
    expect([await bubbles(page), await stored(page)]).toEqual([['Bonjour'], ''])
    await page.close()
  })

  test('ten seconds without a network: what was written leaves once, in order', async () => {
    const page = await open(browser, wire.base)
    await say(page, 'avant')
    await heard(page, '1 avant')
    wire.cut()
    await page.getByText(texts['widget-etat-hors-ligne']!).waitFor()
    await say(page, 'pendant')
    await say(page, 'toujours')
    await page.waitForTimeout(NETWORK_CUT_MS)
    expect(await page.getByText(texts['widget-en-attente']!).count()).toBe(2)
    wire.mend()
    await heard(page, '3 toujours')
    await say(page, 'après')
    await heard(page, '4 après')
    const said = (await bubbles(page)).filter(text => !text.startsWith('et ensuite'))
    expect(said.filter(text => !/^\d/.test(text))).toEqual(['Bonjour', 'avant', 'pendant', 'toujours', 'après'])
    expect(said.filter(text => /^\d/.test(text))).toEqual(['1 avant', '2 pendant', '3 toujours', '4 après'])
    await page.close()
  })

  test('who writes faster than one can read is told so kindly, and loses nothing', async () => {
    const context = await browser.newContext({ extraHTTPHeaders: { 'x-forwarded-for': '203.0.113.7' } })
    const page = await open(context)
    for (let n = 1; n <= 32; n++) await say(page, `vite ${n}`)
    await page.locator('.line[data-state=busy]').waitFor()
    expect(await page.locator('.line').textContent()).toContain('trop vite pour moi')
    await page.locator('.bot .bubble', { hasText: '32 vite 32' }).waitFor({ timeout: 20_000 })
    const answers = (await bubbles(page)).filter(text => /^\d+ vite/.test(text))
    expect(answers).toEqual(Array.from({ length: 32 }, (_, i) => `${i + 1} vite ${i + 1}`))
    await context.close()
  })
})
