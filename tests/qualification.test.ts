import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Library } from '../src/domain/library.ts'
import { countAsked, dossierQuestions, type Interview, MOST_ASKED, openQuestions } from '../src/domain/qualification.ts'
import { anyAnswers, anyAnswersOf, anyPlace, anyTheme } from './doubles/any.ts'
import { answers, library, libraryWith, placeNamed, someScheme, TODAY } from './doubles/library.ts'

const HIRE = 'emploi-competences'
const EXPORT = 'export'

/** An interview about one theme at Chauny, the commune already told. */
function interview(theme: string, raw: Record<string, unknown> = {}, own: Record<string, unknown> = {}): Interview {
  return {
    faits: answers({ commune: '02173', ...raw }),
    besoins: [{ theme, reponses: answers(own) }],
    place: placeNamed('Chauny'),
    today: TODAY,
  }
}
const asked = (l: Library, i: Interview) => openQuestions(l, i).map(q => q.id)

describe('the questions asked', () => {
  test('are only those that can change a verdict or the desk, in the order of the editor', () => {
    const none = libraryWith(someScheme('a'))
    expect(asked(none, interview(HIRE))).toEqual(['effectif'])
    const two = libraryWith(
      someScheme('a', { conditions: { age: { max: '3' } } }),
      someScheme('b', { conditions: { stade: { sauf: ['commence'] } } }),
    )
    expect(asked(two, interview(HIRE))).toEqual(['effectif', 'stade', 'age'])
  })

  test('come from the records: a scheme added as YAML with a new criterion changes them, without code', () => {
    const before = someScheme('a', { conditions: { 'emploi-besoin': { parmi: ['recruter'] } } })
    const after = someScheme('b', { conditions: { groupe: { est: 'non' }, montant: { min: '50000' } } })
    expect(asked(libraryWith(before), interview(HIRE))).toEqual(['emploi-besoin', 'effectif'])
    expect(asked(libraryWith(before, after), interview(HIRE))).toEqual([
      'emploi-besoin',
      'effectif',
      'groupe',
      'montant',
    ])
  })

  test('are not asked for a scheme that is already out: of another place, closed, not for companies', () => {
    const condition = { conditions: { age: { max: '3' } } }
    const out = libraryWith(
      someScheme('elsewhere', { ...condition, zone: { epci: ['ca-cambrai'] } }),
      someScheme('closed', { ...condition, etat: 'clos' }),
      someScheme('public', { ...condition, public: 'collectivites' }),
      someScheme('refused', { conditions: { age: { max: '3' }, effectif: { max: '9' } } }),
    )
    expect(asked(out, interview(HIRE, { effectif: 10 }))).toEqual([])
  })

  test('ask for what a size is computed from, only where a size is required', () => {
    const sized = libraryWith(someScheme('a', { conditions: { taille: { parmi: ['pme'] } } }))
    expect(asked(sized, interview(HIRE))).toEqual(['effectif'])
    expect(asked(sized, interview(HIRE, { effectif: 300 }))).toEqual([])
  })

  test('leave out a group where no turnover will follow, and a turnover where the group hides it: neither decides', () => {
    const MONEY = 'financement-investissement'
    const sized = libraryWith(someScheme('a', { themes: [MONEY], conditions: { taille: { parmi: ['pme'] } } }))
    expect(asked(sized, interview(MONEY, { effectif: 40 }))).toEqual(['groupe', 'chiffre-affaires', 'bilan'])
    expect(asked(sized, interview(MONEY, { effectif: 40, groupe: true }))).toEqual([])
    expect(asked(sized, interview(MONEY, { effectif: 40, groupe: false, 'chiffre-affaires': 4e6 }))).toEqual([])
  })

  test('are never asked again, not even after « I do not know »', () => {
    const l = libraryWith(someScheme('a', { conditions: { age: { max: '3' } } }))
    expect(asked(l, interview(HIRE, { effectif: null, age: null }))).toEqual([])
  })

  test('ask for the place first, and one need is finished before the next', () => {
    const l = libraryWith(
      someScheme('a', { conditions: { 'emploi-besoin': { parmi: ['recruter'] } } }),
      someScheme('b', { themes: [EXPORT], conditions: { 'export-besoin': { parmi: ['salon'] } } }),
    )
    const both: Interview = {
      faits: {},
      besoins: [
        { theme: EXPORT, reponses: {} },
        { theme: HIRE, reponses: {} },
      ],
      place: null,
      today: TODAY,
    }
    expect(asked(l, both)).toEqual(['commune', 'export-besoin', 'effectif', 'emploi-besoin'])
  })

  test(`stop at ${MOST_ASKED}: beyond, the most useful ones stay, still in the editor's order`, () => {
    const on = (id: string, condition: object) => someScheme(id, { conditions: condition })
    const l = libraryWith(
      ...['a', 'b', 'c'].map(id => on(id, { montant: { min: '1' }, age: { min: '1' } })),
      ...['d', 'e'].map(id => on(id, { 'emploi-besoin': { parmi: ['former'] }, groupe: { est: 'non' } })),
      on('f', { stade: { sauf: ['commence'] } }),
    )
    const full = asked(l, interview(HIRE))
    expect(full).toHaveLength(MOST_ASKED - 1)
    expect(full).toEqual(['emploi-besoin', 'groupe', 'age', 'montant'])
    expect(asked(l, interview(HIRE, { effectif: 3, age: 3, montant: 3 }))).toHaveLength(1)
  })

  test('taken from free text or a directory do not count as asked', () => {
    const i = interview(HIRE, { effectif: 3 }, { 'emploi-besoin': ['former'] })
    expect(countAsked(library, i)).toBe(3)
    i.faits.effectif!.origine = 'texte'
    expect(countAsked(library, i)).toBe(2)
  })
})

