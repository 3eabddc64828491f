import { spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { launchBrowser } from '../doubles/browser.ts'

/*
 * Pictures of the console over the demonstration: `npm run demo` first, then
 * `node bin/run.mjs tests/browser/console-pictures.ts DATA_DIR [FOLDER]`. A person looks at each of them.
 */
const [dataDir = 'data-demo', folder = 'docs/images/console'] = process.argv.slice(2)
/** Pages that are taken in the light only, by the names of their pictures. */
const PAGES = {
  nouvelle: '/console/nouvelle',
  questions: '/console/nouvelle?commune=Soissons&theme:emploi-competences=1&origine=visite',
  personnes: '/console/personnes?q=exemple',
  importer: '/console/importer',
  comptes: '/console/comptes',
  destinataires: '/console/destinataires',
  identite: '/console/identite/grand-compiegnois',
  verifier: '/console/verifier',
  'questions-sans-reponse': '/console/questions',
  journal: '/console/journal?verifier=oui',
  compte: '/console/compte',
  introuvable: '/console/demandes/TI-2026-XXXX',
}
mkdirSync(folder, { recursive: true })
const port = await new Promise<number>(resolve => {
  const server = createServer().listen(0, '127.0.0.1', () => {
    const { port } = server.address() as { port: number }
    server.close(() => resolve(port))
  })
})
const base = `http://127.0.0.1:${port}`
const child = spawn(process.execPath, ['src/main.ts'], {
  env: { ...process.env, PORT: String(port), DATA_DIR: dataDir, LOG_LEVEL: 'error', NODE_ENV: 'test' },
  stdio: ['ignore', 'pipe', 'inherit'],
})
await new Promise(resolve => child.stdout.once('data', resolve))
const browser = await launchBrowser()
try {
  for (const width of [390, 768, 1280])
    for (const colorScheme of width === 768 ? (['light'] as const) : (['light', 'dark'] as const)) {
      const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme })
      const page = await context.newPage()
      const shoot = async (name: string, path?: string) => {
        if (path) await page.goto(base + path)
        await page.screenshot({
          path: `${folder}/${name}-${width}${colorScheme === 'dark' ? '-sombre' : ''}.png`,
          fullPage: true,
        })
      }
      await shoot('connexion', '/console/')
      await page.fill('#email', 'administrateur@demo.test')
      await page.fill('#mot-de-passe', 'demonstration-2026')
      await page.click('form.fields button')
      await shoot('demandes', '/console/')
      await shoot('tableau', '/console/tableau')
      await shoot('bilan', '/console/bilan')
      await page.goto(`${base}/console/?statut=accompagne`)
      const link = await page.locator('[data-row]').first().getAttribute('href')
      await shoot('demande', link!)
      if (colorScheme === 'light') {
        await page.evaluate('document.querySelectorAll("details").forEach(d => { d.open = true })')
        await shoot('demande-ouverte')
        for (const [name, path] of Object.entries(PAGES)) await shoot(name, path)
        for (const part of ['expliquer', 'fiche']) await shoot(part, `${link}/${part}`)
      }
      await context.close()
    }
} finally {
  await browser.close()
  child.kill('SIGTERM')
}
