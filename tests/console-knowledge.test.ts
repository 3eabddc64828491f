import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { overlay } from '../src/domain/overlay.ts'
import type { Scope } from '../src/domain/scope.ts'
import { addCount, addGap } from '../src/store/counters.ts'
import { openStore, type Store } from '../src/store/store.ts'
import { type Agent, consoleOver, everything, someAgent } from './doubles/console.ts'
import { library } from './doubles/library.ts'
import { someFolder } from './folders.ts'

const now = () => new Date('2026-11-22T10:00:00Z')
const chefOf = (territoire: string): Scope => ({ role: 'chef-de-projet', territoires: [territoire], epci: [] })
let store: Store
let current = library
let ask: ReturnType<typeof consoleOver>['ask']
let admin: Agent
beforeAll(async () => {
  store = await openStore({ dataDir: someFolder(), role: 'server' }, { now })
  const settled = async () => {
    current = overlay(library, await store.overlay.acts())
  }
  ask = consoleOver(store, { now, library: () => current, settled }).ask
  admin = await someAgent(store, everything, 'Nadia Exemple')
})
afterAll(() => store.close())

const page = async (address: string, as = admin) => (await ask('GET', address, { as })).html ?? ''
const verify = (id: string, acte: string, { as = admin, sorte = 'dispositif', note = '' } = {}) =>
  ask('POST', '/console/verifier', { as, body: { sorte, id, acte, note, retour: 'vue=a-verifier' } })
const count = (html: string) => Number(/<strong>(\d+) fiche/.exec(html)?.[1] ?? 0)
const journal = async () => (await store.audit.list({ offset: 0, limit: 5 })).map(l => `${l.acte} ${l.detail}`)

describe('records to be verified', () => {
  test('stand with those shown most before the others, found by name, kind, territory and age', async () => {
    const id = [...library.dispositifs.keys()][40]!
    for (let n = 0; n < 3; n++) await addCount(store.database.db, 'montre', { fiche: id }, now())
    await addCount(store.database.db, 'avis', { avis: 'utile', fiche: id }, now())
    await addCount(store.database.db, 'avis', { avis: 'pas-utile', raison: 'autre', fiche: id }, now())
    const html = await page('/console/verifier')
    const [, first = ''] = html.split('<tbody>')
    expect(first.slice(0, first.indexOf('</tr>'))).toContain('Montrée 3 fois')
    expect(first).toContain('Utile 1 fois, pas utile 1 fois')
    expect(count(html)).toBe(library.dispositifs.size + library.contacts.size + library.fiches.size)
    expect(count(await page('/console/verifier?sorte=contact'))).toBe(library.contacts.size)
    expect(count(await page('/console/verifier?q=no-such-record'))).toBe(0)
    expect(count(await page('/console/verifier?vue=a-jour'))).toBe(0)
    const one = await page('/console/verifier?territoire=grand-compiegnois&sorte=dispositif')
    expect(count(one)).toBeLessThan(library.dispositifs.size)
  })

  test('one click verifies, closes or takes back; each act is in the log and the last one stands', async () => {
    const [id, d] = [...library.dispositifs].find(([, s]) => s.public === 'entreprises')!
    const after = await verify(id, 'ouvert')
    expect(after.status).toBe(303)
    expect(await page(after.headers!.location!)).toContain('est vérifié à la date')
    expect(current.dispositifs.get(id)).toMatchObject({ 'verifie-le': '2026-11-22', 'verifie-par': 'Nadia Exemple' })
    expect(current.version).toBe(`${library.version}+1`)
    const found = await page(`/console/verifier?vue=a-jour&q=${encodeURIComponent(d.titre)}`)
    expect(found).toContain('Ouvert : vérifié par Nadia Exemple le 22 novembre 2026.')
    await verify(id, 'clos')
    expect(current.dispositifs.get(id)?.verification).toBe('clos')
    await verify(id, 'retire')
    expect(current.dispositifs.get(id)?.['verifie-le']).toBeUndefined()
    expect((await journal()).slice(0, 3)).toEqual(
      ['retire', 'clos', 'ouvert'].map(acte => `verifier dispositif ${id} ${acte}`),
    )
  })

  test('a change needs a word of what has changed; nothing is lost where it lacks', async () => {
    const [id] = [...library.dispositifs.keys()]
    const refused = await verify(id!, 'modifie')
    expect(refused.status).toBe(400)
    expect(refused.html).toContain('Dites en quelques mots ce qui a changé')
    await verify(id!, 'modifie', { note: ' le  taux\nest de 20 % ' })
    expect(current.dispositifs.get(id!)?.['verifie-note']).toBe('le taux est de 20 %')
  })

  test('an answer that was closed is still in the list, and can be given again', async () => {
    const [id, { titre }] = [...library.fiches][3]!
    await verify(id, 'clos', { sorte: 'fiche' })
    expect(current.fiches.has(id)).toBe(false)
    const html = await page(`/console/verifier?vue=clos&q=${encodeURIComponent(titre)}`)
    expect(html).toContain('Retirer la vérification')
    await verify(id, 'retire', { sorte: 'fiche' })
    expect(current.fiches.has(id)).toBe(true)
  })

  test('a chef de projet verifies what serves their territory; nothing else is shown, taken or confirmed', async () => {
    const chef = await someAgent(store, chefOf('grand-compiegnois'))
    const [foreign] = [...library.dispositifs].find(
      ([, d]) => JSON.stringify(d.zone) === '{"territoires":["soissonnais-valois"]}',
    )!
    const [shared] = [...library.dispositifs].find(([, d]) => d.zone.pays)!
    expect((await verify(foreign, 'ouvert', { as: chef })).status).toBe(404)
    expect((await verify(shared, 'ouvert', { as: chef })).status).toBe(303)
    const html = await page('/console/verifier?vue=toutes', chef)
    expect(count(html)).toBeLessThan(count(await page('/console/verifier?vue=toutes')))
    for (const bad of [{ acte: 'publie' }, { sorte: 'organisme' }, { id: 'no-such' }])
      expect((await verify(bad.id ?? shared, bad.acte ?? 'ouvert', { as: chef, ...bad })).status).toBe(404)
  })

  test('référents and readers come in nowhere', async () => {
    for (const scope of [
      { role: 'referent', territoires: [], epci: ['ca-grandsoissons'] },
      { role: 'lecteur', territoires: ['grand-compiegnois'], epci: [] },
    ] as const) {
      const as = await someAgent(store, scope)
      const before = await store.overlay.revision()
      for (const path of ['/console/verifier', '/console/questions', '/console/questions/fiche'])
        expect((await ask('GET', path, { as })).status).toBe(403)
      const [id] = [...library.dispositifs.keys()]
      expect((await verify(id!, 'clos', { as })).status).toBe(403)
      for (const path of ['/vues', '/fiche', '/fiche/x', '/fiche/x/retirer', '/fiche/x/abandonner'])
        expect((await ask('POST', `/console/questions${path}`, { as, body: { faire: 'publier' } })).status).toBe(403)
      expect(await store.overlay.revision()).toBe(before)
    }
  })
})

