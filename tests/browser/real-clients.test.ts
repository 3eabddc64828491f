import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchBrowser, noBrowser } from '../doubles/browser.ts'
import { startProcess } from '../doubles/process.ts'
import { startShell } from '../doubles/shell.ts'

const LONG = process.env.RELAIS_LONG === '1'
const CLIENTS = 'tests/clients'
const BUNDLE = `${CLIENTS}/node_modules/botframework-webchat/dist/webchat.js`
const INSTALL_MS = 300_000

/** A partner's page with Microsoft's own Web Chat in it, speaking to our Direct Line. */
const page = (relais: string, webSocket: boolean) => `<!doctype html>
<html lang="fr"><meta charset="utf-8"><title>x</title><body><div id="chat" style="height:700px"></div>
<script src="/webchat.js"></script>
<script>
(async () => {
  const { token } = await (await fetch('${relais}/v3/directline/tokens/generate', { method: 'POST' })).json()
  const directLine = WebChat.createDirectLine({ token, domain: '${relais}/v3/directline', webSocket: ${webSocket} })
  WebChat.renderWebChat({ directLine, locale: 'fr-FR' }, document.getElementById('chat'))
})()
</script>`

describe.skipIf(!LONG || noBrowser)('the real Web Chat of Microsoft, on a partner’s site', () => {
  let browser: Browser
  let partner: Awaited<ReturnType<typeof startShell>>
  let server: Awaited<ReturnType<typeof startProcess>>
  beforeAll(async () => {
    if (!existsSync(BUNDLE)) {
      const npm = spawnSync('npm', ['ci', '--ignore-scripts'], { cwd: CLIENTS, stdio: 'inherit' })
      if (npm.status !== 0) throw new Error('npm ci failed in tests/clients')
    }
    // its page and its policy are the partner's own business
    const html = (path: string, webSocket: boolean) => ({
      method: 'GET' as const,
      path,
      budget: 'none' as const,
      handle: () => ({
        status: 200,
        headers: { 'content-security-policy': "frame-ancestors 'none'" },
        html: page(server.base, webSocket),
      }),
    })
    const bundle = readFileSync(BUNDLE)
    partner = await startShell({
      more: [
        html('/socket', true),
        html('/polling', false),
        {
          method: 'GET',
          path: '/webchat.js',
          budget: 'none',
          handle: () => ({ status: 200, headers: { 'content-type': 'text/javascript' }, bytes: bundle }),
        },
      ],
    })
    server = await startProcess({ WEBCHAT_ORIGINS: partner.base })
    browser = await launchBrowser()
  }, INSTALL_MS)
  afterAll(async () => {
    await browser?.close()
    await server?.stop()
    await partner?.close()
  })

  async function say(chat: Page, text: string): Promise<void> {
    await chat.locator('[data-id="webchat-sendbox-input"]').fill(text)
    await chat.keyboard.press('Enter')
  }

  test.each(['/socket', '/polling'])('the same conversation: greeting, choices, cards, desk (%s)', async path => {
    const chat = await browser.newPage({ viewport: { width: 1000, height: 800 } })
    const asked = new Set<string>()
    // pictures that are data have no host
    chat.on('request', request => request.url().startsWith('http') && asked.add(new URL(request.url()).host))
    await chat.goto(partner.base + path)
    const heard = (text: string) => chat.locator('.webchat__bubble__content', { hasText: text }).first().waitFor()
    const choice = (name: string) => chat.locator('.webchat__suggested-action', { hasText: name })
    await heard('Bonjour')
    await choice('Industrie du futur').waitFor()
    await say(chat, 'Nous voulons acheter un robot de soudage, à Soissons')
    await heard('Combien de personnes')
    await say(chat, 'une cinquantaine')
    await heard('Que souhaitez-vous faire')
    // records and the desk come as cards besides the text
    const cards = chat.locator('.ac-adaptiveCard')
    expect(await cards.count()).toBeGreaterThanOrEqual(2)
    expect(await cards.first().textContent()).toContain('Source')
    await choice('Être contacté').click()
    await heard('accord')
    // no message of the person stands as not sent
    expect(await chat.getByText(/Envoi impossible|Impossible d.envoyer|Send failed|Réessayer/).count()).toBe(0)
    expect(asked).toEqual(new Set([new URL(partner.base).host, new URL(server.base).host]))
    await chat.close()
  })
})
