import { expect, test } from 'vitest'
import { fillDemo } from '../src/cli/demo.ts'
import { figuresOf } from '../src/domain/indicators.ts'
import type { Lead } from '../src/domain/lead.ts'
import { periodBefore, readPeriod } from '../src/domain/period.ts'
import type { Statut } from '../src/domain/pipeline.ts'
import { covers, type Scope } from '../src/domain/scope.ts'
import { seeded } from '../src/domain/seeded.ts'
import type { Store } from '../src/store/store.ts'
import { everything } from './doubles/console.ts'
import { library } from './doubles/library.ts'
import { recount } from './doubles/recount.ts'
import { onBothEngines } from './engines.ts'
import { someLead } from './leads.ts'

const entry = { auteur: 'Ada', texte: 'x' }
const T = 'soissonnais-valois'

onBothEngines('the indicators', stores => {
  /** A store whose clock the test turns, and a lead that goes its way at the days given. */
  async function open() {
    const clock = { at: new Date('2026-03-02T09:00:00Z') }
    const { store } = await stores.open({ now: () => clock.at })
    let n = 0
    const lead = async (day: string, changes: Partial<Lead>, way: [Statut, string][] = []) => {
      clock.at = new Date(`${day}T09:00:00Z`)
      const reference = `TI-2026-A${String(++n).padStart(3, '3')}`
      await store.leads.create(someLead({ reference, date: clock.at.toISOString(), ...changes }), 'chat')
      let de: Statut = 'nouveau'
      for (const [vers, when] of way) {
        clock.at = new Date(`${when}T09:00:00Z`)
        expect(await store.leads.move({ reference, de, vers, auteur: 'Ada' })).toBe('ok')
        de = vers
      }
      return reference
    }
    return { store, clock, lead }
  }
  const figures = async (store: Store, period: string, scope: Scope = everything) => {
    const rows = await store.indicatorsOf(scope).rows({}, readPeriod(period)!, library.territoireOfEpci)
    return Object.fromEntries(figuresOf(rows).map(f => [f.id, [f.valeur, f.sur, f.sans]]))
  }
  const march: [Statut, string][] = [
    ['contacte', '2026-03-03'],
    ['rendez-vous', '2026-03-05'],
    ['accompagne', '2026-03-10'],
    ['candidature', '2026-03-20'],
  ]

  test('a step counts in the period in which it was reached, whatever came after', async () => {
    const { store, clock, lead } = await open()
    await lead('2026-03-02', {}, [...march, ['laureat', '2026-04-15']])
    clock.at = new Date('2026-11-22T09:00:00Z')
    expect(await figures(store, '2026-03')).toMatchObject({
      ...{ contacts: [1, null, null], reponse: [1, 1, 0], delai: [1, 1, 0], 'rendez-vous': [1, null, null] },
      // in March nobody had decided: the success rate of March keeps it without an answer
      ...{ candidatures: [1, null, 1], reussite: [0, 1, 1], retenues: [0, null, null], instruction: [1, null, null] },
    })
    expect(await figures(store, '2026-04')).toMatchObject({
      ...{
        contacts: [0, null, null],
        candidatures: [0, null, 0],
        retenues: [1, null, null],
        instruction: [0, null, null],
      },
    })
    expect(await figures(store, '2026-S1')).toMatchObject({ candidatures: [1, null, 0], reussite: [1, 1, 0] })
  })

  test('nobody’s lead leaves the denominator for want of an answer, and a late answer is no timely one', async () => {
    const { store, clock, lead } = await open()
    await lead('2026-03-02', {})
    await lead('2026-03-02', {}, [['contacte', '2026-03-04']])
    await lead('2026-03-02', {}, [['sans-suite', '2026-03-05']])
    await lead('2026-03-31', {}, [['contacte', '2026-04-01']])
    await lead('2026-03-02', { origine: 'import' })
    clock.at = new Date('2026-06-01T09:00:00Z')
    expect(await figures(store, '2026-03')).toMatchObject({
      contacts: [5, null, null],
      reponse: [2, 4, 2],
      delai: [1, 4, 2],
    })
    // as the half-year stands now, the last day's contact was answered
    expect(await figures(store, '2026-S1')).toMatchObject({ reponse: [3, 4, 1], delai: [2, 4, 1] })
  })

  test('what the person withdrew themselves was not answered', async () => {
    const { store, clock, lead } = await open()
    const reference = await lead('2026-03-02', {})
    await store.rights.withdraw(reference, 'x')
    clock.at = new Date('2026-06-01T09:00:00Z')
    expect(await figures(store, '2026-03')).toMatchObject({ reponse: [0, 1, 1] })
  })

  test('merged leads count once, with the themes of both; a reopened candidature is no second one', async () => {
    const { store, clock, lead } = await open()
    const one = await lead('2026-03-02', { besoins: [{ theme: 'export', reponses: {} }] }, march)
    const two = await lead('2026-03-02', { besoins: [{ theme: 'innovation', reponses: {} }] })
    clock.at = new Date('2026-03-25T09:00:00Z')
    expect(await store.leadsOf(everything).merge(two, one, entry)).toBe('ok')
    for (const [de, vers] of [
      ['candidature', 'non-retenu'],
      ['non-retenu', 'candidature'],
      ['candidature', 'laureat'],
    ] as const) {
      clock.at = new Date(clock.at.getTime() + 86_400_000)
      await store.leads.move({ reference: one, de, vers, auteur: 'Ada' })
    }
    clock.at = new Date('2026-06-01T09:00:00Z')
    expect(await figures(store, '2026-03')).toMatchObject({
      ...{ contacts: [1, null, null], candidatures: [1, null, 0], reussite: [1, 1, 0], retenues: [1, null, null] },
    })
    const { themes } = await store.indicatorsOf(everything).rows({}, readPeriod('2026-03')!, library.territoireOfEpci)
    expect(themes).toEqual([{ themes: ['export', 'innovation'], n: 1, sansReponse: 0 }])
  })

  test('a lead that was erased stays in the counts, its size, themes and amounts too', async () => {
    const { store, clock, lead } = await open()
    const reference = await lead('2026-03-02', {}, march)
    await store.leads.setAmounts(reference, { investissement: 50_000, emplois: 2, subvention_demandee: 9_000 })
    clock.at = new Date('2026-06-01T09:00:00Z')
    const read = () => store.indicatorsOf(everything).rows({}, readPeriod('2026-S1')!, library.territoireOfEpci)
    const before = await read()
    await store.leads.forget(reference)
    const after = await read()
    const anonymous = { ...before, etapes: before.etapes.map(e => ({ ...e, firme: reference })) }
    expect(after).toEqual(anonymous)
    expect(after.contacts[0]).toMatchObject({ tranche: 'de-30-a-200', n: 1 })
  })

  test('over the demonstration every figure is what a second count of the whole leads gives, in each scope', async () => {
    const clock = { at: new Date('2026-11-22T10:00:00Z') }
    const { store } = await stores.open({ now: () => clock.at })
    await fillDemo({ store, library, clock, random: seeded(9) })
    const all = await store.leads.list({}, { offset: 0, limit: 1_000 })
    const scopes: Scope[] = [
      everything,
      { role: 'chef-de-projet', territoires: ['hainaut-douaisis-cambresis'], epci: [] },
      { role: 'lecteur', territoires: [T], epci: ['ca-cambrai'] },
      ...['ca-douaisis', 'cc-retz-en-valois'].map(e => ({ role: 'referent' as const, territoires: [], epci: [e] })),
    ]
    let seen = 0
    for (const scope of scopes)
      for (const id of ['2026-S2', '2026-S1', '2026', '2026-09', '2026-11'])
        for (const period of [id, periodBefore(readPeriod(id)!).id]) {
          const mine = all.filter(l => covers(scope, l))
          const counted = recount(mine, period, clock.at)
          const told = await figures(store, period, scope)
          for (const [name, { valeur, sur = null, sans = null }] of Object.entries(counted)) {
            seen++
            expect([period, name, ...told[name]!]).toEqual([period, name, valeur, sur, sans])
          }
        }
    expect(seen).toBe(5 * 10 * 15)
  }, 180_000)

  test('a lead that is shared with another EPCI counts where it lies', async () => {
    const { store, clock, lead } = await open()
    const reference = await lead('2026-03-02', { epci: 'ca-grandsoissons' })
    clock.at = new Date('2026-06-01T09:00:00Z')
    const scope: Scope = { role: 'referent', territoires: [], epci: ['cc-retz-en-valois'], partagees: [reference] }
    expect(await store.leadsOf(scope).count({})).toBe(1)
    expect(await figures(store, '2026-03', scope)).toMatchObject({ contacts: [0, null, null] })
  })

  test('others’ figures come blurred, and none where one sees the whole territory', async () => {
    const { store, clock, lead } = await open()
    for (let n = 0; n < 7; n++) await lead('2026-03-02', { epci: n < 4 ? 'ca-grandsoissons' : 'cc-retz-en-valois' })
    await lead('2026-03-02', { epci: 'cc-val-de-l-aisne' })
    await lead('2026-03-02', { epci: 'ca-cambrai', territoire: 'hainaut-douaisis-cambresis' })
    clock.at = new Date('2026-06-01T09:00:00Z')
    const period = readPeriod('2026-S1')!
    const referent = (epci: string[]) => store.indicatorsOf({ role: 'referent', territoires: [], epci })
    expect((await referent(['cc-val-de-l-aisne']).others(T, period)).contacts).toEqual({
      masque: false,
      valeur: 5,
      sur: null,
    })
    // with one's own four taken off, four are left
    expect((await referent(['ca-grandsoissons']).others(T, period)).contacts).toEqual({ masque: true })
    expect(await referent(['ca-grandsoissons']).others(T, readPeriod('2026-03')!)).toEqual({})
    const chef = store.indicatorsOf({ role: 'chef-de-projet', territoires: [T], epci: [] })
    expect((await chef.others(T, period)).contacts).toEqual({ masque: true })
  })
})
