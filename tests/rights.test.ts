import { describe, expect, test } from 'vitest'
import type { HttpRequest } from '../src/api/route.ts'
import { load } from '../src/load.ts'
import { makeNotifier } from '../src/notifications/notifier.ts'
import { answerFollowUp } from '../src/rights/answers.ts'
import { makePasses } from '../src/rights/passes.ts'
import { rightsRoutes } from '../src/rights/routes.ts'
import { onBothEngines, type Stores } from './engines.ts'
import { confirmedMailbox, someLead } from './leads.ts'

const { library } = load(process.cwd())
const REFERENCE = 'TI-2026-7F3K'
const BASE = 'https://relais.test'

/** A store with one lead, a clock set by hand, a notifier that keeps its mails, and the pages. */
async function scene(stores: Stores, changes = {}) {
  const clock = { at: new Date('2026-03-02T09:00:00Z') }
  const now = () => clock.at
  const { store } = await stores.open({ now })
  await confirmedMailbox(store, 'bureau@epci.test')
  await store.leads.create(someLead(changes), 'chat')
  const mails: { to: readonly string[]; sujet: string; texte: string }[] = []
  const passes = makePasses(Buffer.alloc(32), now)
  const notifier = makeNotifier({
    store,
    library: () => library!,
    post: async mail => void mails.push(mail),
    base: BASE,
    now,
    satisfactionLink: reference => `${BASE}/ma-demande/avis?jeton=${passes.sign('avis', reference)}`,
    fault: code => expect(code).toBe(''),
  })
  await notifier.round()
  const later = (ms: number) => {
    clock.at = new Date(clock.at.getTime() + ms)
  }
  const take = () => mails.splice(0)
  const codeOf = async () => {
    await notifier.round()
    return /^\d{6}$/m.exec(take().findLast(m => m.to[0] === 'camille@exemple.test')?.texte ?? '')?.[0]
  }
  const routes = rightsRoutes({
    store,
    library: () => library!,
    passes,
    sheet: (titre, html) => ({ status: 200, html: `<title>${titre}</title>${html}` }),
  })
  const ask = async (method: 'GET' | 'POST', address: string, body: Record<string, string> = {}) => {
    const url = new URL(address, BASE)
    const route = routes.find(r => r.method === method && r.path === url.pathname)!
    return route.handle({ query: Object.fromEntries(url.searchParams), body } as unknown as HttpRequest)
  }
  take()
  return { store, notifier, later, take, codeOf, ask, passes }
}

const tokenIn = (html = '') => /name="jeton" value="([^"]+)"/.exec(html)?.[1] ?? ''

onBothEngines('one-time codes', stores => {
  test('a code is mailed, opens once, within fifteen minutes', async () => {
    const { store, codeOf, later } = await scene(stores)
    await store.codes.request(REFERENCE)
    const code = (await codeOf())!
    expect(await store.codes.spend('TI-2026-XXXX', code)).toBe(false)
    expect(await store.codes.spend(REFERENCE, code)).toBe(true)
    expect(await store.codes.spend(REFERENCE, code)).toBe(false)
    await store.codes.request(REFERENCE)
    const late = (await codeOf())!
    later(15 * 60_000)
    expect(await store.codes.spend(REFERENCE, late)).toBe(false)
  })

  test('five wrong tries void a code, six codes a day are sent, and no table holds one', async () => {
    const { store, codeOf, later } = await scene(stores)
    await store.codes.request(REFERENCE)
    const code = (await codeOf())!
    const rows = await store.database.db.selectFrom('codes').selectAll().execute()
    expect(JSON.stringify([rows, await store.database.db.selectFrom('outbox').selectAll().execute()])).not.toContain(
      code,
    )
    const wrong = code === '000000' ? '111111' : '000000'
    for (let n = 0; n < 5; n++) expect(await store.codes.spend(REFERENCE, wrong)).toBe(false)
    expect(await store.codes.spend(REFERENCE, code)).toBe(false)
    const sent: unknown[] = []
    for (let n = 0; n < 8; n++) {
      await store.codes.request(REFERENCE)
      sent.push(await codeOf())
    }
    expect(sent.filter(Boolean)).toHaveLength(5)
    later(24 * 3_600_000)
    await store.codes.request(REFERENCE)
    expect(await codeOf()).toBeDefined()
  })

  test('whether a reference exists, or has an address, is told to nobody', async () => {
    const { store, codeOf, passes } = await scene(stores, { email: null, telephone: '06 11 22 33 44' })
    const desk = { store, library: () => library!, passes }
    for (const reference of [REFERENCE, 'TI-2026-XXXX'])
      expect(await answerFollowUp(desk, { sorte: 'donnees', reference })).toEqual({ sorte: 'code-envoye' })
    expect(await codeOf()).toBeUndefined()
    expect(await answerFollowUp(desk, { sorte: 'effacement', reference: REFERENCE, code: '123456' })).toEqual({
      sorte: 'code-faux',
    })
  })
})

