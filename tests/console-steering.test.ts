import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openStore, type Store } from '../src/store/store.ts'
import { type Agent, consoleOver, everything, someAgent } from './doubles/console.ts'
import { library } from './doubles/library.ts'
import { someFolder } from './folders.ts'
import { someLead } from './leads.ts'

const AT = new Date('2026-11-22T09:00:00Z')
const APPELS = { version: '2026-11', date: '2026-11-02T09:00:00.000Z' }
let store: Store
let ask: ReturnType<typeof consoleOver>['ask']
let admin: Agent
let chef: Agent
let reader: Agent

beforeAll(async () => {
  store = await openStore({ dataDir: someFolder(), role: 'server' }, { now: () => AT })
  const none = { themes: [], place: { match: null, epci: null, territoire: null }, effectif: null }
  ask = consoleOver(store, { now: () => AT, grasp: () => none }).ask
  admin = await someAgent(store, everything)
  chef = await someAgent(store, { role: 'chef-de-projet', territoires: ['soissonnais-valois'], epci: [] })
  reader = await someAgent(store, { role: 'lecteur', territoires: ['soissonnais-valois'], epci: [] })
  const lead = (reference: string, changes = {}) =>
    store.leads.create(
      someLead({ reference, entreprise: reference, email: `${reference}@x.test`, date: AT.toISOString(), ...changes }),
      'x',
    )
  await lead('TI-2026-AAAA', { appels: APPELS })
  await lead('TI-2026-CCCC')
  await lead('TI-2026-DDDD', {
    appels: APPELS,
    epci: 'ca-cambrai',
    territoire: 'hainaut-douaisis-cambresis',
    commune: '59122',
  })
})
afterAll(() => store.close())

const get = async (address: string, as = admin) => (await ask('GET', address, { as })).html ?? ''
const post = (address: string, body: Record<string, string>, as = admin) => ask('POST', address, { as, body })
const entered = async (body: Record<string, string> = {}, as = admin) =>
  (await post('/console/concernes/appel', { titre: 'Four', 'z:pays:france': '1', ...body }, as)).headers?.location ?? ''

describe('white zones', () => {
  test('a confirmed mailbox fills its EPCI; places of others are not shown', async () => {
    const lacking = async () =>
      Number(/boîte confirmée \(([\d\s\u202f]+)\)/.exec(await get('/console/zones', chef))![1]!.replace(/\D/g, ''))
    const before = await lacking()
    const place = { territoire: null, epci: 'cc-retz-en-valois', theme: 'export', email: 'a@x.test' }
    const { token } = await store.recipients.add(place)
    expect(await lacking()).toBe(before)
    await store.recipients.confirm(token)
    const communes = [...library.communes.values()].filter(c => c.epci === 'cc-retz-en-valois').length
    expect(await lacking()).toBe(before - communes)
    const page = await get('/console/zones?manque=boite', chef)
    expect(page).toContain('CC Retz en Valois')
    expect(page).not.toContain('CA de Cambrai')
    expect(await get('/console/zones?manque=boite')).toContain('CA de Cambrai')
  })
})

