import { mkdirSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openStore, type Store } from '../../src/store/store.ts'
import { launchBrowser, noBrowser } from '../doubles/browser.ts'
import { library } from '../doubles/library.ts'
import { personIn, startPlayground } from '../doubles/playground.ts'
import { startProcess } from '../doubles/process.ts'

const LONG = process.env.RELAIS_LONG === '1'
const PICTURES = process.env.RELAIS_PICTURES
const text = (key: string) => library.texts[key]!

/** The way to a lead: what is offered as a button is taken, the rest is written. */
const BUTTONS = ['suite-contact', 'consentement-oui', 'confirmer-oui', 'ne-sais-pas', 'passer'].map(text)
const WORDS: [RegExp, string][] = [
  [/quel est votre nom/i, 'Camille Exemple'],
  [/s.appelle votre entreprise/i, 'Chaudronnerie Exemple'],
  [/courriel|joindre|téléphone/i, 'camille@exemple.test'],
  [/commune/i, 'Soissons'],
]
const REFERENCE = /TI-\d{4}-\w{4}/

describe.skipIf(!LONG || noBrowser)('the real Microsoft 365 Agents Playground', () => {
  let browser: Browser
  let server: Awaited<ReturnType<typeof startProcess>>
  let playground: Awaited<ReturnType<typeof startPlayground>>
  let store: Store
  let page: Page
  const errors: string[] = []
  beforeAll(async () => {
    server = await startProcess({ PORT: '3990' })
    playground = await startPlayground('http://127.0.0.1:3991')
    store = await openStore({ dataDir: server.data, role: 'command' })
    browser = await launchBrowser()
    page = await browser.newPage({ viewport: { width: 1280, height: 1000 } })
    page.on('pageerror', error => errors.push(error.message))
    // its fonts live elsewhere: nothing may leave this machine
    await page.route(/^https?:\/\/(?!localhost|127\.)/, route => route.abort())
    await page.goto(playground.url)
  }, 300_000)
  afterAll(async () => {
    await browser?.close()
    await playground?.stop()
    await store?.close()
    await server?.stop()
  })

  async function shoot(name: string): Promise<void> {
    if (!PICTURES) return
    mkdirSync(PICTURES, { recursive: true })
    await page.screenshot({ path: `${PICTURES}/teams-${name}.png` })
  }

  test('a channel subscribes by a mention with a code of the console', async () => {
    const person = personIn(page)
    await page.getByText('General', { exact: true }).click()
    await person.settled()
    const [account] = await store.accounts.list()
    await person.say(`s'abonner ${await store.teams().code(account!.id)}`, { mention: true, field: 0 })
    expect(await person.read()).toContain(text('teams-abonne').split('(')[0])
    await shoot('abonnement')
  }, 60_000)

  test.skip('a manager goes to a lead in a personal chat', async () => {
    const person = personIn(page)
    await page.getByText('Personal Chat', { exact: true }).click()
    await person.settled()
    expect(await person.read()).toContain(text('bienvenue').split('\n')[0])
    await shoot('bienvenue')
    await person.say('je veux recruter des soudeurs, on est 110 à Soissons')
    await shoot('question')
    await person.answerUntil(REFERENCE, BUTTONS, WORDS)
    await shoot('demande')
    const reference = REFERENCE.exec(await person.read())![0]
    expect(await store.leads.read(reference)).toMatchObject({ nom: 'Camille Exemple', origine: 'teams' })
  }, 120_000)

  test.skip('the channel shows the lead, and « Je prends » makes it somebody’s', async () => {
    const person = personIn(page)
    const [lead] = await store.leads.list({}, { offset: 0, limit: 1 })
    await page.getByText('General', { exact: true }).click()
    await page.getByText(`Nouvelle demande ${lead!.reference}`).waitFor()
    await person.settled()
    await shoot('carte')
    expect((await page.locator('.ac-adaptiveCard').allInnerTexts()).join()).not.toContain('Camille')
    await person.click(text('teams-voir'))
    await shoot('carte-ouverte')
    await person.click(text('teams-prendre'))
    expect((await store.leads.read(lead!.reference))!.assigne).not.toBeNull()
    await expect.poll(() => person.read()).toContain(text('teams-fait-suivie'))
    expect(await person.button(text('teams-prendre')).count()).toBe(0)
    await shoot('carte-prise')
  }, 60_000)

  test('a manager goes to a lead in a channel, by mentions', async () => {
    const person = personIn(page)
    await page.getByText('Announcements', { exact: true }).click()
    await person.settled()
    await person.say('je veux exporter, je suis à Compiègne', { mention: true, field: 0 })
    await shoot('canal')
    await person.answerUntil(REFERENCE, BUTTONS, WORDS, { mention: true })
    expect(await store.leads.count({})).toBe(2)
    await shoot('canal-demande')
  }, 120_000)

  test('at the width of a phone nothing is cut', async () => {
    await page.setViewportSize({ width: 390, height: 844 })
    await personIn(page).settled()
    const wide = await page.evaluate(`[...document.querySelectorAll('.ac-adaptiveCard')]
      .filter(card => card.scrollWidth > card.clientWidth + 1).length`)
    expect(wide).toBe(0)
    await shoot('telephone')
  })

  test('the Playground met no error of ours', () => {
    expect(errors).toEqual([])
  })
})
