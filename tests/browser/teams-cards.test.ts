import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { replyCard } from '../../src/channels/teams-cards.ts'
import type { Reply } from '../../src/conversation/reply.ts'
import { freshState } from '../../src/conversation/state.ts'
import { createMind } from '../../src/conversation/think.ts'
import { turn } from '../../src/conversation/turn.ts'
import type { Card } from '../../src/domain/adaptive-card.ts'
import { digestCard, leadCard } from '../../src/notifications/teams-card.ts'
import { launchBrowser, noBrowser } from '../doubles/browser.ts'
import { library } from '../doubles/library.ts'
import { someLead } from '../leads.ts'

const SCRIPT = createRequire(import.meta.url).resolve('adaptivecards/dist/adaptivecards.min.js')
const now = '2026-11-22T10:00:00Z'

/** Cards of every kind: greeting, list of several, field, results, desk, a lead in all its states, the morning's list. */
function cards(): [string, Card][] {
  const mind = createMind(library)
  const ctx = { now, reference: 'TI-2026-7F3K', canal: 'msteams' }
  let { state, replies } = turn(mind, freshState(), { sorte: 'bonjour' }, ctx)
  const all: Reply[] = [...replies]
  for (const texte of ['je veux recruter et exporter', 'Soissons', ...Array<string>(7).fill('je ne sais pas')]) {
    ;({ state, replies } = turn(mind, state, { sorte: 'texte', texte }, ctx))
    all.push(...replies)
  }
  const frame = { library, base: 'https://relais.example', suivi: 'Camille Exemple', peut: true }
  const rest = { statut: 'nouveau' as const, depuis: now, historique: [], effaceLe: null, assigne: null, fusion: null }
  const kept = { ...someLead(), ...rest, montants: {} as never }
  const told = all.map((reply, i): [string, Card | null] => {
    const question = reply.question === undefined ? undefined : library.questions.get(reply.question)
    return [`${i} ${reply.sorte}`, replyCard(reply, { texts: library.texts, question, ticket: 1, echo: true })]
  })
  return [
    ...told.flatMap(([name, card]): [string, Card][] => (card ? [[name, card]] : [])),
    ['new lead', leadCard(kept, frame)],
    ['lead with a long name', leadCard({ ...kept, entreprise: 'Établissements '.repeat(9), assigne: 'a' }, frame)],
    ['digest', digestCard([kept, kept], 12, frame, new Date(now))],
  ]
}

describe.skipIf(noBrowser)('the cards, drawn by Microsoft’s library', () => {
  let browser: Browser
  let page: Page
  beforeAll(async () => {
    browser = await launchBrowser()
    page = await browser.newPage()
    await page.setContent('<!doctype html><style>body{margin:0;font:15px sans-serif}</style><main></main>')
    await page.addScriptTag({ content: readFileSync(SCRIPT, 'utf8') })
  })
  afterAll(() => browser?.close())

  test.each([280, 360, 700])('at %i pixels nothing is cut or pushed out, also unfolded', async width => {
    await page.setViewportSize({ width, height: 900 })
    for (const [name, card] of cards()) {
      const wide = await page.evaluate(json => {
        const { AdaptiveCards, document } = globalThis as never as { AdaptiveCards: never; document: never }
        type Drawn = {
          scrollWidth: number
          clientWidth: number
          querySelectorAll(s: string): Drawn[]
          style: { display: string }
        }
        const main = (
          document as { querySelector(s: string): Drawn & { replaceChildren(c: Drawn): void } }
        ).querySelector('main')
        const drawer = new (
          AdaptiveCards as { AdaptiveCard: new () => { parse(c: unknown): void; render(): Drawn } }
        ).AdaptiveCard()
        drawer.parse(JSON.parse(json))
        main.replaceChildren(drawer.render())
        for (const hidden of main.querySelectorAll('[style*="display: none"]')) hidden.style.display = ''
        return main.scrollWidth - main.clientWidth
      }, JSON.stringify(card))
      expect([name, wide]).toEqual([name, 0])
      if (process.env.RELAIS_PICTURES && width === 360)
        await page.screenshot({
          path: `${process.env.RELAIS_PICTURES}/teams-360-${name.replaceAll(' ', '-')}.png`,
          fullPage: true,
        })
    }
  })
})