describe('who is concerned', () => {
  test('a call is read from a text, confirmed, and weighed for the leads of the visitor only', async () => {
    const texte = 'Four. Pour les entreprises de moins de 250 salariés des Hauts-de-France, avant le 31 mars 2027.'
    const read = (await post('/console/concernes/lire', { texte })).html!
    expect(read).toMatch(/name="titre"[^>]* value="Four"/)
    expect(read).toMatch(/name="fin"[^>]* value="2027-03-31"/)
    expect(read).toMatch(/name="z:regions:hauts-de-france" value="1" checked/)
    expect(read).toMatch(/name="q:effectif:max"[^>]* value="249"/)
    const path = await entered({ 'q:effectif:max': '249', complet: 'oui' })
    const all = await get(path)
    for (const reference of ['AAAA', 'CCCC', 'DDDD']) expect(all).toContain(`TI-2026-${reference}`)
    expect(all).toContain('<strong>3 entreprises</strong>')
    const own = await get(path, chef)
    expect(own).toContain('<strong>2 entreprises</strong>')
    expect(own).not.toContain('TI-2026-DDDD')
    expect(own).toContain('249 personnes au plus')
  })

  test('what cannot be read is said by field, and nothing is kept', async () => {
    const before = (await store.calls.list(100)).length
    const body = {
      titre: ' ',
      lien: 'javascript:alert(1)',
      fin: '2027-02-31',
      'q:effectif:max': 'many',
      communes: 'Nulle-Part',
    }
    const answer = await post('/console/concernes/appel', { ...body, 'q:activite': '25.1' })
    expect(answer.status).toBe(400)
    for (const champ of ['titre', 'lien', 'fin', 'zone', 'q:effectif', 'q:activite'])
      expect(answer.html).toContain(`<a href="#${champ}">`)
    expect(answer.html).toContain('value="Nulle-Part"')
    expect((await store.calls.list(100)).length).toBe(before)
  })

  test('criteria can be changed afterwards, and those of a theme asked for', async () => {
    const path = await entered({ 'theme:export': '1' })
    const id = path.split('/').at(-1)!
    const more = await post('/console/concernes/appel', { id, titre: 'x', 'theme:export': '1', geste: 'criteres' })
    expect(more.html).toContain('q:export-besoin')
    expect(await entered({ id, 'theme:innovation': '1' })).toBe(path)
    expect((await store.calls.read(id))?.appel.themes).toEqual(['innovation'])
    expect(await get(path)).toContain('<strong>0 entreprise</strong>')
  })

  test('only who asked for it is written to, once, and each is in the log', async () => {
    const path = await entered({}, chef)
    const mail = `${path}/courriel`
    const page = await get(mail, chef)
    expect(page).toContain('name="f:TI-2026-AAAA"')
    for (const other of ['TI-2026-CCCC', 'TI-2026-DDDD']) expect(page).not.toContain(`f:${other}`)
    const body = { sujet: 'Objet', message: 'Mots', geste: 'envoyer' }
    const all = { 'f:TI-2026-AAAA': '1', 'f:TI-2026-CCCC': '1', 'f:TI-2026-DDDD': '1' }
    const sent = await post(mail, { ...body, ...all }, chef)
    expect(sent.headers?.location).toBe(`${mail}?dit=envoye&n=1`)
    expect((await post(mail, { ...body, ...all }, chef)).headers?.location).toContain('n=0')
    const rows = await store.database.db.selectFrom('outbox').select('reference').where('sujet', '=', 'appel').execute()
    expect(rows).toEqual([{ reference: 'TI-2026-AAAA' }])
    const log = await store.audit.list({ offset: 0, limit: 10 }, 'TI-2026-AAAA')
    expect(log.map(l => l.acte)).toEqual(['appel'])
    expect(await get(mail, chef)).toContain('Déjà informée le 22 novembre 2026')
  })

  test('a scheme of the base keeps one call for its window; an unknown one does not exist', async () => {
    const id = [...library.dispositifs.keys()][0]!
    const [one, two] = [
      await post('/console/concernes/preparer', { dispositif: id }),
      await post('/console/concernes/preparer', { dispositif: id }),
    ]
    expect(one.headers?.location).toBe(two.headers?.location)
    expect((await ask('GET', '/console/concernes?dispositif=nope', { as: admin })).status).toBe(404)
    expect((await ask('GET', '/console/concernes/nope', { as: admin })).status).toBe(404)
    // the form of criteria is for entered calls
    const call = one.headers!.location!.split('/')[3]
    expect((await ask('GET', `/console/concernes/appel?id=${call}`, { as: admin })).status).toBe(404)
  })

  test('a reader may look and nothing else', async () => {
    const path = await entered()
    expect(await get(path, reader)).toContain('TI-2026-AAAA')
    expect(await get('/console/concernes', reader)).not.toContain('name="texte"')
    expect((await ask('GET', `${path}/courriel`, { as: reader })).status).toBe(403)
    for (const address of ['/console/concernes/appel', '/console/concernes/preparer', `${path}/courriel`])
      expect((await post(address, {}, reader)).status).toBe(403)
  })
})

