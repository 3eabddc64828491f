import { expect, test } from 'vitest'
import { consentFor, withMonths } from '../src/domain/identite.ts'
import { withSettings } from '../src/domain/settings.ts'
import { contentOf } from '../src/dress.ts'
import { bundleWebchat } from '../src/webchat/bundle.ts'
import { webchatRoutes } from '../src/webchat/serve.ts'
import { consoleOver, openConsole, someAgent } from './doubles/console.ts'
import { library } from './doubles/library.ts'

const { clock, store, ask, admin, relieve, page, lead, read } = await openConsole()

test('a call becomes a lead through the same questionnaires, with its trace and its consent', async () => {
  const chosen = { origine: 'telephone', commune: 'Soissons', 'theme:emploi-competences': '1' }
  const form = await page(`/console/nouvelle?${new URLSearchParams(chosen)}`)
  expect(form).toContain('name="q:emploi-competences:emploi-besoin:recruter"')
  const said = { ...chosen, nom: 'Lou', entreprise: 'Atelier', email: 'lou@atelier.test', 'q::effectif': 'une dizaine' }
  const wrong = await ask('POST', '/console/nouvelle', { as: admin, body: said })
  expect(wrong.status).toBe(400)
  expect(wrong.html).toContain('Sans l&#39;accord')
  expect(wrong.html).toContain('value="une dizaine"')
  const right = {
    ...said,
    accord: 'oui',
    souhait: 'sur-place',
    'q::effectif': '10-12',
    'q:emploi-competences:emploi-besoin:recruter': '1',
    'q:emploi-competences:montant': '1,5 M€',
  }
  const { headers } = await ask('POST', '/console/nouvelle', { as: admin, body: right })
  const made = await read(/TI-\d{4}-\w{4}/.exec(headers!.location!)![0])
  expect(made).toMatchObject({
    origine: 'telephone',
    epci: 'ca-grandsoissons',
    nom: 'Lou',
    souhait: 'sur-place',
    faits: { effectif: { valeur: { min: 10, max: 12 } } },
  })
  expect(made.besoins[0]!.reponses).toMatchObject({
    'emploi-besoin': { valeur: ['recruter'] },
    montant: { valeur: { min: 1_500_000 } },
  })
  expect(made.besoins[0]!.trace!.dispositifs.length).toBeGreaterThan(3)
  expect(made.consentement.texte).toContain('Soissonnais-Valois')
  expect(await page(`/console/demandes/${made.reference}/expliquer`)).toContain('recruter')
  expect(await page(`/console/demandes/${made.reference}/fiche`)).toContain('Atelier')
  expect(await page(`/console/demandes/${made.reference}`)).toContain('sur place')
})

test('past contacts are tried dry, then imported; a line outside the scope is refused', async () => {
  const csv = [
    'date;nom;entreprise;email;telephone;commune;themes;message;consentement',
    '2025-04-02;Alix;Usine A;alix@a.test;;02722;export;hello;2025-04-02',
    '2025-04-03;Noa;Usine B;noa@b.test;;60159;export;;2025-04-03',
    '2025-04-04;;Usine C;c@c.test;;02722;;;2025-04-04',
  ].join('\r\n')
  const chef = await someAgent(store, { role: 'chef-de-projet', territoires: ['soissonnais-valois'], epci: [] })
  const before = await store.leads.count({})
  const dry = await ask('POST', '/console/importer', { as: chef, body: { csv, faire: 'essai' } })
  expect(dry.html).toContain('1 ligne serait importée, 2 refusées')
  expect(await store.leads.count({})).toBe(before)
  const real = await ask('POST', '/console/importer', { as: chef, body: { csv, faire: 'importer' } })
  expect(real.html).toContain('1 demande importée, 2 lignes refusées')
  expect(await store.leads.count({})).toBe(before + 1)
})

test('a person is found, exported, corrected and erased; the log tells who did it, not about whom', async () => {
  await lead('TI-2026-PPPP', { nom: 'Zoé Précis', email: 'zoe@precis.test', message: 'secret words' })
  expect(await page('/console/personnes?q=zoe precis')).toContain('TI-2026-PPPP')
  const file = await ask('GET', '/console/personnes/donnees?q=zoe@precis.test', { as: admin })
  expect(JSON.parse(new TextDecoder().decode(file.bytes))).toMatchObject([
    { reference: 'TI-2026-PPPP', message: 'secret words' },
  ])
  const at = '/console/demandes/TI-2026-PPPP'
  await ask('POST', `${at}/corriger`, { as: admin, body: { nom: 'Zoé Juste', email: 'zoe@juste.test' } })
  expect(await page('/console/personnes?q=juste')).toContain('TI-2026-PPPP')
  expect((await ask('POST', `${at}/effacer`, { as: admin, body: {} })).headers!.location).toContain('refus')
  await ask('POST', `${at}/effacer`, { as: admin, body: { confirme: 'oui' } })
  expect(await page('/console/personnes?q=juste')).not.toContain('TI-2026-PPPP')
  expect(await page(at)).toContain('ont été effacées')
  const log = await store.audit.list({ offset: 0, limit: 100 })
  for (const acte of ['effacer', 'corriger', 'donnees', 'recherche', 'lecture'])
    expect(log.map(l => l.acte)).toContain(acte)
  expect(JSON.stringify(log)).not.toMatch(/zo[eé]|juste|precis/i)
  expect(await page('/console/journal?verifier=oui')).toContain('La chaîne est intacte')
})

