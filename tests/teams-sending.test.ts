import { beforeEach, describe, expect, test } from 'vitest'
import { backoff, makeConnector, retryAfter } from '../src/channels/connector.ts'
import { makePace, TEAMS_PACE } from '../src/channels/pace.ts'
import { makeNotifier } from '../src/notifications/notifier.ts'
import { serve } from './doubles/connector.ts'
import { library } from './doubles/library.ts'
import { parrot } from './doubles/shell.ts'
import { startTeams } from './doubles/teams.ts'
import { atTheEnd } from './endings.ts'
import { someLead } from './leads.ts'
import { someStore } from './stores.ts'

let clock = 0
const now = () => new Date(Date.now() + clock)
const store = await someStore({ now })
const teams = await startTeams({ store, turn: parrot, now, connector: { budgetMs: 3_000 } })
atTheEnd(() => teams.close())
let chat = 0
beforeEach(() => {
  chat++
  Object.assign(teams.connector, { shown: [], troubles: [], tries: [] })
})
const BOTH = ['1 bonjour', 'et ensuite ?']

describe('answers in a conversation', () => {
  test.each([
    ['412', [{ status: 412 }]],
    ['502 and 504', [{ status: 502 }, { status: 504 }, { status: 502 }]],
    ['429 without a time', [{ status: 429 }]],
    ['a server that breaks amid an answer', [{ status: 500 }, { status: 503 }]],
    ['a connector that hangs', ['hang' as const]],
  ])('%s: all is said, in order, once', async (_, troubles) => {
    teams.connector.troubles = [...troubles]
    const person = teams.person(`a:send-${chat}`)
    expect((await person.say('bonjour')).status).toBe(200)
    expect(person.reads()).toEqual(BOTH)
    expect(teams.connector.tries).toHaveLength(2 + troubles.length)
  })

  test('429 with a time is waited for', async () => {
    teams.connector.troubles = [{ status: 429, headers: { 'retry-after': '1' } }]
    const person = teams.person(`a:send-${chat}`)
    await person.say('bonjour')
    const [first, second] = teams.connector.tries
    expect(second!.at - first!.at).toBeGreaterThanOrEqual(990)
    expect(person.reads()).toEqual(BOTH)
  })

  test.each([
    ['is told too often', { status: 429, headers: { 'retry-after': '600' } }],
    ['is refused for good', { status: 403 }],
  ])('what %s waits in the outbox and is said once', async (_, trouble) => {
    teams.connector.troubles = [trouble]
    const person = teams.person(`a:send-${chat}`)
    // the channel need not come back: the answer is kept
    expect((await person.say('bonjour')).status).toBe(200)
    expect(person.reads()).toEqual([])
    await teams.notifier.round()
    expect(person.reads()).toEqual([])
    clock += 61_000
    await teams.notifier.round()
    expect(person.reads()).toEqual(BOTH)
    clock += 3_600_000
    await teams.notifier.round()
    expect(person.reads()).toEqual(BOTH)
  })

  test('half an answer is gone on with where it stopped, also when the channel delivers again', async () => {
    const person = teams.person(`a:send-${chat}`)
    await person.say('un')
    teams.connector.shown.length = 0
    teams.connector.troubles = []
    const activity = { type: 'message', id: `half-${chat}`, text: 'deux' }
    // the first reply passes, the second does not
    const send = person.deliver(activity)
    teams.connector.troubles = [{ status: 400 }]
    await send
    const before = person.reads().length
    await person.deliver(activity)
    expect(person.reads()).toEqual(['2 deux', 'et ensuite ?'])
    expect(before).toBeLessThan(2)
    clock += 61_000
    await teams.notifier.round()
    expect(person.reads()).toHaveLength(2)
  })

  test('a crash after the answer was kept loses nothing', async () => {
    const person = teams.person(`a:send-${chat}`)
    await person.say('un')
    teams.connector.shown.length = 0
    const conversation = `messages/msteams/a:send-${chat}`
    const kept = await store.conversations<unknown>().read(conversation, 'none')
    const reply = { sorte: 'message', texte: 'after the crash', choix: [], cartes: [] }
    const commit = { conversation, channel: 'msteams', activity: 'crashed', version: kept!.version, state: kept!.state }
    await store.conversations<unknown>().commit({ ...commit, replies: [reply], writes: [], later: true })
    clock += 61_000
    await teams.notifier.round()
    expect(person.reads()).toEqual(['after the crash'])
  })
})

