import { describe, expect, test } from 'vitest'
import { possibleSizes } from '../src/domain/taille.ts'
import { answers } from './doubles/library.ts'

const sizes = (raw: Record<string, unknown>) => possibleSizes(answers(raw))
const M = 1e6
/** A firm of its own, whose figures are all known. */
const firm = (effectif: number, ca: number, bilan: number) =>
  sizes({ effectif, groupe: false, 'chiffre-affaires': ca, bilan })

describe('décret 2008-1354, article 3', () => {
  test('a micro-firm has fewer than 10 people and 2 M€ at most of turnover or of balance', () => {
    expect(firm(9, 2 * M, 2 * M)).toEqual(['micro'])
    expect(firm(9, 2 * M, 90 * M)).toEqual(['micro'])
    expect(firm(9, 90 * M, 2 * M)).toEqual(['micro'])
    expect(firm(10, 2 * M, 2 * M)).toEqual(['pme'])
    expect(firm(9, 2 * M + 1, 2 * M + 1)).toEqual(['pme'])
  })

  test('an SME has fewer than 250 people and 50 M€ at most of turnover, or 43 M€ of balance', () => {
    expect(firm(249, 50 * M, 43 * M)).toEqual(['pme'])
    expect(firm(249, 50 * M, 43 * M + 1)).toEqual(['pme'])
    expect(firm(249, 50 * M + 1, 43 * M)).toEqual(['pme'])
    expect(firm(249, 50 * M + 1, 43 * M + 1)).toEqual(['eti'])
    expect(firm(250, 1 * M, 1 * M)).toEqual(['eti'])
  })

  test('a mid-size firm has fewer than 5,000 people and 1.5 Md€ of turnover or 2 Md€ of balance at most', () => {
    expect(firm(4999, 1500 * M, 2000 * M)).toEqual(['eti'])
    expect(firm(4999, 1500 * M + 1, 2000 * M)).toEqual(['eti'])
    expect(firm(4999, 1500 * M + 1, 2000 * M + 1)).toEqual(['ge'])
    expect(firm(5000, 1 * M, 1 * M)).toEqual(['ge'])
  })

  test('few people with much money are no small firm', () => {
    expect(firm(5, 60 * M, 60 * M)).toEqual(['eti'])
    expect(firm(5, 3000 * M, 3000 * M)).toEqual(['ge'])
  })
})

describe('what is not known leaves several sizes', () => {
  test('nothing known says nothing', () => {
    expect(sizes({})).toBeNull()
    expect(sizes({ effectif: null })).toBeNull()
  })

  test('people alone exclude only what is too small', () => {
    expect(sizes({ effectif: 12, groupe: false })).toEqual(['pme', 'eti', 'ge'])
    expect(sizes({ effectif: 300 })).toEqual(['eti', 'ge'])
    expect(sizes({ effectif: 5000 })).toEqual(['ge'])
  })

  test('a turnover under the bound is enough: one of the two amounts decides', () => {
    expect(sizes({ effectif: 12, groupe: false, 'chiffre-affaires': 50 * M })).toEqual(['pme'])
    expect(sizes({ effectif: 12, groupe: false, bilan: 43 * M })).toEqual(['pme'])
    expect(sizes({ effectif: 12, groupe: false, 'chiffre-affaires': 50 * M + 1 })).toEqual(['pme', 'eti'])
  })

  test('a headcount that straddles a bound leaves both sizes', () => {
    const about = { min: 200, max: 300 }
    expect(sizes({ effectif: about, groupe: false, bilan: 1 * M })).toEqual(['pme', 'eti'])
    expect(sizes({ effectif: { min: 9, max: 10 }, groupe: false, bilan: 1 * M })).toEqual(['micro', 'pme'])
  })

  test('a group counts together: the firm may be anything from its own size upwards', () => {
    const own = { effectif: 5, 'chiffre-affaires': 1 * M, bilan: 1 * M }
    expect(sizes({ ...own, groupe: false })).toEqual(['micro'])
    for (const groupe of [true, null]) expect(sizes({ ...own, groupe })).toEqual(['micro', 'pme', 'eti', 'ge'])
    expect(sizes({ ...own, effectif: 260, groupe: true })).toEqual(['eti', 'ge'])
  })
})

describe('a size told by the public directory', () => {
  test('narrows what the figures leave open', () => {
    expect(sizes({ taille: ['pme'] })).toEqual(['pme'])
    expect(sizes({ effectif: 12, taille: ['micro', 'pme'] })).toEqual(['pme'])
    expect(sizes({ effectif: 5, groupe: false, bilan: 1 * M, taille: ['micro', 'pme'] })).toEqual(['micro'])
  })

  test('wins over figures that contradict it: it knows the group', () => {
    expect(sizes({ effectif: 5, groupe: false, bilan: 1 * M, taille: ['eti'] })).toEqual(['eti'])
  })
})