test('a line of the log that is changed or taken out is found', async () => {
  const { db } = store.database
  await db.updateTable('audit').set({ auteur: 'nobody' }).where('rang', '=', 3).execute()
  expect(await store.audit.firstBroken()).toBe(3)
  await db.deleteFrom('audit').where('rang', '=', 2).execute()
  expect(await store.audit.firstBroken()).toBe(2)
  expect(await page('/console/journal?verifier=oui')).toContain('rompue à la ligne 2')
})

test('who is away is stood in for, and has everything back afterwards', async () => {
  clock.at = new Date('2026-03-13T09:00:00Z')
  const scope = { role: 'referent', territoires: [], epci: ['ca-grandsoissons'] } as const
  const [away, other] = [await someAgent(store, scope), await someAgent(store, scope)]
  await lead('TI-2026-WWWW')
  await ask('POST', '/console/demandes/TI-2026-WWWW/affecter', { as: other, body: { compte: away.account.id } })
  expect(await page('/console/?vue=miennes', other)).not.toContain('TI-2026-WWWW')
  const absence = { du: '2026-03-12', au: '2026-03-20', remplacant: other.account.id }
  await ask('POST', '/console/compte/absence', { as: away, body: absence })
  expect(await page('/console/?vue=miennes', other)).toContain('TI-2026-WWWW')
  expect(await page('/console/demandes/TI-2026-WWWW', other)).toContain('assure le remplacement')
  clock.at = new Date('2026-03-23T09:00:00Z')
  const [again] = [await someAgent(store, scope)]
  expect(await page('/console/demandes/TI-2026-WWWW', again)).not.toContain('assure le remplacement')
  await relieve()
})

test('an administrator sets who speaks and what is consented to; a sentence that would break is refused', async () => {
  let settled = 0
  const now = () => clock.at
  const { ask } = consoleOver(store, { now, settled: async () => void settled++ })
  const at = '/console/identite/grand-compiegnois'
  const set = (body: object) => ask('POST', at, { as: admin, body })
  for (const wrong of [{ couleur: 'red' }, { nom: 'a {blank}' }, { consentement: 'for {nobody}' }])
    expect((await set(wrong)).status).toBe(400)
  expect((await ask('POST', '/console/identite/nowhere', { as: admin, body: {} })).status).toBe(404)
  const consentement = 'For {territoire}, {mois} months.'
  expect((await set({ nom: 'Desk', couleur: '#1c5a3b', consentement })).status).toBe(303)
  expect(settled).toBe(1)
  const { texts } = withSettings(library, { ...(await store.settings.all()), 'mail-bureau-sujet': 'hijacked' })
  expect(texts['identite-grand-compiegnois-nom']).toBe('Desk')
  expect(texts['mail-bureau-sujet']).toBe(library.texts['mail-bureau-sujet'])
  const { texte, version } = consentFor(withMonths({ ...library, texts }, 12).texts, {
    id: 'grand-compiegnois',
    titre: 'GC',
  })
  expect([texte, version]).toEqual(['For GC, 12 months.', '2026-03-23'])
  await set({})
  expect(await store.settings.all()).toEqual({})
})

test('a logo is a small picture, shown in the chat until it is taken back', async () => {
  const { ask } = consoleOver(store, { now: () => clock.at })
  const at = '/console/identite/grand-compiegnois'
  const set = (body: object) => ask('POST', at, { as: admin, body })
  const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>').toString('base64url')
  const huge = Buffer.concat([png, Buffer.alloc(40_000)]).toString('base64url')
  for (const logo of [svg, huge, 'not base64 !']) expect((await set({ logo })).status).toBe(400)
  const shown = async () => {
    const { texts } = withSettings(library, await store.settings.all())
    const content = () => ({ ...contentOf(library), texts })
    const routes = webchatRoutes({ webchat: await bundleWebchat(), content, origins: [], logos: 'none' })
    const get = async (path: string, params: Record<string, string>) =>
      routes.find(r => r.path === path)!.handle({ params, query: { territoire: 'grand-compiegnois' } } as never)
    const { html } = await get('/', {})
    return html!.includes('/webchat/logo/grand-compiegnois?v=')
      ? await get('/webchat/logo/:territoire', { territoire: 'grand-compiegnois' })
      : null
  }
  expect((await set({ logo: png.toString('base64url') })).status).toBe(303)
  expect(await shown()).toMatchObject({ status: 200, headers: { 'content-type': 'image/png' }, bytes: png })
  expect((await set({})).status).toBe(303)
  expect(await shown()).not.toBeNull()
  expect((await set({ 'logo-retirer': 'oui' })).status).toBe(303)
  expect(await shown()).toBeNull()
})

test('an account is made with its scope; the last administrator stays', async () => {
  const make = (body: object) =>
    ask('POST', '/console/comptes', { as: admin, body: { nom: 'Bo', email: 'bo@relais.test', ...body } })
  expect((await make({ role: 'referent' })).status).toBe(400)
  expect((await make({ role: 'referent', 'epci:nowhere': '1' })).status).toBe(400)
  const made = await make({ role: 'referent', 'epci:ca-cambrai': '1', 'territoire:grand-compiegnois': '1' })
  expect(made.html).toMatch(/invitation\?lien=[\w-]{43}/)
  expect((await make({ role: 'referent', 'epci:ca-cambrai': '1' })).status).toBe(400)
  const people = await store.accounts.list()
  expect(people.find(a => a.email === 'bo@relais.test')).toMatchObject({
    role: 'referent',
    epci: ['ca-cambrai'],
    territoires: [],
  })
  for (const other of people.filter(a => a.role === 'administrateur' && a.id !== admin.account.id))
    await store.accounts.change(other.id, { ...other, actif: false })
  const last = await ask('POST', `/console/comptes/${admin.account.id}`, {
    as: admin,
    body: { nom: 'A', role: 'administrateur' },
  })
  expect(last.status).toBe(400)
})
