import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { allMet, readCondition, readRequirement, weigh } from '../src/domain/condition.ts'
import type { Interval } from '../src/domain/question.ts'
import { readValue } from '../src/domain/question.ts'
import { answers, library } from './doubles/library.ts'

const question = (id: string) => library.questions.get(id)!
const people = (raw: object) => readRequirement(question('effectif'), raw)
const exactly = (n: number): Interval => ({ min: n, max: n })

describe('a number', () => {
  const upTo249 = people({ max: '249' })
  const from10 = people({ min: '10' })
  const from10To249 = people({ min: '10', max: '249' })

  test('meets its bounds at equality', () => {
    expect(weigh(upTo249, exactly(249))).toBe('met')
    expect(weigh(upTo249, exactly(250))).toBe('failed')
    expect(weigh(from10, exactly(10))).toBe('met')
    expect(weigh(from10, exactly(9))).toBe('failed')
    expect([9, 10, 249, 250].map(n => weigh(from10To249, exactly(n)))).toEqual(['failed', 'met', 'met', 'failed'])
  })

  test('known roughly is decided only where both ends agree', () => {
    expect(weigh(upTo249, { min: 50, max: 99 })).toBe('met')
    expect(weigh(upTo249, { min: 200, max: 249 })).toBe('met')
    expect(weigh(upTo249, { min: 200, max: 250 })).toBe('missing')
    expect(weigh(upTo249, { min: 249, max: 499 })).toBe('missing')
    expect(weigh(upTo249, { min: 250, max: 499 })).toBe('failed')
    expect(weigh(from10To249, { min: 5, max: 400 })).toBe('missing')
  })

  test('open at one end stays unknown on that side', () => {
    expect(weigh(upTo249, { min: 100, max: null })).toBe('missing')
    expect(weigh(upTo249, { min: 250, max: null })).toBe('failed')
    expect(weigh(from10, { min: 100, max: null })).toBe('met')
    expect(weigh(from10, { min: null, max: 9 })).toBe('failed')
    expect(weigh(from10, { min: null, max: 10 })).toBe('missing')
  })

  test('with decimals or a comma is read as the editor wrote it', () => {
    expect(people({ max: '2,5' })).toMatchObject({ max: 2.5 })
    expect(() => people({ max: 'deux' })).toThrow()
    expect(() => people({})).toThrow()
  })
})

describe('a choice', () => {
  const hire = readRequirement(question('emploi-besoin'), { parmi: ['recruter', 'former'] })
  const notStarted = readRequirement(question('stade'), { sauf: ['commence'] })

  test('fits if one of the answers is among those wanted', () => {
    expect(weigh(hire, ['recruter'])).toBe('met')
    expect(weigh(hire, ['anticiper', 'former'])).toBe('met')
    expect(weigh(hire, ['anticiper'])).toBe('failed')
  })

  test('is refused only if every answer is excluded', () => {
    expect(weigh(notStarted, ['commence'])).toBe('failed')
    expect(weigh(notStarted, ['etude'])).toBe('met')
    expect(weigh(notStarted, ['commence', 'etude'])).toBe('met')
  })

  test('of an answer that the question does not have is a finding for the editor', () => {
    expect(() => readRequirement(question('stade'), { parmi: ['fini'] })).toThrow('fini')
  })

  test('written as a bare word or a list means « among »', () => {
    expect(readRequirement(question('stade'), 'etude')).toEqual(readRequirement(question('stade'), ['etude']))
  })
})

describe('the activity, yes or no, the size', () => {
  const food = readRequirement(question('activite'), { naf: ['10', '11'] })
  const notFood = readRequirement(question('activite'), { 'sauf-naf': ['10'] })

  test('an activity with several divisions is known only if all are on the same side', () => {
    expect([['10'], ['25'], ['10', '11'], ['10', '25'], []].map(v => weigh(food, v))).toEqual([
      'met',
      'failed',
      'met',
      'missing',
      'missing',
    ])
    expect([['10'], ['25'], ['10', '25']].map(v => weigh(notFood, v))).toEqual(['failed', 'met', 'missing'])
  })

  test('a NAF code of any length is kept as its division, zero and all', () => {
    expect(readValue(question('activite'), ['01.11Z', '0112', '25.10'])).toEqual({ valeur: ['01', '25'] })
  })

  test('yes and no stand against each other', () => {
    const alone = readRequirement(question('groupe'), 'non')
    expect([true, false].map(v => weigh(alone, v))).toEqual(['failed', 'met'])
  })

  test('a size that may be one or the other is unknown', () => {
    const sme = readRequirement('taille', { parmi: ['micro', 'pme'] })
    expect([['micro'], ['micro', 'pme'], ['pme', 'eti'], ['eti', 'ge']].map(v => weigh(sme, v))).toEqual([
      'met',
      'met',
      'missing',
      'failed',
    ])
  })
})

describe('what is not known', () => {
  const every = [...library.dispositifs.values()].flatMap(d => d.conditions)

  test('is never a silent yes nor a silent no: neither no answer nor « I do not know »', () => {
    expect(every.length).toBeGreaterThan(150)
    expect(every.filter(c => weigh(c.exige, undefined) !== 'missing' || weigh(c.exige, null) !== 'missing')).toEqual([])
  })

  test('weighs less than a no and more than a yes', () => {
    const two = [
      { critere: 'effectif', exige: people({ max: '49' }) },
      { critere: 'groupe', exige: readRequirement(question('groupe'), 'non') },
    ]
    expect(allMet(two, answers({ effectif: 50 }))).toBe('failed')
    expect(allMet(two, answers({ effectif: 49 }))).toBe('missing')
    expect(allMet(two, answers({ effectif: 49, groupe: true }))).toBe('failed')
    expect(allMet(two, answers({ effectif: 49, groupe: false }))).toBe('met')
    expect(allMet([], {})).toBe('met')
  })
})

test('a condition without citation is no condition', () => {
  expect(() => readCondition('effectif', question('effectif'), { max: '249' })).toThrow()
  expect(readCondition('effectif', question('effectif'), { max: '249', source: 'doc:12 249' }).source).toEqual({
    document: 'doc',
    ligne: 12,
    repere: '249',
  })
})

test('free text cannot be a condition', () => {
  expect(() => readRequirement(question('frein'), { parmi: ['x'] })).toThrow()
})

const end = fc.option(fc.integer({ min: 0, max: 600 }), { nil: null })
const interval = fc
  .tuple(end, end)
  .filter(([a, b]) => (a !== null || b !== null) && (a === null || b === null || a <= b))
  .map(([min, max]): Interval => ({ min, max }))

test('knowing a number better never turns a known outcome back to unknown', () => {
  fc.assert(
    fc.property(interval, interval, fc.nat(600), (bounds, rough, n) => {
      const exige = { sorte: 'nombre' as const, ...bounds }
      const inside = (rough.min ?? 0) <= n && n <= (rough.max ?? Number.POSITIVE_INFINITY)
      const known = weigh(exige, rough)
      return !inside || known === 'missing' || weigh(exige, exactly(n)) === known
    }),
  )
})
