import { describe, expect, test } from 'vitest'
import { type Earlier, flagLead } from '../src/domain/signaux.ts'
import { load } from '../src/load.ts'
import { onBothEngines } from './engines.ts'
import { someLead } from './leads.ts'

const { library } = load(process.cwd())
const flags = (lead: ReturnType<typeof someLead>, before: Earlier[] = []) =>
  flagLead(library!, lead, before).map(f => f.id)
const effectif = (n: number) => ({ effectif: { valeur: { min: n, max: n }, origine: 'texte' as const } })
const before = (changes: Parameters<typeof someLead>[0]) => someLead({ reference: 'TI-2026-AAAA', ...changes })

describe('flags', () => {
  test('reinforced accompaniment: a small firm, an innovative SME, a large project; never for want of knowledge', () => {
    expect(flags(someLead({ faits: effectif(49) }))).toEqual(['accompagnement-renforce'])
    expect(flags(someLead({ faits: effectif(50) }))).toEqual([])
    expect(flags(someLead({ faits: {} }))).toEqual([])
    const innovation = [{ theme: 'innovation', reponses: {} }]
    expect(flags(someLead({ faits: effectif(249), besoins: innovation }))).toEqual(['accompagnement-renforce'])
    expect(flags(someLead({ faits: effectif(250), besoins: innovation }))).toEqual([])
    const montant = { montant: { valeur: { min: 1_000_000, max: 2_000_000 }, origine: 'texte' as const } }
    expect(flags(someLead({ faits: effectif(400), besoins: [{ theme: 'export', reponses: montant }] }))).toEqual([
      'accompagnement-renforce',
    ])
  })

  test('double and follow-up: same company and theme, whatever the legal form; three weeks and no more', () => {
    const now = someLead({ date: '2026-03-02T09:00:00.000Z' })
    const at = (date: string, changes = {}) => flags(now, [before({ date, ...changes })])
    expect(at('2026-03-02T08:00:00.000Z')).toEqual(['doublon'])
    expect(at('2026-03-02T08:00:00.000Z', { email: 'other@exemple.test' })).toEqual(['relance'])
    expect(at('2026-02-20T08:00:00.000Z', { entreprise: 'CHAUDRONNERIE EXEMPLE S.A.S.', email: null })).toEqual([
      'relance',
    ])
    expect(at('2026-02-08T08:00:00.000Z')).toEqual([])
    const other = [{ theme: 'logistique-mobilite', reponses: {} }]
    expect(at('2026-03-02T08:00:00.000Z', { besoins: other })).toEqual([])
    expect(at('2026-03-02T08:00:00.000Z', { entreprise: 'Autre', email: 'x@y.test' })).toEqual([])
    const [flag] = flagLead(library!, now, [before({ date: '2026-02-20T08:00:00.000Z' })])
    expect(flag!.raison).toMatch(/20 février 2026.*TI-2026-AAAA/)
  })

  test('two companies of one name are told apart by their SIREN', () => {
    const siret = (valeur: string) => ({ siret: { valeur, origine: 'texte' as const } })
    const now = someLead({ faits: siret('55210055400013') })
    expect(flags(now, [before({ email: null, faits: siret('44306184100047') })])).toEqual([])
    expect(flags(now, [before({ email: null, entreprise: 'X', faits: siret('552100554') })])).toEqual(['relance'])
  })

  test('an intermediary: by the domain of a body that we know, or by their own words', () => {
    const body = [...library!.contacts.values()].find(c => c.email)!
    const domain = body.email!.split('@')[1]!
    expect(flags(someLead({ email: `quelqu.un@${domain}` }))).toContain('intermediaire')
    expect(flags(someLead({ message: 'Je suis consultant, mon client cherche un local' }))).toContain('intermediaire')
    expect(flags(someLead({ message: 'Nos clients sont exigeants' }))).toEqual([])
  })

  test('several EPCI: project, head office and what was named; a name that several have counts for nothing', () => {
    const siege = [...library!.communes.values()].find(c => c.epci !== 'ca-grandsoissons')!
    expect(flags(someLead({ siege: siege.insee }))).toEqual(['plusieurs-epci'])
    expect(flags(someLead({ siege: '02722' }))).toEqual([])
    expect(flags(someLead({ message: 'Un site à Soissons et un autre à Saint-Quentin' }))).toEqual(['plusieurs-epci'])
    expect(flags(someLead({ message: 'Un site à Soissons, nous marchons bien' }))).toEqual([])
  })

  test('a flag that the lead has already stays as it was', () => {
    const signaux = [{ id: 'accompagnement-renforce', raison: 'said' }]
    expect(flagLead(library!, someLead({ faits: effectif(3), signaux }))).toEqual(signaux)
  })
})

onBothEngines('flags in the store', stores => {
  test('a lead is flagged in the transaction that keeps it, by those kept before', async () => {
    const { store } = await stores.open({ flag: (lead, earlier) => flagLead(library!, lead, earlier) })
    await store.leads.create(someLead(), 'x')
    await store.leads.create(someLead({ reference: 'TI-2026-CCCC', date: '2026-03-09T09:00:00.000Z' }), 'x')
    expect((await store.leads.read('TI-2026-7F3K'))!.signaux).toEqual([])
    expect((await store.leads.read('TI-2026-CCCC'))!.signaux).toMatchObject([{ id: 'relance' }])
    await store.leads.forget('TI-2026-7F3K')
    await store.leads.create(someLead({ reference: 'TI-2026-DDDD', entreprise: 'Z', email: 'z@z.test' }), 'x')
    expect((await store.leads.read('TI-2026-DDDD'))!.signaux).toEqual([])
  })
})
