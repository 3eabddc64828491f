import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { desksFor } from '../src/domain/contact.ts'
import { statusOf } from '../src/domain/dispositif.ts'
import { fold } from '../src/domain/fold.ts'
import { placeOf } from '../src/domain/library.ts'
import { orient } from '../src/domain/matching.ts'
import type { Zone } from '../src/domain/territoire.ts'
import { findings, library, placeNamed, situation, TODAY } from './doubles/library.ts'

const schemes = [...library.dispositifs.values()]
const themes = [...library.themes.keys()]
const territoire = (id: string) => library.territoires.get(id)!
const offeredAt = (commune: string) =>
  themes.flatMap(t => orient(library, situation(t, {}, placeNamed(commune))).map(w => w.dispositif.id))
/** A commune of each EPCI. */
const communes = [...library.territoireOfEpci].map(([epci, id]) => {
  const commune = [...library.communes.values()].find(c => c.epci === epci)!
  return { epci, id, place: placeOf(library, commune.insee) }
})
/** Everything written in the records, file by file. */
const written = readdirSync('knowledge', { recursive: true, encoding: 'utf8' })
  .filter(f => /^(territoires|dispositifs|organismes|contacts|entreprises|fiches)\/.+\.(yaml|md)$/.test(f))
  .map(file => ({ file, text: readFileSync(`knowledge/${file}`, 'utf8') }))
/** What people read: aliases (words to be found by) and citations (the document's own letters) left aside. */
const shown = written.map(({ file, text }) => ({
  file,
  text: text.replace(/^ *alias:.*$/gm, '').replace(/\b[a-z][a-z0-9-]+:\d+ [^\n]*/g, ''),
}))

test('the knowledge has no finding', () => {
  expect(findings).toEqual([])
})

