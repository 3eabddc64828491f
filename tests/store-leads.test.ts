import { expect, test } from 'vitest'
import { onBothEngines } from './engines.ts'
import { someLead, someTurn } from './leads.ts'

const T0 = new Date('2026-03-02T09:00:00Z')
const now = () => T0

onBothEngines('leads', stores => {
  test('a list is cut by place, theme, status and day, newest first', async () => {
    const { store } = await stores.open({ now })
    const { leads } = store
    await leads.create(someLead(), 'a')
    await leads.create(
      someLead({
        reference: 'TI-2026-AAAA',
        date: '2026-03-04T18:00:00Z',
        epci: 'ccrv',
        besoins: [{ theme: 'export', reponses: {} }],
      }),
      'a',
    )
    await leads.create(
      someLead({ reference: 'TI-2026-CCCC', date: '2026-03-05T08:00:00Z', territoire: null, epci: null, besoins: [] }),
      'a',
    )
    const seen = async (filter: Parameters<typeof leads.list>[0]) =>
      (await leads.list(filter, { offset: 0, limit: 9 })).map(l => l.reference.slice(-4))
    expect(await seen({})).toEqual(['CCCC', 'AAAA', '7F3K'])
    expect(await seen({ territoires: ['soissonnais-valois'] })).toEqual(['AAAA', '7F3K'])
    expect(await seen({ territoires: [] })).toEqual([])
    expect(await seen({ epci: ['ccrv'] })).toEqual(['AAAA'])
    expect(await seen({ theme: 'industrie-du-futur' })).toEqual(['7F3K'])
    expect(await seen({ du: '2026-03-03', au: '2026-03-04' })).toEqual(['AAAA'])
    expect(await seen({ statuts: ['contacte'] })).toEqual([])
    expect(await leads.count({ theme: 'export' })).toBe(2)
    expect((await leads.list({}, { offset: 1, limit: 1 })).map(l => l.reference)).toEqual(['TI-2026-AAAA'])
  })

  test('moves keep who, when and why; an illegal or late one changes nothing', async () => {
    let at = T0
    const { store } = await stores.open({ now: () => at })
    const { leads } = store
    await leads.create(someLead(), 'chat')
    const reference = 'TI-2026-7F3K'
    at = new Date('2026-03-03T09:00:00Z')
    expect(await leads.move({ reference, de: 'nouveau', vers: 'contacte', auteur: 'Dominique', note: 'called' })).toBe(
      'ok',
    )
    expect(await leads.move({ reference, de: 'nouveau', vers: 'contacte', auteur: 'Claude' })).toBe('moved')
    expect(await leads.move({ reference, de: 'contacte', vers: 'laureat', auteur: 'Claude' })).toBe('illegal')
    expect(await leads.move({ reference: 'TI-2026-XXXX', de: 'nouveau', vers: 'contacte', auteur: 'Claude' })).toBe(
      'unknown',
    )
    const lead = await leads.read(reference)
    expect(lead).toMatchObject({ statut: 'contacte', depuis: at.toISOString() })
    expect(lead?.historique[1]).toEqual({
      at: at.toISOString(),
      auteur: 'Dominique',
      de: 'nouveau',
      vers: 'contacte',
      note: 'called',
    })
  })

  test('reopening takes back the amount that was granted', async () => {
    const { store } = await stores.open({ now })
    const reference = 'TI-2026-7F3K'
    await store.leads.create(someLead(), 'chat')
    const way = ['nouveau', 'contacte', 'rendez-vous', 'accompagne', 'candidature', 'laureat', 'candidature'] as const
    for (const [i, vers] of way.slice(1).entries()) {
      expect(await store.leads.move({ reference, de: way[i]!, vers, auteur: 'x' })).toBe('ok')
      if (vers === 'laureat')
        await store.leads.setAmounts(reference, {
          investissement: 3_000_000_000,
          subvention_demandee: 200_000,
          subvention_obtenue: 150_000,
        })
    }
    const { montants } = (await store.leads.read(reference))!
    expect(montants).toEqual({
      investissement: 3_000_000_000,
      emplois: null,
      subvention_demandee: 200_000,
      subvention_obtenue: null,
    })
  })

  test('forgetting leaves what is counted and nothing that names anybody', async () => {
    const { store } = await stores.open({ now })
    const lead = someLead({ message: 'canary-1', faits: { siret: { valeur: 'canary-2', origine: 'question' } } })
    await store
      .conversations<string>()
      .commit(someTurn({ state: 'canary-3', replies: ['canary-4'], writes: [{ sorte: 'lead', lead }] }))
    await store.leads.move({
      reference: lead.reference,
      de: 'nouveau',
      vers: 'contacte',
      auteur: 'x',
      note: 'canary-5',
    })
    expect(await store.leads.forget(lead.reference)).toBe(true)
    expect(await store.leads.forget(lead.reference)).toBe(false)
    const left = await store.leads.read(lead.reference)
    expect(JSON.stringify(left)).not.toMatch(/canary|Camille|Chaudronnerie|exemple\.test/)
    expect(left).toMatchObject({
      epci: 'ca-grandsoissons',
      statut: 'contacte',
      besoins: [{ theme: 'industrie-du-futur' }, { theme: 'export' }],
    })
    expect(await store.conversations().read('local/directline/c1', 'a1')).toBeNull()
    expect(await store.leads.create(someLead(), 'x')).toBe(false)
  })
})

