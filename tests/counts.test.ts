import { describe, expect, test } from 'vitest'
import { readCompte } from '../src/conversation/facts/compte.ts'
import { readEffectif } from '../src/conversation/facts/effectif.ts'

const NOW = '2026-11-22T10:00:00Z'

describe('« how many » is read by what is counted', () => {
  test.each([
    ['12 ans', 12, 12],
    ['3 mois', 0, 0],
    ['2 ans et demi', 2, 2],
    ['depuis 2010', 16, 16],
    ['une vingtaine d’années', 18, 22],
    ['un siècle', 100, 100],
    ['plus de 30 ans', 30, null],
  ])('the age « %s »', (text, min, max) => expect(readCompte(text, 'ans', NOW)).toEqual({ min, max }))

  test.each([
    ['deux postes', 2, 2],
    ['un', 1, 1],
    ['une dizaine', 8, 12],
    ['deux soudeurs et un tourneur', 3, 3],
    ['on en cherche 4', 4, 4],
    ['4 ou 5 opérateurs', 4, 5],
    ['5 postes max', null, 5],
    ['aucun', 0, 0],
  ])('the posts « %s »', (text, min, max) => expect(readCompte(text, 'postes', NOW)).toEqual({ min, max }))

  test('a number of something else is no answer', () => {
    expect(readCompte('80 personnes', 'ans', NOW)).toBeNull()
    expect(readCompte('12 ans', 'postes', NOW)).toBeNull()
    expect(readCompte('12 ans', 'personnes', NOW)).toBeNull()
  })
})

describe('who is sought is no headcount', () => {
  test.each([
    'je cherche un apprenti',
    'jcherche un apprentis',
    'un soudeur à Chauny',
    'deux alternants pour la rentrée',
    'un ouvrier',
    'accueillir un stagiaire',
  ])('%s', text => expect(readEffectif(text)).toBeNull())

  test.each([
    ['on est deux', 2],
    ['on est 12 dont un apprenti', 12],
    ['nous sommes 8 salariés et un apprenti', 9],
    ['je suis seul avec un apprenti', 1],
    ["j'ai un salarié", 1],
  ])('%s', (text, n) => expect(readEffectif(text)?.valeur).toEqual({ min: n, max: n }))
})
