import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { isBusinessDay } from '../../src/domain/business-days.ts'
import { flawsOf } from '../doubles/axe.ts'
import { noBrowser } from '../doubles/browser.ts'
import { type Person, personAt } from '../doubles/person.ts'
import { setStage } from '../doubles/stage.ts'
import { decoded } from '../mail-server.ts'

/*
 * A permanence from the console to the calendar of who comes: the real server, a real mail server, a browser.
 */
const MINUTE_MS = 60_000
const DAY = Array.from({ length: 9 }, (_, n) => new Date(Date.now() + (n + 3) * 24 * 60 * MINUTE_MS))
  .map(d => d.toISOString().slice(0, 10))
  .find(isBusinessDay)!
const DESK = 'permanences@grandsoissons.test'

const LONG = process.env.RELAIS_LONG === '1'

describe.skipIf(noBrowser)('the calendar in a browser', () => {
  const stage = setStage({ mails: true })
  let console_: Page
  beforeAll(async () => {
    console_ = await stage.browser.newPage({ viewport: { width: 1280, height: 900 } })
    await vi.waitUntil(() => stage.server.printed().includes('lien='), { timeout: 15_000 })
    await console_.goto(/http\S+lien=\S+/.exec(stage.server.printed())![0].replace('localhost', '127.0.0.1'))
    await console_.click('main button')
  }, MINUTE_MS)

  const go = (path: string) => console_.goto(stage.server.base + path)
  const status = () => console_.textContent('[role=status]')

  /** The mails to an address whose subject or words hold something, decoded. */
  const mailsTo = (address: string, words: RegExp) =>
    stage.inbox.mails
      .filter(m => m.includes(`To: ${address}`))
      .map(decoded)
      .filter(m => words.test(m))
  const mail = async (address: string, words: RegExp) => {
    await expect.poll(() => mailsTo(address, words).length, { timeout: 15_000 }).toBe(1)
    return mailsTo(address, words)[0]!
  }

  async function visitor(): Promise<[Page, Person]> {
    const page = await (await stage.browser.newContext({ viewport: { width: 390, height: 800 } })).newPage()
    await page.goto(stage.server.base)
    await page.locator('.bot').first().waitFor()
    return [page, personAt(page, 'mouse')]
  }
  /** For who looks at it: nothing without PICTURES, the folder. */
  const picture = async (page: Page, name: string) => {
    const { PICTURES } = process.env
    if (PICTURES) await page.screenshot({ path: `${PICTURES}/${name}.png`, fullPage: true })
  }
  const firstChoice = async (page: Page) =>
    (await page
      .locator('.choices:not(.answered) button', { hasText: / à \d+ h/ })
      .first()
      .textContent()) ?? ''
  const lastWords = async (page: Page) => (await page.locator('.bot').allTextContents()).join('\n')

  test('a permanence is created, offered, booked, mailed, shown; a second person is offered the next slot; then it is moved and cancelled', {
    timeout: 4 * MINUTE_MS,
  }, async () => {
    await go('/console/destinataires')
    await console_.fill('#email', DESK)
    await console_.selectOption('#lieu', 'epci:ca-grandsoissons')
    await console_.click('main form.fields button')
    const confirm = await mail(DESK, /confirmer/)
    await console_.goto(/http\S+jeton=[\w-]+/.exec(confirm)![0])
    await console_.click('main button')

    await go('/console/agenda/nouveau')
    await console_.selectOption('#place', 'epci:ca-grandsoissons')
    await console_.fill('#titre', 'Permanence industrie')
    await console_.fill('#lieu', 'Pépinière, salle 2')
    await console_.fill('#qui', 'la cheffe de projet')
    await console_.fill('#jour', DAY)
    await console_.fill('#a', '10:00')
    await console_.click('main form button')
    expect(await status()).toContain('agenda')
    expect(await console_.textContent('main table')).toContain('0 pris sur 2')

    const [first, one] = await visitor()
    const [second, two] = await visitor()
    for (const [page, person, name] of [
      [first, one, 'Jeanne Verrier'],
      [second, two, 'Paul Fondeur'],
    ] as const) {
      await person.say('je peux passer vous voir ?')
      await person.answer('Soissons')
      expect(await lastWords(page)).toContain('Pépinière, salle 2')
      expect(await flawsOf(page)).toEqual([])
      await picture(page, 'chat')
      await person.answer(await firstChoice(page))
      await person.answerUntil(/êtes-vous d.accord/i)
      await person.answer("J'accepte")
      const address = `${name.split(' ')[1]!.toLowerCase()}@exemple-industrie.fr`
      await person.say(`${name}, Ateliers ${name.split(' ')[1]}, ${address}`)
      await person.answerUntil(/je l.envoie/i)
    }
    await one.answer('Envoyer')
    expect(await lastWords(first)).toContain('Votre rendez-vous est réservé')
    await two.answer('Envoyer')
    expect(await lastWords(second)).toMatch(/TI-\d{4}-\w{4}/)
    expect(await lastWords(second)).toContain('Quelqu’un vient de prendre ce créneau'.replace('’', "'"))
    await two.answer(await firstChoice(second))
    await expect.poll(() => lastWords(second)).toContain('Votre rendez-vous est réservé')

    const mine = await mail('verrier@exemple-industrie.fr', /rendez-vous est réservé/)
    expect(mine).toContain('METHOD:PUBLISH')
    expect(mine).toContain('SEQUENCE:0')
    expect(mine).toContain('LOCATION:Pépinière\\, salle 2')
    expect(await mail(DESK, /Verrier.*vient|vient à la permanence[\s\S]*Ateliers Verrier/)).toContain('BEGIN:VCALENDAR')
    await mail('fondeur@exemple-industrie.fr', /rendez-vous est réservé/)

    await go(`/console/agenda?mois=${DAY.slice(0, 7)}`)
    expect(await console_.textContent('main table')).toContain('2 pris sur 2')
    await console_.click('main table a')
    expect(await console_.textContent('main table')).toContain('Ateliers Verrier')
    const reference = (await console_.textContent('main table a'))!
    await go(`/console/demandes/${reference}`)
    expect(await console_.textContent('main')).toContain('Pépinière, salle 2')

    await first.goto(/http\S+rendez-vous\?jeton=\S+/.exec(mine)![0].replace('localhost', '127.0.0.1'))
    expect(await first.textContent('main')).toContain("Il n'y a pas d'autre créneau")
    expect(await flawsOf(first)).toEqual([])
    await picture(first, 'ma-demande')
    await first.click('text=Annuler mon rendez-vous')
    expect(await first.textContent('main')).toContain('est annulé')
    const gone = await mail('verrier@exemple-industrie.fr', /METHOD:CANCEL/)
    expect(gone).toContain('SEQUENCE:1')
    expect(/UID:\S+/.exec(gone)![0]).toBe(/UID:\S+/.exec(mine)![0])
    await go(`/console/agenda?mois=${DAY.slice(0, 7)}`)
    expect(await console_.textContent('main table')).toContain('1 pris sur 2')
    await console_.click('main table a')
    await console_.click('text=Déplacer')
    expect(await status()).toContain('déplacé')
    expect(await mail('fondeur@exemple-industrie.fr', /a changé/)).toContain('SEQUENCE:1')
  })

  test('prospects come from a table, are settled, get a link and become a request; a project is proposed to another EPCI', {
    timeout: 2 * MINUTE_MS,
  }, async () => {
    await go('/console/prospection/importer')
    const lines = [
      'nom;siret;commune;effectif;activite;priorite',
      'Verrerie;73282932000074;Soissons;120;Verre;haute',
      'Scierie;1;Soissons;;;',
    ]
    await console_.fill('#csv', lines.join('\n'))
    await console_.click('button[value=essai]')
    expect(await status()).toContain('1 entreprise serait gardée, 1 refusée')
    await console_.click('button[value=importer]')
    await go('/console/prospection')
    await console_.click('main table a')
    await console_.selectOption('#statut', 'visitee')
    await console_.check('#convenu')
    await console_.click('#suite ~ form button')
    expect(await status()).toContain('enregistré')
    expect(await console_.textContent('.link code')).toContain('territoire=soissonnais-valois')
    expect(await console_.evaluate('document.querySelector("img[alt]").naturalWidth')).toBeGreaterThan(0)
    await console_.click('text=Ouvrir une demande')
    await console_.check('#t-export')
    await console_.click('main form button')
    expect(await console_.inputValue('[name=entreprise]')).toBe('Verrerie')
    await console_.fill('[name=nom]', 'Camille Visite')
    await console_.fill('[name=telephone]', '03 23 55 12 40')
    await console_.check('[name=accord]')
    await console_.click('main form button >> nth=-1')
    const reference = new URL(console_.url()).pathname.split('/').at(-1)!
    await go('/console/prospection')
    expect(await console_.textContent('main table')).toContain(reference)

    await go(`/console/demandes/${reference}`)
    await console_.click('text=Associer une autre EPCI')
    await console_.selectOption('#p-epci', 'cc-retz-en-valois')
    await console_.check('#a-oral')
    await console_.fill('#accord-le', new Date().toISOString().slice(0, 10))
    await console_.click('text=Proposer à cette EPCI')
    expect(await status()).toContain('proposé')
    await go('/console/partages')
    const shown = await console_.textContent('main')
    expect(shown).toContain('Export')
    expect(shown).not.toContain('Verrerie')
  })

  test('axe finds nothing on the new pages, narrow and wide, light and dark', { timeout: 4 * MINUTE_MS }, async () => {
    const hrefOf = async (list: string) => {
      await go(list)
      return (await console_.locator('main table a').first().getAttribute('href'))!
    }
    const event = await hrefOf(`/console/agenda?mois=${DAY.slice(0, 7)}`)
    const prospect = await hrefOf('/console/prospection')
    const lead = (await hrefOf(event)).replace(/\?.*/, '')
    const pages = [
      ...[`/console/agenda?mois=${DAY.slice(0, 7)}`, '/console/agenda?mois=2030-01', '/console/agenda/nouveau', event],
      ...[`${event}/changer`, '/console/prospection', prospect, '/console/prospection/importer', '/console/partages'],
      ...['/console/simplifications', lead],
    ]
    const state = await console_.context().storageState()
    const flaws: string[] = []
    for (const width of [390, 1280])
      for (const colorScheme of ['light', 'dark'] as const) {
        // the other two in the long campaign
        if (!LONG && (colorScheme === 'light') !== (width === 390)) continue
        const context = await stage.browser.newContext({
          viewport: { width, height: 900 },
          colorScheme,
          storageState: state,
        })
        const page = await context.newPage()
        for (const path of pages) {
          await page.goto(stage.server.base + path)
          await page.evaluate('document.querySelectorAll("details").forEach(d => { d.open = true })')
          const where = `${width} ${colorScheme}`
          flaws.push(...(await flawsOf(page)).map(f => `${where} ${f}`))
          const broad = await page.evaluate('document.documentElement.scrollWidth')
          if (broad !== width) flaws.push(`${where} ${path} is ${broad} px wide`)
          const name = path.replaceAll(/[^a-z]+/gi, '-').slice(1, 40)
          await picture(page, `${name}-${width}-${colorScheme}`)
        }
        await context.close()
      }
    expect(flaws).toEqual([])
  })
})
