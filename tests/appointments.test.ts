import { ActivityTypes, type TurnContext } from 'botbuilder'
import { describe, expect, test } from 'vitest'
import type { HttpRequest } from '../src/api/route.ts'
import { makeBot } from '../src/channels/bot.ts'
import type { Reply } from '../src/conversation/reply.ts'
import { createMind } from '../src/conversation/think.ts'
import { turn } from '../src/conversation/turn.ts'
import type { Creneaux } from '../src/domain/permanence.ts'
import type { Mail } from '../src/notifications/email.ts'
import { makeNotifier } from '../src/notifications/notifier.ts'
import { appointmentRoutes } from '../src/rights/appointments.ts'
import { makePasses } from '../src/rights/passes.ts'
import { openStore } from '../src/store/store.ts'
import { library } from './doubles/library.ts'
import { someFolder } from './folders.ts'
import { someLead } from './leads.ts'

const NOW = new Date('2026-11-22T10:00:00Z')
const WHERE = { territoire: 'soissonnais-valois', epci: 'ca-grandsoissons' }
const REFERENCE = 'TI-2026-7F3K'

/** A morning of two slots in Soissons, two leads, the desk's mailbox, mails kept, the page of an appointment. */
async function scene() {
  const clock = { at: NOW }
  const now = () => clock.at
  const store = await openStore({ dataDir: someFolder(), role: 'server' }, { now })
  const { token } = await store.recipients.add({ ...WHERE, territoire: null, theme: null, email: 'desk@epci.test' })
  await store.recipients.confirm(token)
  await store.leads.create(someLead(), 'chat')
  await store.leads.create(someLead({ reference: 'TI-2026-AAAA', nom: 'Other Person' }), 'chat')
  const hours = { debut: '2026-12-01T08:00:00.000Z', fin: '2026-12-01T09:00:00.000Z', minutes: 30 }
  const event = { sorte: 'permanence', titre: 'Permanence', lieu: 'Mairie', qui: null, ...WHERE, ...hours } as const
  const id = await store.agenda.add(event, 'x')
  const passes = makePasses(Buffer.alloc(32), now)
  const mails: Mail[] = []
  const notifier = makeNotifier({
    store,
    library: () => library,
    post: async mail => void mails.push(mail),
    base: 'https://relais.test',
    now,
    appointmentLink: r => `https://relais.test/ma-demande/rendez-vous?jeton=${passes.sign('rendez-vous', r)}`,
    fault: code => expect(code).toBe(''),
  })
  await notifier.round()
  const take = async () => {
    await notifier.round()
    return mails.splice(0)
  }
  await take()
  const sheet = (titre: string, html: string) => ({ status: 200, html: `<title>${titre}</title>${html}` })
  const routes = appointmentRoutes({ store, library: () => library, passes, sheet })
  const ask = async (method: 'GET' | 'POST', path: string, parts: Record<string, string>) => {
    const route = routes.find(r => r.method === method && r.path === `/ma-demande/rendez-vous${path}`)!
    return route.handle({ query: parts, body: parts } as unknown as HttpRequest)
  }
  const slots = (await store.agenda.free(WHERE, 9)).libres
  return { store, id, event, take, ask, passes, slots, clock }
}

describe('the mails about an appointment', () => {
  test('go to the person and the desk with the calendar file; each change with the next number, the last word only', async () => {
    const { store, take, slots, id } = await scene()
    await store.agenda.book(REFERENCE, slots[0]!, 'x')
    const [person, desk] = (await take()).sort((a, b) => (a.to[0]! < b.to[0]! ? -1 : 1))
    expect([person!.to, desk!.to]).toEqual([['camille@exemple.test'], ['desk@epci.test']])
    expect(person!.texte).toMatch(/mardi 1er décembre à 9 h[\s\S]*Mairie[\s\S]*ma-demande\/rendez-vous\?jeton=/)
    expect(desk!.texte).toContain('Chaudronnerie Exemple')
    expect(person!.texte).not.toContain('Chaudronnerie')
    const uid = /UID:\S+/.exec(person!.calendrier!)![0]
    expect(person!.calendrier).toMatch(/METHOD:PUBLISH[\s\S]*SEQUENCE:0[\s\S]*DTSTART:20261201T080000Z/)
    // two changes before anything was sent: one mail each, about the second
    await store.agenda.book(REFERENCE, slots[1]!, 'x')
    await store.agenda.release((await store.agenda.upcoming(REFERENCE))[0]!.id, { auteur: 'x', texte: 'x' })
    const told = await take()
    expect(told.map(m => m.to[0]).sort()).toEqual(['camille@exemple.test', 'desk@epci.test'])
    for (const { calendrier = '', sujet } of told) {
      expect(sujet).toContain('annulé')
      expect(calendrier).toContain(uid)
      expect(calendrier).toMatch(/METHOD:CANCEL[\s\S]*SEQUENCE:2[\s\S]*STATUS:CANCELLED/)
    }
    await store.agenda.book(REFERENCE, slots[0]!, 'x')
    await take()
    await store.agenda.cancel(id, { auteur: 'x', texte: 'x' })
    expect((await take()).map(m => m.sujet.includes('annulé'))).toEqual([true, true])
    await store.close()
  })

  test('who left a telephone only gets none, a wiped request none, a share’s mail names nobody', async () => {
    const { store, take, slots } = await scene()
    await store.leads.create(someLead({ reference: 'TI-2026-PH00', email: null, telephone: '0323551240' }), 'chat')
    await take()
    await store.agenda.book('TI-2026-PH00', slots[0]!, 'x')
    expect((await take()).map(m => m.to[0])).toEqual(['desk@epci.test'])
    await store.agenda.book(REFERENCE, slots[1]!, 'x')
    await store.leads.forget(REFERENCE)
    expect(await take()).toEqual([])
    const admin = { role: 'administrateur', territoires: [], epci: [] } as const
    const to = { epci: 'ca-grandsoissons', territoire: WHERE.territoire, accord: 'oral', accord_le: '', compte: 'x' }
    await store.leads.create(someLead({ reference: 'TI-2026-CAMB', epci: 'ca-cambrai', territoire: null }), 'chat')
    await take()
    await store.sharesOf(admin).propose('TI-2026-CAMB', to)
    const [mail] = await take()
    expect(mail!.to).toEqual(['desk@epci.test'])
    expect(mail!.texte).toContain('Cambrai')
    expect(mail!.texte).not.toMatch(/TI-2026|Camille|Chaudronnerie/)
    await store.close()
  })
})

