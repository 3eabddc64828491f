import { expect, test } from 'vitest'
import { freshState } from '../src/conversation/state.ts'
import { createMind } from '../src/conversation/think.ts'
import { turn } from '../src/conversation/turn.ts'
import type { Mail } from '../src/notifications/email.ts'
import { makeNotifier } from '../src/notifications/notifier.ts'
import { leadBack } from '../src/rights/comeback.ts'
import { makePasses } from '../src/rights/passes.ts'
import type { NewSummary } from '../src/store/summaries.ts'
import { library } from './doubles/library.ts'
import { onBothEngines, type Stores } from './engines.ts'
import { someLead, someTurn } from './leads.ts'

const T0 = Date.parse('2026-11-22T10:00:00Z')
const DAY_MS = 86_400_000
const BASE = 'https://relais.test'
const TYPED = 'Camille@Exemple.test'

/** What a conversation leaves behind that has a result, with its result mailed; free text in it must reach nobody. */
function asked(words: string): NewSummary {
  const mind = createMind(library)
  let state = freshState()
  for (const texte of [words, 'Spam achetez ici', 'passer', `le résumé à ${TYPED}`]) {
    const result = turn(mind, state, { sorte: 'texte', texte }, { now: new Date(T0).toISOString(), reference: 'x' })
    state = result.state
    const found = result.writes.find(w => w.sorte === 'resume')
    if (found) return found.resume
  }
  throw new Error('no summary was asked for')
}

async function scene(stores: Stores) {
  let at = T0
  const now = () => new Date(at)
  const { store } = await stores.open({ now })
  const mails: Mail[] = []
  const passes = makePasses(Buffer.alloc(32), now)
  const notifier = makeNotifier({
    store,
    library: () => library,
    post: async mail => void mails.push(mail),
    base: BASE,
    now,
    resumeLink: id => `${BASE}/#reprise=${passes.sign('reprise', id)}`,
    fault: code => expect(code).toBe(''),
  })
  const tables = async () => {
    const names = (await store.database.db.introspection.getTables()).map(t => t.name as 'leads')
    const rows = await Promise.all(names.map(name => store.database.db.selectFrom(name).selectAll().execute()))
    return JSON.stringify(rows)
  }
  let n = 0
  const ask = async (resume: NewSummary) => {
    const conversation = `local/directline/c${++n}`
    await store.activities<{ id: string; text: string }>().append(`c${n}`, { id: '1', text: `à ${resume.ecrit} svp` })
    await store.conversations().commit(someTurn({ conversation, writes: [{ sorte: 'resume', resume }] }))
    await notifier.round()
  }
  const back = (mail: Mail | undefined) =>
    leadBack({ store, library: () => library, passes }, /#reprise=(\S+)/.exec(mail?.texte ?? '')?.[1] ?? '')
  const later = (days: number) => {
    at += days * DAY_MS
  }
  return { store, notifier, passes, mails, tables, ask, back, later }
}

onBothEngines('the summary by mail', stores => {
  test('it tells needs, records, state, source, desk and notice, says that somebody asked, and keeps no address', async () => {
    const { mails, tables, ask } = await scene(stores)
    await ask(asked('recruter des soudeurs à Chauny, on est 40, mon voisin Paul Durand viagra'))
    const [mail] = mails
    expect(mail!.to).toEqual(['Camille@exemple.test'])
    expect(mail!.texte).toMatch(
      /Quelqu'un a demandé[\s\S]*Chauny[\s\S]*40[\s\S]*Source : [\s\S]*20\d\d[\s\S]*À qui vous adresser/,
    )
    expect(mail!.texte).toMatch(/Aucune aide n'est promise/)
    expect(mail!.texte).not.toMatch(/viagra|Durand|Spam/)
    expect((await tables()).toLowerCase()).not.toContain('camille@exemple')
  })

  test('the link leads back for thirty days, to facts without anybody’s name; a forged one to nothing', async () => {
    const { mails, ask, back, later, passes, store } = await scene(stores)
    await ask(asked('recruter des soudeurs à Chauny, on est 40'))
    expect(await back(mails[0])).toMatchObject({ projet: { besoins: [{ theme: 'emploi-competences' }] } })
    later(29)
    expect(await back(mails[0])).not.toBeNull()
    later(2)
    expect(await back(mails[0])).toBeNull()
    const forged = passes.sign('avis', 'TI-2026-7F3K')
    expect(await leadBack({ store, library: () => library, passes }, forged)).toBeNull()
  })

  test('the mail of a request leads back to its facts only, until it is erased', async () => {
    const { mails, store, notifier, back } = await scene(stores)
    const siret = { valeur: '73282932000074', origine: 'texte' as const, mots: 'Dupont' }
    await store.leads.create(
      someLead({ faits: { siret, effectif: { valeur: { min: 9, max: 9 }, origine: 'texte' } } }),
      'x',
    )
    await notifier.round()
    const mail = mails.find(m => m.to.includes('camille@exemple.test'))
    const found = await back(mail)
    expect(found).toMatchObject({ reference: 'TI-2026-7F3K', projet: { faits: { effectif: {} } } })
    expect(JSON.stringify(found)).not.toMatch(/Camille|Chaudronnerie|Dupont|73282932/)
    await store.leads.forget('TI-2026-7F3K')
    expect(await back(mail)).toBeNull()
  })

  test('an address gets three a day at most, whoever types it', async () => {
    const { mails, ask, later } = await scene(stores)
    const summary = asked('recruter des soudeurs à Chauny, on est 40')
    for (let i = 0; i < 5; i++) await ask({ ...summary, email: i % 2 ? 'A@x.test' : 'a@x.test' })
    expect(mails).toHaveLength(3)
    await ask({ ...summary, email: 'b@x.test' })
    expect(mails).toHaveLength(4)
    later(1.1)
    await ask({ ...summary, email: 'a@x.test' })
    expect(mails).toHaveLength(5)
  })

  test('an address whose mail never left is gone after a day, and everything after the link', async () => {
    const { store, tables, later, mails, notifier } = await scene(stores)
    const resume = asked('recruter des soudeurs à Chauny, on est 40')
    await store.conversations().commit(someTurn({ writes: [{ sorte: 'resume', resume }] }))
    expect(await tables()).toContain(resume.email)
    later(1.1)
    await store.purge({ retentionMonths: 36 })
    expect(await tables()).not.toContain(resume.email)
    await notifier.round()
    expect(mails).toEqual([])
    later(30)
    await store.purge({ retentionMonths: 36 })
    expect(await store.database.db.selectFrom('summaries').selectAll().execute()).toEqual([])
  })
})