describe('a wish noted by phone', () => {
  const body = {
    commune: 'Soissons',
    'theme:export': '1',
    entreprise: 'Par téléphone',
    nom: 'Lou',
    accord: 'oui',
    appels: 'oui',
  }
  const last = async () => (await store.leads.list({}, { offset: 0, limit: 50 })).filter(l => l.nom === 'Lou')

  test('is kept with its wording and day where there is an address, and shown on the lead', async () => {
    await post('/console/nouvelle', { ...body, telephone: '0199009900' })
    expect((await last()).map(l => l.appels)).toEqual([undefined])
    await post('/console/nouvelle', { ...body, email: 'lou@x.test' })
    const kept = (await last()).find(l => l.email)!
    expect(kept.appels).toEqual({ version: library.texts['consentement-appels-version'], date: AT.toISOString() })
    const sheet = `/console/demandes/${kept.reference}`
    expect(await get(sheet)).toContain('informée des appels à projets depuis le 22')
    const stopped = await post(`${sheet}/appels`, {})
    expect(await get(stopped.headers!.location!)).toContain('Plus aucun appel')
    expect((await last()).map(l => l.appels)).toEqual([undefined, undefined])
  })
})

describe('the newsletter', () => {
  test('is drafted for a territory of the visitor, with figures under five masked, and carried away as a file', async () => {
    const page = await get('/console/lettre', chef)
    expect(page).toContain('Soissonnais-Valois')
    expect(page).toContain('Moins de cinq demandes')
    expect((await ask('GET', '/console/lettre?territoire=grand-compiegnois', { as: chef })).status).toBe(404)
    const file = await ask('GET', '/console/lettre/fichier?format=md', { as: chef })
    expect(file.headers?.['content-disposition']).toContain('lettre-soissonnais-valois-2026-11-22.md')
    expect(new TextDecoder().decode(file.bytes)).toMatch(/^# /)
    const html = await ask('GET', '/console/lettre/fichier?format=html', { as: chef })
    expect(new TextDecoder().decode(html.bytes)).toMatch(/^<!doctype html>/)
    expect((await ask('GET', '/console/lettre', { as: reader })).status).toBe(403)
  })

  test('its figures are of the leads in scope and of the territory', async () => {
    for (let n = 0; n < 5; n++)
      await store.leads.create(
        someLead({
          reference: `TI-2026-NNN${n}`,
          date: AT.toISOString(),
          epci: 'ca-cambrai',
          territoire: 'hainaut-douaisis-cambresis',
        }),
        'x',
      )
    expect(await get('/console/lettre?territoire=hainaut-douaisis-cambresis')).toContain('6 demandes d&#39;entreprises')
    expect(await get('/console/lettre', chef)).toContain('Moins de cinq')
  })

  test('its readers are a setting of the territory: groups, never addresses', async () => {
    const territoire = 'soissonnais-valois'
    const keep = (lecteurs: string) => post('/console/lettre/lecteurs', { territoire, lecteurs }, chef)
    const refused = await keep('a@x.test')
    expect([refused.status, refused.html!.includes('>a@x.test<')]).toEqual([400, true])
    expect((await keep('Le comité local.')).headers?.location).toContain('dit=lecteurs')
    expect(await get('/console/lettre', chef)).toContain('Le comité local.')
    expect(await get('/console/lettre?territoire=grand-compiegnois')).not.toContain('Le comité local.')
    const other = await post('/console/lettre/lecteurs', { territoire: 'grand-compiegnois', lecteurs: 'x' }, chef)
    expect(other.status).toBe(404)
  })
})