onBothEngines('rights', stores => {
  test('in the conversation: status, data and erasure, each for a code; the desk is asked to wipe its copies', async () => {
    const { store, codeOf, notifier, take, passes } = await scene(stores)
    const desk = { store, library: () => library!, passes }
    const once = async (sorte: 'statut' | 'donnees' | 'effacement') => {
      await answerFollowUp(desk, { sorte, reference: REFERENCE })
      return answerFollowUp(desk, { sorte, reference: REFERENCE, code: (await codeOf())! })
    }
    expect(await once('statut')).toMatchObject({ sorte: 'statut', statut: 'nouveau', epci: 'ca-grandsoissons' })
    expect(JSON.stringify(await once('donnees'))).toMatch(/Camille Exemple.*camille@exemple\.test.*110/)
    expect(await once('effacement')).toEqual({ sorte: 'efface' })
    expect(await store.leads.read(REFERENCE)).toMatchObject({ nom: '', email: null })
    await notifier.round()
    expect(take()).toMatchObject([{ to: ['bureau@epci.test'], sujet: expect.stringContaining(REFERENCE) }])
    expect(JSON.stringify(take())).not.toContain('Camille')
  })

  test('on the page: seen, taken away, corrected, withdrawn, erased; a forged or old pass opens nothing', async () => {
    const { store, ask, codeOf, later, notifier, take } = await scene(stores)
    expect((await ask('GET', `/ma-demande?reference=ti-2026-7f3k`)).html).toContain(`value="${REFERENCE}"`)
    await ask('POST', '/ma-demande/code', { reference: 'ti 2026-7f3k' })
    const code = (await codeOf())!
    expect((await ask('POST', '/ma-demande/voir', { reference: REFERENCE, code: 'x' })).status).toBe(403)
    const open = await ask('POST', '/ma-demande/voir', {
      reference: REFERENCE,
      code: `${code.slice(0, 3)} ${code.slice(3)}`,
    })
    expect(open.html).toContain('Camille Exemple')
    const jeton = tokenIn(open.html)

    const file = await ask('POST', '/ma-demande/emporter', { jeton })
    expect(JSON.parse(Buffer.from(file.bytes!).toString())).toMatchObject({
      nom: 'Camille Exemple',
      reference: REFERENCE,
    })
    expect(file.headers?.['content-disposition']).toContain(`${REFERENCE}.json`)

    const given = { nom: 'Claude <b>Exemple</b>', entreprise: 'Forge', email: 'c@x.test', telephone: '', message: '' }
    expect((await ask('POST', '/ma-demande/corriger', { ...given, jeton, email: 'x' })).status).toBe(400)
    const corrected = await ask('POST', '/ma-demande/corriger', { ...given, jeton })
    expect(corrected.html).toContain('Claude &lt;b&gt;')
    expect(await store.leads.read(REFERENCE)).toMatchObject({ nom: given.nom, email: 'c@x.test' })
    await ask('POST', '/ma-demande/retirer', { jeton })
    expect(await store.leads.read(REFERENCE)).toMatchObject({ statut: 'sans-suite' })
    await notifier.round()
    expect(
      take()
        .map(m => m.sujet)
        .sort(),
    ).toEqual([`La demande ${REFERENCE} a été corrigée`, `La demande ${REFERENCE} est retirée`])

    expect((await ask('POST', '/ma-demande/effacer', { jeton: `${jeton}x` })).status).toBe(403)
    later(15 * 60_000)
    expect((await ask('POST', '/ma-demande/effacer', { jeton })).status).toBe(403)
    later(-60_000)
    expect((await ask('POST', '/ma-demande/effacer', { jeton })).status).toBe(200)
    expect(await store.leads.read(REFERENCE)).toMatchObject({ nom: '', effaceLe: expect.any(String) })
    expect((await ask('POST', '/ma-demande/emporter', { jeton })).status).toBe(403)
  })

  test('ten days after the closing one question goes out, once, and its answer is a count', async () => {
    const { store, notifier, later, take, ask } = await scene(stores)
    await store.leads.move({ reference: REFERENCE, de: 'nouveau', vers: 'oriente', auteur: 'agent' })
    later(9 * 86_400_000)
    await notifier.round()
    expect(take()).toEqual([])
    later(2 * 86_400_000)
    for (let n = 0; n < 3; n++) {
      await notifier.round()
      later(61_000)
    }
    const [mail, ...more] = take()
    expect([mail?.to, more]).toEqual([['camille@exemple.test'], []])
    const link = new URL(/https:\S+avis\S+/.exec(mail!.texte)![0])
    expect((await ask('GET', link.href)).html).toContain('value="en-partie"')
    const jeton = link.searchParams.get('jeton')!
    for (let n = 0; n < 2; n++) await ask('POST', '/ma-demande/avis', { jeton, note: 'oui' })
    expect((await ask('POST', '/ma-demande/avis', { jeton, note: 'fou' })).status).toBe(403)
    expect((await store.counters.totals()).find(c => c.nom === 'satisfaction')).toMatchObject({ nombre: 1 })
    // the answer's pass opens nothing else
    expect((await ask('POST', '/ma-demande/effacer', { jeton })).status).toBe(403)
  })

  test('who took their request back is asked nothing', async () => {
    const { store, notifier, later, take } = await scene(stores)
    await store.rights.withdraw(REFERENCE, 'x')
    await notifier.round()
    take()
    later(12 * 86_400_000)
    await notifier.round()
    expect(take()).toEqual([])
  })
})

describe('the person’s own words in the sheet', () => {
  test('every key of a dossier has its words', () => {
    for (const key of ['nom', 'entreprise', 'email', 'telephone', 'souhait', 'siege', 'epci', 'signal', 'accord'])
      expect(library!.texts[`dossier-${key}`]).toBeTruthy()
  })
})
