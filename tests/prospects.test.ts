import { describe, expect, test } from 'vitest'
import { readProspect } from '../src/domain/prospect.ts'
import type { Scope } from '../src/domain/scope.ts'
import { openStore } from '../src/store/store.ts'
import { consoleOver, everything, someAgent } from './doubles/console.ts'
import { library } from './doubles/library.ts'
import { onBothEngines } from './engines.ts'
import { someFolder } from './folders.ts'
import { someLead } from './leads.ts'

const SOISSONS = { commune: '02722', epci: 'ca-grandsoissons', territoire: 'soissonnais-valois' }
const HERE: Scope = { role: 'referent', territoires: [], epci: ['ca-grandsoissons'] }
const THERE: Scope = { role: 'referent', territoires: [], epci: ['ca-cambrai'] }
const place = (typed: string) => (typed === 'Soissons' ? SOISSONS : null)
const line = (row: Record<string, string>) => readProspect({ nom: 'Verrerie', commune: 'Soissons', ...row }, place)

describe('a line of a list of companies', () => {
  test.each([
    [{ nom: '12' }, 'nom'],
    [{ commune: 'Atlantis' }, 'commune'],
    [{ siret: '73282932000075' }, 'siret'],
    [{ siren: '732829321' }, 'siren'],
    [{ priorite: 'urgente' }, 'priorite'],
  ] as const)('%j: the fault is named', (row, faute) => {
    expect(line(row as unknown as Record<string, string>)).toEqual({ faute })
  })

  test('the name and the commune suffice; a SIRET brings its SIREN', () => {
    expect(line({})).toMatchObject({
      prospect: { ...SOISSONS, cle: 'verrerie 02722', priorite: 'moyenne', siren: null },
    })
    expect(line({ siret: '732 829 320 00074', priorite: 'HAUTE' })).toMatchObject({
      prospect: { cle: '73282932000074', siren: '732829320', priorite: 'haute' },
    })
  })
})

onBothEngines('the companies to visit', stores => {
  test('are seen and changed in their own places only; a second list keeps what was agreed', async () => {
    const { store } = await stores.open()
    const read = line({ siret: '73282932000074' })
    if (!('prospect' in read)) throw new Error('the line was refused')
    expect(await store.prospectsOf(THERE).keep(read.prospect)).toBe('elsewhere')
    expect(await store.prospectsOf(HERE).keep(read.prospect)).toBe('added')
    const [mine] = await store.prospectsOf(HERE).list({})
    const { id } = mine!
    const agreed = { priorite: 'haute', statut: 'visitee', convenu: '2026-11-20' } as const
    const there = store.prospectsOf(THERE)
    expect(await there.list({})).toEqual([])
    expect([await there.read(id), await there.settle(id, agreed), await there.remove(id)]).toEqual([null, false, false])
    expect(await there.became(id, 'TI-2026-7F3K')).toBe(false)
    expect(await store.prospectsOf(HERE).settle(id, agreed)).toBe(true)
    expect(await store.prospectsOf(HERE).keep({ ...read.prospect, nom: 'Verrerie neuve' })).toBe('updated')
    expect(await store.prospectsOf(everything).list({ statut: 'visitee' })).toMatchObject([
      { ...agreed, nom: 'Verrerie neuve' },
    ])
    expect(await store.prospectsOf(HERE).list({ priorite: 'basse' })).toEqual([])
    await store.leads.create(someLead(), 'x')
    expect(await store.prospectsOf(HERE).became(id, 'TI-2026-7F3K')).toBe(true)
    expect(await store.prospectsOf(HERE).read(id)).toMatchObject({ statut: 'demande', reference: 'TI-2026-7F3K' })
    await store.leads.forget('TI-2026-7F3K')
    expect(await store.prospectsOf(HERE).read(id)).toMatchObject({ statut: 'demande', reference: null })
  })
})

describe('the page of a company', () => {
  test('gives a link with a theme, and what a request is begun with', async () => {
    const store = await openStore({ dataDir: someFolder(), role: 'server' })
    const read = line({ siret: '73282932000074', effectif: '20-49' })
    if (!('prospect' in read)) throw new Error('the line was refused')
    await store.prospectsOf(HERE).keep(read.prospect)
    const [{ id } = { id: '' }] = await store.prospectsOf(HERE).list({})
    const asked: unknown[] = []
    const visit = (base: string, preset: object) => {
      asked.push(preset)
      return { lien: `${base}/?x`, svg: '<svg/>' }
    }
    const { ask } = consoleOver(store, { visit })
    const as = await someAgent(store, HERE)
    const { html = '' } = await ask('GET', `/console/prospection/${id}?theme=export`, { as })
    expect(asked).toEqual([{ territoire: 'soissonnais-valois', theme: 'export' }])
    const address = /href="(\/console\/nouvelle\?[^"]+)"/.exec(html)![1]!.replaceAll('&amp;', '&')
    const first = (await ask('GET', address, { as })).html!
    for (const kept of ['Verrerie', '73282932000074', '20-49', id]) expect(first).toContain(`value="${kept}"`)
    expect(library.themes.has('export')).toBe(true)
    const { html: questions = '' } = await ask('GET', `${address}&theme:export=1`, { as })
    expect(questions).toContain('value="Verrerie"')
    // who answers for the EPCI agrees by settling it
    await ask('POST', `/console/prospection/${id}`, { as, body: { priorite: 'basse', statut: 'contactee' } })
    expect((await store.prospectsOf(HERE).read(id))!.convenu).not.toBeNull()
    await store.close()
  })
})

describe('the wishes', () => {
  test('are listed by theme for their places, and exported', async () => {
    const store = await openStore({ dataDir: someFolder(), role: 'server' })
    const wish = (texte: string, theme: string | null) => ({
      sorte: 'souhait' as const,
      souhait: { texte, theme, territoire: SOISSONS.territoire, epci: SOISSONS.epci },
    })
    const turn = { conversation: 'c', channel: 'directline', activity: 'a', version: 0, state: {}, replies: [] }
    await store
      .conversations()
      .commit({ ...turn, writes: [wish('Un seul formulaire', 'export'), wish('=Plus court', null)] })
    const { ask } = consoleOver(store)
    const [here, there] = [await someAgent(store, HERE), await someAgent(store, THERE)]
    const { html = '' } = await ask('GET', '/console/simplifications', { as: here })
    expect(html).toContain('Un seul formulaire')
    expect(html).toContain('Export : 1 souhait')
    expect((await ask('GET', '/console/simplifications', { as: there })).html).not.toContain('formulaire')
    const csv = new TextDecoder().decode((await ask('GET', '/console/simplifications/export', { as: here })).bytes)
    expect(csv).toContain('"Un seul formulaire"')
    expect(csv).toContain(`"'=Plus court"`)
    await store.close()
  })
})
