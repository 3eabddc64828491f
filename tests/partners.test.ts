import { describe, expect, test } from 'vitest'
import { partnersFor, tellPartners } from '../src/conversation/partners.ts'
import { createMind } from '../src/conversation/think.ts'
import { placeOf } from '../src/domain/library.ts'
import { library } from './doubles/library.ts'

const mind = createMind(library)
const SOISSONS = placeOf(library, '02722')
const CHAUNY = placeOf(library, '02173')
const ONNAING = placeOf(library, '59447')
const LILLE = placeOf(library, '59350')
const firms = (text: string, place: typeof SOISSONS | null) =>
  partnersFor(mind, text, place)
    .filter(p => p.sorte === 'entreprise')
    .map(p => p.id)
const bodies = (place: typeof SOISSONS | null) =>
  partnersFor(mind, 'un sous-traitant', place)
    .filter(p => p.sorte === 'organisme')
    .map(p => p.id)

describe('a search for partners', () => {
  test.each([
    ['je cherche un sous-traitant en usinage', SOISSONS, 'grg-groebli'],
    ['qui fait de la soudure par ici ?', SOISSONS, 'serimax'],
    ['on cherche un fabricant de carton pour nos emballages', SOISSONS, 'saica-pack-venizel'],
    ['besoin d’un fournisseur de menuiserie aluminium', SOISSONS, 'wicon'],
    ['nous sommes une chaudronnerie, on cherche un sous traitant en électronique', SOISSONS, 'asteelflash'],
    ["on cherche des donneurs d'ordre dans l'automobile", ONNAING, 'toyota-motor-manufacturing-france'],
    ["des donneurs d'ordre du ferroviaire", ONNAING, 'alstom'],
  ])('« %s » names a documented company', (text, place, id) => {
    expect(firms(text, place)).toContain(id)
  })

  test('what the firm itself does is not what it seeks', () => {
    expect(firms('nous sommes une chaudronnerie, on cherche un sous traitant en électronique', SOISSONS)).not.toContain(
      'grg-groebli',
    )
  })

  test('companies of the territory stand first, neighbours are said to be elsewhere', () => {
    const [first] = partnersFor(mind, 'un fournisseur automobile', ONNAING)
    expect(first).toMatchObject({ territoire: 'hainaut-douaisis-cambresis', proche: true })
    expect(partnersFor(mind, 'un sous-traitant en usinage', CHAUNY)[0]).toMatchObject({
      id: 'grg-groebli',
      proche: false,
    })
    expect(firms('un sous-traitant en usinage', null)).toContain('grg-groebli')
  })

  test('nothing is made up for a trade that no document names', () => {
    expect(firms('je cherche un sous-traitant en joaillerie', SOISSONS)).toEqual([])
    expect(firms('je cherche une entreprise', SOISSONS)).toEqual([])
    expect(tellPartners(mind, partnersFor(mind, 'un sous-traitant en joaillerie', LILLE))).toContain(
      library.texts['partenaires-rien']!,
    )
  })

  test('the bodies where others are met are those of the place', () => {
    expect(bodies(CHAUNY)).toContain('club-des-sous-traitants-industriels')
    expect(bodies(SOISSONS)).not.toContain('club-des-sous-traitants-industriels')
    expect(bodies(null)).toEqual([])
  })

  test('each is told with its document and date, and nobody with a name, an address or a number', () => {
    const people = [
      ...[...library.contacts.values()].flatMap(c => c.nom ?? []),
      ...[...library.territoires.values()].flatMap(t => t.gouvernance.map(g => g.nom)),
    ].filter(n => /\p{Lu}{3}/u.test(n))
    for (const place of [SOISSONS, CHAUNY, ONNAING, LILLE])
      for (const text of [
        'un sous-traitant en usinage',
        'agroalimentaire',
        'des clients dans l’automobile',
        'menuiserie',
      ]) {
        const partners = partnersFor(mind, text, place)
        const told = tellPartners(mind, partners)
        expect(told.match(/Source/g)?.length ?? 0).toBe(partners.length)
        expect(told).not.toMatch(/@|\d{2} \d{2} \d{2}/)
        expect(people.filter(p => told.includes(p))).toEqual([])
      }
  })
})