onBothEngines('people', stores => {
  test('a lead goes to the nearest confirmed mailbox only', async () => {
    const { store } = await stores.open({ now })
    const { recipients } = store
    const of = { territoire: 'soissonnais-valois', epci: 'ca-grandsoissons', themes: ['export'] }
    const add = (email: string, place: object) =>
      recipients.add({ territoire: null, epci: null, theme: null, email, ...place })
    const { token } = await add('territory@x.test', { territoire: 'soissonnais-valois' })
    expect(await recipients.route(of)).toEqual([])
    expect(await recipients.confirm('wrong')).toBeNull()
    expect(await recipients.confirm(token)).toMatchObject({ email: 'territory@x.test' })
    expect(await recipients.route(of)).toEqual(['territory@x.test'])
    await recipients.confirm((await add('epci@x.test', { epci: 'ca-grandsoissons' })).token)
    expect(await recipients.route(of)).toEqual(['epci@x.test'])
    await recipients.confirm((await add('theme@x.test', { epci: 'ca-grandsoissons', theme: 'export' })).token)
    await add('unconfirmed@x.test', { epci: 'ca-grandsoissons', theme: 'export' })
    expect(await recipients.route(of)).toEqual(['theme@x.test'])
    expect(await recipients.route({ ...of, themes: ['innovation'] })).toEqual(['epci@x.test'])
    expect(await recipients.route({ ...of, epci: 'elsewhere' })).toEqual(['territory@x.test'])
    expect(await recipients.route({ ...of, epci: null, territoire: null })).toEqual([])
  })

  test('a link opens one session; a session ends after half an hour unseen and after eight hours', async () => {
    let at = T0.getTime()
    const { store } = await stores.open({ now: () => new Date(at) })
    const old = await store.accounts.link()
    const token = await store.accounts.link()
    expect(await store.accounts.spend(old)).toBeNull()
    const account = await store.accounts.spend(token)
    expect(account).toMatchObject({ role: 'administrateur' })
    expect(await store.accounts.spend(token)).toBeNull()
    const session = await store.sessions.begin(account!.id)
    for (let minute = 0; minute < 480; minute += 29) {
      expect(await store.sessions.see(session)).toBe(account!.id)
      at += 29 * 60_000
    }
    expect(await store.sessions.see(session)).toBeNull()
    const second = await store.sessions.begin(account!.id)
    at += 31 * 60_000
    expect(await store.sessions.see(second)).toBeNull()
    expect(await store.sessions.see('forged')).toBeNull()
    const late = await store.accounts.link()
    at += 25 * 3_600_000
    expect(await store.accounts.spend(late)).toBeNull()
  })

  test('a secret is made once and shared', async () => {
    const { store, again } = await stores.open({ now })
    const key = await store.secret('test')
    expect(key).toHaveLength(32)
    expect(await (await again()).secret('test')).toEqual(key)
  })
})
