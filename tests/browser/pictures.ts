import { mkdirSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { launchBrowser } from '../doubles/browser.ts'
import { personAt } from '../doubles/person.ts'
import { startProcess } from '../doubles/process.ts'

/*
 * The pictures of the documentation, from the real server: `node bin/run.mjs tests/browser/pictures.ts [FOLDER]`.
 * A person looks at each of them before it is committed.
 */
const folder = process.argv[2] ?? 'docs/images'
const WIDTHS = [
  [390, 844],
  [1280, 860],
] as const

mkdirSync(folder, { recursive: true })
const server = await startProcess()
const browser = await launchBrowser()
try {
  for (const [width, height] of WIDTHS) {
    for (const scheme of ['light', 'dark'] as const) await conversation(width, height, scheme)
    await shoot(width, height, '/?territoire=grand-compiegnois', 'territoire')
    await shoot(width, height, '/accessibilite', 'accessibilite')
    await launcher(width, height)
    await broken(width, height)
  }
} finally {
  await browser.close()
  await server.stop()
}

async function open(width: number, height: number, scheme: 'light' | 'dark', path: string): Promise<Page> {
  const page = await browser.newPage({ viewport: { width, height }, colorScheme: scheme, reducedMotion: 'reduce' })
  await page.goto(server.base + path)
  return page
}

async function conversation(width: number, height: number, scheme: 'light' | 'dark'): Promise<void> {
  const page = await open(width, height, scheme, '/')
  const person = personAt(page, 'mouse')
  async function take(name: string): Promise<void> {
    // nothing under the pointer
    await page.mouse.move(0, 0)
    await page.screenshot({ path: `${folder}/${name}${scheme === 'dark' ? '-sombre' : ''}-${width}.png` })
  }
  await page.locator('.bot').first().waitFor()
  await take('accueil')
  await person.say('Nous voulons acheter un robot de soudage, à Soissons')
  await take('question')
  await person.answerUntil(/que souhaitez-vous faire/i)
  await take('resultats')
  if (scheme === 'light') {
    await page.locator('#journal').evaluate(journal => journal.scrollTo(0, journal.scrollHeight))
    await take('interlocuteur')
    await person.answerUntil(/je l.envoie/i)
    await take('demande')
    await person.answer('Envoyer')
    await take('reference')
  }
  await person.say('diagnostic')
  await person.answer('Diagnostic industrie du futur')
  await take('diagnostic-question')
  for (const level of ['3', '2', '4', '1', '5', '2', '3', '3', '2', '4', '1', '2']) await person.say(level)
  await page.locator('.card-radar img').scrollIntoViewIfNeeded()
  await take('diagnostic')
  await page.close()
}

async function shoot(width: number, height: number, path: string, name: string): Promise<void> {
  const page = await open(width, height, 'light', path)
  if (path.startsWith('/?')) await page.locator('.bot').first().waitFor()
  await page.screenshot({ path: `${folder}/${name}-${width}.png` })
  await page.close()
}

async function launcher(width: number, height: number): Promise<void> {
  const page = await open(
    width,
    height,
    'light',
    `/demo?message=${encodeURIComponent('Un projet industriel ? Trouvez qui appeler.')}`,
  )
  await page.getByRole('button', { name: /Ouvrir/ }).waitFor()
  await page.screenshot({ path: `${folder}/lanceur-${width}.png` })
  await page.getByRole('button', { name: /Ouvrir/ }).click()
  await page.frameLocator('iframe').locator('.bot').first().waitFor()
  await page.screenshot({ path: `${folder}/lanceur-ouvert-${width}.png` })
  await page.close()
}

async function broken(width: number, height: number): Promise<void> {
  const page = await open(width, height, 'light', '/')
  await page.locator('.bot').first().waitFor()
  await page.context().setOffline(true)
  await page.locator('.line[data-state=offline]').waitFor()
  await page.fill('#field', 'Nous voulons isoler notre atelier à Compiègne')
  await page.keyboard.press('Enter')
  await page.getByText('En attente').waitFor()
  await page.waitForTimeout(1_200)
  await page.screenshot({ path: `${folder}/coupure-${width}.png` })
  await page.close()
}
