import { randomUUID } from 'node:crypto'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { flawsOf } from '../doubles/axe.ts'
import { launchBrowser, noBrowser } from '../doubles/browser.ts'
import { startProcess } from '../doubles/process.ts'
import { type Cluster, makeCluster, postgresBin } from '../postgres.ts'

/*
 * Two real servers on one PostgreSQL, a conversation open on each. What a person says in the console of the first is
 * told by the second before its ten seconds of polling have gone by.
 */
const SCHEME = 'Accélérateur Rev3'
/** The understanding is trained again and again: the first that it cannot answer is taken. */
const QUESTIONS = [
  "Qui s'occupe du ramassage des poubelles ?",
  'Qui distribue les clés de la barrière ?',
  "Où demander un badge pour l'entrée ?",
  'Quand passe le facteur ?',
]
const UNKNOWN = 'Je ne trouve pas de réponse sûre'
const SOON = { timeout: 8_000 }
const bin = postgresBin()

describe.skipIf(noBrowser || !bin)('what people of the console say', () => {
  let cluster: Cluster
  let browser: Browser
  const servers: Awaited<ReturnType<typeof startProcess>>[] = []
  const chats: Page[] = []
  let console_: Page
  /** The page of the answer that was written. */
  let written = '/console/questions'
  beforeAll(async () => {
    cluster = await makeCluster(bin!)
    const DATABASE_URL = await cluster.database(randomUUID())
    servers.push(await startProcess({ DATABASE_URL }))
    servers.push(await startProcess({ DATABASE_URL }))
    browser = await launchBrowser()
    for (const { base } of servers) {
      const chat = await browser.newPage({ viewport: { width: 390, height: 844 } })
      await chat.goto(base)
      await chat.getByText('Bonjour').first().waitFor()
      chats.push(chat)
    }
    console_ = await browser.newPage({ viewport: { width: 1280, height: 900 } })
    // the link of the server that started last is the one that holds
    const link = /lien=\S+/.exec(servers[1]!.printed())![0]
    await console_.goto(`${servers[0]!.base}/console/entrer?${link}`)
    await console_.getByRole('button').first().click()
    await console_.waitForURL(url => url.pathname === '/console/')
  }, 60_000)
  afterAll(async () => {
    await browser?.close()
    for (const server of servers) await server.stop()
    await cluster?.remove()
  }, 30_000)

  const open = (path: string) => console_.goto(servers[0]!.base + path)
  const versions = () =>
    Promise.all(
      servers.map(async ({ base }) => {
        const ready = (await (await fetch(`${base}/readyz`)).json()) as { knowledge: { version: string } }
        return ready.knowledge.version
      }),
    )
  /** What the bot answers in a conversation that is open. */
  async function ask(chat: Page, text: string): Promise<string> {
    const log = chat.getByRole('log')
    const before = (await log.innerText()).length
    const bubbles = await chat.locator('.bot').count()
    await chat.getByRole('textbox').fill(text)
    await chat.keyboard.press('Enter')
    await expect.poll(() => chat.locator('.bot').count(), { timeout: 15_000 }).toBeGreaterThan(bubbles)
    await expect
      .poll(async () => (await log.innerText()).slice(before), { timeout: 15_000 })
      .toMatch(/Source|sûre|vous aider/)
    return (await log.innerText()).slice(before).replace(/[\u00a0\u202f]/g, ' ')
  }
  const verify = async (button: string) => {
    await open(`/console/verifier?vue=toutes&q=${encodeURIComponent(SCHEME)}`)
    await console_
      .getByRole('button', { name: `${button} : ${SCHEME}`, exact: true })
      .first()
      .click()
    await console_.getByRole('status').waitFor()
  }

  test('a verification is told at once in conversations already open, on both servers, and can be taken back', async () => {
    for (const chat of chats) expect(await ask(chat, SCHEME)).toMatch(/à vérifier|Prévu/i)
    const [before] = await versions()
    expect(before).not.toContain('+')

    await verify("Vérifié aujourd'hui")
    await expect.poll(versions, SOON).toEqual([`${before}+1`, `${before}+1`])
    for (const chat of chats) expect(await ask(chat, SCHEME)).toMatch(/Ouvert : vérifié par .+ le \d/)

    await verify('Clos')
    await expect.poll(versions, SOON).toEqual([`${before}+2`, `${before}+2`])
    for (const chat of chats) expect(await ask(chat, SCHEME)).toMatch(/Clos : constaté par .+ le \d/)

    await open(`/console/verifier?vue=toutes&q=${encodeURIComponent(SCHEME)}`)
    await console_.getByText('Modifié…').first().click()
    await console_.getByLabel('Ce qui a changé').first().fill('le dépôt se fait en ligne')
    await console_.getByRole('button', { name: 'Enregistrer' }).first().click()
    await expect.poll(versions, SOON).toEqual([`${before}+3`, `${before}+3`])
    for (const chat of chats) expect(await ask(chat, SCHEME)).toContain('le dépôt se fait en ligne')

    await verify('Retirer la vérification')
    await expect.poll(versions, SOON).toEqual([`${before}+4`, `${before}+4`])
    for (const chat of chats) expect(await ask(chat, SCHEME)).not.toMatch(/vérifié par/)
  }, 120_000)

  test('a question without an answer becomes a plain answer that both servers give', async () => {
    let question = ''
    for (const one of QUESTIONS) if (!question && (await ask(chats[0]!, one)).includes(UNKNOWN)) question = one
    expect(await ask(chats[1]!, question)).toContain(UNKNOWN)
    await open('/console/questions')
    expect(await console_.getByRole('heading', { name: question }).count()).toBe(1)
    expect(await console_.getByText('Posée 2 fois').count()).toBe(1)
    await console_.getByRole('link', { name: 'Créer une fiche' }).click()
    expect(await console_.getByLabel('Titre').inputValue()).toBe(question)
    await console_.getByLabel('Questions et mots').fill(`${question}\nqui ramasse les sapins de Noël`)
    await console_.getByLabel('Réponse, avec vos mots').fill('Le syndicat passe le mardi.')
    await console_.getByRole('button', { name: 'Publier' }).click()
    expect(await console_.getByRole('alert').innerText()).toContain('vient la réponse')
    await console_.getByLabel('Source', { exact: true }).fill('Appel au syndicat')
    await console_.getByLabel('Date de la source').fill('2026-01-15')
    const [content, number] = (await versions())[0]!.split('+')
    const told = `${content}+${Number(number ?? 0) + 1}`
    await console_.getByRole('button', { name: 'Publier' }).click()
    expect(await console_.getByRole('status').innerText()).toContain('publiée')
    expect(await console_.getByRole('heading', { name: question }).count()).toBe(0)
    written = (await console_.getByRole('link', { name: question }).getAttribute('href'))!
    await expect.poll(async () => (await versions()).every(v => v === told), SOON).toBe(true)
    for (const chat of chats) {
      expect(await ask(chat, question)).toContain('passe le mardi')
      const said = await ask(chat, 'Qui ramasse les sapins de Noël ?')
      expect(said).toMatch(/Source : Appel au syndicat \(saisie par .+ le \d.+\), 15 janvier 2026/)
    }
  }, 120_000)

  test.each([390, 1280])(
    'axe finds nothing on its pages at %i px, and nothing is wider than the screen',
    async width => {
      await console_.setViewportSize({ width, height: 900 })
      const flaws: string[] = []
      for (const path of [
        '/console/verifier',
        '/console/verifier?vue=toutes&q=rev3',
        '/console/verifier?q=no-such-record',
        '/console/questions',
        '/console/questions/fiche',
        written,
      ]) {
        await open(path)
        await console_.evaluate('document.querySelectorAll("details").forEach(d => { d.open = true })')
        flaws.push(...(await flawsOf(console_)))
        if (await console_.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth'))
          flaws.push(`${path} is wide`)
      }
      expect(flaws).toEqual([])
    },
    60_000,
  )
})
