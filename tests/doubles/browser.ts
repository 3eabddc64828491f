import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type Browser, chromium, type Frame, type Page } from 'playwright-core'

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const executablePath = PLACES.find(existsSync)
const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** True where a test that needs a browser may be left out: there is none, and nobody insists. */
export const noBrowser = executablePath === undefined && process.env.CI !== 'true'
if (noBrowser) console.log('skipped: no Chromium on this machine')

/** A headless Chromium. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ ...(executablePath ? { executablePath } : {}), args: ARGS })
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What axe-core finds against WCAG and good practice, as « rule: element ». */
export async function violations(page: Page | Frame): Promise<string[]> {
  // evaluated through the protocol: the page's own policy forbids it to the page
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(axe)
  // of what is in order axe need not describe every element
  const found = (await page.evaluate('axe.run({ resultTypes: ["violations"] })')) as {
    violations: { id: string; nodes: { target: string[]; failureSummary: string }[] }[]
  }
  return found.violations.flatMap(v => v.nodes.map(n => `${v.id}: ${n.target.join(' ')}: ${n.failureSummary}`))
}
