import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { readLeadClick } from '../src/channels/teams-desk.ts'
import type { Role } from '../src/domain/scope.ts'
import { openStore, type Store } from '../src/store/store.ts'
import { complaintsAbout, wordsIn } from './doubles/adaptive.ts'
import { library } from './doubles/library.ts'
import { startTeams } from './doubles/teams.ts'
import { cardsOf, deskOf, factsOf } from './doubles/teams-desk.ts'
import { someFolder } from './folders.ts'

const text = (key: string) => library.texts[key]!
/** A Monday at nine in France. */
const MONDAY = new Date('2026-03-09T08:00:00Z')
let at = MONDAY
let store: Store
let teams: Awaited<ReturnType<typeof startTeams>>
let run = 0
let desk: ReturnType<typeof deskOf>
beforeEach(async () => {
  run++
  at = new Date(MONDAY.getTime() + 1)
  teams.connector.shown.length = 0
  desk = deskOf(store, teams, run)
  for (const s of await store.teams().subscriptions()) await store.teams().unsubscribe(s.conversation)
})
beforeAll(async () => {
  store = await openStore({ dataDir: someFolder(), role: 'server' }, { now: () => at })
  teams = await startTeams({ store, now: () => at })
})
afterAll(async () => {
  await teams.close()
  await store.close()
})

describe('subscribing', () => {
  test('a code of the console binds a channel to an account, once, for an hour', async () => {
    const chef = await desk.account('chef-de-projet', ['soissonnais-valois'])
    const code = await store.teams().code(chef.id)
    const one = teams.person(`19:one-${run}@thread.tacv2;messageid=1`, 'channel')
    const two = teams.person(`a:two-${run}`)
    await one.say(`S’ABONNER ${code.toLowerCase()}`)
    await two.say(`s'abonner ${code}`)
    expect(one.reads().at(-1)).toMatch(/Soissonnais/)
    expect(one.reads().at(-1)).toContain(text('teams-abonne-canal'))
    expect(two.reads().at(-1)).toBe(text('teams-code-refuse'))
    const [subscription] = await store.teams().subscriptions()
    expect(subscription).toMatchObject({
      conversation: `messages/msteams/19:one-${run}@thread.tacv2`,
      account: chef.id,
    })
    const late = await store.teams().code(chef.id)
    at = new Date(at.getTime() + 3_600_001)
    await two.say(`s'abonner ${late}`)
    expect(two.reads().at(-1)).toBe(text('teams-code-refuse'))
  })

  test('no more comes once it is ended, or the account is closed', async () => {
    const chef = await desk.account('chef-de-projet', ['soissonnais-valois'])
    const person = await desk.subscribed('chef', chef)
    await person.say('se désabonner')
    await desk.arrives()
    expect(cardsOf(person, 'TI-')).toEqual([])
    const again = await desk.subscribed('chef', chef)
    await store.accounts.change(chef.id, { ...chef, nom: chef.nom, actif: false })
    await desk.arrives()
    expect(cardsOf(again, 'TI-')).toEqual([])
  })

  test('a guessed code is refused and « abonner » in a sentence goes to the conversation', async () => {
    const person = teams.person(`a:guess-${run}`)
    await person.say("s'abonner AAAAAAAA")
    expect(person.reads()).toEqual([text('teams-code-refuse')])
    await person.say('je veux abonner mes salariés à un service de formation')
    expect(person.reads().at(-1)).not.toBe(text('teams-code-refuse'))
  })
})

