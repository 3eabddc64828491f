import { afterAll, beforeAll, expect, test } from 'vitest'
import { openStore, type Store } from '../src/store/store.ts'
import { consoleOver, everything, someAgent } from './doubles/console.ts'
import { library } from './doubles/library.ts'
import { someFolder } from './folders.ts'

let store: Store
beforeAll(async () => {
  store = await openStore({ dataDir: someFolder(), role: 'server' })
})
afterAll(() => store.close())

const reference = { conversation: { conversationType: 'channel' } }
const codeIn = (html: string | undefined) => /s&#39;abonner (\w{8})/.exec(html ?? '')?.[1]

test('a page gives a code that subscribes for its owner alone, and lists and ends what is theirs', async () => {
  const { ask } = consoleOver(store)
  const one = await someAgent(store, { role: 'referent', territoires: [], epci: ['ca-grandsoissons'] })
  const two = await someAgent(store, { role: 'lecteur', territoires: ['grand-compiegnois'], epci: [] })
  const chief = await someAgent(store, everything)
  expect((await ask('GET', '/console/teams', { as: one })).html).toContain(
    library.texts['console-teams-aucun']!.replaceAll("'", '&#39;'),
  )
  const given = await ask('POST', '/console/teams', { as: one })
  const code = codeIn(given.html)!
  expect(codeIn((await ask('GET', '/console/teams', { as: one })).html)).toBeUndefined()
  expect(await store.teams().subscribe(code, { conversation: 'messages/msteams/c1', reference })).toMatchObject({
    account: one.account.id,
  })
  const sees = async (as: typeof one) =>
    (await ask('GET', '/console/teams', { as })).html!.includes('messages/msteams/c1')
  expect([await sees(one), await sees(two), await sees(chief)]).toEqual([true, false, true])
  const body = { conversation: 'messages/msteams/c1' }
  await ask('POST', '/console/teams/retirer', { as: two, body })
  expect(await store.teams().subscriptions()).toHaveLength(1)
  await ask('POST', '/console/teams/retirer', { as: one, body })
  expect(await store.teams().subscriptions()).toEqual([])
})

test('without a session, or from another site, there is no code', async () => {
  const { ask } = consoleOver(store)
  const agent = await someAgent(store, everything)
  expect((await ask('POST', '/console/teams')).status).toBe(401)
  expect((await ask('POST', '/console/teams', { as: { ...agent, jeton: 'x' } })).status).toBe(403)
})
