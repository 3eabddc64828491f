import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { createLookup } from '../src/conversation/lookup.ts'
import { load } from '../src/load.ts'

const read = (name: string) => JSON.parse(readFileSync(new URL(`./sets/${name}.json`, import.meta.url), 'utf8'))
const { library } = load(new URL('..', import.meta.url).pathname)
const lookup = createLookup(library!)
const first = (q: string) => lookup.find(q).results[0]
const codes = (q: string) => lookup.find(q).results.map(r => r.insee)

const traps: {
  homonymesDedans: [string, string[]][]
  homonymesDehors: [string, string[], string[]][]
  codesPostaux: [string, number, number, string[]][]
  mots: string[]
  cedex: string[]
  nomsCourts: string[][]
  aliasHomonymes: [string, string[]][]
  anciens: [string, string][]
} = read('commune-traps')

describe('a whole answer', () => {
  test('of 2,000 misspelt ones, 99 in 100 find the right commune first', () => {
    const typos: [string, string][] = read('communes-typos')
    const right = typos.filter(([q, insee]) => first(q)?.insee === insee).length
    expect(right / typos.length).toBeGreaterThanOrEqual(0.99)
  })

  test('every name of ours finds its commune, and asks only where another bears it', () => {
    for (const c of library!.communes.values()) expect(codes(c.nom), c.nom).toContain(c.insee)
    const asked = [...library!.communes.values()].filter(c => lookup.find(c.nom).ambiguous)
    expect(asked.length).toBeLessThan(30)
  })

  test.each([
    ['st quentin', '02691'],
    ['St. Quentin', '02691'],
    ['SAINT QUENTIN', '02691'],
    ['villers cotterets', '02810'],
    ['chez nous à villers cotterets', '02810'],
    ['60200 Compiègne', '60159'],
    ['compiegne 60', '60159'],
    ['02322 Saint-Quentin cedex', '02691'],
    ['crevecoeur s/ l escaut', '59161'],
    ['la fere', '02304'],
    ['Fère', '02304'],
    ['lafere', '02304'],
    ['Mœuvres', '59405'],
    ['flines les raches', '59239'],
    ['zone industrielle de Hordain', '59313'],
    ['usine à mobeuje', '59392'],
    ['Quessy', '02738'],
    ['bonjour, je suis basé à FLESQUIERES', '59236'],
    ['02691', '02691'],
    ['Brie 80200', '80141'],
    ['Sancourt (Somme)', '80726'],
    ['Oulchy la ville', '02579'],
  ])('« %s » is %s, without asking', (q, insee) => {
    expect(first(q)?.insee).toBe(insee)
    expect(lookup.find(q).ambiguous).toBe(false)
  })

  test.each([
    'Lille',
    'laon',
    'Saint-Aubin',
    'Paris',
    'roubais',
    'noyons',
    'lile',
    'Amiens 80000',
    '59000',
    'Le Havre',
    'Lomme',
  ])('« %s » is outside, and not bent into one of ours', q => {
    expect(lookup.find(q).results.length).toBeGreaterThan(0)
    expect(first(q)?.territoire).toBeNull()
    expect(first(q)?.epci).toBeNull()
  })

  test.each([
    '',
    '  ',
    '?',
    'bonjour',
    'merci',
    'robot',
    'je ne sais pas',
    'une aide pour recruter',
    '123',
    'saint',
    'lundi',
    "l'ARC",
    'x'.repeat(500),
    '20000 balles pour un cobot',
    'Aisne',
    'la Somme',
    'dans le nord',
  ])('« %s » names no commune', q => expect(lookup.find(q)).toEqual({ results: [], ambiguous: false }))

  test('a typo is less sure than the name, and the results are best first', () => {
    expect(first('Soissons')?.confidence).toBe(1)
    expect(first('Soisons')!.confidence).toBeLessThan(1)
    const scores = lookup.find('Neuvile').results.map(r => r.confidence)
    expect(scores).toEqual([...scores].sort((a, b) => b - a))
    expect(lookup.find('villers', 3).results).toHaveLength(3)
  })
})

