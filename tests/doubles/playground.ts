import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import type { Page } from 'playwright-core'

const FOLDER = 'tests/clients/playground'
const TOOL = 'node_modules/@microsoft/m365agentsplayground/cli.js'
const LONGEST = 25

/** The real Microsoft 365 Agents Playground in front of a server of ours; nothing leaves this machine. */
export async function startPlayground(base: string) {
  if (!existsSync(`${FOLDER}/${TOOL}`)) {
    const npm = spawnSync('npm', ['ci', '--ignore-scripts'], { cwd: FOLDER, stdio: 'inherit' })
    if (npm.status !== 0) throw new Error(`npm ci failed in ${FOLDER}`)
  }
  const port = await freePort()
  const args = ['start', '-e', `${base}/api/messages`, '-c', 'msteams', '-p', `${port}`, '--disable-telemetry']
  const child = spawn(process.execPath, [TOOL, ...args], {
    cwd: FOLDER,
    env: { ...process.env, TEAMSAPPTESTER_BROWSER: 'none' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  await new Promise<void>((resolve, reject) => {
    child.once('exit', code => reject(new Error(`the Playground ended with ${code}`)))
    child.stdout.on('data', chunk => String(chunk).includes('Listening') && resolve())
  })
  return {
    url: `http://localhost:${port}/`,
    async stop() {
      const ended = new Promise(resolve => child.once('exit', resolve))
      child.kill('SIGKILL')
      await ended
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

/** How a person uses the Playground. */
export function personIn(page: Page) {
  const button = (name: string) => page.getByRole('button', { name, exact: true })

  /** Until nothing more is added for a moment. */
  async function settled(): Promise<void> {
    const size = () => page.evaluate('document.body.innerText.length') as Promise<number>
    for (let before = -1, now = await size(); before !== now; now = await size()) {
      before = now
      await page.waitForTimeout(700)
    }
  }

  /** Says something in the last field; in a channel the bot is mentioned first. */
  async function say(text: string, { mention = false, field = -1 } = {}): Promise<void> {
    const fields = page.getByRole('textbox')
    await (field < 0 ? fields.last() : fields.nth(field)).click()
    if (mention) {
      await page.keyboard.type('@')
      await page.getByRole('option').or(page.getByRole('menuitem')).filter({ hasText: 'Test Bot' }).first().click()
      await page.keyboard.type(' ')
    }
    await page.keyboard.type(text)
    if (field < 0) await page.keyboard.press('Enter')
    else await button('Post').click()
    await settled()
  }

  async function click(name: string): Promise<void> {
    await button(name).last().click()
    await settled()
  }

  /** Answers one question after the other until the text is there: by the first button that is known, else in words. */
  async function answerUntil(heard: RegExp, buttons: string[], words: [RegExp, string][], how = {}): Promise<void> {
    for (let n = 0; n < LONGEST && !heard.test(await read()); n++) {
      // the last one that is shown: an older card may be a moment late in being closed
      const shown = await page.getByRole('button').allInnerTexts()
      const known = shown.map(name => name.trim()).findLast(name => buttons.includes(name))
      const last = (await read()).slice(-600)
      // of all that was asked, the question asked last
      const asked = words.map(([pattern, word]) => ({
        word,
        at: [...last.matchAll(new RegExp(pattern, 'gi'))].at(-1)?.index ?? -1,
      }))
      const { word } = asked.filter(a => a.at >= 0).sort((a, b) => b.at - a.at)[0] ?? {}
      const field = page.locator('.ac-adaptiveCard input:not([type=checkbox]):not([type=radio])').last()
      if (known) await click(known)
      else if (word && (await field.count()) > 0) {
        await field.fill(word)
        await click('Répondre')
      } else if (word) await say(word, how)
      else throw new Error(`nothing to say to: ${last}`)
    }
  }

  /** All that is to be read besides the log. */
  async function read(): Promise<string> {
    const text = (await page.evaluate('document.body.innerText')) as string
    return text
      .split('Log Panel')[0]!
      .replace(/Type a message\.\.\.\s*$/, '')
      .trimEnd()
  }

  return { say, click, answerUntil, read, settled, button }
}
