import { expect, test } from 'vitest'
import { BASE, OWN, openConsole, someAgent } from './doubles/console.ts'
import { readXlsx } from './doubles/xlsx.ts'

const { clock, store, ask, admin, relieve, page, lead, read } = await openConsole()

test('without a session every page asks to sign in, and shows nothing else', async () => {
  await lead('TI-2026-AAAA', { entreprise: 'Canary' })
  for (const path of ['/console/', '/console/demandes/TI-2026-AAAA', '/console/export', '/console/tableau']) {
    const response = await ask('GET', path, { headers: { cookie: '__Host-relais=forged' } })
    expect(response.status).toBe(401)
    expect(response.html).not.toContain('Canary')
  }
})

test('the list tells at once what is overdue, new and waiting, in business days', async () => {
  // Friday; overdue after five business days, waiting after two
  clock.at = new Date('2026-03-06T09:00:00Z')
  await lead('TI-2026-CCCC', { entreprise: 'Chaudronnerie Exemple' })
  await lead('TI-2026-DDDD')
  await ask('POST', '/console/demandes/TI-2026-DDDD/deplacer', { as: admin, body: { de: 'nouveau', vers: 'contacte' } })
  clock.at = new Date('2026-03-10T09:00:00Z')
  await relieve()
  const tuesday = await page('/console/')
  expect(tuesday).toMatch(/class="tile retard"><a[^>]*><strong>0</)
  expect(tuesday).toMatch(/class="tile nouvelle"><a[^>]*><strong>2</)
  expect(tuesday).toMatch(/class="tile attente"><a[^>]*><strong>1</)
  const row = tuesday.slice(tuesday.indexOf('>TI-2026-CCCC<')).split('</tr>')[0]!
  for (const text of ['Chaudronnerie Exemple', 'Soissons', 'CA GrandSoissons', 'prendre']) expect(row).toContain(text)
  clock.at = new Date('2026-03-13T09:00:00Z')
  await relieve()
  const friday = await page('/console/?vue=retard')
  expect(friday).toContain('En retard, 5 jours ouvrés')
  expect(friday).toMatch(/class="tile retard"><a[^>]*><strong>3</)
})

test('filters stand in the address and in the export', async () => {
  await lead('TI-2026-FFFF', {
    entreprise: 'Éolienne Été',
    telephone: '03 44 00 11 22',
    besoins: [{ theme: 'innovation', reponses: {} }],
  })
  const count = async (query: string) =>
    Number(/<strong>(\d+) demande/.exec(await page(`/console/?vue=toutes&${query}`))?.[1] ?? 0)
  expect(await count('q=eolienne')).toBe(1)
  expect(await count('q=0344001122')).toBe(1)
  expect(await count('q=03 44 00')).toBe(1)
  expect(await count('q=100%25')).toBe(0)
  expect(await count('theme=innovation')).toBe(1)
  expect(await count('epci=ca-grandsoissons&statut=contacte')).toBe(1)
  expect(await count('du=2030-01-01')).toBe(0)
  expect(await count('theme=danse')).toBe(4)
  const { bytes } = await ask('GET', '/console/export?vue=toutes&q=eolienne&format=csv', { as: admin })
  const csv = new TextDecoder().decode(bytes)
  expect(csv.split('\r\n')).toHaveLength(3)
  expect(csv).toContain('Éolienne Été')
  const xlsx = await ask('GET', '/console/export?vue=toutes&q=eolienne&format=xlsx', { as: admin })
  expect(readXlsx(xlsx.bytes!)[1]).toContain('Éolienne Été')
})

test('a lead goes through the whole pipeline with its amounts, notes, meeting and assignment', async () => {
  const at = '/console/demandes/TI-2026-FFFF'
  const act = async (name: string, body: object) =>
    (await ask('POST', `${at}/${name}`, { as: admin, body })).headers!.location!
  expect(await act('deplacer', { de: 'nouveau', vers: 'laureat' })).toContain('refus-etape')
  await act('deplacer', { de: 'nouveau', vers: 'contacte', note: 'called' })
  expect(await act('deplacer', { de: 'nouveau', vers: 'contacte' })).toContain('refus-deplacee')
  expect(await act('montants', { investissement: '1' })).toContain('refus-montant')
  expect(
    await act('rendez-vous', {
      jour: '2026-07-15',
      heure: '14:30',
      minutes: '60',
      lieu: 'Usine; nord',
      objet: 'Visite',
    }),
  ).toContain('dit=rendez-vous')
  expect((await read('TI-2026-FFFF')).statut).toBe('rendez-vous')
  const id = /rendez-vous\/([0-9a-f-]{36})/.exec(await page(at))![1]
  const ics = new TextDecoder().decode((await ask('GET', `${at}/rendez-vous/${id}`, { as: admin })).bytes)
  expect(ics).toContain('DTSTART:20260715T123000Z\r\nDTEND:20260715T133000Z')
  expect(ics).toContain('LOCATION:Usine\\; nord')
  await act('deplacer', { de: 'rendez-vous', vers: 'accompagne' })
  await act('montants', { investissement: '150 000 €', emplois: '4' })
  await act('deplacer', { de: 'accompagne', vers: 'candidature' })
  await act('deplacer', { de: 'candidature', vers: 'laureat' })
  expect(await act('montants', { investissement: '150000', subvention_obtenue: 'beaucoup' })).toContain('refus-montant')
  await act('montants', {
    investissement: '150000',
    emplois: '4',
    subvention_demandee: '40000',
    subvention_obtenue: '30000',
  })
  await act('affecter', { compte: admin.account.id })
  await act('note', { texte: 'well done' })
  const done = await read('TI-2026-FFFF')
  expect(done).toMatchObject({
    statut: 'laureat',
    assigne: admin.account.id,
    montants: { investissement: 150_000, subvention_obtenue: 30_000 },
  })
  const html = await page(at)
  for (const text of ['well done', 'called', '150 000', 'Lauréate'])
    expect(html.replaceAll(/[\u202f\u00a0]/g, ' ')).toContain(text)
  expect(await page('/console/?vue=miennes')).not.toContain('TI-2026-FFFF')
})

