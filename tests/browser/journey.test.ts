import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { noBrowser, violations } from '../doubles/browser.ts'
import { type Person, personAt } from '../doubles/person.ts'
import { setStage } from '../doubles/stage.ts'

const MINUTE_MS = 60_000
const LONG = process.env.RELAIS_LONG === '1'

describe.skipIf(noBrowser)('with the real server', () => {
  const stage = setStage()

  async function open(path: string, width: number, colorScheme: 'light' | 'dark' = 'light'): Promise<Page> {
    const context = await stage.browser.newContext({
      viewport: { width, height: 800 },
      colorScheme,
      reducedMotion: 'reduce',
    })
    const page = await context.newPage()
    page.on('pageerror', error => expect.fail(error.message))
    await page.goto(stage.server.base + path)
    return page
  }
  const greeted = (page: Page) => page.locator('.bot').first().waitFor()
  const wide = (page: Page) => page.evaluate('document.documentElement.scrollWidth')

  test.each([
    ['mouse', 390],
    ['keyboard', 1280],
    ...(LONG
      ? ([
          ['mouse', 1280],
          ['keyboard', 390],
          ['mouse', 320],
          ['mouse', 768],
        ] as const)
      : []),
  ] as const)(
    'from the first words to a confirmed lead, by %s, at %i px',
    { timeout: MINUTE_MS },
    async (tool, width) => {
      const page = await open('/', width)
      const asked = new Set<string>()
      page.on('request', request => asked.add(new URL(request.url()).host))
      await greeted(page)
      const person = personAt(page, tool)
      await person.say('Nous voulons acheter un robot de soudage, à Soissons')
      await person.answerUntil(/que souhaitez-vous faire/i)
      expect(await page.locator('.card-dispositif').count()).toBeGreaterThan(0)
      expect(await page.locator('.card .source').count()).toBeGreaterThan(0)
      expect(await wide(page)).toBe(width)
      await person.answerUntil(/votre référence est/i)
      expect(await page.locator('.bot').last().textContent()).toMatch(/TI-\d{4}-[A-Z2-9]{4}/)
      expect(await wide(page)).toBe(width)
      expect(await page.context().cookies()).toEqual([])
      expect([...asked].filter(host => host !== new URL(stage.server.base).host)).toEqual([])
      await page.context().close()
    },
  )

  const looks = [
    ['light', 390],
    ...(LONG
      ? ([
          ['dark', 1280],
          ['dark', 390],
          ['light', 1280],
        ] as const)
      : []),
  ] as const
  test.each(looks)(
    'axe finds nothing in any state, %s, at %i px',
    { timeout: 2 * MINUTE_MS },
    async (scheme, width) => {
      const page = await open('/', width, scheme)
      const found: string[] = []
      const look = async (state: string) => found.push(...(await violations(page)).map(v => `${state}: ${v}`))
      await greeted(page)
      await look('welcome')
      await page.locator('.menu summary').click()
      await look('menu')
      await page.keyboard.press('Escape')
      const person: Person = personAt(page, 'mouse')
      await person.say('Nous voulons acheter un robot de soudage, à Soissons')
      await look('question')
      await person.answerUntil(/que souhaitez-vous faire/i)
      for (const summary of await page.locator('.card summary').all()) await summary.click()
      await look('results')
      await person.answerUntil(/êtes-vous d.accord/i)
      await look('consent')
      await person.answerUntil(/je l.envoie/i)
      await look('confirmation')
      await person.answer('Envoyer')
      await look('reference')
      await person.say('diagnostic')
      await person.answer('Diagnostic industrie du futur')
      await look('diagnostic question')
      for (let n = 0; n < 12; n++) await person.say(String(1 + (n % 5)))
      await page.locator('.card-radar img').waitFor()
      expect(await page.evaluate(`document.querySelector('.card-radar img').naturalWidth`)).toBeGreaterThan(0)
      await look('radar')
      await page.fill('#field', 'x'.repeat(1_001))
      await look('too long')
      await page.context().setOffline(true)
      await page.locator('.line[data-state=offline]').waitFor()
      await page.fill('#field', 'hors ligne')
      await page.keyboard.press('Enter')
      await look('offline')
      await page.route('**/conversations/**', route => route.fulfill({ status: 403, json: { code: 'forbidden' } }))
      await page.context().setOffline(false)
      await page.locator('.line[data-state=ended]').waitFor({ timeout: 20_000 })
      await look('ended')
      expect(found).toEqual([])
      await page.context().close()
    },
  )

  test.each(['light', 'dark'] as const)(
    'axe finds nothing on the other pages, %s',
    { timeout: MINUTE_MS },
    async scheme => {
      const ids = [
        '',
        'soissonnais-valois',
        'saint-quentinois-tergnier',
        'grand-compiegnois',
        'hainaut-douaisis-cambresis',
      ]
      const pages = [
        '/accessibilite',
        '/mentions-legales',
        '/demo?message=Bonjour',
        ...ids.map(id => `/?territoire=${id}`),
      ]
      // one territory in the dark is enough but for the long campaign
      const page = await open('/', 390, scheme)
      for (const path of LONG || scheme === 'light' ? pages : pages.slice(0, 5)) {
        await page.goto(stage.server.base + path)
        if (path.startsWith('/?')) await greeted(page)
        expect([path, await violations(page)]).toEqual([path, []])
        expect(await wide(page)).toBe(390)
      }
      await page.context().close()
    },
  )

  test('a flyer’s link says the need by itself, once, and a reload does not say it twice', async () => {
    const page = await open('/?territoire=grand-compiegnois&theme=innovation', 390)
    await page.locator('.me').first().waitFor()
    await page.locator('.bot').nth(1).waitFor()
    expect(await page.locator('.me .bubble').allTextContents()).toEqual(['Innovation'])
    expect(await page.evaluate('sessionStorage.length')).toBe(0)
    const person = personAt(page, 'mouse')
    await person.say('Compiègne')
    await page.reload()
    await page.locator('.me').nth(1).waitFor()
    await page.waitForTimeout(500)
    expect(await page.locator('.me .bubble').allTextContents()).toEqual(['Innovation', 'Compiègne'])
    await page.context().close()
  })

  test('each answer can be corrected from where it was given', async () => {
    const page = await open('/', 390)
    await greeted(page)
    const person = personAt(page, 'mouse')
    await person.say('Nous voulons acheter un robot de soudage, à Soissons')
    const correct = page.getByRole('button', { name: 'Corriger : la commune du projet' })
    await correct.waitFor()
    await correct.click()
    await page.locator('.bot .bubble', { hasText: 'Dans quelle commune' }).waitFor()
    expect(await page.locator('.me .bubble').last().textContent()).toBe('Corriger\u00a0: la commune du projet')
    await person.say('Compiègne')
    // the first button is gone: there is one for each answer
    expect(await correct.count()).toBe(1)
    await page.context().close()
  })

  test('a result can be copied, and on paper it stands alone and unfolded', async () => {
    const page = await open('/', 1280)
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await greeted(page)
    const person = personAt(page, 'mouse')
    await person.say('Nous voulons acheter un robot de soudage, à Soissons')
    await person.answerUntil(/que souhaitez-vous faire/i)
    await page.getByRole('button', { name: 'Copier' }).click()
    await page.getByText('Copié.').waitFor()
    const copied = String(await page.evaluate('navigator.clipboard.readText()'))
    expect(copied).toContain('Source : ')
    expect(copied).toMatch(/contact|adresser/i)
    // cards take lines out of the text: whatever was said is still on the page, labels such as « Courriel : » aside
    const shown = (await page.locator('.result').allTextContents()).join(' ')
    for (const line of copied.split('\n')) {
      const lost = line
        .replace(/^[^:]{1,24} : /, '')
        .split(/[^\p{L}\d@-]+/u)
        .filter(word => word.length > 4 && !shown.includes(word))
      expect([line, lost]).toEqual([line, []])
    }
    expect(await page.getByText('reste associée à la suite').count()).toBe(1)
    await page.evaluate("document.body.classList.add('result-only'); dispatchEvent(new Event('beforeprint'))")
    await page.emulateMedia({ media: 'print' })
    expect(await page.locator('.me').first().isVisible()).toBe(false)
    expect(await page.locator('#field').isVisible()).toBe(false)
    expect(await page.locator('.card-dispositif').first().isVisible()).toBe(true)
    expect(await page.locator('.card details:not([open])').count()).toBe(0)
    expect(await page.locator('#stamp').textContent()).toMatch(/^Imprimé le /)
    await page.context().close()
  })
})
