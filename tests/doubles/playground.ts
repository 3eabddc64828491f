import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import { type Delivery, startTap } from './tap.ts'

const FOLDER = 'tests/clients/playground'
const TOOL = 'node_modules/@microsoft/m365agentsplayground/cli.js'
const LONGEST = 25
const SOON = { timeout: 15_000 }

/** True once the Playground is there, installed now where it was not; elsewhere it says so, unless somebody insists. */
export function havePlayground(): boolean {
  const there = () => existsSync(`${FOLDER}/${TOOL}`)
  if (!there()) spawnSync('npm', ['ci', '--ignore-scripts'], { cwd: FOLDER, stdio: 'inherit' })
  if (!there()) console.log(`skipped: no Playground on this machine (npm ci --prefix ${FOLDER})`)
  return there() || process.env.CI === 'true'
}

/** The real Microsoft 365 Agents Playground in front of a server of ours; nothing leaves this machine. */
export async function startPlayground(base: string) {
  const tap = await startTap(base)
  const port = await freePort()
  const args = ['start', '-e', `${tap.url}/api/messages`, '-c', 'msteams', '-p', `${port}`, '--disable-telemetry']
  const child = spawn(process.execPath, [TOOL, ...args], {
    cwd: FOLDER,
    env: { ...process.env, TEAMSAPPTESTER_BROWSER: 'none' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await new Promise<void>((resolve, reject) => {
    child.once('exit', code => reject(new Error(`the Playground ended with ${code}`)))
    child.stdout.on('data', chunk => String(chunk).includes('Listening') && resolve())
  })
  return {
    url: `http://localhost:${port}/`,
    tap,
    async stop() {
      const ended = new Promise(resolve => child.once('exit', resolve))
      child.kill('SIGKILL')
      await ended
      await tap.close()
    },
  }
}

function freePort(): Promise<number> {
  return new Promise(resolve => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })
}

/** Its conversations, by the names on the page and as it calls them. */
const PLACES = { 'Personal Chat': /^[\da-f-]{36}$/, General: /^team-id/, Announcements: /^channel-announcements-id/ }
export type Place = keyof typeof PLACES

/** What the Playground tells its page. */
interface Frame {
  action?: string
  actionConversationId?: string
  message?: { messageId: string }
  log?: { messageId?: string; to?: string }
}

/** A person at the Playground's page: opens it, and knows when all that was said to them is shown. */
export async function sitDown(page: Page, { url, tap }: Awaited<ReturnType<typeof startPlayground>>) {
  const shown = new Map<string, string>()
  const ended = new Set<string>()
  page.on('websocket', socket =>
    socket.on('framereceived', ({ payload }) => {
      const { action, actionConversationId = '', message, log } = JSON.parse(String(payload)) as Frame
      if (action === 'createMessage' && message) shown.set(message.messageId, actionConversationId)
      if (log?.to === 'User Application' && log.messageId) ended.add(log.messageId)
    }),
  )
  const composer = page.getByRole('button', { name: 'Post', exact: true })
  const threads = page.getByRole('group').filter({ hasNot: composer })
  // an answer that comes before the page has noted its own post breaks the page (« Invalid conversation id », 0.2.28)
  tap.before = async ({ text = '', conversation }: Delivery) => {
    const words = text.replace(/<at>.*?<\/at>/g, '').trim()
    if (conversation?.conversationType === 'channel' && words !== '')
      await threads.filter({ hasText: words }).first().waitFor()
  }
  await page.goto(url)
  await page.getByTitle('Hide log panel').click()
  let place: Place = 'Personal Chat'
  const said = () => page.locator('[role=img][aria-label="Test Bot"]:not([role=region] *)').count()

  /** Until every turn has ended and every message of this place is drawn. */
  async function settled(): Promise<void> {
    await expect.poll(() => tap.open === 0 && tap.taken.every(id => ended.has(id)), SOON).toBe(true)
    const here = () => [...shown.values()].filter(id => PLACES[place].test(id)).length
    await expect.poll(async () => (await said()) - here(), SOON).toBe(0)
  }

  /** Goes to the personal chat, or to a channel by its name. */
  async function enter(name: Place): Promise<void> {
    place = name
    await page.getByRole('treeitem').filter({ hasText: name }).click()
    await settled()
  }

  /** Does something that the bot answers, and waits for all of the answer. */
  async function act(what: () => Promise<void>): Promise<void> {
    const before = tap.taken.length
    await what()
    await expect.poll(() => tap.taken.length, SOON).toBeGreaterThan(before)
    await settled()
  }

  async function mention(): Promise<void> {
    await page.keyboard.type('@')
    await page.getByRole('option').or(page.getByRole('menuitem')).filter({ hasText: 'Test Bot' }).first().click()
    await page.keyboard.type(' ')
  }

  /** Posts in a channel, the bot mentioned first; the thread that begins. */
  async function post(text: string): Promise<Locator> {
    await act(async () => {
      await page.getByRole('textbox').first().click()
      await mention()
      await page.keyboard.type(text)
      await composer.click()
    })
    return threads.filter({ hasText: text }).first()
  }

  /** Says something in the chat or thread, in a channel with a mention. */
  const say = (text: string, where: Locator) =>
    act(async () => {
      await where.locator('[role=textbox][contenteditable]').last().click()
      if (place !== 'Personal Chat') await mention()
      await page.keyboard.type(text)
      await page.keyboard.press('Enter')
    })

  const click = (name: string, where: Locator) =>
    act(() => where.getByRole('button', { name, exact: true }).last().click())

  /** Answers one question after the other until the text is there: by the first button that is known, else in words. */
  async function answerUntil(heard: RegExp, where: Locator, buttons: string[], words: [RegExp, string][]) {
    for (let n = 0; n < LONGEST && !heard.test(await where.innerText()); n++) {
      const card = where.locator('.ac-adaptiveCard').last()
      const offered = await card.getByRole('button').allInnerTexts()
      const known = buttons.find(name => offered.some(o => o.trim() === name))
      const asked = await card.innerText()
      const word = words.find(([pattern]) => pattern.test(asked))?.[1]
      const field = card.locator('input:not([type=checkbox]):not([type=radio])')
      if (word && (await field.count()) > 0) {
        await field.fill(word)
        await click('Répondre', card)
      } else if (known) await click(known, card)
      else throw new Error(`nothing to say to: ${asked}`)
    }
  }

  return { enter, post, say, click, answerUntil, settled }
}
