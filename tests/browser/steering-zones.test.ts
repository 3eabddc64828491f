import { readFileSync } from 'node:fs'
import type { BrowserContext, Page } from 'playwright-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { flawsOf } from '../doubles/axe.ts'
import { noBrowser } from '../doubles/browser.ts'
import { setStage } from '../doubles/stage.ts'
import { header } from '../mail-server.ts'

/*
 * The watch of the chef de projet, on the real server with a real mail server: a firm asks in the chat to be told of
 * calls, another does not; a pasted call finds both and writes to the first only, who can end it by one click.
 */
const CALL = `Compétences 2027
L'appel aide les entreprises de moins de 250 salariés des Hauts-de-France à recruter et à former des apprentis.
Les dossiers sont à déposer avant le 31 mars 2027.`
const NEED = 'recruter des soudeurs à Chauny, on est 40'
const WISH = "M'informer des appels à projets"

const LONG = process.env.RELAIS_LONG === '1'

describe.skipIf(noBrowser)('the watch in a browser', () => {
  const stage = setStage({ mails: true })
  let context: BrowserContext
  let page: Page
  beforeAll(async () => {
    context = await stage.browser.newContext({ viewport: { width: 1280, height: 900 }, acceptDownloads: true })
    page = await context.newPage()
    const link = /lien=\S+/.exec(stage.server.printed())![0]
    await page.goto(`${stage.server.base}/console/entrer?${link}`)
    await page.click('main button')
    await page.waitForURL(url => url.pathname === '/console/')
  }, 60_000)

  const open = (path: string) => page.goto(stage.server.base + path)
  const text = () => page.innerText('main')

  test('white zones: a tab for each lack, a map, tables, and the communes by name', async () => {
    await open('/console/zones')
    await page.click('text=Sans interlocuteur nommé')
    expect(await page.locator('.tiles-map g').count()).toBe(18)
    expect(await page.locator('table.figures').count()).toBe(4)
    await page.click('summary >> nth=0')
    expect(await page.locator('details[open] dd').first().innerText()).toMatch(/Toutes les communes|, /)
    await page.click('text=Sans boîte confirmée')
    expect(await text()).toContain('Une demande de ce lieu')
  })

  test('a pasted call finds the firms, and writes only to the one that asked to be told', async () => {
    const chat = await context.newPage()
    await chat.goto(stage.server.base)
    await chat.getByText('Bonjour').first().waitFor()
    const log = chat.getByRole('log')
    const talk = async (said: string, until = /Relais Industrie [\d:]+\s+[\s\S]+\?/) => {
      const before = (await log.innerText()).length
      await chat.getByRole('textbox').fill(said)
      await chat.keyboard.press('Enter')
      await expect.poll(async () => (await log.innerText()).slice(before), { timeout: 15_000 }).toMatch(until)
      return (await log.innerText()).slice(before)
    }
    await talk(NEED)
    let said = await talk('être contacté')
    for (let n = 0; n < 6 && !/accord/.test(said); n++) said = await talk('passer')
    await talk("j'accepte")
    said = await talk('Jeanne Martin, Tôlerie Martin, jeanne@tolerie-martin.fr')
    for (let n = 0; n < 3 && !/envoie/.test(said); n++) said = await talk('passer')
    // filled in within seconds, it is held up once
    said = await talk('envoyer', /TI-20|quand même/)
    if (!/TI-20/.test(said)) said = await talk('Envoyer quand même', /TI-20/)
    expect(said).toContain('facultatif')
    await chat.getByRole('button', { name: WISH }).click()
    await expect.poll(() => log.innerText()).toContain('vous serez informé des appels à projets')

    await open('/console/nouvelle')
    await page.fill('#commune', 'Chauny')
    await page.check('#t-emploi-competences')
    await page.click('form.fields button')
    const silent = { entreprise: 'Fonderie Discrète', nom: 'Lou', email: 'lou@fonderie-discrete.test' }
    for (const [champ, value] of Object.entries(silent)) await page.fill(`#${champ}`, value)
    await page.check('#accord')
    expect(await page.isChecked('#appels')).toBe(false)
    await page.click('form.fields > button')

    await open('/console/concernes')
    await page.fill('#texte', CALL)
    await page.click('text=Lire le texte')
    expect(await text()).toMatch(/Thème : Emploi et compétences[\s\S]*Hauts-de-France[\s\S]*249[\s\S]*31 mars 2027/)
    await page.click('text=Chercher les entreprises')
    expect(await text()).toContain('2 entreprises, dont 1 a accepté')
    expect(await page.locator('.firms tr', { hasText: 'Fonderie Discrète' }).innerText()).toContain(
      'elle ne reçoit rien',
    )
    await page.click('text=Préparer le courriel')
    expect(await page.locator('input[name^="f:"]').count()).toBe(1)
    await page.fill('#message', 'Un appel pour vous.')
    await page.click('text=Enregistrer le brouillon')
    await page.click('summary')
    expect(await page.innerText('.letter')).toMatch(
      /Bonjour Jeanne Martin[\s\S]*Un appel pour vous\.[\s\S]*31 mars 2027/,
    )
    await page.click('text=Envoyer aux entreprises cochées')
    expect(await page.innerText('[role=status]')).toContain('1 courriel part')

    const told = () => stage.inbox.mails.filter(m => header(m, 'List-Unsubscribe-Post'))
    await expect.poll(() => told().map(m => header(m, 'To')), { timeout: 15_000 }).toEqual(['jeanne@tolerie-martin.fr'])
    const stop = /^List-Unsubscribe:\s+<([^>]+)>/m.exec(told()[0]!)![1]!.replace(/https?:\/\/[^/]+/, stage.server.base)
    await chat.goto(stop)
    expect(await flawsOf(chat)).toEqual([])
    await chat.getByRole('button').last().click()
    expect(await chat.innerText('main')).toContain('vous ne recevrez plus')
    await page.reload()
    expect(await text()).toContain('0 entreprise à informer')
    expect(told()).toHaveLength(1)
  }, 120_000)

  test('a newsletter is drafted, its readers set, copied and carried away', async () => {
    await open('/console/lettre')
    await page.selectOption('#territoire', 'hainaut-douaisis-cambresis')
    await page.click('text=Faire le brouillon')
    await page.click('summary')
    await page.fill('#lecteurs', 'Les membres du comité.')
    await page.click('.filter button')
    expect(await text()).toMatch(/à ne pas publier\. Les membres du comité\./)
    expect(await page.locator('.draft h3').count()).toBe(6)
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await page.click('[data-copy]')
    await expect.poll(() => page.innerText('[data-copy] ~ [role=status]')).toBe('Copié.')
    expect(await page.evaluate('navigator.clipboard.readText()')).toContain('Les membres du comité.')
    for (const format of ['Markdown', 'HTML']) {
      const [file] = await Promise.all([page.waitForEvent('download'), page.click(`text=Télécharger en ${format}`)])
      expect(readFileSync((await file.path())!, 'utf8')).toContain('Les membres du comité.')
    }
  })

  test.each(['light', 'dark'] as const)(
    'axe finds nothing at 390 and 1280, and nothing is wider (%s)',
    async scheme => {
      await page.emulateMedia({ colorScheme: scheme })
      await open('/console/concernes')
      const call = await page.locator('section a[href^="/console/concernes/"]').last().getAttribute('href')
      const paths = [
        ...['/console/zones', '/console/zones?manque=dispositif', '/console/concernes', '/console/concernes/appel'],
        ...['/console/concernes?dispositif=accelerateur-rev3', call!, `${call}/courriel`, '/console/lettre'],
      ]
      const flaws: string[] = []
      for (const path of paths)
        for (const width of [390, 1280]) {
          if (!LONG && (scheme === 'light') !== (width === 390)) continue
          await page.setViewportSize({ width, height: 900 })
          await open(path)
          await page.evaluate('document.querySelectorAll("details").forEach(d => { d.open = true })')
          flaws.push(...(await flawsOf(page)))
          if (await page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth'))
            flaws.push(`${path} is wider than ${width}`)
        }
      expect(flaws).toEqual([])
    },
    120_000,
  )
})
