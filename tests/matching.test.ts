import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { desksFor } from '../src/domain/contact.ts'
import { placeOf } from '../src/domain/library.ts'
import { MOST, MOST_REFUSED, orient, type Situation, weighRecord } from '../src/domain/matching.ts'
import { reasonsOf } from '../src/domain/reasons.ts'
import { anyAnswers, anyPlace, anyTheme } from './doubles/any.ts'
import { answers, library, libraryWith, placeNamed, situation, someScheme } from './doubles/library.ts'

const HIRE = 'emploi-competences'
const ids = (l: ReturnType<typeof libraryWith>, s: Situation) => orient(l, s).map(w => w.dispositif.id)
const verdict = (written: Record<string, unknown>, raw: Record<string, unknown> = {}, place = placeNamed('Chauny')) =>
  weighRecord(library, someScheme('x', written), situation(HIRE, answers(raw), place)).verdict

describe('one record', () => {
  test('with everything met is eligible; with one no it is not; with a gap it is to be verified', () => {
    const written = { conditions: { effectif: { max: '249' }, groupe: { est: 'non' } } }
    expect(verdict(written, { effectif: 249, groupe: false })).toBe('eligible')
    expect(verdict(written, { effectif: 250 })).toBe('non-eligible')
    expect(verdict(written, { effectif: 249 })).toBe('a-verifier')
    expect(verdict(written, { effectif: 249, groupe: null })).toBe('a-verifier')
  })

  test('whose document does not tell all conditions is never better than to be verified', () => {
    const partial = { couverture: 'partielles', conditions: { effectif: { max: '249' } } }
    expect(verdict(partial, { effectif: 12 })).toBe('a-verifier')
    expect(verdict(partial, { effectif: 250 })).toBe('non-eligible')
  })

  test("a theme's own condition is weighed only for a need of that theme", () => {
    const written = { themes: [HIRE, 'export'], conditions: { 'export-besoin': { parmi: ['salon'] } } }
    expect(verdict(written)).toBe('eligible')
    const abroad = situation('export', answers({ 'export-besoin': ['conseil'] }), placeNamed('Chauny'))
    expect(weighRecord(library, someScheme('x', written), abroad).verdict).toBe('non-eligible')
  })

  test('is for its zone only, exclusions taken off; a project of unknown place is to be verified', () => {
    const zone = { epci: ['ca-chauny-tergnier-la-fere'], sauf: { communes: ['02173'] } }
    expect(verdict({ zone })).toBe('non-eligible')
    expect(verdict({ zone }, {}, placeNamed('Tergnier'))).toBe('eligible')
    expect(verdict({ zone }, {}, placeNamed('Soissons'))).toBe('non-eligible')
    expect(weighRecord(library, someScheme('x', { zone }), situation(HIRE)).verdict).toBe('a-verifier')
  })

  test('counts where the project is, by department and region too, outside the four territories as well', () => {
    const lille = placeOf(library, '59350')
    expect(verdict({ zone: { departements: ['59'] } }, {}, lille)).toBe('eligible')
    expect(verdict({ zone: { regions: ['hauts-de-france'] } }, {}, lille)).toBe('eligible')
    expect(verdict({ zone: { regions: ['hauts-de-france'] } }, {}, placeOf(library, '75056'))).toBe('non-eligible')
    expect(verdict({ zone: { departements: ['2A'] } }, {}, placeOf(library, '2A004'))).toBe('eligible')
  })
})

