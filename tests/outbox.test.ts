import { createServer, type Server } from 'node:net'
import { afterAll, expect, test } from 'vitest'
import { load } from '../src/load.ts'
import { smtpPost } from '../src/notifications/email.ts'
import { makeNotifier } from '../src/notifications/notifier.ts'
import { backoff, LAST_TRY } from '../src/store/outbox.ts'
import { onBothEngines, type Stores } from './engines.ts'
import { confirmedMailbox, someLead } from './leads.ts'
import { header, mailServer } from './mail-server.ts'

const { library } = load(process.cwd())
const FROM = 'Relais <relais@relais.test>'
const BASE = 'https://relais.test'
const opened: Server[] = []
afterAll(() => {
  for (const server of opened) server.close()
})

/** A store with one lead and a confirmed mailbox, a clock that is set by hand, and notifiers on it. */
async function scene(stores: Stores, changes = {}) {
  const clock = { at: new Date('2026-03-02T09:00:00Z') }
  const now = () => clock.at
  const { store, again } = await stores.open({ now, random: () => 1 })
  await confirmedMailbox(store, 'bureau@epci.test')
  await store.leads.create(someLead(changes), 'chat')
  const faults: string[] = []
  const notifier = (post: ReturnType<typeof smtpPost>, on = store) =>
    makeNotifier({ store: on, library: () => library!, post, base: BASE, now, fault: code => faults.push(code) })
  const later = (ms: number) => {
    clock.at = new Date(clock.at.getTime() + ms)
  }
  return { store, again, notifier, clock, later, faults, now }
}

