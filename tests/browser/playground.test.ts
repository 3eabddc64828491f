import { mkdirSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openStore, type Store } from '../../src/store/store.ts'
import { launchBrowser, noBrowser } from '../doubles/browser.ts'
import { library } from '../doubles/library.ts'
import { havePlayground, sitDown, startPlayground } from '../doubles/playground.ts'
import { startProcess } from '../doubles/process.ts'

const LONG = process.env.RELAIS_LONG === '1'
const PICTURES = process.env.RELAIS_PICTURES
const text = (key: string) => library.texts[key]!

/** The way to a lead: what is asked in words is written, else a button is taken. */
const BUTTONS = ['suite-contact', 'consentement-oui', 'confirmer-oui', 'ne-sais-pas', 'passer'].map(text)
const WORDS: [RegExp, string][] = [
  [/quel est votre nom/i, 'Camille Exemple'],
  [/s.appelle votre entreprise/i, 'Chaudronnerie Exemple'],
  [/joindre|courriel/i, 'camille@exemple.test'],
]
const REFERENCE = /TI-\d{4}-\w{4}/

describe.skipIf(!LONG || noBrowser || !havePlayground())('the real Microsoft 365 Agents Playground', () => {
  let browser: Browser
  let server: Awaited<ReturnType<typeof startProcess>>
  let playground: Awaited<ReturnType<typeof startPlayground>>
  let person: Awaited<ReturnType<typeof sitDown>>
  let store: Store
  let page: Page
  let chef: string
  const errors: string[] = []
  const left: string[] = []
  beforeAll(async () => {
    server = await startProcess()
    playground = await startPlayground(server.base)
    store = await openStore({ dataDir: server.data, role: 'command' })
    const account = { nom: 'Chef de projet', email: 'chef@relais.test', role: 'chef-de-projet' as const, epci: [] }
    chef = (await store.accounts.create({ ...account, territoires: ['soissonnais-valois'] }))!.id
    browser = await launchBrowser()
    page = await browser.newPage({ viewport: { width: 1280, height: 1000 } })
    page.on('pageerror', error => errors.push(error.message))
    page.on(
      'console',
      said => said.type() === 'error' && !/^Failed to load/.test(said.text()) && errors.push(said.text()),
    )
    // its fonts live elsewhere: nothing may leave this machine
    await page.route(/^https?:\/\/(?!localhost|127\.)/, route => {
      left.push(route.request().url())
      return route.abort()
    })
    person = await sitDown(page, playground)
  }, 300_000)
  afterAll(async () => {
    await browser?.close()
    await playground?.stop()
    await store?.close()
    await server?.stop()
  })
  /** Pictures at the width of a desk and at the narrowest that the Playground's own page is made for. */
  async function shoot(name: string): Promise<void> {
    if (!PICTURES) return
    mkdirSync(PICTURES, { recursive: true })
    await page.screenshot({ path: `${PICTURES}/teams-${name}.png` })
    await narrow(true)
    await page.screenshot({ path: `${PICTURES}/teams-${name}-etroit.png` })
    await narrow(false)
  }
  /** The list of conversations covers a narrow page until one clicks beside it. */
  async function narrow(on: boolean): Promise<void> {
    const list = page.getByRole('region', { name: 'Chat and Teams Channel' })
    const toggle = page.getByTitle(/^Toggle app bar/)
    if (!on) await toggle.click()
    await page.setViewportSize(on ? { width: 600, height: 900 } : { width: 1280, height: 1000 })
    if (on) await toggle.waitFor()
    if (on) await page.mouse.click(596, 200)
    const isAway = async () => (await list.boundingBox().then(box => box!.x + box!.width)) <= 0
    await expect.poll(isAway).toBe(on)
    if (!on) await page.getByTitle('Hide log panel').click()
  }
  const welcome = () => page.getByText(text('bienvenue').split('\n')[0]!)
  const chat = () => page.locator('body')
  const cardOf = (reference: string) => page.getByRole('group').filter({ hasText: reference }).last()

  test('a channel subscribes by a mention with a code of the console', async () => {
    await person.enter('General')
    await welcome().waitFor()
    const thread = await person.post(`s'abonner ${await store.teams().code(chef)}`)
    await expect.poll(() => thread.innerText()).toContain('Soissonnais')
    expect(await thread.innerText()).toContain(text('teams-abonne-canal'))
    expect(await store.teams().subscriptions()).toMatchObject([{ account: chef }])
  }, 60_000)

  test('a manager goes to a lead in a personal chat', async () => {
    await person.enter('Personal Chat')
    await welcome().waitFor()
    await shoot('bienvenue')
    await person.say('je veux recruter des soudeurs, on est 110 à Soissons', chat())
    await shoot('question')
    await person.answerUntil(REFERENCE, chat(), BUTTONS, WORDS)
    await shoot('demande')
    const [reference] = REFERENCE.exec(await chat().innerText())!
    expect(await store.leads.read(reference)).toMatchObject({ nom: 'Camille Exemple', origine: 'teams', assigne: null })
    const open = page.locator('.ac-adaptiveCard').filter({ has: page.getByText(text('teams-saisir'), { exact: true }) })
    expect(await open.count()).toBe(0)
  }, 120_000)

  test('the channel shows the lead by itself, and « Je prends » makes it the chef de projet’s', async () => {
    const [lead] = await store.leads.list({}, { offset: 0, limit: 1 })
    const { reference } = lead!
    await person.enter('General')
    const card = cardOf(reference)
    await card.waitFor()
    await person.settled()
    expect(await card.innerText()).not.toMatch(/Camille|camille@/)
    await shoot('carte')
    await card.getByRole('button', { name: text('teams-voir'), exact: true }).click()
    await card.getByText('110').waitFor()
    await shoot('carte-ouverte')
    await person.click(text('teams-prendre'), card)
    expect(await store.leads.read(reference)).toMatchObject({ assigne: chef, statut: 'nouveau' })
    await card.getByText(text('teams-fait-suivie')).waitFor()
    expect(await card.getByText('Chef de projet').count()).toBe(1)
    expect(await card.getByRole('button', { name: text('teams-prendre') }).count()).toBe(0)
    await shoot('carte-prise')
  }, 60_000)

  test('a manager goes to a lead in a channel, by mentions', async () => {
    await person.enter('Announcements')
    const thread = await person.post('je veux exporter, je suis à Compiègne')
    await shoot('canal')
    await person.answerUntil(REFERENCE, thread, BUTTONS, WORDS)
    await shoot('canal-demande')
    const [reference] = REFERENCE.exec(await thread.innerText())!
    expect(await store.leads.read(reference)).toMatchObject({ nom: 'Camille Exemple', territoire: 'grand-compiegnois' })
    // another territory: the subscribed channel never hears of it
    await person.enter('General')
    expect(await page.getByText(reference).count()).toBe(0)
  }, 120_000)

  test('in a narrow window nothing of a card is cut', async () => {
    await narrow(true)
    const cards = await page
      .locator('.ac-adaptiveCard')
      .evaluateAll(found =>
        (found as unknown as { scrollWidth: number; clientWidth: number }[]).map(c => c.scrollWidth - c.clientWidth),
      )
    expect(cards.length).toBeGreaterThan(1)
    expect(cards.filter(over => over > 1)).toEqual([])
    await narrow(false)
  })

  test('the Playground met no error, and nothing left this machine', () => {
    expect(errors).toEqual([])
    expect(left.filter(url => !url.startsWith('https://res-1.cdn.office.net/'))).toEqual([])
  })
})