describe('a new lead', () => {
  test('comes as one card to each that may see it, without who to call', async () => {
    const here = await desk.subscribed('ici', await desk.account('referent', [], ['ca-grandsoissons']))
    const whole = await desk.subscribed(
      'chef',
      await desk.account('chef-de-projet', ['soissonnais-valois']),
      'personal',
    )
    const foreign = await desk.subscribed('ailleurs', await desk.account('referent', [], ['cc-retz-en-valois']))
    const reference = await desk.arrives({ email: 'camille@exemple.test', telephone: '+33 3 23 00 00 00' })
    await teams.notifier.round()
    for (const person of [here, whole]) {
      const [card, ...more] = cardsOf(person, reference)
      expect(more).toEqual([])
      expect(complaintsAbout(card!.attachments![0]!.content)).toEqual([])
      expect(JSON.stringify(card)).not.toMatch(/camille|Camille|33 3 23/)
      expect(factsOf(person, reference)).toMatchObject({ Entreprise: 'Chaudronnerie Exemple', État: 'Nouvelle' })
      expect(person.buttons(card)).toEqual([
        text('teams-prendre'),
        text('teams-transferer-faire'),
        text('teams-refuser-faire'),
      ])
    }
    expect(cardsOf(foreign, reference)).toEqual([])
    // a channel's own post, not an answer in the thread of the subscription
    expect(cardsOf(here, reference)[0]!.conversation).toBe(`19:ici-${run}@thread.tacv2`)
  })

  test('« Je prends » makes it theirs, everywhere; who comes second is told', async () => {
    const referent = await desk.account('referent', [], ['ca-grandsoissons'])
    const one = await desk.subscribed('un', referent)
    const two = await desk.subscribed('deux', await desk.account('chef-de-projet', ['soissonnais-valois']))
    const reference = await desk.arrives()
    const stale = structuredClone(cardsOf(two, reference)[0]!)
    await one.click(text('teams-prendre'))
    await teams.notifier.round()
    expect(await store.leads.read(reference)).toMatchObject({ assigne: referent.id, statut: 'nouveau' })
    for (const person of [one, two]) expect(factsOf(person, reference)['Suivie par']).toBe(referent.nom)
    await two.click(text('teams-prendre'), {}, stale)
    expect(two.reads().at(-1)).toContain(referent.nom)
    expect((await store.leads.read(reference))!.assigne).toBe(referent.id)
    expect((await store.audit.list({ offset: 0, limit: 9 }, reference)).map(l => l.acte)).toEqual(['affecter'])
  })

  test('two who take it at the same moment: one has it', async () => {
    const people = await Promise.all(
      [1, 2, 3].map(async n => desk.subscribed(`p${n}`, await desk.account('chef-de-projet', ['soissonnais-valois']))),
    )
    await desk.arrives()
    await Promise.all(people.map(p => p.click(text('teams-prendre'))))
    const said = people.map(p => p.reads().at(-1)!)
    expect(said.filter(s => s.includes(text('teams-deja-prise').split('{')[1]!.slice(10, 25)))).toHaveLength(2)
  })

  test('its next steps are those of the pipeline, by one click each', async () => {
    const person = await desk.subscribed('un', await desk.account('referent', [], ['ca-grandsoissons']))
    const reference = await desk.arrives()
    await person.click(text('teams-prendre'))
    const old = structuredClone(cardsOf(person, reference)[0]!)
    await person.click('Noter : Contactée')
    await teams.notifier.round()
    expect(await store.leads.read(reference)).toMatchObject({ statut: 'contacte' })
    expect((await store.leads.read(reference))!.historique.at(-1)!.auteur).toBe('un (Teams)')
    await person.click('Noter : Contactée', {}, old)
    expect(person.reads().at(-1)).toContain('changé entre-temps')
    for (const next of ['Rendez-vous pris', 'Accompagnée', 'Candidature déposée']) await person.click(`Noter : ${next}`)
    expect(person.buttons(cardsOf(person, reference)[0])).toEqual([
      text('teams-transferer-faire'),
      text('teams-refuser-faire'),
    ])
  })

  test('« Transférer à … » hands it over with its reason: it leaves here and arrives there', async () => {
    const here = await desk.subscribed('ici', await desk.account('referent', [], ['ca-grandsoissons']))
    const there = await desk.subscribed('la', await desk.account('referent', [], ['cc-retz-en-valois']))
    const reference = await desk.arrives()
    await here.click(text('teams-transferer-faire'), {
      epci: 'cc-retz-en-valois',
      'motif-transferer': 'Le site est à Villers-Cotterêts',
    })
    await teams.notifier.round()
    expect(cardsOf(there, reference)).toHaveLength(1)
    const [left] = cardsOf(here, reference).filter(s => s.attachments)
    expect(wordsIn(left!.attachments)).toContain('transmise')
    expect(JSON.stringify(left)).not.toContain('Chaudronnerie')
    expect(await store.leads.read(reference)).toMatchObject({ epci: 'cc-retz-en-valois', assigne: null })
    // without a reason, or to nowhere, nothing moves
    await there.click(text('teams-transferer-faire'), { epci: 'cc-retz-en-valois', 'motif-transferer': ' ' })
    await there.click(text('teams-transferer-faire'), { epci: 'nowhere', 'motif-transferer': 'x' })
    expect((await store.leads.read(reference))!.epci).toBe('cc-retz-en-valois')
  })

  test('« Pas pour nous » closes it with its reason', async () => {
    const person = await desk.subscribed('un', await desk.account('referent', [], ['ca-grandsoissons']))
    const reference = await desk.arrives()
    await person.click(text('teams-refuser-faire'), { 'motif-refuser': 'Hors industrie' })
    await teams.notifier.round()
    const lead = (await store.leads.read(reference))!
    expect([lead.statut, lead.historique.at(-1)!.note]).toEqual(['oriente', 'Hors industrie'])
    expect(person.buttons(cardsOf(person, reference)[0])).toEqual([])
  })

  test('moves of the console and an erasure change the cards as well', async () => {
    const person = await desk.subscribed('un', await desk.account('referent', [], ['ca-grandsoissons']))
    const reference = await desk.arrives()
    await store.leads.move({ reference, de: 'nouveau', vers: 'contacte', auteur: 'console' })
    await teams.notifier.round()
    expect(factsOf(person, reference).État).toBe('Contactée')
    at = new Date(at.getTime() + 1_000)
    await store.leads.forget(reference)
    await teams.notifier.round()
    expect(person.reads().join()).not.toContain('Chaudronnerie')
    expect(person.reads().at(-1)).toContain('effacée')
  })
})

