import { expect, test } from 'vitest'
import { onBothEngines } from './engines.ts'
import { someLead, someTurn } from './leads.ts'

const thread = { reference: { bot: { id: 'b' } }, carte: { id: 'm1', texte: 'Combien ?' } }
const place = { conversation: 'messages/msteams/c1', reference: { serviceUrl: 's' } }

onBothEngines('what Teams keeps', stores => {
  test('a thread lives and goes with its conversation', async () => {
    const { store } = await stores.open()
    const teams = store.teams()
    const conversation = 'messages/msteams/t1'
    await teams.keepThread(conversation, thread)
    expect(await teams.thread(conversation)).toBeNull()
    await store.conversations<string>().commit(someTurn({ conversation, channel: 'msteams', later: true }))
    await teams.keepThread(conversation, thread)
    await teams.keepThread(conversation, { ...thread, carte: null })
    expect(await teams.thread(conversation)).toEqual({ ...thread, carte: null })
    await store.database.db.deleteFrom('conversations').execute()
    expect(await teams.thread(conversation)).toBeNull()
  })

  test('a code is spent once, by one of many; a newer one voids it', async () => {
    const { store } = await stores.open()
    await store.accounts.link()
    const [account] = await store.accounts.list()
    const teams = store.teams()
    const old = await teams.code(account!.id)
    const code = await teams.code(account!.id)
    expect(await teams.subscribe(old, place)).toBeNull()
    const spent = await Promise.all([1, 2, 3].map(n => teams.subscribe(code, { ...place, conversation: `c${n}` })))
    expect(spent.filter(s => s !== null)).toHaveLength(1)
    expect(await teams.subscriptions()).toHaveLength(1)
  })

  test('news of a lead are rows only where somebody hears them; the rows of Teams are claimed apart', async () => {
    const { store } = await stores.open()
    await store.leads.create(someLead({ reference: 'TI-2026-AAAA' }), 'chat')
    expect(await store.outbox.claim(9, { only: ['teams', 'teams-maj'] })).toEqual([])
    await store.accounts.link()
    const [account] = await store.accounts.list()
    const teams = store.teams()
    await teams.subscribe(await teams.code(account!.id), place)
    await store.leads.create(someLead({ reference: 'TI-2026-CCCC' }), 'chat')
    await teams.showed('TI-2026-CCCC', place.conversation, 'm1')
    await store.leads.move({ reference: 'TI-2026-CCCC', de: 'nouveau', vers: 'contacte', auteur: 'x' })
    const mails = await store.outbox.claim(9, { except: ['teams', 'teams-maj'] })
    expect(mails.every(m => !m.sujet.startsWith('teams'))).toBe(true)
    const news = await store.outbox.claim(9, { only: ['teams', 'teams-maj'] })
    expect(news.map(m => m.sujet).sort()).toEqual(['teams', 'teams-maj'])
    expect(await teams.shown('TI-2026-CCCC')).toEqual([{ ...place, activity: 'm1' }])
  })
})
