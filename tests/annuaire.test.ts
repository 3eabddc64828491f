import { describe, expect, test } from 'vitest'
import { openAnnuaire } from '../src/annuaire.ts'
import { bandOf, factsOf, readPage, type Trouvee } from '../src/domain/annuaire.ts'
import { weighRecord } from '../src/domain/matching.ts'
import { possibleSizes } from '../src/domain/taille.ts'
import { someCompany, someSite, startDirectory } from './doubles/directory.ts'
import { library, libraryWith, placeNamed, situation, someScheme } from './doubles/library.ts'

const SIREN = '732829320'
const SIRET = '73282932000082'

/** A reader of a directory that has these answers, with the hours in the test's hands. */
async function open(answers: Parameters<typeof startDirectory>[0]) {
  const directory = await startDirectory(answers)
  const events: Parameters<Parameters<typeof openAnnuaire>[0]['log']>[0][] = []
  const time = { now: 1_000_000 }
  const annuaire = openAnnuaire({ url: directory.url, log: e => events.push(e), clock: () => time.now })
  return { ...directory, events, time, annuaire }
}
const status = (code: number, headers: Record<string, string> = {}) => {
  return (response: import('node:http').ServerResponse) => {
    // one statement each: restify's patched writeHead returns nothing, to whoever shares its process
    response.writeHead(code, headers)
    response.end('{"erreur":"x"}')
  }
}
const text = (body: string) => (response: import('node:http').ServerResponse) => response.end(body)
/** What a page says that holds this company. */
const read = (company: unknown, numero = SIREN) => readPage({ results: [company] }, numero)
const found = (more: Record<string, unknown> = {}) => read(someCompany(more)) as Trouvee

describe('what is asked', () => {
  test('nine digits bring the company, at its head office; directors are left out', async () => {
    const { annuaire, asked } = await open({ [SIREN]: someCompany() })
    expect(await annuaire.find(SIREN)).toEqual({
      sorte: 'trouvee',
      numero: SIREN,
      nom: 'TOLERIE DE L’EXEMPLE',
      commune: { insee: '02722', nom: 'SOISSONS' },
      naf: [
        { code: '25.11Z', nomenclature: 'rev2' },
        { code: '25.11Y', nomenclature: 'naf25' },
      ],
      effectif: { min: 20, max: 49 },
      categorie: 'PME',
    })
    expect(Object.fromEntries(asked[0]!.searchParams)).toEqual({
      q: SIREN,
      minimal: 'true',
      include: 'siege,matching_etablissements',
      per_page: '1',
    })
  })

  test('fourteen digits bring that site, wherever the head office is', async () => {
    const site = someSite({ commune: '59122', libelle_commune: 'CAMBRAI' })
    const { annuaire } = await open({ [SIRET]: someCompany({ matching_etablissements: [site] }) })
    expect(await annuaire.find(SIRET)).toMatchObject({ sorte: 'trouvee', commune: { insee: '59122' } })
  })

  test('the same number is asked once, at the same time or later, until an hour has passed', async () => {
    const { annuaire, asked, time } = await open({ [SIREN]: someCompany() })
    await Promise.all([annuaire.find(SIREN), annuaire.find(SIREN)])
    time.now += 3_599_000
    await annuaire.find(SIREN)
    expect(asked).toHaveLength(1)
    time.now += 2_000
    await annuaire.find(SIREN)
    expect(asked).toHaveLength(2)
  })

  test('at most seven requests a second; the eighth is not made', async () => {
    const { annuaire, asked, time } = await open({})
    const numbers = Array.from({ length: 10 }, (_, i) => `${100_000_000 + i}`)
    const answers = await Promise.all(numbers.map(n => annuaire.find(n)))
    expect(asked).toHaveLength(7)
    expect(answers.filter(a => a.sorte === 'indisponible')).toHaveLength(3)
    time.now += 1_000
    expect(await annuaire.find(numbers[9]!)).toEqual({ sorte: 'inconnue' })
  })

  test('what is no number never leaves the house', async () => {
    const { annuaire, asked } = await open({})
    expect(await annuaire.find('12345&q=x')).toEqual({ sorte: 'inconnue' })
    expect(asked).toHaveLength(0)
  })
})

