import { readFileSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fillDemo } from '../../src/cli/demo.ts'
import { consoleRoutes } from '../../src/console/routes.ts'
import { seeded } from '../../src/domain/seeded.ts'
import type { KeptLead } from '../../src/store/lead-rows.ts'
import { openStore, type Store } from '../../src/store/store.ts'
import { flawsOf } from '../doubles/axe.ts'
import { checkBilan, eventsOf } from '../doubles/bilan-check.ts'
import { type Shown, shownOn } from '../doubles/bilan-page.ts'
import { launchBrowser, noBrowser } from '../doubles/browser.ts'
import { library } from '../doubles/library.ts'
import { recount } from '../doubles/recount.ts'
import { startShell } from '../doubles/shell.ts'
import { readXlsx } from '../doubles/xlsx.ts'
import { someFolder } from '../folders.ts'

const NOW = new Date('2026-11-22T10:00:00Z')
const HAINAUT = 'hainaut-douaisis-cambresis'

const LONG = process.env.RELAIS_LONG === '1'

describe.skipIf(noBrowser)('the bilan in a browser', () => {
  let browser: Browser
  let store: Store
  let shell: Awaited<ReturnType<typeof startShell>>
  let all: KeptLead[]
  beforeAll(async () => {
    const clock = { at: NOW }
    store = await openStore({ dataDir: someFolder(), role: 'server' }, { now: () => clock.at })
    await fillDemo({ store, library, clock, random: seeded(20_260_101) })
    all = await store.leads.list({}, { offset: 0, limit: 10_000 })
    const more = consoleRoutes({ store, library: () => library, now: () => NOW, mailsKept: true, groups: () => [] })
    shell = await startShell({ more, rateLimits: false })
    browser = await launchBrowser()
  }, 180_000)
  afterAll(async () => {
    await browser?.close()
    await shell?.close()
    await store?.close()
  })

  const signedIn = async (who: string, options: Parameters<Browser['newContext']>[0] = {}) => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options })
    const page = await context.newPage()
    await page.goto(`${shell.base}/console/`)
    await page.fill('#email', `${who}@demo.test`)
    await page.fill('#mot-de-passe', 'demonstration-2026')
    await page.click('form.fields button')
    await page.waitForSelector('nav.doors')
    return page
  }
  const open = async (page: Page, query: string, path = '/console/bilan'): Promise<Shown> => {
    await page.goto(`${shell.base}${path}?${query}`)
    return shownOn(page)
  }

  test('every figure of a bilan is what an independent count of the leads gives', async () => {
    const from = { store, now: NOW }
    const page = await signedIn('administrateur')
    for (const period of LONG ? ['2026-S2', '2026-S1', '2026-10', '2026'] : ['2026-S2', '2026-10']) {
      const whole = await open(page, `periode=${period}`)
      await checkBilan(from, whole, period, all, null, await eventsOf(from, period, () => true))
      const there = await open(page, `periode=${period}&lieu=territoire:${HAINAUT}`)
      const mine = all.filter(l => l.territoire === HAINAUT)
      await checkBilan(
        from,

        there,
        period,
        mine,
        [HAINAUT],
        await eventsOf(from, period, e => e.territoire === HAINAUT || !e.territoire),
      )
      const epci = await open(page, `periode=${period}&lieu=epci:ca-douaisis`)
      await checkBilan(
        from,

        epci,
        period,
        all.filter(l => l.epci === 'ca-douaisis'),
        [],
        await eventsOf(
          from,
          period,
          e => e.epci === 'ca-douaisis' || (!e.epci && (!e.territoire || e.territoire === HAINAUT)),
        ),
      )
    }
    // the demonstration shows something of everything
    const last = (await open(page, 'periode=2026-S2')).figures
    expect(
      Object.entries(last)
        .filter(([, f]) => !f.valeur)
        .map(([id]) => id),
    ).toEqual([])
    await page.context().close()
  }, 180_000)

  test('the average of the territory is exact for who sees all of it', async () => {
    const page = await signedIn('administrateur')
    const { figures } = await open(page, `periode=2026-S2&lieu=epci:ca-douaisis`)
    const rows = recount(
      all.filter(l => l.territoire === HAINAUT),
      '2026-S2',
      NOW,
    )
    const epci = Object.keys(library.territoires.get(HAINAUT)!.epci).length
    expect(figures.contacts!.moyenne).toBe(
      (rows.contacts!.valeur / epci).toLocaleString('fr-FR', { maximumFractionDigits: 1 }),
    )
    expect(figures.reponse!.moyenne).toBe(`${Math.round((rows.reponse!.valeur / rows.reponse!.sur!) * 100)}\u00a0%`)
    await page.context().close()
  })

  test('who sees one EPCI has their own figures, and of the others no count under five', async () => {
    const page = await signedIn('referent')
    const account = (await store.accounts.list()).find(a => a.email === 'referent@demo.test')!
    const [own = ''] = account.epci
    const territoire = library.territoireOfEpci.get(own)!
    const epci = Object.keys(library.territoires.get(territoire)!.epci).length
    for (const period of ['2026-S2', '2026-S1']) {
      const shown = await open(page, `periode=${period}`)
      const mine = recount(
        all.filter(l => l.epci === own),
        period,
        NOW,
      )
      const others = recount(
        all.filter(l => l.territoire === territoire && l.epci !== own),
        period,
        NOW,
      )
      for (const id of ['contacts', 'rendez-vous', 'accompagnees', 'candidatures', 'retenues', 'instruction']) {
        expect([id, shown.figures[id]!.valeur]).toEqual([id, mine[id]!.valeur])
        const n = others[id]!.valeur
        const about = (mine[id]!.valeur + Math.round(n / 5) * 5) / epci
        const told = n < 5 ? 'masqué' : `environ ${about.toLocaleString('fr-FR', { maximumFractionDigits: 1 })}`
        expect([period, id, shown.figures[id]!.moyenne]).toEqual([period, id, told])
      }
      expect(Object.keys(shown.contactsBy.epci!).every(key => key === own)).toBe(true)
    }
    // months and years of others are not told: they would complete the half-years
    for (const period of ['2026-10', '2026'])
      expect((await open(page, `periode=${period}`)).figures.contacts!.moyenne).toBe('')
    // nor does a territory's name stand over the figures of one EPCI
    expect(await page.locator('#lieu option[value^="territoire"]').count()).toBe(0)
    await open(page, `periode=2026-S2&lieu=territoire:${territoire}`)
    expect(await page.textContent('h1 + p')).toBe(library.territoires.get(territoire)!.epci[own]!.nom)
    // another's place cannot be asked for
    expect((await open(page, `periode=2026-S2&lieu=epci:ca-douaisis`)).figures.contacts!.valeur).toBe(
      recount(
        all.filter(l => l.epci === own),
        '2026-S2',
        NOW,
      ).contacts!.valeur,
    )
    await page.context().close()
  })

  test('CSV and workbook tell the same, and the report has its head and every definition', async () => {
    const page = await signedIn('chef', { acceptDownloads: true })
    const shown = await open(page, 'periode=2026-S2')
    const download = async (text: string) => {
      const [file] = await Promise.all([page.waitForEvent('download'), page.click(`.exports >> text=${text}`)])
      return readFileSync((await file.path())!)
    }
    const csv = (await download('CSV')).toString('utf8')
    const cells = readXlsx(await download('Excel'))
    for (const [id, name] of Object.entries({ contacts: 'Prises de contact', candidatures: 'Candidatures déposées' })) {
      expect(csv).toContain(`"${name}";"${shown.figures[id]!.valeur}"`)
      expect(cells.find(row => row[0] === name)?.[1]).toBe(String(shown.figures[id]!.valeur))
    }
    await page.click('text=Rapport à imprimer')
    expect((await shownOn(page)).figures).toEqual(shown.figures)
    const text = await page.textContent('article')
    const account = (await store.accounts.list()).find(a => a.email === 'chef@demo.test')!
    for (const part of [
      library.territoires.get(account.territoires[0]!)!.titre,
      '22 novembre 2026',
      library.version.slice(0, 12),
    ])
      expect(text).toContain(part)
    for (const id of Object.keys(shown.figures)) expect(text).toContain(library.texts[`indicateur-${id}-definition`])
    await page.emulateMedia({ media: 'print' })
    expect(await page.isVisible('header.top')).toBe(false)
    expect((await page.pdf({ preferCSSPageSize: true })).length).toBeGreaterThan(20_000)
    await page.context().close()
  })

  test.each(['light', 'dark'] as const)(
    'axe finds nothing, nothing is wider than the screen, no style is refused (%s)',
    async colorScheme => {
      const page = await signedIn('administrateur', { colorScheme })
      const errors: string[] = []
      page.on('console', m => m.type() === 'error' && errors.push(m.text()))
      const flaws: string[] = []
      for (const path of ['/console/bilan', '/console/bilan?periode=2026-10', '/console/bilan/rapport'])
        for (const width of [390, 1280]) {
          if (!LONG && (colorScheme === 'light') !== (width === 390)) continue
          await page.setViewportSize({ width, height: 900 })
          await page.goto(shell.base + path)
          await page.evaluate('document.querySelectorAll("details").forEach(d => { d.open = true })')
          flaws.push(...(await flawsOf(page)))
          if (await page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth'))
            flaws.push(`${path} ${width} is wide`)
        }
      expect([...new Set(flaws)]).toEqual([])
      expect(errors).toEqual([])
      // each chart says what it shows, and is drawn in the page's own ink
      const charts = await page.locator('svg.chart').evaluateAll(list => list.map(s => s.outerHTML))
      expect(charts.length).toBeGreaterThanOrEqual(5)
      for (const svg of charts) expect(svg).toMatch(/role="img" aria-labelledby="[^"]+"/)
      expect(charts.join('')).not.toMatch(/style=|#0101/)
      await page.context().close()
    },
    120_000,
  )
})