describe('cards from the outbox', () => {
  async function administrator() {
    await store.accounts.link()
    return (await store.accounts.list())[0]!
  }

  test('a platform that hangs holds up no mail, and the card comes once', async () => {
    const person = teams.person(`a:desk-${chat}`)
    await person.say(`s'abonner ${await store.teams().code((await administrator()).id)}`)
    teams.connector.shown.length = 0
    const mails: string[] = []
    const mailer = makeNotifier({
      store,
      library: () => library,
      post: async mail => void mails.push(mail.reference),
      base: 'https://relais.example',
      now,
      fault: () => {},
    })
    await store.leads.create(someLead({ reference: 'TI-2026-AAAA' }), 'chat')
    teams.connector.troubles = ['hang', 'hang', 'hang', 'hang', 'hang', 'hang', 'hang', 'hang']
    const begun = Date.now()
    const round = teams.notifier.round()
    await mailer.round()
    expect(mails).toContain('TI-2026-AAAA')
    expect(Date.now() - begun).toBeLessThan(2_000)
    await round
    expect(person.reads()).toEqual([])
    teams.connector.troubles = []
    clock += 3_600_000
    await teams.notifier.round()
    await teams.notifier.round()
    expect(person.reads()).toHaveLength(1)
    await person.say('se désabonner')
  })

  test('a place that is gone is not tried for ever', async () => {
    const person = teams.person(`a:desk-${chat}`)
    await person.say(`s'abonner ${await store.teams().code((await administrator()).id)}`)
    teams.connector.shown.length = 0
    await store.leads.create(someLead({ reference: 'TI-2026-CCCC' }), 'chat')
    teams.connector.troubles = [{ status: 404 }]
    await teams.notifier.round()
    clock += 3_600_000
    await teams.notifier.round()
    expect(person.reads()).toEqual([])
    await person.say('se désabonner')
  })
})

describe('the platform’s pace', () => {
  test.each([
    ['one conversation', 200, () => 'c'],
    ['many conversations', 400, (n: number) => `c${n}`],
  ])('%s is never written to faster than is allowed', async (_, count, of) => {
    let time = 0
    const sent: { at: number; to: string }[] = []
    const pace = makePace(
      TEAMS_PACE,
      () => time,
      async ms => {
        time += ms
      },
    )
    for (let n = 0; n < count; n++) {
      await pace.turn(of(n))
      sent.push({ at: time, to: of(n) })
    }
    const most = (ms: number, to?: string) =>
      Math.max(...sent.map(s => sent.filter(o => o.at >= s.at && o.at < s.at + ms && (!to || o.to === to)).length))
    expect(most(1_000, 'c')).toBeLessThanOrEqual(7)
    expect(most(30_000, 'c')).toBeLessThanOrEqual(60)
    expect(most(1_000)).toBeLessThanOrEqual(50)
  })

  test('waits double up to eight seconds, half of them drawn', () => {
    expect([0, 1, 2, 9].map(n => [backoff(n, 0), backoff(n, 1)])).toEqual([
      [200, 400],
      [400, 800],
      [800, 1_600],
      [4_000, 8_000],
    ])
  })

  test('Retry-After in seconds, as a date, or nonsense', () => {
    const said = (value?: string) =>
      retryAfter({ headers: new Headers(value === undefined ? {} : { 'retry-after': value }) }, Date.UTC(2026, 10, 22))
    expect(['3', 'Sun, 22 Nov 2026 00:00:09 GMT', 'soon', '999999'].map(said)).toEqual([
      3_000,
      9_000,
      undefined,
      3_600_000,
    ])
    expect(said()).toBeUndefined()
  })
})

describe('our own token', () => {
  test('goes to no address besides the platform’s, not even by a redirect', async () => {
    const seen: (string | undefined)[] = []
    const evil = await serve((request, _body, response) => {
      seen.push(request.headers.authorization)
      response.end('{}')
    })
    const platform = await serve((_request, _body, response) => {
      response.writeHead(307, { location: `${evil.url}/v3/conversations/c/activities` })
      response.end()
    })
    const isService = (url: URL) => url.origin === platform.url
    const connector = makeConnector({ token: async () => 'secret', isService, budgetMs: 500 })
    const activity = { type: 'message', conversation: { id: 'c' } } as never
    await expect(connector.send(evil.url, activity)).rejects.toThrow('service')
    await expect(connector.send(platform.url, activity)).rejects.toThrow('network')
    expect(seen).toEqual([])
    await evil.close()
    await platform.close()
  })

  test('one that cannot be had is waited for no longer than a try', async () => {
    const connector = makeConnector({
      token: () => new Promise(() => {}),
      isService: () => true,
      timeoutMs: 100,
      budgetMs: 300,
    })
    const begun = Date.now()
    await expect(
      connector.send('http://127.0.0.1:9', { type: 'message', conversation: { id: 'c' } } as never),
    ).rejects.toThrow('token')
    expect(Date.now() - begun).toBeLessThan(2_000)
  })
})
