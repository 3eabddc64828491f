import { describe, expect, test } from 'vitest'
import { statusOf } from '../src/domain/dispositif.ts'
import { isOffered, orient, weighRecord } from '../src/domain/matching.ts'
import { reasonsOf, tellStatus } from '../src/domain/reasons.ts'
import { library, libraryWith, situation, someScheme } from './doubles/library.ts'

const on = (today: string, written: Record<string, unknown>) => {
  const { status, cle } = statusOf(someScheme('x', written), today)
  return `${status}/${cle}`
}
const window = (debut: string | undefined, fin: string | undefined) => ({
  periode: { ...(debut ? { debut } : {}), ...(fin ? { fin } : {}), source: 'doc:1 x' },
})

describe('a person who checked', () => {
  test('makes it open for less than six months, not at exactly six', () => {
    const checked = { 'verifie-le': '2026-05-22' }
    expect(on('2026-05-22', checked)).toBe('ouvert/verifie')
    expect(on('2026-11-21', checked)).toBe('ouvert/verifie')
    expect(on('2026-11-22', checked)).toBe('a-verifier/document')
  })

  test('counts from the first day of a month told without a day', () => {
    expect(on('2026-10-31', { 'verifie-le': '2026-05' })).toBe('ouvert/verifie')
    expect(on('2026-11-01', { 'verifie-le': '2026-05' })).toBe('a-verifier/document')
  })

  test('is not believed before the day of the check', () => {
    expect(on('2026-11-22', { 'verifie-le': '2027-05-22' })).toBe('a-verifier/document')
    expect(on('2026-11-22', { 'verifie-le': '2027-05-22', verification: 'clos' })).toBe('a-verifier/document')
  })

  test('and found it closed closes it, for good', () => {
    expect(on('2029-01-01', { 'verifie-le': '2026-05-22', verification: 'clos' })).toBe('clos/clos-verifie')
  })

  test('knows better than the document: a plan seen in place is open', () => {
    expect(on('2026-11-22', { etat: 'prevu', 'prevu-pour': '2024', 'verifie-le': '2026-10-03' })).toBe('ouvert/verifie')
    expect(on('2026-11-22', { etat: 'clos', 'verifie-le': '2026-10-03' })).toBe('ouvert/verifie')
  })

  test('after the window ended knows that it was prolonged; before, does not', () => {
    const until = window(undefined, '2026-09-30')
    expect(on('2026-11-22', { ...until, 'verifie-le': '2026-10-03' })).toBe('ouvert/verifie')
    expect(on('2026-11-22', { ...until, 'verifie-le': '2026-09-30' })).toBe('clos/clos-fenetre')
  })
})

describe("the offer's own window", () => {
  test('is open on its last day and closed on the next', () => {
    const until = window('2026-01-01', '2026-11-22')
    expect(on('2026-11-22', until)).toBe('ouvert/fenetre')
    expect(on('2026-11-23', until)).toBe('clos/clos-fenetre')
  })

  test('told by a year or a month runs to the last day of it', () => {
    expect(on('2026-12-31', window(undefined, '2026'))).toBe('ouvert/fenetre')
    expect(on('2027-01-01', window(undefined, '2026'))).toBe('clos/clos-fenetre')
    expect(on('2028-02-29', window(undefined, '2028-02'))).toBe('ouvert/fenetre')
    expect(on('2028-03-01', window(undefined, '2028-02'))).toBe('clos/clos-fenetre')
  })

  test('not yet begun is planned', () => {
    expect(on('2026-11-22', window('2026-11-23', '2027'))).toBe('prevu/prevu')
    expect(on('2026-11-23', window('2026-11-23', '2027'))).toBe('ouvert/fenetre')
  })

  test('without an end opens nothing', () => {
    expect(on('2026-11-22', window('2019-09-23', undefined))).toBe('a-verifier/document')
  })
})

describe('what the document says', () => {
  test('a plan whose year has passed was planned, and its making is not documented', () => {
    const plan = { etat: 'prevu', 'prevu-pour': '2024' }
    expect(on('2024-12-31', plan)).toBe('prevu/prevu')
    expect(on('2025-01-01', plan)).toBe('prevu/prevu-passe')
    expect(on('2025-01-01', { etat: 'prevu' })).toBe('prevu/prevu-sans-date')
  })

  test('a service whose framework ended is to be verified, naming the framework', () => {
    const service = { cadre: { titre: 'Protocole 2019-2022', fin: '2022-12-31', source: 'doc:1 x' } }
    expect(on('2022-12-31', service)).toBe('a-verifier/document')
    expect(on('2023-01-01', service)).toBe('a-verifier/cadre-fini')
    expect(statusOf(someScheme('x', service), '2023-01-01')).toMatchObject({
      date: '2022-12-31',
      cadre: 'Protocole 2019-2022',
    })
  })

  test('a framework that still runs does not make its services open', () => {
    const service = { cadre: { titre: 'Programme 2023-2027', fin: '2027', source: 'doc:1 x' } }
    expect(on('2026-11-22', service)).toBe('a-verifier/document')
  })

  test('an end is an end', () => {
    expect(on('2020-01-01', { etat: 'clos' })).toBe('clos/clos-document')
  })

  test.each(['collectivites', 'information'])('for %s it is never offered, whatever the dates say', kind => {
    const scheme = someScheme('x', { public: kind, 'verifie-le': '2026-10-03', ...window(undefined, '2030') })
    expect(statusOf(scheme, '2026-11-22').status).toBe('sans-objet')
    const s = { ...situation('emploi-competences'), nommes: new Set(['x']) }
    expect(isOffered(weighRecord(library, scheme, s), s)).toBe(false)
    expect(orient(libraryWith(scheme), s)).toEqual([])
  })
})

test('a closed scheme is offered only to somebody who names it', () => {
  const closed = libraryWith(someScheme('x', { etat: 'clos' }))
  const s = situation('emploi-competences')
  expect(orient(closed, s)).toEqual([])
  expect(orient(closed, { ...s, nommes: new Set(['x']) }).map(w => w.dispositif.id)).toEqual(['x'])
})

describe('people read a sentence', () => {
  const schemes = [...library.dispositifs.values()]

  test('for every state of every real scheme, on any day from 2018 to 2030', () => {
    const told = schemes.flatMap(d =>
      ['2018-06-01', '2022-12-31', '2024-12-31', '2026-11-22', '2030-01-01'].map(day =>
        tellStatus(library, d, statusOf(d, day)),
      ),
    )
    expect(told.filter(t => t === '' || /[{}]|undefined|null/.test(t))).toEqual([])
  })

  test('that keeps the two doubts apart: does it exist, and are we eligible', () => {
    const scheme = someScheme('x', { couverture: 'partielles', conditions: { effectif: { max: '49' } } })
    const s = situation('emploi-competences')
    const w = weighRecord(library, scheme, s)
    const state = tellStatus(library, scheme, w.etat)
    const reasons = reasonsOf(library, w, s).map(r => r.text)
    expect(state).toMatch(/^Existence à vérifier/)
    expect(reasons.join(' ')).not.toMatch(/Existence/)
    expect(reasons.at(-1)).toMatch(/conditions.*vérifier/i)
  })

  test('that tells a past plan as a plan, never as a thing that exists', () => {
    const plan = someScheme('x', { etat: 'prevu', 'prevu-pour': '2024' })
    const told = tellStatus(library, plan, statusOf(plan, '2026-11-22'))
    expect(told).toContain('Prévu pour 2024, réalisation non documentée')
    expect(told).not.toMatch(/existe|ouvert/i)
  })
})
