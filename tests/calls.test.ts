import { expect, test } from 'vitest'
import { emptyCall } from '../src/domain/call.ts'
import { smtpPost } from '../src/notifications/email.ts'
import { makeNotifier } from '../src/notifications/notifier.ts'
import { everything } from './doubles/console.ts'
import { library } from './doubles/library.ts'
import { onBothEngines, type Stores } from './engines.ts'
import { someLead, someTurn } from './leads.ts'
import { header, mailServer } from './mail-server.ts'

const APPELS = { version: '2026-11', date: '2026-03-02T09:00:00.000Z' }
const STOP = 'https://relais.test/ma-demande/appels?jeton='

/** A store with a call, and a notifier on a real mail server; what the desks get is left out. */
async function scene(stores: Stores) {
  const inbox = await mailServer()
  const now = () => new Date('2026-03-10T09:00:00Z')
  const { store } = await stores.open({ now })
  const call = await store.calls.keep('x', {
    ...{ dispositif: null, titre: 'Four neuf', sujet: 'Un appel', message: 'Voici un appel.\n\nParlons-en.' },
    appel: { ...emptyCall, titre: 'Four neuf', fin: '2027-03-31', lien: 'https://appel.test/four' },
  })
  const round = async (link = true) => {
    const notifier = makeNotifier({
      ...{ store, library: () => library, base: 'https://relais.test', now, fault: () => {} },
      post: smtpPost(inbox.url, 'Relais <relais@relais.test>'),
      ...(link ? { callStopLink: reference => STOP + reference } : {}),
    })
    await notifier.round()
    return inbox.mails.filter(m => header(m, 'List-Unsubscribe-Post')).map(m => header(m, 'To'))
  }
  let n = 0
  const add = async (changes: Parameters<typeof someLead>[0]) => {
    const reference = `TI-2026-A${String.fromCharCode(65 + n++)}77`
    const lead = someLead({ reference, email: `${reference}@firm.test`, entreprise: reference, ...changes })
    await store.leads.create(lead, 'x')
    return reference
  }
  return { store, call, round, add, all: store.leadsOf(everything), inbox }
}

onBothEngines('telling firms of a call', stores => {
  test('who asked for it gets one mail with the reasons and a way to end them; who did not gets none', async () => {
    const { store, call, round, add, all, inbox } = await scene(stores)
    const yes = await add({ appels: APPELS })
    const no = await add({})
    expect(await all.tell(call, [yes, no])).toEqual([yes])
    expect(await all.tell(call, [yes, no])).toEqual([])
    expect(await round()).toEqual([`${yes}@firm.test`])
    expect(await round()).toEqual([`${yes}@firm.test`])
    const mail = inbox.mails.find(m => header(m, 'List-Unsubscribe-Post'))!.replaceAll(/\r\n[ \t]+/g, ' ')
    expect(header(mail, 'List-Unsubscribe')).toBe(`<${STOP}${yes}>`)
    // quoted-printable, as every mail with accents is
    const bytes = mail
      .replaceAll(/=\r\n/g, '')
      .replaceAll('%', '%25')
      .replaceAll(/=([0-9A-F]{2})/g, '%$1')
    const text = decodeURIComponent(bytes)
    for (const said of ['Parlons-en.', 'Four neuf', '31 mars 2027', 'https://appel.test/four', 'toute la France', STOP])
      expect(text).toContain(said)
    expect(await all.told(call)).toEqual(new Map([[yes, '2026-03-10T09:00:00.000Z']]))
    const rows = await store.database.db.selectFrom('outbox').select('cle').where('sujet', '=', 'appel').execute()
    expect(rows).toEqual([{ cle: `appel ${call} ${yes}` }])
  })

  test('a firm with two requests hears of a call once, also where two desks tell it', async () => {
    const { store, call, round, add } = await scene(stores)
    const here = await add({ appels: APPELS, epci: 'ca-grandsoissons', email: 'Same@firm.test' })
    const there = await add({ appels: APPELS, epci: 'cc-retz-en-valois', email: 'same@firm.test' })
    const desk = (epci: string) => store.leadsOf({ role: 'referent', territoires: [], epci: [epci] })
    expect(await desk('ca-grandsoissons').tell(call, [here, there])).toEqual([here])
    // the second desk does not learn that another knows the firm
    expect(await desk('cc-retz-en-valois').tell(call, [there])).toEqual([there])
    expect((await round()).length).toBe(1)
  })

  test('a wish taken back between the click and the sending is heard, whatever the request it was said for', async () => {
    const { store, call, round, add, all } = await scene(stores)
    const [one, two] = [
      await add({ appels: APPELS, email: 'a@firm.test' }),
      await add({ appels: APPELS, email: 'A@firm.test' }),
    ]
    await all.tell(call, [one])
    expect(await store.rights.calls(two, null)).toBe(true)
    expect(await round()).toEqual([])
    expect((await store.leads.read(one))?.appels).toBeUndefined()
    expect(await store.rights.calls(two, '2027-01')).toBe(true)
    expect((await store.leads.read(two))?.appels).toEqual({ version: '2027-01', date: '2026-03-10T09:00:00.000Z' })
  })

  test('without a way to end such mails none is sent', async () => {
    const { call, round, add, all } = await scene(stores)
    await all.tell(call, [await add({ appels: APPELS })])
    expect(await round(false)).toEqual([])
  })

  test('erasing and withdrawing a request end the wish; a wiped one cannot be told, nor given it again', async () => {
    const { store, call, round, add, all } = await scene(stores)
    const [erased, withdrawn] = [await add({ appels: APPELS }), await add({ appels: APPELS })]
    await all.tell(call, [erased, withdrawn])
    await store.rights.erase(erased)
    await store.rights.withdraw(withdrawn, 'x')
    expect(await round()).toEqual([])
    for (const reference of [erased, withdrawn]) expect((await store.leads.read(reference))?.appels).toBeUndefined()
    expect(await store.rights.calls(erased, '2026-11')).toBe(false)
    const sends = await store.database.db.selectFrom('call_sends').select('reference').execute()
    expect(sends).toEqual([{ reference: withdrawn }])
  })

  test('a merged duplicate hands its wish on with its address, and to no other address', async () => {
    const { store, add, all } = await scene(stores)
    const entry = { auteur: 'x', texte: 'x' }
    const pair = async (email: string) => {
      const [from, into] = [await add({ appels: APPELS, email: 'm@firm.test' }), await add({ email })]
      await all.merge(from, into, entry)
      return (await store.leads.read(into))?.appels
    }
    expect(await pair('m@firm.test')).toEqual(APPELS)
    expect(await pair('other@firm.test')).toBeUndefined()
  })

  test('a wish said in the chat is kept with its turn', async () => {
    const { store, add } = await scene(stores)
    const reference = await add({})
    await store.conversations<string>().commit(someTurn({ writes: [{ sorte: 'appels', reference, accord: APPELS }] }))
    expect((await store.leads.read(reference))?.appels).toEqual(APPELS)
  })
})