describe('the traps that were counted', () => {
  test('homonyms inside are asked about', () => {
    for (const [q, insee] of [...traps.homonymesDedans, ...traps.aliasHomonymes]) {
      expect(lookup.find(q).ambiguous, q).toBe(true)
      for (const code of insee) expect(codes(q), q).toContain(code)
    }
  })

  test('a name of ours that others bear too finds ours first, and the others after it', () => {
    for (const [q, ours, outside] of traps.homonymesDehors) {
      expect(ours, q).toContain(first(q)?.insee)
      expect(
        lookup.find(q, 50).results.map(r => r.insee),
        q,
      ).toEqual(expect.arrayContaining(outside))
    }
  })

  test.each(['Castres', 'Bagneux', 'Chelles', 'Maurepas', 'Flers', 'Estrées'])(
    '« %s » is asked about: a much larger one bears the name',
    q => expect(lookup.find(q).ambiguous).toBe(true),
  )

  test('a shared postal code gives all its communes, ours first, and asks', () => {
    for (const [cp, inside, outside, territoires] of traps.codesPostaux) {
      const { results, ambiguous } = lookup.find(cp, 100)
      const ours = results.filter(r => r.territoire && r.codesPostaux.includes(cp))
      expect(ambiguous, cp).toBe(true)
      expect(ours, cp).toHaveLength(inside)
      expect(
        results.filter(r => !r.territoire && r.codesPostaux.includes(cp)),
        cp,
      ).toHaveLength(outside)
      expect(new Set(ours.map(r => r.territoire)), cp).toEqual(new Set(territoires))
      expect(results[0]!.territoire, cp).not.toBeNull()
    }
  })

  test('a CEDEX code alone is not taken for the village whose INSEE code it is', () => {
    for (const code of traps.cedex) expect(lookup.find(code).ambiguous).toBe(true)
  })

  test('names that are words are taken as whole answers', () => {
    for (const nom of traps.mots)
      expect([...library!.communes.values()].filter(c => c.nom === nom).map(c => c.insee)).toContain(first(nom)?.insee)
  })

  test('former and delegated names lead to the commune of today, unless another bears them now', () => {
    for (const [nom, insee] of traps.anciens)
      expect(
        lookup.find(nom, 50).results.map(r => r.insee),
        nom,
      ).toContain(insee)
  })
})

describe('a place within a sentence', () => {
  test.each([
    ['on cherche un terrain de 2 ha vers Soissons', '02722'],
    ['chez nous à villers cotterets on galère à recruter', '02810'],
    ['notre usine est à St Quentin, 45 salariés', '02691'],
    ["J'habite à Paris, l'usine est à Tergnier", '02738'],
    ['ma boîte est a peronne', '80620'],
    ['suis chaudronnier à Nesle pas une commande', '80585'],
    ['on a un site à Ham', '80410'],
    ['projet de robot (Hordain)', '59313'],
    ['nous sommes à Valencienes', '59606'],
    ['g besoin d un soudeur a chauny on é 25', '02173'],
    ['recruter chauny', '02173'],
    ['un sous-traitant pas loin de soissons', '02722'],
  ])('« %s »', (text, insee) => expect(lookup.inText(text).match?.insee).toBe(insee))

  test.each([
    'on a failli fermer',
    "j'ai changé de fournisseur",
    'tout est à faire',
    'il y a deux ans on a monté la boîte',
    'un poste à pourvoir au devis',
    'la bonne porte ?',
    'des charmes de pommiers',
    'fins de série',
    'on y est presque',
    'souci de soudure à la chaîne',
    'ça marche à fond',
    'à gauche après la ferme',
    'facture de 59400 euros',
    '60200 pièces par an',
    'depuis 2019',
    'bonjour',
    'le brie se vend mal',
    'Mme Bailly est partie',
    'soudure ARC et logiciel CAD',
    'nous cherchons à lisser la charge',
    "l'équipe a fins de mois difficiles, déjà",
  ])('« %s » names none', text => {
    const { match, candidates, epci, territoire } = lookup.inText(text)
    expect({ match, candidates, epci, territoire }).toEqual({
      match: null,
      candidates: [],
      epci: null,
      territoire: null,
    })
  })

  test('where goods go is not where the project is', () => {
    expect(lookup.inText('on livre nos clients à Douai tous les jours').match).toBeNull()
    expect(lookup.inText('un conteneur bloqué à Calais').match).toBeNull()
  })

  test('two places are both offered', () => {
    const { match, candidates } = lookup.inText('nous sommes à Chauny et Tergnier')
    expect(match).toBeNull()
    expect(candidates.map(c => c.nom)).toEqual(['Chauny', 'Tergnier'])
  })

  test('homonyms in a sentence are offered too, and a postal code tells them apart', () => {
    expect(lookup.inText('notre atelier à Sancourt').candidates.map(c => c.insee)).toEqual(
      expect.arrayContaining(['59552', '80726']),
    )
    expect(lookup.inText('notre atelier à Sancourt 80400').match?.insee).toBe('80726')
  })

  test.each([
    ["on est dans l'agglo de Soissons", 'ca-grandsoissons', 'soissonnais-valois'],
    ['basés sur la CACTLF', 'ca-chauny-tergnier-la-fere', 'saint-quentinois-tergnier'],
    ["l'ARC nous aide déjà", 'ca-region-de-compiegne', 'grand-compiegnois'],
    ['entreprise du Val de l’Aisne', 'cc-val-de-l-aisne', 'soissonnais-valois'],
    ['le bassin de Cambrai', 'ca-cambrai', 'hainaut-douaisis-cambresis'],
  ])('« %s » is %s, and no commune', (text, epci, territoire) => {
    expect(lookup.inText(text)).toMatchObject({ match: null, candidates: [], epci, territoire })
  })

  test('a shared postal code tells the territory where all its communes of ours agree', () => {
    expect(lookup.inText('02200')).toMatchObject({ match: null, territoire: 'soissonnais-valois', mots: '02200' })
    expect(lookup.inText('02300').territoire).toBeNull()
  })

  test('the words that it came from are told', () =>
    expect(lookup.inText('notre site de St Quentin tourne bien').mots).toBe('St Quentin'))
})
