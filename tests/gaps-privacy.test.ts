import { expect, test } from 'vitest'
import { groupQuestions } from '../src/conversation/grouping.ts'
import { impersonal } from '../src/conversation/privacy.ts'
import { createMind } from '../src/conversation/think.ts'
import { library } from './doubles/library.ts'

const mind = createMind(library)
const firm = [...library.entreprises.values()].find(e => /^[a-z]+$/i.test(e.titre) && e.titre.length > 5)!.titre

test.each([
  'Je suis Jean Dupont de la société Métaux Dupont SARL, quand ouvre le guichet ?',
  "je m'appelle jean dupont, quand ouvre le guichet ?",
  'Dupont Métal cherche à savoir quand ouvre le guichet',
  'mme. dupont veut savoir quand ouvre le guichet',
  'de la part de madame dupont : quand ouvre le guichet ?',
  'dupont@metaux.fr quand ouvre le guichet ?',
  'jean.dupont [at] metaux.fr quand ouvre le guichet ?',
  'jean.dupont arobase metaux point fr quand ouvre le guichet ?',
  'www.metaux-dupont.fr quand ouvre le guichet ?',
  '06 12 34 56 78 quand ouvre le guichet ?',
  '+33 (0)6.12.34.56.78 quand ouvre le guichet ?',
  'siret 123 456 789 00012 quand ouvre le guichet ?',
  'mon numéro 0612345678, mon siren 123456789, quand ouvre le guichet ?',
  `${firm.toLowerCase()} veut savoir quand ouvre le guichet`,
])('nothing tells who asked: %s', text => {
  const kept = impersonal(mind, text)
  expect(kept).toMatch(/quand ouvre le guichet/)
  expect(kept.toLowerCase()).not.toMatch(/dupont|m[ée]taux|jean|@|\d{2}/)
  expect(kept.toLowerCase()).not.toContain(firm.toLowerCase())
})

test('what is asked stays, with the places and acronyms that we know', () => {
  for (const text of [
    "Qui s'occupe du ramassage des poubelles à Tergnier ?",
    'Comment fonctionne un EPCI ?',
    'QUI GARDE LES ENFANTS LE SOIR ?',
  ])
    expect(impersonal(mind, text)).toBe(text)
})

test('questions that mean the same stand together, others apart', () => {
  const asked = [
    ['quel est le taux de la taxe foncière à Tergnier ?', 'taxe foncière combien', 'montant de la taxe fonciere'],
    ['faut-il un permis de construire pour un hangar ?', 'délai pour un permis de construire'],
    ['est-ce que la cantine est ouverte le soir ?', 'horaires de la cantine', 'la cantine ouvre à quelle heure ?'],
    ["peut-on avoir une crèche d'entreprise ?", 'crèche pour les salariés de la zone'],
    ['quand la fibre sera-t-elle installée ?', 'est-ce que la fibre arrive dans la zone ?'],
    ['combien coûte une borne de recharge'],
  ]
  const texts = asked.flat()
  const shuffled = texts.map((_, i) => texts[(i * 5) % texts.length]!)
  const groups = groupQuestions(library, shuffled).map(g => g.map(i => shuffled[i]!).sort())
  expect(groups.sort()).toEqual(asked.map(g => [...g].sort()).sort())
  expect(groupQuestions(library, [])).toEqual([])
  expect(groupQuestions(library, ['?!', '?!'])).toHaveLength(2)
})
