import { describe, expect, test } from 'vitest'
import { type CallDraft, callSchema, emptyCall, recordOf } from '../src/domain/call.ts'
import { callLetter } from '../src/domain/call-letter.ts'
import { type Grasped, readCall } from '../src/domain/call-reading.ts'
import { concernedBy, weighLead } from '../src/domain/concerned.ts'
import type { Lead } from '../src/domain/lead.ts'
import { answers, library, libraryWith, someScheme, TODAY } from './doubles/library.ts'
import { someLead } from './leads.ts'

const APPELS = { version: '1', date: '2026-03-02T09:00:00.000Z' }
let n = 0
/** A firm of its own in Soissons with one need. */
const firm = (changes: Partial<Lead> = {}): Lead => {
  const reference = `TI-2026-${++n}`
  const own = { reference, entreprise: `Firm ${n}`, email: `f${n}@firm.test`, faits: answers({ effectif: 110 }) }
  return someLead({ ...own, besoins: [{ theme: 'innovation', reponses: {} }], ...changes })
}
const call = (changes: Partial<CallDraft> = {}) =>
  recordOf(library, callSchema.parse({ ...emptyCall, titre: 'Four', complet: true, ...changes }))
const verdicts = (record: ReturnType<typeof call>, ...leads: Lead[]) => {
  const { concernes, ecartes } = concernedBy(library, record, leads, TODAY)
  return [...concernes, ...ecartes].map(c => [c.lead.reference, c.weighed.verdict])
}

describe('a call weighed for a firm', () => {
  const outcome = (changes: Partial<CallDraft>, lead = firm()) => verdicts(call(changes), lead)[0]![1]

  test('in the language of the records: met, failed or missing, criterion by criterion', () => {
    expect(outcome({})).toBe('eligible')
    expect(outcome({ conditions: { effectif: { max: '249' } } })).toBe('eligible')
    expect(outcome({ conditions: { effectif: { max: '49' } } })).toBe('non-eligible')
    expect(outcome({ conditions: { stade: { parmi: ['etude'] } } })).toBe('a-verifier')
    expect(outcome({ conditions: { taille: { parmi: ['ge'] } } })).toBe('a-verifier')
    expect(outcome({ themes: ['export'] })).toBe('non-eligible')
    expect(outcome({ themes: ['export', 'innovation'] })).toBe('eligible')
    expect(outcome({ zone: { epci: ['ca-cambrai'] } })).toBe('non-eligible')
    expect(outcome({ zone: { departements: ['02'] } })).toBe('eligible')
  })

  test('never better than « to be checked » where these are not all of its conditions', () => {
    expect(outcome({ complet: false })).toBe('a-verifier')
  })

  test('a lead without a commune is weighed by its EPCI, without any the place is unknown', () => {
    const zone = { zone: { epci: ['ca-grandsoissons'] } }
    expect(outcome(zone, firm({ commune: null }))).toBe('eligible')
    expect(outcome(zone, firm({ commune: null, epci: null }))).toBe('a-verifier')
  })

  test('the need that fits best speaks for the firm, with its own answers', () => {
    const stage = (value: string) => answers({ stade: value })
    const lead = firm({
      besoins: [
        { theme: 'innovation', reponses: stage('commence') },
        { theme: 'export', reponses: stage('etude') },
      ],
    })
    const weighed = weighLead(library, call({ conditions: { stade: { parmi: ['etude'] } } }), lead, TODAY)
    expect([weighed.situation.theme, weighed.weighed.verdict]).toEqual(['export', 'eligible'])
  })

  test('a condition whose question is gone falls away', () => {
    const record = recordOf(library, { ...emptyCall, conditions: { gone: { parmi: ['x'] }, effectif: { max: '10' } } })
    expect(record.conditions.map(c => c.critere)).toEqual(['effectif'])
  })

  test('a scheme of the base is weighed the same way, closed or not', () => {
    const scheme = someScheme('a', { themes: ['innovation'], etat: 'clos', conditions: { effectif: { max: '249' } } })
    const { concernes } = concernedBy(libraryWith(scheme), scheme, [firm()], TODAY)
    expect(concernes.map(c => c.weighed.verdict)).toEqual(['eligible'])
  })
})

