import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { createLexicon } from '../src/conversation/lexicon.ts'
import { type ModelFile, readModel } from '../src/conversation/model.ts'
import { createUnderstanding } from '../src/conversation/understand.ts'
import { stem, words } from '../src/conversation/words.ts'
import { lexiqueSchema } from '../src/domain/lexique.ts'
import { seeded } from '../src/domain/seeded.ts'
import { costs } from './costs.ts'

const root = join(import.meta.dirname, '..')
const lexique = lexiqueSchema.parse(
  parse(readFileSync(join(root, 'knowledge/lexique.yaml'), 'utf8'), { schema: 'failsafe' }),
)
const file = JSON.parse(readFileSync(join(root, 'src/conversation/model.json'), 'utf8')) as ModelFile
const lexicon = createLexicon(lexique)
const understand = createUnderstanding({ model: readModel(file), lexicon })
const themes = (text: string) => understand(text).themes.map(t => t.id)

describe('words', () => {
  test('elisions are split with either apostrophe, hyphens are spaces, accents fold after the stem', () => {
    expect(words("L’énergie d'aujourd'hui jusqu’à Villers-Cotterêts").map(w => w.mot)).toEqual([
      'energie',
      "aujourd'hui",
      'a',
      'villers',
      'cotterets',
    ])
    expect(stem('formations')).toBe(stem('formation'))
    expect(stem('méthanisation')).toBe(stem('methanisation'))
  })
})

describe('themes', () => {
  test.each([
    ['on galère à trouver des soudeurs', 'emploi-competences'],
    ['ma facture de gaz explose', 'transition-ecologique'],
    ['je veux acheter un cobot pour la palettisation', 'industrie-du-futur'],
    ['on cherche un terrain de deux hectares pour construire', 'foncier-immobilier'],
    ['vendre nos gaufres en Allemagne', 'export'],
    ['je veux vendre ma boîte, je pars en retraite', 'creation-reprise'],
    ['mes salariés viennent sans voiture, il faudrait une navette', 'logistique-mobilite'],
    ['trouver des donneurs d’ordre et des sous-traitants', 'reseau-sous-traitance'],
    ['déposer un brevet sur notre prototype', 'innovation'],
    ['quelle subvention pour ma machine ?', 'financement-investissement'],
  ])('« %s » is about %s', (text, theme) => expect(themes(text)[0]).toBe(theme))

  test('what a negation takes back does not count', () => {
    expect(themes("on veut installer un ERP, ce n'est pas pour recruter")).not.toContain('emploi-competences')
    expect(understand('nous voulons former nos équipes plutôt que d’acheter un robot').steps.nies).toContain('robot')
  })

  test.each([
    'bonjour',
    'merci beaucoup',
    'recette de tarte au maroilles',
    'quel temps fait-il demain ?',
    '???',
    'stop',
  ])('« %s » has no theme', text => expect(themes(text)).toEqual([]))
})

describe('kinds and signals', () => {
  test.each([
    ['bonjour', 'salutation'],
    ['au revoir', 'salutation'],
    ['stop', 'commande'],
    ['45', 'donnee'],
    ['contact@usine.fr', 'donnee'],
    ['connard', 'abus'],
    ['We are looking for a new building please', 'autre-langue'],
    ['recette de tarte au maroilles', 'hors-sujet'],
    ["c'est quoi un territoire d'industrie ?", 'question'],
    ['il nous faut une halle plus grande pour nos presses', 'projet'],
  ])('« %s » is %s', (text, kind) => expect(understand(text).kind).toBe(kind))

  test('difficulty and distress are signals beside the theme', () => {
    expect(understand('nous sommes en redressement judiciaire').signaux).toContain('difficulte')
    expect(understand("je n'en peux plus, j'ai envie d'en finir").signaux).toContain('detresse')
    expect(understand('on cherche un local').signaux).toEqual([])
  })
})

const HOSTILE = 10_000

describe('bounds', () => {
  test('confidences are probabilities in order, and the same text gives the same answer', () => {
    const { scores } = understand('on jette de la chaleur et des chutes')
    expect(scores).toHaveLength(10)
    for (const [i, s] of scores.entries()) expect(s.confidence).toBeLessThanOrEqual(scores[i - 1]?.confidence ?? 1)
    expect(understand('on jette de la chaleur et des chutes').scores).toEqual(scores)
  })

  test('an empty text, an endless one and foreign letters are answered', () => {
    for (const text of ['', ' ', 'a'.repeat(100_000), '\u0000\ud800', 'مرحبا', '🙂'.repeat(400), 'de '.repeat(400)])
      expect(understand(text).themes).toEqual([])
  })

  test(`${HOSTILE} hostile strings: 2 ms at the median, 10 ms at the 99th centile`, () => {
    const random = seeded(11)
    const stock = [
      ...lexique.listes.metiers!,
      ...lexique.negations,
      ...lexique.themes.export!.fort,
      "l'",
      '-',
      '\n',
      'de',
      'é',
      '<b>',
      '~10',
      ':',
      '*',
      '👍',
      '0',
      '…',
    ]
    const texts = Array.from({ length: HOSTILE }, () => {
      const length = Math.floor(random() * 1_000)
      let text = ''
      while (text.length < length)
        text +=
          random() < 0.7
            ? `${stock[Math.floor(random() * stock.length)]} `
            : String.fromCodePoint(32 + Math.floor(random() * 0x2ff))
      return text
    })
    const { median, p99 } = costs(texts, understand)
    expect(median).toBeLessThan(2)
    expect(p99).toBeLessThan(10)
  }, 120_000)

  test('the model reads in under 300 ms', () => {
    const began = performance.now()
    readModel(file)
    expect(performance.now() - began).toBeLessThan(300)
  })
})
