import { execFileSync } from 'node:child_process'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { noBrowser } from '../doubles/browser.ts'
import { setStage } from '../doubles/stage.ts'

/*
 * The whole road, on the real server with the real knowledge: from a need in one sentence to dispositifs, the desk
 * by name, and a lead with its reference.
 */
const NEED = 'On fait de la chaudronnerie à Soissons, on est 110, on voudrait un robot de soudage'

describe.skipIf(noBrowser)('the main job in a browser', () => {
  const stage = setStage()

  /** Sends a message and gives the bot's new words once it has fallen silent. */
  async function talk(page: Page, text: string, until: RegExp): Promise<string> {
    const log = page.getByRole('log')
    const before = (await log.innerText()).length
    await page.getByRole('textbox').fill(text)
    await page.keyboard.press('Enter')
    await expect.poll(async () => (await log.innerText()).slice(before), { timeout: 15_000 }).toMatch(until)
    return (await log.innerText()).slice(before)
  }

  test('a need in one sentence leads in at most six messages to dispositifs and the desk, then to a lead', async () => {
    const page = await stage.browser.newPage({ viewport: { width: 390, height: 844 } })
    await page.goto(stage.server.base)
    await page.getByText('Bonjour').first().waitFor()
    let said = await talk(page, NEED, /Isambert|ISAMBERT|résultat/)
    for (let messages = 1; !/isambert/i.test(said) && messages < 6; messages++)
      said = await talk(page, 'je ne sais pas', /Isambert|ISAMBERT|résultat/)
    expect(said).toMatch(/isambert/i)
    const cards = page.locator('[data-sorte="dispositif"], .card')
    expect(await cards.count()).toBeGreaterThanOrEqual(3)
    expect(said.match(/Source\s*:.*20\d\d/g)!.length).toBeGreaterThanOrEqual(4)
    expect(said).toMatch(/à vérifier|Prévu/)
    expect(said).toContain('Aucune aide n')

    // the mail stands as a tool under the result, and not a second time among the choices
    await page.getByRole('button', { name: 'Être contacté' }).waitFor()
    expect(await page.getByRole('button', { name: 'Recevoir par courriel' }).count()).toBe(1)

    await talk(page, 'Être contacté', /Passer/)
    let answer = ''
    for (let n = 0; n < 4 && !answer.includes('accord'); n++) answer = await talk(page, 'passer', /Passer|d'accord/)
    await talk(page, "J'accepte", /Quel est votre nom/)
    await talk(page, 'Camille Essai', /entreprise/)
    await talk(page, 'Chaudronnerie d’essai', /joindre|adresse/)
    await talk(page, 'camille@exemple.fr', /Comment et quand/)
    await talk(page, 'plutôt le matin', /Envoyer|envoie/)
    const reference = /TI-20\d\d-\w{4}/.exec(await talk(page, 'Envoyer', /TI-20\d\d-\w{4}/))![0]

    const env = { ...process.env, DATA_DIR: stage.server.data }
    const exported = execFileSync(process.execPath, ['src/cli/leads.ts', 'export'], { env, encoding: 'utf8' })
    const [lead] = exported
      .trim()
      .split('\n')
      .map(line => JSON.parse(line))
    expect(lead.reference).toBe(reference)
    expect(lead.epci).toBe('ca-grandsoissons')

    await page.goto(/http\S+lien=\S+/.exec(stage.server.printed())![0].replace('localhost', '127.0.0.1'))
    const enter = page.getByRole('button')
    if (await enter.count()) await enter.first().click()
    await page.goto(`${stage.server.base}/console/`)
    await expect.poll(() => page.locator('body').innerText()).toContain(reference)
  })
})