onBothEngines('outbox', stores => {
  test('the desk and the person are each written to once', async () => {
    const inbox = await mailServer()
    const { notifier, store, later } = await scene(stores)
    const one = notifier(smtpPost(inbox.url, FROM))
    expect(await one.round()).toBe(2)
    later(3_600_000)
    expect(await one.round()).toBe(0)
    expect(inbox.mails.map(m => header(m, 'To')).sort()).toEqual(['bureau@epci.test', 'camille@exemple.test'])
    expect(await store.outbox.backlog()).toEqual({ attente: 0, retenu: 0, mort: 0 })
  })

  test('a message is claimed by one of two notifiers', async () => {
    const inbox = await mailServer()
    const { notifier, again, now } = await scene(stores)
    const post = smtpPost(inbox.url, FROM)
    const sent = await Promise.all([notifier(post).round(), notifier(post, await again({ now })).round()])
    expect(sent[0]! + sent[1]!).toBe(2)
    expect(inbox.mails).toHaveLength(2)
  })

  test('a claim whose owner died is taken up again, with the same Message-ID', async () => {
    const inbox = await mailServer()
    const { notifier, store, later } = await scene(stores, { email: null })
    const [lost] = await store.outbox.claim(9)
    const one = notifier(smtpPost(inbox.url, FROM))
    expect(await one.round()).toBe(0)
    later(121_000)
    expect(await one.round()).toBe(1)
    expect(header(inbox.mails[0]!, 'Message-ID')).toBe(`<${lost!.id}@relais.test>`)
  })

  test('nothing is lost while the server refuses, and all is sent within 30 s of its return', async () => {
    const refusing = await mailServer({
      onRcptTo: (_, __, done) => done(Object.assign(new Error('no'), { responseCode: 451 })),
    })
    const well = await mailServer()
    const { notifier, later, faults, store } = await scene(stores)
    const down = notifier(smtpPost(refusing.url, FROM))
    for (let s = 0; s < 45; s++) {
      await down.round()
      later(1_000)
    }
    expect(faults[0]).toBe('EENVELOPE-451')
    expect((await store.outbox.backlog()).attente).toBe(2)
    const up = notifier(smtpPost(well.url, FROM))
    let waited = 0
    for (; well.mails.length < 2; waited++) {
      await up.round()
      later(1_000)
    }
    expect(waited).toBeLessThan(12)
    expect(well.mails).toHaveLength(2)
  })

  test('a server that hangs, or drops the line after DATA, loses nothing', async () => {
    const silent = createServer(() => {}).listen(0, '127.0.0.1')
    opened.push(silent)
    await new Promise(resolve => silent.once('listening', resolve))
    const dropping = await mailServer({ drop: true })
    const well = await mailServer()
    const { notifier, later, faults } = await scene(stores, { email: null })
    await notifier(smtpPost(`smtp://127.0.0.1:${(silent.address() as { port: number }).port}`, FROM, 100)).round()
    later(60_000)
    await notifier(smtpPost(dropping.url, FROM, 200)).round()
    later(60_000)
    await notifier(smtpPost(well.url, FROM)).round()
    expect(faults).toHaveLength(2)
    expect(header(dropping.mails[0]!, 'Message-ID')).toBe(header(well.mails[0]!, 'Message-ID'))
    expect(well.mails).toHaveLength(1)
  })

  test('after the last try a message is dead, stays visible, and can be woken', async () => {
    const { store, later } = await scene(stores, { email: null })
    let last = ''
    for (let n = 0; n < LAST_TRY; n++) {
      const [message] = await store.outbox.claim(1)
      last = await store.outbox.retry(message!, 'ECONNECTION')
      later(3_600_001)
    }
    expect(last).toBe('dead')
    expect(await store.outbox.backlog()).toEqual({ attente: 0, retenu: 0, mort: 1 })
    expect(await store.outbox.claim(1)).toEqual([])
    expect(await store.outbox.wake(['mort'])).toBe(1)
    expect(await store.outbox.claim(1)).toHaveLength(1)
  })

  test('a lead for which no mailbox is confirmed waits, and leaves when one is', async () => {
    const inbox = await mailServer()
    const { notifier, store, later } = await scene(stores, {
      email: null,
      territoire: 'grand-compiegnois',
      epci: 'arc',
    })
    const one = notifier(smtpPost(inbox.url, FROM))
    expect(await one.round()).toBe(0)
    expect(await store.outbox.backlog()).toEqual({ attente: 0, retenu: 1, mort: 0 })
    const { token } = await store.recipients.add({ territoire: null, epci: 'arc', theme: null, email: 'arc@epci.test' })
    later(1_000)
    expect(await one.round()).toBe(1)
    expect(inbox.mails.pop()).toContain('To: arc@epci.test')
    await store.recipients.confirm(token)
    expect(await one.round()).toBe(1)
    expect(header(inbox.mails[0]!, 'To')).toBe('arc@epci.test')
  })

  test('reminders come after 2 and 5 business days, the escalation after 8, each once, and stop with a move', async () => {
    const inbox = await mailServer()
    const { notifier, store, clock } = await scene(stores, { email: null })
    const one = notifier(smtpPost(inbox.url, FROM))
    await one.round()
    const subjects: string[] = []
    // from Monday 2 March 2026, three times a day, a week missed in the middle of the second run
    for (let hour = 0; hour < 24 * 14; hour += 8) {
      clock.at = new Date(Date.parse('2026-03-02T09:00:00Z') + hour * 3_600_000)
      const before = inbox.mails.length
      await one.round()
      for (const _ of inbox.mails.slice(before)) subjects.push(clock.at.toISOString().slice(0, 10))
    }
    expect(subjects).toEqual(['2026-03-04', '2026-03-09', '2026-03-12'])
    await store.leads.move({ reference: 'TI-2026-7F3K', de: 'nouveau', vers: 'contacte', auteur: 'x' })
    clock.at = new Date('2026-03-17T09:00:00Z')
    expect(await one.round()).toBe(0)
    clock.at = new Date('2026-04-30T09:00:00Z')
    expect(await one.round()).toBe(1)
    expect(await one.round()).toBe(0)
  })

  test('a forgotten lead is written about no more', async () => {
    const inbox = await mailServer()
    const { notifier, store } = await scene(stores)
    await store.leads.forget('TI-2026-7F3K')
    expect(await notifier(smtpPost(inbox.url, FROM)).round()).toBe(0)
    expect(inbox.mails).toEqual([])
  })
})

test('the back-off doubles to 10 s in the first minutes, then to an hour', () => {
  expect([1, 2, 3, 4, 5, 6, 30].map(n => backoff(n, 1))).toEqual([1000, 2000, 4000, 8000, 10000, 10000, 10000])
  expect([31, 32, 40].map(n => backoff(n, 1))).toEqual([20000, 40000, 3600000])
  expect(backoff(5, 0)).toBe(5000)
})
