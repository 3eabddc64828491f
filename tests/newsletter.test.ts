import { describe, expect, test } from 'vitest'
import type { Evenement } from '../src/domain/evenement.ts'
import { type LetterGrounds, newsletterOf, type Rubrique } from '../src/domain/newsletter.ts'
import { newsletterHtml, newsletterMarkdown } from '../src/domain/newsletter-text.ts'
import { library, libraryWith, someScheme, TODAY } from './doubles/library.ts'

const HERE = 'grand-compiegnois'
const NEWS = { 'verifie-le': '2026-11-02', 'verifie-par': 'Ada', verification: 'ouvert' }
const grounds = (changes: Partial<LetterGrounds> = {}): LetterGrounds => ({
  ...{ territoire: HERE, du: '2026-09-22', au: TODAY, today: TODAY, pour: 'Les lecteurs.', outil: null },
  ...{ montre: () => 0, evenements: [], appels: [], chiffres: [], ...changes },
})
const section = (id: Rubrique, known: typeof library, changes: Partial<LetterGrounds> = {}) =>
  newsletterOf(known, grounds(changes)).rubriques.find(r => r.id === id)!.items
const titles = (...args: Parameters<typeof section>) => section(...args).map(i => i.titre)
const event = (changes: Partial<Evenement>): Evenement => ({
  ...{
    id: 'e',
    sorte: 'evenement',
    titre: 'Salon',
    debut: '2026-12-03T23:30:00.000Z',
    fin: '2026-12-04T01:00:00.000Z',
  },
  ...{ lieu: null, territoire: null, epci: null, etat: 'prevu', qui: null, minutes: null, sequence: 0, ...changes },
})

describe('the newsletter', () => {
  test('has the six sections in their order, and says whom it is for', () => {
    const { rubriques, pour, titre } = newsletterOf(library, grounds())
    expect(rubriques.map(r => r.id)).toEqual(['nationale', 'locale', 'voisins', 'outils', 'appels', 'agenda'])
    expect(pour).toBe('Les lecteurs.')
    expect(titre).toContain('novembre 2026')
  })

  test('what changed stands where it happened: the country, here, or next door', () => {
    const known = libraryWith(
      someScheme('country', NEWS),
      someScheme('region', { ...NEWS, zone: { regions: ['hauts-de-france'] } }),
      someScheme('here', { ...NEWS, zone: { epci: ['cc-deux-vallees'] } }),
      someScheme('near', { ...NEWS, zone: { territoires: ['soissonnais-valois'] } }),
      someScheme('old', { 'verifie-le': '2026-09-21', verification: 'ouvert' }),
      someScheme('never', {}),
      someScheme('roughly', { 'verifie-le': '2026-11', verification: 'ouvert' }),
      someScheme('towns', { ...NEWS, public: 'collectivites' }),
      someScheme('opened', {
        periode: { debut: '2026-10-01', fin: '2027-03-31', source: 'petr-soissonnais-valois-candidature:1 PETR' },
      }),
    )
    expect(titles('nationale', known)).toEqual(['country', 'region', 'opened'])
    expect(titles('locale', known)).toEqual(['here'])
    expect(titles('voisins', known)).toEqual(['near'])
  })

  test('the toolbox holds what was chosen, else what was checked last, else what was shown most; never what is closed', () => {
    const known = libraryWith(
      someScheme('a'),
      someScheme('b'),
      someScheme('checked', NEWS),
      someScheme('closed', { ...NEWS, verification: 'clos' }),
      someScheme('elsewhere', { ...NEWS, zone: { epci: ['ca-cambrai'] } }),
    )
    expect(titles('outils', known, { outil: 'a' })).toEqual(['a'])
    expect(titles('outils', known)).toEqual(['checked'])
    expect(titles('outils', known, { outil: 'elsewhere' })).toEqual(['checked'])
    const montre = (id: string) => (id === 'b' ? 3 : 0)
    expect(titles('outils', libraryWith(someScheme('a'), someScheme('b')), { montre })).toEqual(['b'])
  })

  test('calls come by their last day, from the base, the console and the calendar, those without one last', () => {
    const periode = (fin: string) => ({ periode: { fin, source: 'petr-soissonnais-valois-candidature:1 PETR' } })
    const known = libraryWith(
      someScheme('undated', { nature: 'appel-a-projets' }),
      someScheme('march', periode('2027-03-31')),
      someScheme('over', periode('2026-01-31')),
      someScheme('no call'),
    )
    const appels = [
      { titre: 'entered', fin: '2026-12-24', lien: 'https://x.test' },
      { titre: 'past', fin: '2026-01-01', lien: '' },
    ]
    const evenements = [
      event({ sorte: 'appel', titre: 'noted' }),
      event({ sorte: 'appel', etat: 'annule', titre: 'off' }),
    ]
    expect(titles('appels', known, { appels, evenements })).toEqual(['noted', 'entered', 'march', 'undated'])
  })

  test('the agenda holds what is to come, by the day in France', () => {
    const evenements = [event({}), event({ titre: 'First', debut: '2026-12-01T08:00:00.000Z', lieu: 'Noyon' })]
    expect(section('agenda', library, { evenements })).toEqual([
      { titre: 'First', lignes: ['1er décembre 2026, Noyon'] },
      { titre: 'Salon', lignes: ['4 décembre 2026'] },
    ])
  })
})

describe('as a text', () => {
  const evenements = [event({ titre: '# <b>Bold</b> *not*' })]
  const appels = [{ titre: 'a_b', fin: '2027-01-01', lien: 'https://x.test/?a=1&b=2' }]
  const letter = newsletterOf(library, grounds({ evenements, appels, pour: 'Élus <et> industriels.' }))

  test('Markdown takes nothing that was typed for markup', () => {
    const text = newsletterMarkdown(library.texts, letter)
    expect(text).toContain('### \\# \\<b\\>Bold\\</b\\> \\*not\\*')
    expect(text).toContain('### a\\_b')
    expect(text).toContain('<https://x.test/?a=1&b=2>')
    expect(text.match(/^## /gm)).toHaveLength(6)
    expect(text).toContain('Élus \\<et\\> industriels.')
  })

  test('nor does HTML', () => {
    const html = newsletterHtml(library.texts, letter)
    expect(html).toContain('<h3># &lt;b&gt;Bold&lt;/b&gt; *not*</h3>')
    expect(html).toContain('<a href="https://x.test/?a=1&amp;b=2">')
    expect(html.match(/<h2>/g)).toHaveLength(6)
    expect(html).toContain('Élus &lt;et&gt; industriels.')
  })
})
