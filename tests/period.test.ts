import { expect, test } from 'vitest'
import { daysOf, periodBefore, periodOf, readPeriod, spanOf, windowsOf } from '../src/domain/period.ts'

test('a period is named by its month, its half-year or its year', () => {
  expect(readPeriod('2026-02')!.mois).toEqual(['2026-02'])
  expect(readPeriod('2026-S2')!.mois).toEqual(['2026-07', '2026-08', '2026-09', '2026-10', '2026-11', '2026-12'])
  expect(readPeriod('2026')!.mois).toHaveLength(12)
  for (const wrong of ['', '2026-13', '2026-S3', '26', '2026-1', '2026-S1x', '1999'])
    expect(readPeriod(wrong)).toBeNull()
})

test('the period before crosses the year', () => {
  expect(periodBefore(readPeriod('2026-01')!).id).toBe('2025-12')
  expect(periodBefore(readPeriod('2026-S1')!).id).toBe('2025-S2')
  expect(periodBefore(readPeriod('2026')!).id).toBe('2025')
  expect(periodOf('semestre', '2026-06-30').id).toBe('2026-S1')
})

test('its days and moments are those of France, summer time included', () => {
  expect(daysOf(readPeriod('2024-02')!)).toEqual({ premier: '2024-02-01', dernier: '2024-02-29' })
  const later = new Date('2027-01-01T00:00:00Z')
  expect(spanOf(readPeriod('2026-03')!, later)).toEqual({
    du: '2026-02-28T23:00:00.000Z',
    fin: '2026-03-31T22:00:00.000Z',
  })
  const within = new Date('2026-03-10T10:00:00Z')
  expect(spanOf(readPeriod('2026-03')!, within).fin).toBe('2026-03-10T10:00:00.000Z')
})

test('an answer is in time until the end of the second business day, weekends and holidays apart', () => {
  const limit = (moment: string) => {
    const windows = windowsOf(readPeriod(moment.slice(0, 7))!)
    return windows.find(w => w.du <= moment && moment < w.au)!.limite
  }
  // a Monday until Wednesday night; a Friday until Tuesday; a Thursday until Monday
  expect(limit('2026-03-02T09:00:00.000Z')).toBe('2026-03-04T23:00:00.000Z')
  expect(limit('2026-03-06T09:00:00.000Z')).toBe('2026-03-10T23:00:00.000Z')
  expect(limit('2026-03-05T09:00:00.000Z')).toBe('2026-03-09T23:00:00.000Z')
  // Labour Day is a Friday
  expect(limit('2026-04-29T09:00:00.000Z')).toBe('2026-05-04T22:00:00.000Z')
})

test('the windows of a period leave no moment out and none twice', () => {
  const windows = windowsOf(readPeriod('2026-S1')!)
  for (const [i, w] of windows.entries()) if (i > 0) expect(w.du).toBe(windows[i - 1]!.au)
  const { du, fin } = spanOf(readPeriod('2026-S1')!, new Date('2027-01-01T00:00:00Z'))
  expect([windows[0]!.du, windows.at(-1)!.au]).toEqual([du, fin])
})