describe('questions without an answer', () => {
  const answer = {
    titre: 'Où garer un camion ?',
    corps: 'La zone a une aire gratuite.',
    questions: 'où garer un camion\r\nparking poids lourds',
    'theme:logistique-mobilite': '1',
    source: 'Appel à la mairie',
    date: '2026-11-20',
  }
  const write = (body: Record<string, string>, path = '') =>
    ask('POST', `/console/questions/fiche${path}`, { as: admin, body })

  test('are grouped by meaning with their number, and leave the list when seen', async () => {
    for (const texte of ['où garer un camion ?', 'où peut-on garer les camions', 'horaires de la cantine <b>'])
      await addGap(store.database.db, texte, now())
    const html = await page('/console/questions')
    expect(html).toContain('<strong>2 questions différentes</strong>')
    expect(html).toContain('Posée 2 fois')
    expect(html).toContain('cantine &lt;b&gt;')
    const cantine = (await store.gaps.open(10)).find(g => g.texte.includes('cantine'))!
    await ask('POST', '/console/questions/vues', { as: admin, body: { ids: cantine.id } })
    expect(await page('/console/questions')).not.toContain('cantine')
  })

  test('a form begins with the words of the question; without a source nothing is published and nothing lost', async () => {
    const [gap] = await store.gaps.open(10)
    const form = await page(`/console/questions/fiche?question=${gap!.id}`)
    expect(form).toContain('où peut-on garer les camions')
    const refused = await write({ ...answer, source: '', faire: 'publier' })
    expect(refused.status).toBe(400)
    expect(refused.html).toContain('vient la réponse avant')
    expect(refused.html).toContain('La zone a une aire gratuite.')
    for (const bad of [{ titre: '' }, { corps: '' }, { date: '' }, { date: '2026-02-31' }, { date: '2027-01-01' }])
      expect((await write({ ...answer, ...bad, faire: 'publier' })).status).toBe(400)
    expect(await store.overlay.drafts()).toEqual([])
  })

  test('a draft takes its questions from the list, given up it gives them back; published it is told and can be taken back', async () => {
    const ids = (await store.gaps.open(10)).map(g => g.id).join(' ')
    await write({ ...answer, source: '', ids, faire: 'garder' })
    const [draft] = await store.overlay.drafts()
    expect(draft).toMatchObject({ id: 'ou-garer-un-camion', auteur: 'Nadia Exemple' })
    expect(await store.gaps.open(10)).toEqual([])
    await write({}, `/${draft!.id}/abandonner`)
    expect(await store.gaps.open(10)).toHaveLength(2)

    await write({ ...answer, ids, faire: 'publier' })
    expect(current.fiches.get('ou-garer-un-camion')).toMatchObject({
      corps: 'La zone a une aire gratuite.',
      questions: ['où garer un camion', 'parking poids lourds'],
      themes: ['logistique-mobilite'],
    })
    expect(await page('/console/questions')).toContain('Nadia Exemple, le 22 novembre 2026')
    await write({ ...answer, corps: 'La zone a deux aires.', faire: 'publier' }, '/ou-garer-un-camion')
    expect(current.fiches.get('ou-garer-un-camion')?.corps).toBe('La zone a deux aires.')
    await write({ ...answer, faire: 'publier' })
    expect(current.fiches.has('ou-garer-un-camion-2')).toBe(true)
    await write({}, '/ou-garer-un-camion/retirer')
    expect(current.fiches.has('ou-garer-un-camion')).toBe(false)
    expect((await store.overlay.drafts()).map(d => d.contenu.corps)).toEqual(['La zone a deux aires.'])
    expect((await journal())[0]).toBe('fiche-ecrite ou-garer-un-camion retirer')
    expect((await write({ ...answer, faire: 'publier' }, '/no-such')).status).toBe(404)
  })
})
