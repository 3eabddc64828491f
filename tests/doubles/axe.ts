import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
// of what is in order axe need not describe every element
const RUN = `axe.run(${JSON.stringify({ runOnly: TAGS, resultTypes: ['violations'] })})`

/** What axe finds on the page as it is. The page's own policy forbids foreign scripts: axe comes in beside it. */
export async function flawsOf(page: Page): Promise<string[]> {
  await page.evaluate(axe)
  const { violations } = (await page.evaluate(RUN)) as { violations: { id: string; nodes: { html: string }[] }[] }
  return violations.map(v => `${new URL(page.url()).pathname} ${v.id} ${v.nodes[0]?.html.slice(0, 200)}`)
}