test('a lead is handed over to another EPCI with a reason, and its desk is told', async () => {
  const referent = await someAgent(store, { role: 'referent', territoires: [], epci: ['ca-grandsoissons'] })
  const at = '/console/demandes/TI-2026-CCCC'
  const go = (body: object) => ask('POST', `${at}/transferer`, { as: referent, body })
  expect((await go({ epci: 'cc-retz-en-valois' })).headers!.location).toContain('refus-transfert')
  expect((await go({ epci: 'cc-retz-en-valois', motif: 'the site is there' })).headers!.location).toBe(
    '/console/?dit=transferee',
  )
  expect((await ask('GET', at, { as: referent })).status).toBe(404)
  expect(await read('TI-2026-CCCC')).toMatchObject({
    epci: 'cc-retz-en-valois',
    territoire: 'soissonnais-valois',
    assigne: null,
  })
  expect(await page(at)).toContain('the site is there')
  const rows = await store.database.db
    .selectFrom('outbox')
    .select('cle')
    .where('reference', '=', 'TI-2026-CCCC')
    .where('sujet', '=', 'bureau')
    .execute()
  expect(rows).toHaveLength(2)
})

test('a duplicate is merged: the kept lead takes over what it lacks, the other leaves the lists', async () => {
  await lead('TI-2026-MMMM', {
    email: null,
    telephone: '0344',
    besoins: [{ theme: 'innovation', reponses: {} }],
    message: 'first',
  })
  await lead('TI-2026-NNNN', { telephone: null, message: 'second' })
  const at = '/console/demandes/TI-2026-MMMM'
  expect(await page(at)).toContain('value="TI-2026-NNNN"')
  const go = (vers: string) => ask('POST', `${at}/fusionner`, { as: admin, body: { vers } })
  for (const wrong of ['TI-2026-XXXX', 'TI-2026-MMMM', ''])
    expect((await go(wrong)).headers!.location).toContain('refus-fusion')
  expect((await go('TI-2026-NNNN')).headers!.location).toBe('/console/demandes/TI-2026-NNNN?dit=fusionnee')
  const kept = await read('TI-2026-NNNN')
  expect(kept.besoins.map(b => b.theme)).toEqual(['industrie-du-futur', 'export', 'innovation'])
  expect(kept).toMatchObject({ telephone: '0344', email: 'camille@exemple.test', message: 'second\nfirst' })
  expect(await read('TI-2026-MMMM')).toMatchObject({ fusion: 'TI-2026-NNNN', statut: 'sans-suite' })
  expect(await page('/console/?vue=toutes')).not.toContain('>TI-2026-MMMM<')
})

test('a mailbox is added for a known place only, and receives leads once its owner has confirmed', async () => {
  const add = (body: object) => ask('POST', '/console/destinataires', { as: admin, body })
  const email = 'bureau@epci.test'
  const wrong = [
    { email, lieu: 'epci:nowhere' },
    { email, lieu: 'elsewhere' },
    { email: 'a@b.test, c@d.test', lieu: 'epci:ca-grandsoissons' },
    { email, lieu: 'territoire:soissonnais-valois', theme: 'export' },
    { email, lieu: 'epci:ca-grandsoissons', theme: 'danse' },
  ]
  for (const body of wrong) expect((await add(body)).status).toBe(400)
  expect((await add({ jeton: 'forged', email, lieu: 'epci:ca-grandsoissons' })).status).toBe(403)
  expect(await store.recipients.list()).toEqual([])
  expect((await add({ email, lieu: 'epci:ca-grandsoissons', theme: 'export' })).status).toBe(303)
  const { id } = (await store.recipients.list())[0]!
  const confirmation = store.recipients.tokenOf(id)
  expect((await ask('GET', `/console/confirmer?jeton=${confirmation}`)).html).toContain(confirmation)
  expect((await store.recipients.list())[0]!.confirmedAt).toBeNull()
  const forged = await ask('POST', '/console/confirmer', { headers: OWN, body: { confirmation: 'forged' } })
  expect(forged.status).toBe(403)
  expect((await ask('POST', '/console/confirmer', { base: BASE, body: { confirmation } })).html).toContain(email)
  expect((await store.recipients.list())[0]!.confirmedAt).not.toBeNull()
  await ask('POST', '/console/destinataires/retirer', { as: admin, body: { id } })
  expect(await store.recipients.list()).toEqual([])
})
