import { describe, expect, test } from 'vitest'
import { courseOf, eventsHeld } from '../src/domain/bilan.ts'
import type { Evenement } from '../src/domain/evenement.ts'
import {
  type Counted,
  type FigureId,
  figureIds,
  figuresOf,
  type IndicatorRows,
  monthly,
  partsOf,
  type Reached,
} from '../src/domain/indicators.ts'
import { trancheOf } from '../src/domain/tranche.ts'

/*
 * One example, small enough to be counted by hand. Twelve people made contact: seven by the chat (two of them without an
 * answer), three by telephone, two taken over from an old table. Six were answered within two business days.
 */
const contact = (changes: Partial<Counted>): Counted => ({
  ...{ mois: '2026-03', territoire: 't', epci: 'a', origine: 'chat', tranche: 'de-30-a-200' },
  ...{ n: 1, sansReponse: 0, dansDelai: 0 },
  ...changes,
})
const step = (changes: Partial<Reached>): Reached => ({
  ...{ etape: 'accompagne', territoire: 't', epci: 'a', origine: 'chat', tranche: 'de-30-a-200', themes: ['export'] },
  ...{ firme: 'atelier', etat: 'accompagne', investissement: null, emplois: null },
  ...{ subvention_demandee: null, subvention_obtenue: null },
  ...changes,
})
const rows: IndicatorRows = {
  contacts: [
    contact({ n: 5, sansReponse: 2, dansDelai: 3 }),
    contact({ n: 2, epci: 'b', mois: '2026-04', dansDelai: 1 }),
    contact({ n: 3, origine: 'telephone', tranche: null, dansDelai: 2 }),
    contact({ n: 2, origine: 'import', epci: null }),
  ],
  themes: [
    { themes: ['export', 'innovation'], n: 4, sansReponse: 1 },
    { themes: ['export'], n: 6, sansReponse: 1 },
    { themes: [], n: 2, sansReponse: 0 },
  ],
  rendezVous: 5,
  etapes: [
    // three leads of two firms are accompanied; one has no investment noted
    step({ investissement: 100_000, emplois: 4 }),
    step({ investissement: 50_000, themes: ['innovation'] }),
    step({ firme: 'fonderie', epci: 'b', emplois: 3 }),
    // four applied: one was granted, one refused, two wait; one of these has no amount
    step({ etape: 'candidature', etat: 'laureat', subvention_demandee: 40_000 }),
    step({ etape: 'candidature', etat: 'non-retenu', subvention_demandee: 10_000 }),
    step({ etape: 'candidature', etat: 'candidature', subvention_demandee: 20_000, epci: 'b' }),
    step({ etape: 'candidature', etat: 'candidature' }),
    // two decisions in favour, one of which was taken back before the end
    step({ etape: 'laureat', etat: 'laureat', subvention_obtenue: 30_000, investissement: 100_000 }),
    step({ etape: 'laureat', etat: 'non-retenu', subvention_obtenue: 99_000, investissement: 99_000 }),
  ],
  instruction: [20_000, null, 5_000],
  evenements: 3,
}

describe('every figure, by an example counted by hand', () => {
  const byHand: Record<FigureId, [valeur: number, sur: number | null, sans: number | null]> = {
    contacts: [12, null, null],
    // ten were not taken over from a table; two of them wait, and stay in the denominator
    reponse: [8, 10, 2],
    delai: [6, 10, 2],
    'rendez-vous': [5, null, null],
    accompagnees: [2, null, null],
    candidatures: [4, null, 2],
    // one of four, not one of the two that were decided
    reussite: [1, 4, 2],
    retenues: [1, null, null],
    demandees: [70_000, 4, 1],
    obtenues: [30_000, 1, 0],
    instruction: [3, null, null],
    'en-attente': [25_000, 3, 1],
    investissements: [150_000, 3, 1],
    soutenus: [100_000, 1, 0],
    emplois: [7, 3, 1],
    evenements: [3, null, null],
  }
  const figures = figuresOf(rows)
  test.each(figureIds)('%s', id => {
    const { valeur, sur, sans } = figures.find(f => f.id === id)!
    expect([valeur, sur, sans]).toEqual(byHand[id])
  })

  test('each is there once, in the order they are told', () => {
    expect(figures.map(f => f.id)).toEqual(figureIds)
  })

  test('a period without anything has figures of nothing, and no rate of nothing', () => {
    const none = figuresOf({ contacts: [], themes: [], rendezVous: 0, etapes: [], instruction: [], evenements: 0 })
    expect(none.map(f => f.valeur)).toEqual(figureIds.map(() => 0))
    expect(none.find(f => f.id === 'reussite')!.sur).toBe(0)
  })
})

