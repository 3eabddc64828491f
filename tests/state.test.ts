import { describe, expect, test } from 'vitest'
import type { Mind } from '../src/conversation/mind.ts'
import { freshState, type State } from '../src/conversation/state.ts'
import { createMind } from '../src/conversation/think.ts'
import { turn } from '../src/conversation/turn.ts'
import { looksLikeAcronyms, meaningsOf } from '../src/domain/glossaire.ts'
import { library, TODAY } from './doubles/library.ts'

const mind = createMind(library)
const ctx = { now: `${TODAY}T10:00:00Z`, reference: 'TI-2026-7F3K' }
const say = (state: State, texte: string, by: Mind = mind) => turn(by, state, { sorte: 'texte', texte }, ctx)

describe('a state kept under an older content goes on', () => {
  test('answers that still have a question stay, the rest is dropped', () => {
    const old = {
      version: 'older',
      faits: {
        commune: { valeur: '02722', origine: 'question' },
        gone: { valeur: 'x', origine: 'question' },
        effectif: { valeur: 'many', origine: 'question' },
      },
      besoins: [
        { theme: 'emploi-competences', reponses: { 'emploi-besoin': { valeur: ['recruter'], origine: 'texte' } } },
        { theme: 'gone', reponses: {} },
      ],
      attente: { sorte: 'question', question: 'gone', essais: 0 },
      coordonnees: {},
      signaux: [],
      pile: ['commune', 'gone'],
      mots: 'recruter',
    } as unknown as State
    const { state, replies } = say(old, 'on est 30')
    expect(Object.keys(state.faits).sort()).toEqual(['commune', 'effectif'])
    expect(state.besoins.map(b => b.theme)).toEqual(['emploi-competences'])
    expect(state.version).toBe(library.version)
    expect(replies.map(r => r.sorte)).toContain('bureau')
  })

  test.each([
    [{}],
    [{ attente: { sorte: 'unheard-of' } }],
    [{ attente: { sorte: 'choix-theme', themes: ['gone'], texte: 'x' } }],
    [{ attente: { sorte: 'diagnostic', diagnostic: 'gone', question: 'gone', essais: 9 } }],
    [{ attente: { sorte: 'suite' }, besoins: [] }],
  ])('%j is no error', raw => {
    const { replies } = say(raw as unknown as State, 'recruter à Chauny, on est 40')
    expect(replies.length).toBeGreaterThan(0)
  })
})

describe('a theme that is only thought of', () => {
  /** A mind that is never sure about the first message. */
  const unsure: Mind = {
    ...mind,
    understand: text => ({
      ...mind.understand(text),
      sure: false,
      themes: [],
      scores: [{ id: 'foncier-immobilier', confidence: 0.4 }],
    }),
    grasp: (text, now) => ({
      ...mind.grasp(text, now),
      kind: 'projet',
      sure: false,
      themes: [{ id: 'foncier-immobilier', confidence: 0.4 }],
    }),
  }
  const asked = say(freshState(), 'quelque chose de plus grand', unsure)

  test('is asked about by name', () => {
    expect(asked.state.attente).toMatchObject({ sorte: 'choix-theme', themes: ['foncier-immobilier'] })
    expect(asked.replies.at(-1)!.choix).toHaveLength(2)
  })
  test('is taken on yes, on its number, or when the interview is gone on with', () => {
    for (const yes of ['oui', '1', 'Villers-Cotterêts'])
      expect(
        say(asked.state, yes).state.besoins.map(b => b.theme),
        yes,
      ).toEqual(['foncier-immobilier'])
    expect(say(asked.state, 'Villers-Cotterêts').state.faits.commune?.mots).toBe('Villers-Cotterêts')
  })
  test('is left on no', () => {
    for (const no of ['non', '2'])
      expect(say(asked.state, no).state).toMatchObject({ besoins: [], attente: { sorte: 'besoin' } })
  })
})

describe('acronyms', () => {
  const glossaire = new Map([
    ['CCI', 'chambre de commerce'],
    ['R&D', 'recherche et développement'],
    ['PME', 'petite entreprise'],
  ])
  test('are found as they are written, and nowhere else', () => {
    expect(looksLikeAcronyms('La CCI, la R&D et le TI-2026-7F3K ; jean@CCI.fr')).toEqual(['CCI', 'R&D'])
    expect(meaningsOf(glossaire, 'cci McCCIx pme', [])).toEqual([])
  })
  test('are told once, and not where the text says it already', () => {
    expect(meaningsOf(glossaire, 'La CCI et la CCI', [])).toEqual([{ sigle: 'CCI', sens: 'chambre de commerce' }])
    expect(meaningsOf(glossaire, 'La CCI', ['CCI'])).toEqual([])
    expect(meaningsOf(glossaire, 'La CCI (chambre de commerce)', [])).toEqual([])
  })
})