describe('what a click may not do', () => {
  test.each<[string, Role, string[], string[]]>([
    ['of another EPCI', 'referent', [], ['cc-retz-en-valois']],
    ['of another territory', 'chef-de-projet', ['grand-compiegnois'], []],
    ['who only reads', 'lecteur', ['soissonnais-valois'], []],
  ])('an account %s changes nothing, whatever it sends', async (_, role, territoires, epci) => {
    const person = await desk.subscribed('evil', await desk.account(role, territoires, epci))
    const reference = await desk.arrives()
    for (const geste of ['prendre', 'avancer', 'transferer', 'refuser', 'forget', '__proto__']) {
      const demande = { reference, geste, de: 'nouveau', vers: geste === 'refuser' ? 'oriente' : 'contacte' }
      const value = { demande, epci: 'ca-pays-de-laon', 'motif-refuser': 'x', 'motif-transferer': 'x' }
      expect(await person.deliver({ type: 'message', value })).toBe(200)
    }
    expect(await store.leads.read(reference)).toMatchObject({
      statut: 'nouveau',
      assigne: null,
      epci: 'ca-grandsoissons',
    })
    if (role !== 'lecteur') expect(JSON.stringify(person.here())).not.toContain('Chaudronnerie')
  })

  test('neither does a chat that never subscribed', async () => {
    const reference = await desk.arrives()
    const person = teams.person(`a:nobody-${run}`)
    await person.deliver({ type: 'message', value: { demande: { reference, geste: 'prendre', de: 'nouveau' } } })
    expect(person.reads()).toEqual([text('teams-pas-abonne')])
    expect((await store.leads.read(reference))!.assigne).toBeNull()
    expect(readLeadClick({ demande: { reference: {}, geste: 'prendre', de: 'nouveau' } })).toBeUndefined()
  })
})

test('each business morning what waits is listed, once, to those who may see it', async () => {
  const person = await desk.subscribed('un', await desk.account('referent', [], ['cc-villers-cotterets-foret-de-retz']))
  const quiet = await desk.subscribed('rien', await desk.account('referent', [], ['cc-nowhere']))
  const reference = await desk.arrives({ epci: 'cc-villers-cotterets-foret-de-retz' })
  teams.connector.shown.length = 0
  at = new Date('2026-03-14T08:00:00Z')
  await teams.notifier.round()
  at = new Date('2026-03-16T06:30:00Z')
  await teams.notifier.round()
  expect(person.reads()).toEqual([])
  at = new Date('2026-03-16T07:30:00Z')
  await teams.notifier.round()
  await teams.notifier.round()
  expect(person.reads()).toHaveLength(1)
  expect(person.reads()[0]).toContain(reference)
  expect(quiet.reads()).toEqual([])
  await quiet.say('demandes')
  expect(quiet.reads().at(-1)).toBe(text('teams-jour-rien'))
})