describe('the parts', () => {
  test('by EPCI: contacts, those without an answer, firms, candidatures, grants', () => {
    const none = {
      contacts: 0,
      sansReponse: 0,
      accompagnees: 0,
      candidatures: 0,
      enAttente: 0,
      reussies: 0,
      obtenues: 0,
    }
    expect(partsOf(rows, 'epci')).toEqual([
      {
        cle: 'a',
        contacts: 8,
        sansReponse: 2,
        accompagnees: 1,
        candidatures: 3,
        enAttente: 1,
        reussies: 1,
        obtenues: 30_000,
      },
      { ...none, cle: 'b', contacts: 2, accompagnees: 1, candidatures: 1, enAttente: 1 },
      { ...none, cle: null, contacts: 2 },
    ])
  })

  test('by theme a contact with two needs counts twice, one without stands apart', () => {
    expect(partsOf(rows, 'theme').map(p => [p.cle, p.contacts, p.sansReponse, p.accompagnees])).toEqual([
      ['export', 10, 2, 2],
      ['innovation', 4, 1, 1],
      [null, 2, 0, 0],
    ])
  })

  test('by origin and by size', () => {
    expect(partsOf(rows, 'origine').map(p => [p.cle, p.contacts])).toEqual([
      ['chat', 7],
      ['telephone', 3],
      ['import', 2],
    ])
    expect(partsOf(rows, 'tranche').map(p => [p.cle, p.contacts])).toEqual([
      ['de-30-a-200', 9],
      [null, 3],
    ])
  })

  test('month by month, an empty month too', () => {
    expect(monthly(rows, ['2026-02', '2026-03', '2026-04'])).toEqual([0, 10, 2])
  })

  test.each([
    [{ min: 8, max: 9 }, 'moins-10'],
    [{ min: 10, max: 10 }, 'de-10-a-29'],
    [{ min: 29, max: 29 }, 'de-10-a-29'],
    [{ min: 30, max: null }, 'de-30-a-200'],
    [{ min: 190, max: 210 }, 'de-30-a-200'],
    [{ min: null, max: 300 }, 'plus-de-200'],
  ])('a firm of %o people is « %s »', (valeur, tranche) => {
    expect(trancheOf({ effectif: { valeur, origine: 'question' } })).toBe(tranche)
  })
})

describe('events and conversations', () => {
  const event = (changes: Partial<Evenement>): Evenement => ({
    ...{ id: 'e', sorte: 'evenement', titre: 'x', debut: '2026-03-10T09:00:00.000Z', fin: '2026-03-10T11:00:00.000Z' },
    ...{ lieu: null, territoire: 't', epci: null, etat: 'prevu', qui: null, minutes: null, sequence: 0 },
    ...changes,
  })
  const map = new Map([
    ['a', 't'],
    ['b', 't'],
  ])
  const span = { du: '2026-03-01T00:00:00.000Z', fin: '2026-04-01T00:00:00.000Z' }

  test('events that were held for a place count; cancelled ones, calls for projects and later ones do not', () => {
    const events = [
      event({}),
      event({ sorte: 'permanence', epci: 'a' }),
      event({ sorte: 'cotech', territoire: null }),
      event({ epci: 'b' }),
      event({ etat: 'annule' }),
      event({ sorte: 'appel' }),
      event({ debut: '2026-04-01T00:00:00.000Z' }),
    ]
    expect(eventsHeld(events, [{ role: 'referent', territoires: [], epci: ['a'] }], map, span)).toBe(3)
    expect(eventsHeld(events, [{ role: 'chef-de-projet', territoires: ['t'], epci: [] }], map, span)).toBe(4)
  })

  test('conversations are counted by day and territory, and where they ended', () => {
    const count = (jour: string, nom: string, cles: Record<string, string>, nombre: number) => ({
      jour,
      nom,
      cles,
      nombre,
    })
    const counts = [
      count('2026-02-28', 'conversation', { canal: 'directline' }, 9),
      count('2026-03-01', 'conversation', { canal: 'directline' }, 7),
      count('2026-03-31', 'conversation', { canal: 'msteams' }, 2),
      count('2026-03-02', 'resultat', { theme: 'export', territoire: 't' }, 4),
      count('2026-03-02', 'resultat', { theme: 'export', territoire: 'u' }, 1),
      count('2026-03-03', 'arret', { etape: 'suite', territoire: 't', theme: 'export' }, 2),
      count('2026-03-04', 'arret', { etape: 'besoin', territoire: 'inconnu', theme: 'aucun' }, 3),
      count('2026-03-05', 'satisfaction', { note: 'oui', territoire: 't' }, 1),
    ]
    const days = { premier: '2026-03-01', dernier: '2026-03-31' }
    expect(courseOf(counts, days, null)).toEqual({
      conversations: 9,
      resultats: 5,
      arrets: [
        { etape: 'besoin', nombre: 3 },
        { etape: 'suite', nombre: 2 },
      ],
      satisfaction: [{ note: 'oui', nombre: 1 }],
    })
    expect(courseOf(counts, days, ['t'])).toEqual({
      ...{ conversations: null, resultats: 4 },
      arrets: [{ etape: 'suite', nombre: 2 }],
      satisfaction: [{ note: 'oui', nombre: 1 }],
    })
  })
})