describe('the questions of the file', () => {
  test('are three at most, none of them answered, and follow what was said', () => {
    const need = (own: Record<string, unknown>) => ({ theme: HIRE, reponses: answers(own) })
    const ids = (own: Record<string, unknown>) => dossierQuestions(library, need(own), {}).map(q => q.id)
    expect(ids({ 'emploi-besoin': ['recruter'] })).toEqual(['emploi-postes', 'emploi-tension', 'horizon'])
    expect(ids({ 'emploi-besoin': ['recruter'], 'emploi-postes': 3 })).toEqual(['emploi-tension', 'horizon'])
    expect(ids({ 'emploi-besoin': ['former'] })).toEqual(['horizon', 'suivi-interne'])
  })

  test.each([...library.themes.keys()])('stay within three for %s, whatever was answered', theme => {
    fc.assert(
      fc.property(anyAnswers, faits => dossierQuestions(library, { theme, reponses: {} }, faits).length <= 3),
      { numRuns: 30 },
    )
  })
})

describe('on the real knowledge', () => {
  const any = fc.record({ theme: anyTheme, faits: anyAnswers, place: anyPlace })
  const of = (one: { theme: string; faits: Interview['faits']; place: Interview['place'] }): Interview => ({
    faits: one.faits,
    besoins: [{ theme: one.theme, reponses: {} }],
    place: one.place,
    today: TODAY,
  })

  test('an interview ends after five questions at most, whatever is answered', () => {
    let most = 0
    fc.assert(
      fc.property(anyTheme, anyAnswers, anyPlace, (theme, told, place) => {
        const i = of({ theme, faits: {}, place })
        let n = 0
        for (let next = openQuestions(library, i)[0]; next; next = openQuestions(library, i)[0]) {
          i.faits = { ...i.faits, [next.id]: told[next.id] ?? { valeur: null, origine: 'question' } }
          n++
          expect(n).toBeLessThanOrEqual(MOST_ASKED)
        }
        most = Math.max(most, n)
      }),
      { numRuns: 60 },
    )
    console.log(`the longest of 60 interviews asked ${most} questions`)
  })

  test('the order in which answers came does not change what is asked next', () => {
    fc.assert(
      fc.property(any, one => {
        const turned = Object.fromEntries(Object.entries(one.faits).reverse())
        expect(asked(library, of({ ...one, faits: turned }))).toEqual(asked(library, of(one)))
      }),
      { numRuns: 60 },
    )
  })

  test('an answer taken back is asked again as if it had never been given', () => {
    fc.assert(
      fc.property(any, anyAnswers, (one, more) => {
        const never = asked(library, of(one))
        openQuestions(library, of({ ...one, faits: { ...one.faits, ...more } }))
        expect(asked(library, of(one))).toEqual(never)
      }),
      { numRuns: 60 },
    )
  })

  test('what was answered for one need asks nothing more and nothing less of another', () => {
    fc.assert(
      fc.property(anyPlace, anyAnswersOf(EXPORT), (place, abroad) => {
        const own = (reponses: Interview['faits']) => {
          const i = { faits: answers({ commune: '02173' }), place, today: TODAY }
          const besoins = [
            { theme: HIRE, reponses: {} },
            { theme: EXPORT, reponses },
          ]
          return openQuestions(library, { ...i, besoins }).filter(q => q.theme === HIRE)
        }
        expect(own(abroad)).toEqual(own({}))
      }),
      { numRuns: 60 },
    )
  })
})
