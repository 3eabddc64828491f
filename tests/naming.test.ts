import { describe, expect, test } from 'vitest'
import { namedIn } from '../src/domain/naming.ts'
import { library } from './doubles/library.ts'

const named = (text: string) => [...namedIn(library, text)]

describe('the schemes that a text names', () => {
  test.each([
    ['le fonds France Relance existe encore ?', 'france-relance-appels-a-projets'],
    ['FRANCE RELANCE c’est fini', 'france-relance-appels-a-projets'],
    ['le plan de relance', 'france-relance-appels-a-projets'],
    ["et le fonds Territoires d'industrie alors", 'fonds-territoires-industrie'],
    ['on a vu EEN à Lille', 'enterprise-europe-network-pme'],
  ])('« %s »', (text, id) => expect(named(text)).toContain(id))

  test.each([
    'recruter',
    'une aide pour acheter une machine',
    'on est à Cuffies, un local de 100 m²',
    'een',
    'relance client',
    '',
  ])('« %s » names nothing', text => expect(named(text)).toEqual([]))
})
