import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { consoleRoutes } from '../../src/console/routes.ts'
import { load } from '../../src/load.ts'
import { openStore, type Store } from '../../src/store/store.ts'
import { launchBrowser, noBrowser } from '../doubles/browser.ts'
import { startShell } from '../doubles/shell.ts'
import { someFolder } from '../folders.ts'
import { someLead } from '../leads.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const { library } = load(process.cwd())

describe.skipIf(noBrowser)('the console in a browser', () => {
  let browser: Browser
  let store: Store
  let shell: Awaited<ReturnType<typeof startShell>>
  beforeAll(async () => {
    store = await openStore({ dataDir: someFolder(), role: 'server' })
    for (const reference of ['TI-2026-AAAA', 'TI-2026-CCCC'])
      await store.leads.create(
        someLead({ reference, entreprise: '<script>document.title="x"</script>', message: 'm' }),
        'x',
      )
    const more = consoleRoutes({ store, library: () => library!, now: () => new Date(), mailsKept: true })
    shell = await startShell({ more })
    browser = await launchBrowser()
  })
  afterAll(async () => {
    await browser.close()
    await shell.close()
    await store.close()
  })

  /** What axe finds on the page as it is. The page's own policy forbids foreign scripts: axe comes in beside it. */
  async function flaws(page: Page): Promise<string[]> {
    await page.evaluate(axe)
    const run = 'axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"] })'
    const result = (await page.evaluate(run)) as { violations: { id: string; nodes: { html: string }[] }[] }
    return result.violations.map(v => `${v.id} ${v.nodes[0]?.html}`)
  }

  test.each(['light', 'dark'] as const)('from the link to a lead and out again (%s)', async colorScheme => {
    const context = await browser.newContext({ colorScheme, viewport: { width: 390, height: 800 } })
    const page = await context.newPage()
    const errors: string[] = []
    page.on('console', message => message.type() === 'error' && errors.push(message.text()))
    await page.goto(`${shell.base}/console/entrer?lien=${await store.accounts.link()}`)
    expect(await flaws(page)).toEqual([])
    await page.click('main button')
    expect(page.url()).toBe(`${shell.base}/console/`)
    for (const width of [390, 1280]) {
      await page.setViewportSize({ width, height: 800 })
      expect(await flaws(page)).toEqual([])
      const wide = await page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth')
      expect(wide).toBe(false)
    }
    await page.click('text=TI-2026-CCCC')
    expect(await page.title()).toContain('TI-2026-CCCC')
    expect(await page.textContent('main')).toContain('<script>')
    expect(await flaws(page)).toEqual([])
    await page.click('header nav a:last-child')
    expect(await flaws(page)).toEqual([])
    await page.fill('#email', `bureau-${colorScheme}@epci.test`)
    await page.selectOption('#lieu', 'epci:ca-grandsoissons')
    await page.click('form.fields button')
    expect(await page.textContent('dl')).toContain(`bureau-${colorScheme}@epci.test`)
    expect(await flaws(page)).toEqual([])
    await page.click('header button')
    expect(await page.textContent('main')).not.toContain('TI-2026')
    // the page after « sortir » is the sign-in page, which answers 401
    expect(errors.filter(text => !text.includes('401'))).toEqual([])
    await context.close()
  })
})
