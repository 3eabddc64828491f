import { describe, expect, test } from 'vitest'
import type { Contact } from '../src/domain/contact.ts'
import type { Library } from '../src/domain/library.ts'
import { tileMapSvg } from '../src/domain/tile-map.ts'
import { countLacks, whiteZones } from '../src/domain/zones-blanches.ts'
import { library, libraryWith, someScheme, TODAY } from './doubles/library.ts'

const EPCI = 'cc-lisieres-de-l-oise'
const THEME = 'export'
const communes = [...library.communes.values()].filter(c => c.epci === EPCI).map(c => c.insee)
const [first] = communes as [string]

const desk = (id: string, more: Partial<Contact>): Contact =>
  ({ id, fonction: 'desk', alias: [], mots: [], organisme: 'x', sources: [], ...more }) as Contact
const withDesks = (base: Library, ...desks: Contact[]): Library => ({
  ...base,
  contacts: new Map(desks.map(d => [d.id, d])),
})
const zoneOf = (known: Library, served = true) =>
  whiteZones(known, { today: TODAY, epci: [EPCI], served: () => served })[0]!.themes.get(THEME)!

describe('white zones', () => {
  const scheme = (written: Record<string, unknown>) => libraryWith(someScheme('a', { themes: [THEME], ...written }))

  test('a scheme of the theme for the whole country leaves nothing without a scheme, but nothing local', () => {
    const zone = zoneOf(scheme({}))
    expect(zone.dispositif).toEqual([])
    expect(zone.local).toEqual(communes)
  })

  test('a scheme for one commune leaves the others of its EPCI', () => {
    const zone = zoneOf(scheme({ zone: { communes: [first] } }))
    expect(zone.dispositif).toEqual(communes.slice(1))
    expect(zone.local).toEqual(communes.slice(1))
  })

  test('what is closed, not for companies, of another theme or serves every need does not count', () => {
    for (const written of [
      { etat: 'clos' },
      { public: 'collectivites' },
      { themes: ['innovation'] },
      { themes: ['innovation'], 'tous-besoins': 'oui' },
    ])
      expect(zoneOf(scheme(written)).dispositif, JSON.stringify(written)).toEqual(communes)
  })

  test('an excluded place is not covered', () => {
    const zone = zoneOf(scheme({ zone: { pays: ['france'], sauf: { epci: [EPCI] } } }))
    expect(zone.dispositif).toEqual(communes)
  })

  test('a desk without a name is nobody to turn to; a person of another theme neither', () => {
    const bureau = { regions: ['hauts-de-france'], rang: 1 }
    const nobody = withDesks(library, desk('f', { bureau }))
    const other = withDesks(library, desk('p', { nom: 'Lou', bureau: { ...bureau, themes: ['innovation'] } }))
    const somebody = withDesks(library, desk('p', { nom: 'Lou', bureau }))
    expect(zoneOf(nobody).interlocuteur).toEqual(communes)
    expect(zoneOf(other).interlocuteur).toEqual(communes)
    expect(zoneOf(somebody).interlocuteur).toEqual([])
  })

  test('without a mailbox every commune is concerned', () => {
    expect(zoneOf(library, false).boite).toEqual(communes)
    expect(zoneOf(library).boite).toEqual([])
  })

  test('counts are pairs of a commune and a theme', () => {
    const zones = whiteZones(library, { today: TODAY, epci: [EPCI], served: (_, theme) => theme !== THEME })
    expect(countLacks(zones, 'boite')).toEqual({
      n: communes.length,
      sur: communes.length * library.themes.size,
      themes: 1,
    })
  })

  test('the whole of the real base takes less than a second', () => {
    const before = process.cpuUsage()
    const zones = whiteZones(library, {
      today: TODAY,
      epci: [...library.territoireOfEpci.keys()],
      served: () => true,
    })
    const { user, system } = process.cpuUsage(before)
    expect(zones.reduce((n, z) => n + z.communes, 0)).toBe(library.communes.size)
    expect((user + system) / 1000).toBeLessThan(1_000)
  })
})

describe('the map', () => {
  const tile = (id: string, part = 0) => ({ id, nom: `Name of <${id}>`, groupe: '1', chiffre: '3', part })
  const draw = (dessin: string, ...tuiles: ReturnType<typeof tile>[]) =>
    tileMapSvg({ titre: 't', description: 'd', dessin, tuiles })

  test('every place stands on it, also one that nobody drew, and nothing typed is markup', () => {
    const svg = draw('. a\nb .', tile('a'), tile('b'), tile('new'))
    expect(svg.match(/<g transform/g)).toHaveLength(3)
    expect(svg).not.toContain('<a>')
  })

  test('rows and columns without a place are left out', () => {
    expect(draw('. . a\n. . b\n. c .', tile('a'), tile('b'))).toContain('viewBox="0 0 98 196"')
  })

  test('the bar is as long as the share, and never invisible', () => {
    const bars = (part: number) => draw('a', tile('a', part)).match(/width="(\d+)" height="9" fill="url/)?.[1]
    expect([bars(0), bars(0.001), bars(0.5), bars(1)]).toEqual([undefined, '2', '38', '76'])
  })

  test('every EPCI of the knowledge is drawn', () => {
    const drawn = library.texts['console-zones-carte']!.split(/\s+/)
    expect([...library.territoireOfEpci.keys()].filter(e => !drawn.includes(e))).toEqual([])
  })
})
