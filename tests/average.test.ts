import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { averageOf, averageWith, blur, FEWEST, isComparable } from '../src/domain/average.ts'
import { type Figure, figuresOf } from '../src/domain/indicators.ts'
import { periodKinds } from '../src/domain/period.ts'

const count = (valeur: number): Figure => ({ id: 'contacts', sorte: 'nombre', valeur, sur: null, sans: null })
const rate = (valeur: number, sur: number): Figure => ({ id: 'reussite', sorte: 'taux', valeur, sur, sans: 0 })
const euros = (valeur: number, sur: number, sans: number): Figure => ({
  id: 'obtenues',
  sorte: 'euros',
  valeur,
  sur,
  sans,
})

describe('the average of what one sees whole', () => {
  test('counts and sums are divided by the number of EPCI, a rate is that of all together', () => {
    expect(averageOf(count(10), 4)).toEqual({ valeur: 2.5, environ: false })
    expect(averageOf(euros(90_000, 3, 0), 4)).toEqual({ valeur: 22_500, environ: false })
    expect(averageOf(rate(3, 12), 4)).toEqual({ valeur: 0.25, environ: false })
    expect(averageOf(rate(0, 0), 4)).toBeNull()
  })
})

describe('beyond one’s scope', () => {
  test('counts under five are masked, the others rounded to fives', () => {
    expect([0, 1, 4].map(n => blur(count(n)))).toEqual([0, 1, 4].map(() => ({ masque: true })))
    expect([5, 7, 8, 12, 13].map(n => blur(count(n)))).toEqual(
      [5, 5, 10, 10, 15].map(valeur => ({ masque: false, valeur, sur: null })),
    )
  })

  test('a rate is masked with its numerator or with what is left: eleven answers of twelve tell of the twelfth', () => {
    expect(blur(rate(4, 20))).toEqual({ masque: true })
    expect(blur(rate(11, 12))).toEqual({ masque: true })
    expect(blur(rate(12, 12))).toEqual({ masque: true })
    expect(blur(rate(6, 13))).toEqual({ masque: false, sur: 15, valeur: 0.45 * 15 })
  })

  test('a sum is masked where fewer than five gave an amount, else told with two digits', () => {
    expect(blur(euros(900_000, 7, 3))).toEqual({ masque: true })
    expect(blur(euros(1_234_567, 7, 2))).toEqual({ masque: false, valeur: 1_200_000, sur: null })
  })

  test('the average with one’s own is rounded as well', () => {
    expect(averageWith(count(3), blur(count(13)), 4)).toEqual({ valeur: 4.5, environ: true })
    expect(averageWith(rate(1, 5), blur(rate(6, 13)), 4)).toEqual({ valeur: 0.39, environ: true })
    expect(averageWith(count(3), blur(count(4)), 4)).toBeNull()
  })

  test('only half-years are compared, so that no month or year completes them; events never', () => {
    const all = figuresOf({ contacts: [], themes: [], rendezVous: 0, etapes: [], instruction: [], evenements: 0 })
    const told = periodKinds.map(kind => all.filter(f => isComparable(f, kind)).length)
    expect(told).toEqual([0, all.length - 1, 0])
  })

  test('the whole less one’s own never gives a count: several stand behind each that is shown, none under five', () => {
    fc.assert(
      fc.property(fc.nat(40), fc.nat(400), fc.integer({ min: 2, max: 6 }), (own, others, epci) => {
        const shown = averageWith(count(own), blur(count(others)), epci)
        if (others < FEWEST) return shown === null
        const behind = Array.from({ length: 420 }, (_, n) => n).filter(
          n => averageWith(count(own), blur(count(n)), epci)?.valeur === shown!.valeur,
        )
        return behind.length >= 3 && behind.every(n => n >= FEWEST)
      }),
    )
  })

  test('nor does a rate: what it may stand for is at least five and leaves at least five', () => {
    fc.assert(
      fc.property(fc.nat(60), fc.nat(60), (yes, no) => {
        const blurred = blur(rate(yes, yes + no))
        return blurred.masque === (yes < FEWEST || no < FEWEST)
      }),
    )
  })
})
