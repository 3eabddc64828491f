import { readFileSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fillDemo } from '../../src/cli/demo.ts'
import { consoleRoutes } from '../../src/console/routes.ts'
import { seeded } from '../../src/domain/seeded.ts'
import { openStore, type Store } from '../../src/store/store.ts'
import { flawsOf } from '../doubles/axe.ts'
import { launchBrowser, noBrowser } from '../doubles/browser.ts'
import { library } from '../doubles/library.ts'
import { startShell } from '../doubles/shell.ts'
import { readXlsx } from '../doubles/xlsx.ts'
import { someFolder } from '../folders.ts'

const long = process.env.RELAIS_LONG !== undefined
const PASSWORD = 'une phrase assez longue'

describe.skipIf(noBrowser)('the console in a browser', () => {
  let browser: Browser
  let store: Store
  let shell: Awaited<ReturnType<typeof startShell>>
  beforeAll(async () => {
    const clock = { at: new Date() }
    store = await openStore({ dataDir: someFolder(), role: 'server' }, { now: () => clock.at })
    await fillDemo({ store, library, clock, random: seeded(5) })
    const more = consoleRoutes({
      store,
      library: () => library,
      now: () => clock.at,
      mailsKept: true,
      groups: () => [],
    })
    shell = await startShell({ more })
    browser = await launchBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await shell?.close()
    await store?.close()
  })

  const signIn = async (page: Page, email = 'administrateur@demo.test', password = 'demonstration-2026') => {
    await page.goto(`${shell.base}/console/`)
    await page.fill('#email', email)
    await page.fill('#mot-de-passe', password)
    await page.click('form.fields button')
  }
  const open = (page: Page, path: string) => page.goto(shell.base + path)
  const said = (page: Page) => page.textContent('[role=status]')

  test('the whole work: invitation, triage of ten leads, pipeline, transfer, merge, hand entry, import, export, erasure', async () => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, acceptDownloads: true })
    const page = await context.newPage()
    const errors: string[] = []
    page.on('console', m => m.type() === 'error' && !/40[13]/.test(m.text()) && errors.push(m.text()))
    page.on('pageerror', e => errors.push(e.message))
    await open(page, `/console/entrer?lien=${await store.accounts.link()}`)
    await page.click('main button')
    await open(page, '/console/comptes')
    await page.fill('#nom', 'Nadia Exemple')
    await page.fill('#email', 'nadia@relais.test')
    await page.check('#r-chef-de-projet')
    for (const id of library.territoires.keys()) await page.check(`#l-${id}`)
    await page.click('form.fields button')
    const invitation = await page.textContent('.link code')
    await page.click('.who button')

    await page.goto(invitation!)
    await page.fill('#mot-de-passe', PASSWORD)
    await page.fill('#encore', PASSWORD)
    await page.click('form.fields button')
    expect(new URL(page.url()).pathname).toBe('/console/')

    for (let n = 0; n < 10; n++) {
      await open(page, '/console/?vue=a-faire')
      await page.keyboard.press('j')
      if (n % 2) await page.keyboard.press('j')
      await page.keyboard.press('Enter')
      await page.waitForSelector('#etape-note')
      await page.fill('#etape-note', `tri ${n}`)
      await page.click('#etape ~ form .buttons button >> nth=0')
      expect(await said(page)).toContain('enregistrée')
    }

    await open(page, '/console/?statut=nouveau')
    await page.click('[data-row]')
    await page.waitForSelector('#etape-note')
    const at = new URL(page.url()).pathname
    const step = async (name: string) => page.click(`#etape ~ form button[value="${name}"]`)
    await step('contacte')
    await page.click('text=Fixer un rendez-vous')
    await page.fill('#jour', '2026-12-15')
    await page.fill('#heure', '14:30')
    await page.click('#rendez-vous ~ details button')
    await page.waitForSelector('a[href*="rendez-vous/"]')
    const [ics] = await Promise.all([page.waitForEvent('download'), page.click('a[href*="rendez-vous/"]')])
    expect(readFileSync((await ics.path())!, 'utf8')).toContain('DTSTART:20261215T133000Z')
    await step('accompagne')
    await page.click('text=Noter les chiffres')
    await page.fill('#m-investissement', '250 000')
    await page.click('#montants ~ details button')
    await step('candidature')
    await step('laureat')
    expect(await page.textContent('.title')).toContain('Lauréate')
    expect((await store.leads.read(at.split('/').at(-1)!))!.montants.investissement).toBe(250_000)

    await open(page, '/console/?statut=contacte')
    await page.click('[data-row]')
    await page.click('text=Transférer à une autre intercommunalité')
    await page.selectOption('#epci', { index: 2 })
    await page.fill('#motif', 'le site est là-bas')
    await page.click('#autres ~ details >> text=Transférer >> nth=-1')
    expect(await said(page)).toContain('transférée')

    const record = async (entreprise: string) => {
      await open(page, '/console/nouvelle')
      await page.check('#o-visite')
      await page.fill('#commune', 'Soissons')
      await page.check('#t-innovation')
      await page.click('form.fields button')
      await page.fill('#entreprise', entreprise)
      await page.fill('#nom', 'Lou Visite')
      await page.fill('#telephone', '01 99 00 99 99')
      await page.check('#accord')
      await page.click('form.fields > button')
      expect(await said(page)).toContain('enregistrée')
    }
    await record('Atelier Double')
    await record('Atelier Double')
    await page.check('#d-0')
    await page.click('text=Fusionner')
    expect(await said(page)).toContain("n'en font plus qu'une")

    await open(page, '/console/importer')
    await page.setInputFiles('#fichier', {
      name: 'contacts.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(
        'date;nom;entreprise;email;telephone;commune;themes;message;consentement\n2025-04-02;Alix;Usine A;a@a.test;;02722;export;;2025-04-02\n2025-04-02;;B;;;;;;\n',
      ),
    })
    await page.waitForFunction('document.getElementById("csv").value.includes("Alix")')
    await page.click('text=Essayer sans rien garder')
    expect(await said(page)).toContain('1 ligne serait importée, 1 refusée')
    await page.click('text=Importer pour de bon')
    expect(await said(page)).toContain('1 demande importée')

    await open(page, '/console/?vue=toutes&q=atelier double')
    for (const text of ['CSV', 'Excel']) {
      const [file] = await Promise.all([page.waitForEvent('download'), page.click(`.exports >> text=${text}`)])
      const bytes = readFileSync((await file.path())!)
      expect(text === 'CSV' ? bytes.toString() : readXlsx(bytes).flat().join()).toContain('Atelier Double')
    }

    await open(page, '/console/personnes?q=lou visite')
    while ((await page.locator('.people li').count()) > 0) {
      await page.check('#e-0')
      await page.click('.people .danger >> nth=0')
      await open(page, '/console/personnes?q=lou visite')
    }
    expect(await store.leads.count({})).toBe(103)
    expect(errors).toEqual([])
    await context.close()
  }, 120_000)

  test.each(['light', 'dark'] as const)(
    'axe finds nothing on any page, and nothing is wider than the screen (%s)',
    async colorScheme => {
      const context = await browser.newContext({ colorScheme, viewport: { width: 390, height: 800 } })
      const page = await context.newPage()
      await open(page, '/console/')
      const flaws = await flawsOf(page)
      const invited = await store.accounts.create({
        role: 'referent',
        territoires: [],
        epci: ['ca-cambrai'],
        nom: 'I',
        email: `${colorScheme}@relais.test`,
      })
      await open(page, `/console/invitation?lien=${await store.accounts.invite(invited!.id)}`)
      flaws.push(...(await flawsOf(page)))
      await signIn(page)
      await open(page, '/console/?statut=accompagne')
      const lead = await page.locator('[data-row]').first().getAttribute('href')
      const people = await store.accounts.list()
      const paths = [
        '/console/',
        '/console/?vue=toutes&q=personne',
        '/console/tableau',
        lead!,
        `${lead}?dit=refus-vide`,
        `${lead}/fiche`,
        `${lead}/expliquer`,
        '/console/nouvelle',
        '/console/nouvelle?commune=nulle',
        '/console/nouvelle?commune=Soissons&theme:emploi-competences=1&theme:export=1',
        '/console/importer',
        '/console/personnes?q=exemple',
        '/console/comptes',
        `/console/comptes/${people[1]!.id}`,
        '/console/destinataires',
        '/console/identite',
        '/console/identite/grand-compiegnois',
        '/console/journal?verifier=oui',
        '/console/compte',
        '/console/confirmer?jeton=x',
        '/console/demandes/TI-2026-NONE',
      ]
      const wide: string[] = []
      for (const path of paths)
        for (const width of [390, 1280]) {
          if (!long && (colorScheme === 'light') !== (width === 390)) continue
          await page.setViewportSize({ width, height: 800 })
          await open(page, path)
          // what is folded away is looked at as well
          await page.evaluate('document.querySelectorAll("details").forEach(d => { d.open = true })')
          flaws.push(...(await flawsOf(page)))
          if (await page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth'))
            wide.push(`${path} ${width}`)
        }
      expect([...new Set(flaws)]).toEqual([])
      expect(wide).toEqual([])
      await context.close()
    },
    180_000,
  )

  test('without JavaScript everything is there', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 768, height: 900 } })
    const page = await context.newPage()
    await signIn(page, 'referent@demo.test')
    await open(page, '/console/?vue=toutes')
    await page.click('[data-row]')
    await page.fill('#note-texte', 'sans script')
    await page.click('#note ~ form button')
    expect(await page.textContent('.history')).toContain('sans script')
    expect(await page.locator('nav.doors a[href="/console/comptes"]').count()).toBe(0)
    await context.close()
  })
})