describe('the page of an appointment', () => {
  test('opens with its own link only; reading changes nothing; a slot that is not offered is not taken', async () => {
    const { store, ask, passes, slots, clock } = await scene()
    await store.agenda.book(REFERENCE, slots[0]!, 'x')
    for (const jeton of ['', 'x.y.z', passes.sign('avis', REFERENCE)])
      expect((await ask('GET', '', { jeton })).status).toBe(403)
    const jeton = passes.sign('rendez-vous', REFERENCE)
    const { html = '' } = await ask('GET', '', { jeton })
    expect(html).toContain('mardi 1er décembre à 9 h,')
    expect(html).not.toMatch(/Camille|Chaudronnerie|exemple\.test/)
    expect(await store.agenda.upcoming(REFERENCE)).toMatchObject([{ sequence: 0 }])
    expect(
      (await ask('POST', '/deplacer', { jeton, vers: `${slots[0]!.evenement} 2026-12-01T05:00:00.000Z` })).status,
    ).toBe(409)
    expect((await ask('POST', '/deplacer', { jeton, vers: `${slots[1]!.evenement} ${slots[1]!.debut}` })).status).toBe(
      200,
    )
    expect(await store.agenda.upcoming(REFERENCE)).toMatchObject([{ debut: slots[1]!.debut, sequence: 1 }])
    await store.agenda.book('TI-2026-AAAA', slots[0]!, 'x')
    expect((await ask('POST', '/deplacer', { jeton, vers: `${slots[0]!.evenement} ${slots[0]!.debut}` })).status).toBe(
      409,
    )
    expect((await ask('POST', '/annuler', { jeton })).html).toContain('annulé')
    expect(await store.agenda.upcoming(REFERENCE)).toEqual([])
    clock.at = new Date('2027-08-01T00:00:00Z')
    expect((await ask('GET', '', { jeton })).status).toBe(403)
    await store.close()
  })
})

describe('two people in two conversations', () => {
  test('who is slower by an instant keeps the request and is offered the next slot in friendly words', async () => {
    const { store, slots } = await scene()
    const mind = createMind(library)
    let faster = true
    const bot = makeBot({
      conversations: store.conversations<Reply>(),
      turn: (state, input, ctx) => turn(mind, state, input, ctx),
      async answer(requete) {
        if (requete.sorte !== 'creneaux') return { sorte: 'reponse', requete, resultat: null }
        const resultat: Creneaux = await store.agenda.free(requete, 5, requete.apres, requete.voulu)
        // between the look and the commit somebody else takes it
        if (requete.but === 'prise' && faster) await store.agenda.book('TI-2026-AAAA', slots[0]!, 'x')
        if (requete.but === 'prise') faster = false
        return { sorte: 'reponse', requete, resultat }
      },
      apology: () => 'broken',
      now: () => NOW,
      fault: error => expect(error).toBeNull(),
    })
    let n = 0
    const tell = async (text: string): Promise<string> => {
      const heard: string[] = []
      const activity = {
        ...{ type: ActivityTypes.Message, id: String(n++), channelId: 'directline', serviceUrl: 'urn:x' },
        ...{ conversation: { id: 'c' }, recipient: { id: 'bot' }, text },
      }
      const sendActivity = async (sent: { text: string; suggestedActions?: unknown }) => void heard.push(sent.text)
      await bot.onTurn({ activity, sendActivity } as unknown as TurnContext, 'local')
      return heard.join('\n')
    }
    await tell('je peux passer vous voir à Soissons ?')
    await tell('mardi 1er décembre à 9 h')
    await tell('oui')
    let said = await tell('Paul Fondeur, Fonderie du Nord, paul@fonderie-du-nord.fr')
    for (let i = 0; i < 4 && !/envoie/.test(said); i++) said = await tell('passer')
    said = await tell('Envoyer')
    expect(said).toMatch(/TI-2026-\w{4}/)
    expect(said).toContain("Quelqu'un vient de prendre ce créneau")
    expect(said).toContain('mardi 1er décembre à 9 h 30')
    const reference = /TI-2026-\w{4}/.exec(said)![0]
    expect((await store.leads.read(reference))!.nom).toBe('Paul Fondeur')
    expect(await tell('mardi 1er décembre à 9 h 30')).toContain('Votre rendez-vous est réservé')
    expect(await store.agenda.upcoming(reference)).toMatchObject([{ debut: slots[1]!.debut }])
    await store.close()
  })
})