describe('the traps of the documents', () => {
  test('141, 146 and 183 territories are each told with their own date', () => {
    const numbers = [...library.territoires.values()]
      .flatMap(t => t.chiffres)
      .filter(c => c.perimetre === 'France' && /^Territoires d'industrie/.test(c.titre))
      .map(c => [c.valeur.match(/\d+/)![0], c.annee])
    expect(numbers.sort()).toEqual([
      ['141', '2018'],
      ['146', '2022'],
      ['183', '2023-2027'],
    ])
    const fiche = library.fiches.get('combien-de-territoires-d-industrie')!.corps
    for (const dated of [/141[^.]*2018/, /2022[^.]*146/, /183[^.]*2023-2027/]) expect(fiche).toMatch(dated)
    // the label of 2018 was one of 141: the convention that names 146 is of 2022
    expect(territoire('hainaut-douaisis-cambresis').label!.texte).not.toMatch(/146/)
  })

  test.each([
    ['LABIOCACRAC', 'entreprises/labiocrac.yaml', 'Labiocrac'],
    ['PROMEIO', 'organismes/promeo.yaml', 'PROMEO'],
    ['Coudrésis', null, 'Caudrésis'],
    ['BRIOIS', null, null],
    ['Liévin', null, null],
  ])('the misread « %s » is never a name', (misread, home, right) => {
    const holds = (f: { text: string }) => fold(f.text).includes(fold(misread))
    expect(shown.filter(holds).map(f => f.file)).toEqual([])
    if (home) expect(written.find(f => f.file === home)!.text).toContain(`titre: ${right}`)
    else expect(written.filter(holds).map(f => f.file)).toEqual([])
    if (right) expect(shown.some(f => f.text.includes(right))).toBe(true)
  })

  test('of two presidents written side by side, the struck one is told as replaced', () => {
    const roles = new Map(territoire('hainaut-douaisis-cambresis').gouvernance.map(g => [g.nom, g]))
    for (const [now, before] of [
      ['Aymeric ROBIN', 'Alain BOCQUET'],
      ['Nicolas SIEGLER', 'François-Xavier VILLAIN'],
    ] as const) {
      expect(roles.get(now)!.role).toMatch(/^Président ;/)
      expect(roles.get(before)!.role).toMatch(/^Ancien président, remplacé par/)
      expect(roles.get(before)!.role).toContain(now)
    }
    const presidents = [...roles.values()].filter(g => g.role.startsWith('Président')).map(g => g.organisme)
    expect(new Set(presidents).size).toBe(presidents.length)
  })

  test('the CCI Grand Hainaut, struck in the convention, is nobody to turn to any more', () => {
    expect(library.organismes.get('cci-grand-hainaut')!.resume).toMatch(/remplacé/)
    expect(schemes.filter(d => d.operateurs.includes('cci-grand-hainaut'))).toEqual([])
    expect([...library.contacts.values()].filter(c => c.organisme === 'cci-grand-hainaut')).toEqual([])
    expect(library.contacts.get('chef-de-projet-hainaut-douaisis-cambresis')!.organisme).toBe('cci-hauts-de-france')
  })

  test('two unemployment rates say whose and when, and warn against comparing them', () => {
    const rates = territoire('soissonnais-valois').chiffres.filter(
      c => /chômage/i.test(c.titre) && !/jeunes/.test(c.titre),
    )
    expect(rates.map(c => c.valeur.split(' %')[0])).toEqual(['16,8', '8,5'])
    expect(new Set(rates.map(c => c.perimetre)).size).toBe(2)
    expect(rates.map(c => c.annee?.slice(-4))).toEqual(['2019', '2022'])
    for (const c of rates) expect(c['a-savoir']).toMatch(/ne les comparez pas/)
  })

  test('43 is two things: firms that won a call, and firms that were helped', () => {
    const two = territoire('hainaut-douaisis-cambresis').chiffres.filter(c => c.valeur === '43')
    expect(two.map(c => c.titre.match(/lauréates|accompagnées/)?.[0])).toEqual(['lauréates', 'accompagnées'])
    for (const c of two) expect(c.perimetre).toMatch(/ne pas confondre/)
  })

  test('what pays the chef de projet is no aid to a firm', () => {
    const about = schemes.filter(d =>
      /10 ?833|FNADT|40 ?000 €/.test(JSON.stringify([d.alias, d.montants, d['a-savoir']])),
    )
    expect(about.length).toBeGreaterThan(0)
    expect(about.filter(d => d.public === 'entreprises').map(d => d.id)).toEqual([])
    for (const id of ['financement-chef-de-projet-hainaut-douaisis-cambresis', 'cofinancement-chef-de-projet'])
      expect(statusOf(library.dispositifs.get(id)!, TODAY).status).toBe('sans-objet')
  })

  test('a yearly budget or an envelope is never told as what a firm receives', () => {
    const budgets = schemes
      .filter(d => d.public === 'entreprises')
      .flatMap(d => d.montants.filter(m => ['budget-annuel', 'enveloppe'].includes(m.sens)))
    expect(budgets.length).toBeGreaterThan(4)
    expect(budgets.filter(m => !m.texte.includes("ce n'est pas le montant d'une aide")).map(m => m.texte)).toEqual([])
  })

  test('the zero-rate loans of Initiative Aisne are for Chauny-Tergnier-La Fère only', () => {
    const loans = schemes.filter(d => d.operateurs.includes('initiative-aisne')).map(d => d.id)
    expect(loans).toEqual(['prets-taux-zero-initiative-aisne'])
    for (const commune of ['Chauny', 'Tergnier', 'La Fère']) expect(offeredAt(commune)).toContain(loans[0])
    for (const commune of ['Soissons', 'Saint-Quentin', 'Villers-Cotterêts', 'Ham', 'Péronne'])
      expect(offeredAt(commune)).not.toContain(loans[0])
  })

  test('the Aisne that boats follow is not the Aisne that is a department', () => {
    const river = ['aisne-canalisee-voie-eau', 'amenagement-quais-aisne', 'report-fret-aisne']
    for (const id of river) expect(library.dispositifs.get(id)!.zone).toEqual({ territoires: ['soissonnais-valois'] })
    expect(offeredAt('Soissons')).toEqual(expect.arrayContaining(river))
    for (const commune of ['Chauny', 'Saint-Quentin', 'Tergnier'])
      expect(offeredAt(commune).filter(id => river.includes(id))).toEqual([])
  })

  test('two territories share the department: nothing of one comes out in the other', () => {
    const local = (zone: Zone) => [
      ...(zone.territoires ?? []),
      ...(zone.epci ?? []).map(e => library.territoireOfEpci.get(e)!),
    ]
    for (const [commune, own] of [
      ['Soissons', 'soissonnais-valois'],
      ['Chauny', 'saint-quentinois-tergnier'],
    ] as const) {
      const foreign = offeredAt(commune).filter(id => local(library.dispositifs.get(id)!.zone).some(t => t !== own))
      expect(foreign.filter(id => !local(library.dispositifs.get(id)!.zone).includes(own))).toEqual([])
    }
  })

  test('what is for collectivités only is known but offered to no company', () => {
    const public_ = schemes.filter(d => d.public !== 'entreprises').map(d => d.id)
    expect(public_).toEqual(
      expect.arrayContaining([
        'pradet-saint-quentinois-tergnier',
        'action-coeur-de-ville-saint-quentin',
        'opah-ham',
        'crte-et-cper',
        'crte-soissonnais-valois',
        'pack-rebond',
      ]),
    )
    const told = new Set(
      communes.flatMap(({ place }) =>
        themes.flatMap(t =>
          orient(library, { ...situation(t, {}, place), nommes: new Set(public_) }).map(w => w.dispositif.id),
        ),
      ),
    )
    expect(public_.filter(id => told.has(id))).toEqual([])
  })
})

describe('a company of any EPCI with any need', () => {
  const cases = communes.flatMap(({ epci, id, place }) => themes.map(theme => ({ epci, id, place, theme })))

  test('is offered something for it, or is told that the documents hold nothing', () => {
    const empty = cases.filter(({ id, place, theme }) => {
      const own = orient(library, situation(theme, {}, place)).filter(
        w => w.verdict !== 'non-eligible' && w.dispositif.themes.includes(theme),
      )
      return own.length === 0 && !library.texts[`rien-${theme}-${id}`]
    })
    expect(empty.map(({ epci, theme }) => `${epci} ${theme}`)).toEqual([])
  })

  test('has a desk of its own EPCI or territory, and never one of another', () => {
    for (const { epci, id, place, theme } of cases) {
      const desks = desksFor([...library.contacts.values()], place, theme)
      const [first] = desks
      expect([first!.bureau!.epci, first!.bureau!.territoires].flat()).toEqual(
        expect.arrayContaining([first!.bureau!.epci ? epci : id]),
      )
      for (const { bureau } of desks)
        expect([...(bureau!.epci ?? [epci]), ...(bureau!.territoires ?? [id])]).toEqual([epci, id])
    }
  })

  test('is never sent to an elected person or a head of a company', () => {
    const governing = new Set(
      [...library.territoires.values()].flatMap(t => t.gouvernance.map(g => fold(g.nom).split(' ').sort().join(' '))),
    )
    const desks = [...library.contacts.values()].filter(c => c.bureau)
    expect(desks.filter(c => c.nom && governing.has(fold(c.nom).split(' ').sort().join(' ')))).toEqual([])
    expect(
      desks.filter(c => /\b(maire|élue?|président|vice-président|dirigeante?|gérante?)/i.test(c.fonction)),
    ).toEqual([])
    expect(desks.filter(c => c.nom).length).toBe(11)
  })

  test('finds the eleven named people only where the document puts them, with the address that it gives', () => {
    const named = [...library.contacts.values()].filter(c => c.nom)
    expect(named.every(c => c.email && c.sources[0]!.document === 'petr-soissonnais-valois-candidature')).toBe(true)
    const chauny = desksFor(named, placeNamed('Chauny'), 'industrie-du-futur')
    expect(chauny).toEqual([])
    expect(desksFor(named, placeNamed('Soissons'), null)[0]!.nom).toBe('Maxime ISAMBERT')
  })
})

describe('every record of a scheme', () => {
  test('has two examples or more that hold, and one that shows its limit where it is for companies', () => {
    expect(schemes.filter(d => d.exemples.length < 2).map(d => d.id)).toEqual([])
    expect(findings.filter(f => /exemple/.test(f.texte))).toEqual([])
  })

  test('is never open today by itself: nobody has verified it and no window runs', () => {
    const open = schemes.filter(d => statusOf(d, TODAY).status === 'ouvert' && !d['verifie-le'] && !d.periode?.fin)
    expect(open.map(d => d.id)).toEqual([])
  })

  test('that was planned for a year now past is not said to exist', () => {
    const past = schemes.filter(d => statusOf(d, TODAY).cle === 'prevu-passe')
    expect(past.length).toBeGreaterThan(20)
    expect(past.filter(d => d.etat !== 'prevu')).toEqual([])
  })
})