describe('firms', () => {
  test('come best first, and those left out apart', () => {
    const record = call({ themes: ['innovation'], conditions: { effectif: { max: '249' } } })
    const [sure, unknown, big] = [firm(), firm({ faits: {} }), firm({ faits: answers({ effectif: 600 }) })]
    expect(verdicts(record, big, unknown, sure)).toEqual([
      [sure.reference, 'eligible'],
      [unknown.reference, 'a-verifier'],
      [big.reference, 'non-eligible'],
    ])
  })

  test.each([
    ['the same address', { email: 'X@firm.test' }, { email: 'x@firm.test' }],
    ['the same SIREN', { faits: answers({ siret: '12345678900011' }) }, { faits: answers({ siret: '123456789' }) }],
    ['the same name in the same town', { entreprise: 'Été SARL' }, { entreprise: 'ete sarl' }],
  ])('with %s are one, and who asked to be told speaks for it', (_, one, two) => {
    const [silent, asking] = [firm(one), firm({ ...two, appels: APPELS })]
    expect(verdicts(call(), silent, asking)).toEqual([[asking.reference, 'eligible']])
  })

  test('let in by one lead are not shown as left out for another', () => {
    const other = { email: 'x@firm.test', besoins: [{ theme: 'export', reponses: {} }], appels: APPELS }
    const fits = firm({ email: 'x@firm.test' })
    expect(verdicts(call({ themes: ['innovation'] }), firm(other), fits)).toEqual([[fits.reference, 'eligible']])
  })
})

test('the mail says why, in our words, and what people typed makes no line of its own', () => {
  const record = call({ themes: ['innovation'], conditions: { stade: { parmi: ['etude'] } } })
  const words = { titre: 'Four\n\nhttps://bad.test', appel: { lien: 'https://ok.test/' }, sujet: 'a\nb', message: 'm' }
  const lead = firm({ nom: 'Lou\n\nhttps://bad.test', appels: APPELS })
  const { sujet, texte, liens } = callLetter(library, record, words, lead, { today: TODAY, arret: 'https://stop.test' })
  expect(sujet).toBe('a b')
  expect(liens).toEqual(['https://ok.test/', 'https://stop.test'])
  expect(texte.split('\n')).not.toContain('https://bad.test')
  expect(texte).toContain(library.themes.get('innovation')!.titre)
  expect(texte).toContain('2 mars 2026')
})

describe('a pasted call', () => {
  const none: Grasped = { themes: [], place: { match: null, epci: null, territoire: null }, effectif: null }
  const read = (text: string, grasped: Partial<Grasped> = {}) =>
    readCall(library, text, () => ({ ...none, ...grasped }), TODAY)

  test('gives its title, its headcount, its sizes, its activities, its region and its last day', () => {
    const text = `Décarboner 2027. Pour les PME de 10 à 499 salariés des Hauts-de-France (NAF 25 et 28), ouvert le
      15 janvier 2027. Dossiers à déposer avant le 31 mars 2027 ; résultats le 30/06/2027.`
    expect(read(text)).toEqual({
      titre: 'Décarboner 2027',
      zone: { regions: ['hauts-de-france'] },
      fin: '2027-03-31',
      conditions: {
        effectif: { min: '10', max: '499' },
        taille: { parmi: ['micro', 'pme'] },
        activite: { naf: ['25', '28'] },
      },
    })
  })

  test.each([
    ['moins de 250 salariés', { max: '249' }],
    ['plus de 1 000 personnes', { min: '1001' }],
    ['au moins 20 employés', { min: '20' }],
    ["jusqu'à 50 ETP", { max: '50' }],
  ])('%s', (text, effectif) => {
    expect(read(`Appel. Entreprises ${text}.`).conditions).toEqual({ effectif })
  })

  test('nothing is made up where nothing is said, and days gone by are none', () => {
    expect(read('Appel. Clos le 3 mars 2020, jamais le 31 février 2027.')).toEqual({ titre: 'Appel' })
  })

  test('themes are those that the understanding is sure enough of, places the widest that is named', () => {
    const themes = ['export', 'innovation', 'foncier-immobilier'].map((id, i) => ({ id, confidence: 0.4 + i / 5 }))
    const place = { match: { insee: '02722' }, epci: 'ca-grandsoissons', territoire: 'soissonnais-valois' }
    expect(read('Appel', { themes, place })).toMatchObject({
      themes: ['foncier-immobilier', 'innovation'],
      zone: { communes: ['02722'] },
    })
    expect(read("Appel pour l'Oise et la Somme", { place }).zone).toEqual({ departements: ['60', '80'] })
  })

  test('a very long text is read in bounded pieces', () => {
    let longest = 0
    let pieces = 0
    readCall(
      library,
      'Une phrase assez longue pour compter. '.repeat(2_000),
      piece => {
        longest = Math.max(longest, piece.length)
        pieces++
        return none
      },
      TODAY,
    )
    expect(longest).toBeLessThanOrEqual(900)
    expect(pieces).toBeLessThanOrEqual(12)
  })
})