describe('what may come back', () => {
  test('nothing, a closed company, a closed site, one whose data is not public', () => {
    expect(readPage({ results: [] }, SIREN)).toEqual({ sorte: 'inconnue' })
    expect(read(someCompany({ siren: '552081317' }))).toEqual({ sorte: 'inconnue' })
    expect(read(someCompany({ etat_administratif: 'C' }))).toEqual({ sorte: 'fermee' })
    const closed = someSite({ etat_administratif: 'F' })
    expect(read(someCompany({ matching_etablissements: [closed] }), SIRET)).toEqual({ sorte: 'fermee' })
    expect(read(someCompany({ statut_diffusion: 'P', nom_complet: '[ND]' }))).toEqual({ sorte: 'non-diffusible' })
    const hidden = someSite({ statut_diffusion_etablissement: 'P', commune: '[ND]' })
    expect(read(someCompany({ matching_etablissements: [hidden] }), SIRET)).toEqual({ sorte: 'non-diffusible' })
  })

  test('null and unexpected values of what we can do without are absent', () => {
    const bare = { activite_principale: '25.11', activite_principale_naf25: null, categorie_entreprise: 'MICRO' }
    const site = { commune: '[ND]', activite_principale: '00.00Z' }
    expect(read(someCompany({ ...bare, tranche_effectif_salarie: 'ZZ' }, site))).toMatchObject({
      sorte: 'trouvee',
      commune: null,
      naf: [],
      effectif: null,
      categorie: null,
    })
  })

  const failures: [string, unknown, string][] = [
    ['5xx', status(503), 'status 503'],
    ['a redirection', status(302, { location: 'http://127.0.0.1:1/' }), 'TypeError'],
    ['malformed JSON', text('{"results": ['), 'SyntaxError'],
    ['another shape', text('{"results": "none"}'), 'not as documented'],
    ['a company without its number', { nom_complet: 'x' }, 'not as documented'],
    ['a huge body', text(JSON.stringify({ results: [someCompany()], more: 'x'.repeat(70_000) })), 'too large'],
    ['a cut connection', (r: import('node:http').ServerResponse) => r.destroy(), 'TypeError'],
  ]
  test.each(failures)('%s is « unavailable », and asked again the next time', async (_, answer, cause) => {
    const { annuaire, asked, events } = await open({ [SIREN]: answer })
    expect(await annuaire.find(SIREN)).toEqual({ sorte: 'indisponible' })
    expect(events).toEqual([{ outcome: 'indisponible', cause, ms: expect.any(Number) }])
    await annuaire.find(SIREN)
    expect(asked).toHaveLength(2)
  })

  test('silence, or a body that never ends, is left after two seconds', async () => {
    const slow = (r: import('node:http').ServerResponse) => void r.write('{"results": [')
    const { annuaire, events } = await open({ '552081317': () => {}, [SIREN]: slow })
    const start = performance.now()
    const both = await Promise.all([annuaire.find('552081317'), annuaire.find(SIREN)])
    expect(both).toEqual([{ sorte: 'indisponible' }, { sorte: 'indisponible' }])
    expect(performance.now() - start).toBeLessThan(3_000)
    expect(events.map(e => e.cause)).toEqual(['TimeoutError', 'TimeoutError'])
  })

  test('nobody there', async () => {
    const { annuaire, stop } = await open({})
    await stop()
    expect(await annuaire.find(SIREN)).toEqual({ sorte: 'indisponible' })
  })

  test.each([
    ['30', 30_000],
    [new Date(1_000_000 + 60_000).toUTCString(), 60_000],
    [undefined, 5_000],
  ])('429 with Retry-After %s: nothing is asked before', async (header, wait) => {
    const { annuaire, asked, time } = await open({
      [SIREN]: status(429, header === undefined ? {} : { 'retry-after': header }),
    })
    expect(await annuaire.find(SIREN)).toEqual({ sorte: 'indisponible' })
    time.now += wait - 1
    expect(await annuaire.find('552081317')).toEqual({ sorte: 'indisponible' })
    expect(asked).toHaveLength(1)
    time.now += 1
    expect(await annuaire.find('552081317')).toEqual({ sorte: 'inconnue' })
  })

  test('the log holds neither the number nor the name', async () => {
    const { annuaire, events } = await open({ [SIREN]: someCompany() })
    await annuaire.find(SIREN)
    expect(events).toEqual([{ outcome: 'trouvee', ms: expect.any(Number) }])
  })
})

describe('what becomes a fact', () => {
  const facts = (more: Record<string, unknown> = {}) => factsOf(library.texts, found(more))

  test('headcount bands, both ends included', () => {
    const bands = ['00', '01', '02', '03', '11', '12', '21', '22', '31', '32', '41', '42', '51', '52', '53'].map(bandOf)
    for (const [i, band] of bands.slice(1).entries()) expect(band!.min).toBe(bands[i]!.max! + 1)
    expect(bands.at(-1)).toEqual({ min: 10_000, max: null })
    expect(['NN', null, undefined, '99', 'constructor'].map(bandOf)).toEqual([null, null, null, null, null])
  })

  test('the division is reasoned on; the codes and their nomenclatures are kept in words', () => {
    expect(facts().activite).toEqual({
      valeur: ['25'],
      mots: '25.11Z (NAF rév. 2), 25.11Y (NAF 2025)',
      origine: 'annuaire',
    })
    expect(facts({ activite_principale: null }).activite).toMatchObject({ valeur: ['25'], mots: '25.11Y (NAF 2025)' })
  })

  test('the size counts the group; « PME » holds the micro-firms too', () => {
    expect(possibleSizes(facts())).toEqual(['pme'])
    expect(possibleSizes(facts({ tranche_effectif_salarie: '02' }))).toEqual(['micro', 'pme'])
    expect(possibleSizes(facts({ categorie_entreprise: 'ETI' }))).toEqual(['eti'])
    expect(possibleSizes(facts({ categorie_entreprise: null }))).toEqual(['pme', 'eti', 'ge'])
  })

  test('the commune is no fact: it is the company’s, not the project’s', () => {
    expect(Object.keys(facts())).toEqual(['activite', 'effectif', 'taille', 'siret'])
  })

  test.each([
    ['12', 'a-verifier'],
    ['11', 'eligible'],
    ['21', 'non-eligible'],
  ])('a scheme for 30 people at most, band %s: %s', (tranche_effectif_salarie, verdict) => {
    const scheme = someScheme('aide', { conditions: { effectif: { max: '30' } } })
    const s = situation('emploi-competences', facts({ tranche_effectif_salarie }), placeNamed('Soissons'))
    expect(weighRecord(libraryWith(scheme), scheme, s).verdict).toBe(verdict)
  })
})