describe('the order', () => {
  const near = (id: string, niveau: object, more = {}) => someScheme(id, { zone: niveau, ...more })

  test('puts the verdict first, then the theme, then the nearer', () => {
    const l = libraryWith(
      near('a-region', { regions: ['hauts-de-france'] }),
      near('b-territory', { territoires: ['saint-quentinois-tergnier'] }, { nature: 'pret' }),
      near('c-epci', { epci: ['ca-chauny-tergnier-la-fere'] }, { nature: 'reseau' }),
      near('d-unsure', { communes: ['02173'] }, { couverture: 'partielles', nature: 'outil' }),
      near('e-second-theme', { communes: ['02173'] }, { themes: ['export', HIRE], nature: 'label' }),
    )
    expect(ids(l, situation(HIRE, {}, placeNamed('Chauny')))).toEqual([
      'c-epci',
      'b-territory',
      'a-region',
      'e-second-theme',
      'd-unsure',
    ])
  })

  test('a diagnostic of the whole theme is the first step of any need in it', () => {
    const l = libraryWith(someScheme('a'), someScheme('z', { nature: 'diagnostic' }))
    expect(ids(l, situation(HIRE))).toEqual(['z', 'a'])
  })

  test('varies the natures: the fourth loan does not stand before the first tool', () => {
    const loans = ['a', 'b', 'c', 'd', 'e'].map(id => someScheme(id, { nature: 'pret' }))
    const l = libraryWith(...loans, someScheme('z', { nature: 'outil' }))
    expect(ids(l, situation(HIRE))).toEqual(['a', 'z', 'b', 'c', 'd', 'e'])
  })

  test.each([10, 200])('keeps one of the first five places for Europe among %i nearer ones', n => {
    const others = Array.from({ length: n }, (_, i) => someScheme(`a${i}`, { zone: { communes: ['02173'] } }))
    const s = situation(HIRE, {}, placeNamed('Chauny'))
    const l = libraryWith(...others, someScheme('z-europe', { niveau: 'europe', couverture: 'partielles' }))
    expect(ids(l, s).indexOf('z-europe')).toBe(4)
    expect(new Set(ids(l, s)).size).toBe(ids(l, s).length)
    const elsewhere = libraryWith(...others, someScheme('z-europe', { niveau: 'europe', themes: ['export'] }))
    expect(ids(elsewhere, s)).not.toContain('z-europe')
  })

  test("follows the person's own words among equals", () => {
    const l = libraryWith(someScheme('a'), someScheme('b', { nature: 'pret' }))
    expect(ids(l, situation(HIRE))).toEqual(['a', 'b'])
    expect(ids(l, { ...situation(HIRE), affinites: new Map([['b', 1]]) })).toEqual(['b', 'a'])
  })

  test('ends with the nearest refusals, a few, never those of another place or theme', () => {
    const small = (id: string) => someScheme(id, { conditions: { effectif: { max: '49' } } })
    const l = libraryWith(
      ...Array.from({ length: MOST_REFUSED + 3 }, (_, i) => small(`small-${i}`)),
      someScheme('elsewhere', { zone: { epci: ['ca-cambrai'] } }),
      someScheme('export', { themes: ['export'] }),
      someScheme('fits'),
    )
    const told = orient(l, situation(HIRE, answers({ effectif: 50 }), placeNamed('Chauny')))
    expect(told[0]!.dispositif.id).toBe('fits')
    expect(told.slice(1).map(w => w.verdict)).toEqual(Array(MOST_REFUSED).fill('non-eligible'))
    expect(told.map(w => w.dispositif.id)).not.toContain('elsewhere')
  })
})

describe('on the real knowledge, for any company', () => {
  const any = fc.record({ theme: anyTheme, faits: anyAnswers, place: anyPlace })
  const of = ({ theme, faits, place }: { theme: string; faits: Situation['faits']; place: Situation['place'] }) =>
    situation(theme, faits, place)

  test('adding an answer never turns a known verdict back to unknown', () => {
    fc.assert(
      fc.property(any, anyAnswers, (one, more) => {
        const before = of(one)
        const after = of({ ...one, faits: { ...more, ...one.faits } })
        for (const d of library.dispositifs.values()) {
          const known = weighRecord(library, d, before).verdict
          if (known !== 'a-verifier') expect(weighRecord(library, d, after).verdict).toBe(known)
        }
      }),
      { numRuns: 60 },
    )
  })

  test('the order of the answers does not matter', () => {
    fc.assert(
      fc.property(any, one => {
        const turned = Object.fromEntries(Object.entries(one.faits).reverse())
        expect(orient(library, of({ ...one, faits: turned }))).toEqual(orient(library, of(one)))
      }),
      { numRuns: 60 },
    )
  })

  test('taking an answer back equals never having given it: nothing is remembered but the answers', () => {
    fc.assert(
      fc.property(any, anyAnswers, (one, more) => {
        const never = structuredClone(orient(library, of(one)))
        orient(library, of({ ...one, faits: { ...one.faits, ...more } }))
        expect(orient(library, of(one))).toEqual(never)
      }),
      { numRuns: 60 },
    )
  })

  test('two needs of different themes do not disturb each other', () => {
    fc.assert(
      fc.property(any, one => {
        const others = Object.entries(one.faits).filter(([id]) => {
          const owner = library.questions.get(id)?.theme ?? null
          return owner === null || owner === one.theme
        })
        expect(orient(library, of({ ...one, faits: Object.fromEntries(others) }))).toEqual(orient(library, of(one)))
      }),
      { numRuns: 60 },
    )
  })

  test('every verdict has reasons, in whole sentences, and nothing closed or not for companies is told', () => {
    fc.assert(
      fc.property(any, one => {
        const told = orient(library, of(one))
        expect(told.length).toBeLessThanOrEqual(MOST)
        for (const w of told) {
          expect(['clos', 'sans-objet']).not.toContain(w.etat.status)
          const reasons = reasonsOf(library, w, of(one))
          expect(reasons.length).toBeGreaterThan(0)
          expect(reasons.filter(r => /[{}]|undefined/.test(r.text) || r.text.length < 8)).toEqual([])
          expect(reasons.some(r => r.outcome === 'failed')).toBe(w.verdict === 'non-eligible')
        }
      }),
      { numRuns: 60 },
    )
  })

  test('the desk is never of another territory, and there always is one', () => {
    fc.assert(
      fc.property(anyPlace, fc.option(anyTheme, { nil: null }), (place, theme) => {
        const desks = desksFor([...library.contacts.values()], place, theme)
        expect(desks.length).toBeGreaterThan(0)
        for (const { bureau } of desks) {
          for (const e of bureau!.epci ?? []) expect(e).toBe(place?.epci)
          for (const t of bureau!.territoires ?? []) expect(t).toBe(place?.territoire)
        }
      }),
      { numRuns: 500 },
    )
  })
})
