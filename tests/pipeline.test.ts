import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  businessDaysBefore,
  businessDaysBetween,
  dayInFrance,
  isBusinessDay,
  publicHolidays,
} from '../src/domain/business-days.ts'
import { amountsAt, clearedBy, isOpen, isReopening, legalMoves, type Statut, statuts } from '../src/domain/pipeline.ts'

const OPEN: Statut[] = ['nouveau', 'contacte', 'rendez-vous', 'accompagne', 'candidature']

describe('pipeline', () => {
  test('every pair of statuses is legal or not, and nothing else is', () => {
    const legal = statuts.flatMap(from => legalMoves(from).map(to => `${from} > ${to}`))
    expect(legal.sort()).toEqual(
      [
        'nouveau > contacte',
        'contacte > rendez-vous',
        'rendez-vous > accompagne',
        'accompagne > candidature',
        'candidature > laureat',
        'candidature > non-retenu',
        ...OPEN.flatMap(from => [`${from} > oriente`, `${from} > sans-suite`]),
        'laureat > candidature',
        'non-retenu > candidature',
        'oriente > nouveau',
        'sans-suite > nouveau',
      ].sort(),
    )
  })

  test('open is what waits for somebody; only a closed lead is reopened', () => {
    expect(statuts.filter(isOpen)).toEqual(OPEN)
    for (const from of statuts)
      for (const to of statuts) expect(isReopening(from, to)).toBe(!isOpen(from) && legalMoves(from).includes(to))
  })

  test('amounts are noted where they are known, and cleared where they no longer hold', () => {
    expect(amountsAt('contacte')).toEqual([])
    expect(amountsAt('accompagne')).toEqual(['investissement', 'emplois'])
    expect(amountsAt('candidature')).toEqual(['investissement', 'emplois', 'subvention_demandee'])
    expect(amountsAt('laureat')).toHaveLength(4)
    expect(clearedBy('laureat', 'candidature')).toEqual(['subvention_obtenue'])
    expect(clearedBy('oriente', 'nouveau')).toHaveLength(4)
    expect(clearedBy('candidature', 'sans-suite')).toEqual([])
  })
})

describe('business days', () => {
  // published dates: service-public.fr, jours fériés
  test.each([
    [2024, ['2024-04-01', '2024-05-09', '2024-05-20']],
    [2025, ['2025-04-21', '2025-05-29', '2025-06-09']],
    [2026, ['2026-04-06', '2026-05-14', '2026-05-25']],
    [2027, ['2027-03-29', '2027-05-06', '2027-05-17']],
    [2038, ['2038-04-26', '2038-06-03', '2038-06-14']],
  ])('the moving holidays of %i', (year, moving) => {
    const holidays = publicHolidays(year)
    expect(holidays).toHaveLength(11)
    expect(holidays).toEqual(expect.arrayContaining(moving))
  })

  test('weekends and holidays do not count', () => {
    expect(businessDaysBetween('2026-03-06', '2026-03-09')).toBe(1)
    expect(businessDaysBetween('2026-03-06', '2026-03-08')).toBe(0)
    // 1 May is a Friday, 8 May too
    expect(businessDaysBetween('2026-04-30', '2026-05-11')).toBe(5)
    expect(businessDaysBetween('2025-12-24', '2026-01-02')).toBe(5)
    expect(isBusinessDay('2026-07-14')).toBe(false)
  })

  test('a day is the one that it is in France', () => {
    expect(dayInFrance(new Date('2026-07-13T22:30:00Z'))).toBe('2026-07-14')
    expect(dayInFrance(new Date('2026-01-14T22:30:00Z'))).toBe('2026-01-14')
    expect(dayInFrance(new Date('2026-01-14T23:30:00Z'))).toBe('2026-01-15')
  })

  test('what changed on the day that lies n business days before has waited n', () => {
    const day = fc.date({ min: new Date('2020-01-01'), max: new Date('2040-12-31'), noInvalidDate: true })
    fc.assert(
      fc.property(day, fc.integer({ min: 0, max: 12 }), (date, n) => {
        const today = date.toISOString().slice(0, 10)
        expect(businessDaysBetween(businessDaysBefore(today, n), today)).toBe(n)
      }),
    )
  })
})

test('business days are counted as one would count them day by day', () => {
  const dayOf = (n: number) => new Date(Date.UTC(2024, 0, 1) + n * 86_400_000).toISOString().slice(0, 10)
  for (let n = 0; n < 1_500; n += 7)
    for (const length of [0, 1, 2, 3, 5, 6, 7, 30, 400]) {
      const days = Array.from({ length }, (_, i) => dayOf(n + i + 1))
      expect(businessDaysBetween(dayOf(n), dayOf(n + length))).toBe(days.filter(isBusinessDay).length)
    }
})
