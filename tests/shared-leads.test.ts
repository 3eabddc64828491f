import { describe, expect, test } from 'vitest'
import { covers, owns, type Scope } from '../src/domain/scope.ts'
import { openStore } from '../src/store/store.ts'
import { consoleOver, everything, someAgent } from './doubles/console.ts'
import { onBothEngines } from './engines.ts'
import { someFolder } from './folders.ts'
import { someLead } from './leads.ts'

const HERE: Scope = { role: 'referent', territoires: [], epci: ['ca-grandsoissons'] }
const THERE: Scope = { role: 'referent', territoires: [], epci: ['ca-cambrai'] }
const CHIEF: Scope = { role: 'chef-de-projet', territoires: ['hainaut-douaisis-cambresis'], epci: [] }
const ELSEWHERE: Scope = { role: 'referent', territoires: [], epci: ['cc-retz-en-valois'] }
const TO = {
  epci: 'ca-cambrai',
  territoire: 'hainaut-douaisis-cambresis',
  accord: 'oral',
  accord_le: '2026-11-20',
  compte: 'here',
}

test('covers knows a shared place, owns does not', () => {
  const lead = { territoire: 'soissonnais-valois', epci: 'ca-grandsoissons', partages: [TO] }
  expect([HERE, THERE, CHIEF, ELSEWHERE].map(s => covers(s, lead))).toEqual([true, true, true, false])
  expect([HERE, THERE, CHIEF, ELSEWHERE].map(s => owns(s, lead))).toEqual([true, false, false, false])
})

onBothEngines('a lead of two EPCI', stores => {
  async function begin() {
    const { store } = await stores.open()
    const { reference } = someLead()
    await store.leads.create(someLead(), 'x')
    const seenBy = async () =>
      Promise.all(
        [HERE, THERE, CHIEF, ELSEWHERE].map(
          async s => (await store.leadsOf(await store.withShares(s)).read(reference)) !== null,
        ),
      )
    return { store, reference, seenBy }
  }

  test('is seen by the other only between its agreement and the end of it', async () => {
    const { store, reference, seenBy } = await begin()
    expect(await store.sharesOf(HERE).propose(reference, TO)).toBe('ok')
    expect(await seenBy()).toEqual([true, false, false, false])
    const [proposal] = await store.sharesOf(THERE).proposals()
    expect(proposal).toMatchObject({ de: 'ca-grandsoissons', themes: ['industrie-du-futur', 'export'] })
    expect(JSON.stringify(proposal)).not.toMatch(/TI-2026|Exemple|camille/)
    expect(await store.sharesOf(ELSEWHERE).proposals()).toEqual([])
    expect(await store.sharesOf(ELSEWHERE).accept(proposal!.id, 'there')).toBeNull()
    expect(await store.sharesOf(THERE).accept(proposal!.id, 'here')).toBeNull()
    expect(await store.sharesOf(THERE).accept(proposal!.id, 'there')).toBe(reference)
    expect(await seenBy()).toEqual([true, true, true, false])
    expect(await store.leadsOf(await store.withShares(THERE)).count({})).toBe(1)
    expect(covers(THERE, (await store.leads.read(reference))!)).toBe(true)
    expect(await store.sharesOf(ELSEWHERE).withdraw(proposal!.id)).toBeNull()
    expect(await store.sharesOf(THERE).withdraw(proposal!.id)).toBe(reference)
    expect(await seenBy()).toEqual([true, false, false, false])
    expect(await store.sharesOf(HERE).of(reference)).toEqual([])
    expect(await store.sharesOf(HERE).propose(reference, TO)).toBe('ok')
    expect(await seenBy()).toEqual([true, false, false, false])
  })

  test('is followed by both, but only its own EPCI hands it over, merges, wipes or shares it on', async () => {
    const { store, reference } = await begin()
    await store.leads.create(
      someLead({ reference: 'TI-2026-CAMB', epci: 'ca-cambrai', territoire: TO.territoire }),
      'x',
    )
    await store.sharesOf(HERE).propose(reference, TO)
    const [proposal] = await store.sharesOf(THERE).proposals()
    await store.sharesOf(THERE).accept(proposal!.id, 'there')
    const there = store.leadsOf(await store.withShares(THERE))
    const entry = { auteur: 'x', texte: 'x' }
    expect(await there.note(reference, entry)).toBe('ok')
    expect(await there.move({ reference, de: 'nouveau', vers: 'contacte', auteur: 'x' })).toBe('ok')
    expect(await there.transfer(reference, TO, entry)).toBe('unknown')
    expect(await there.merge(reference, 'TI-2026-CAMB', entry)).toBe('unknown')
    expect(await there.merge('TI-2026-CAMB', reference, entry)).toBe('unknown')
    expect(await there.forget(reference)).toBe('unknown')
    expect(await store.sharesOf(THERE).propose(reference, { ...TO, epci: 'cc-retz-en-valois' })).toBe('unknown')
    expect(await store.leadsOf(HERE).forget(reference)).toBe('ok')
    expect(await store.leadsOf(await store.withShares(THERE)).read(reference)).toBeNull()
  })
})

describe('the pages of a shared lead', () => {
  test('the person’s agreement is asked for; both sides and the journal know what was done', async () => {
    const store = await openStore({ dataDir: someFolder(), role: 'server' })
    const lead = someLead({ besoins: [{ theme: 'export', reponses: {} }] })
    await store.leads.create(lead, 'x')
    const { ask } = consoleOver(store)
    const [here, there] = [await someAgent(store, HERE), await someAgent(store, THERE)]
    const path = `/console/demandes/${lead.reference}`
    const propose = (body: Record<string, string>) => ask('POST', `${path}/associer`, { as: here, body })
    const where = async (answer: ReturnType<typeof propose>) => (await answer).headers?.location
    expect(await where(propose({ epci: TO.epci }))).toContain('refus-partage')
    expect(await where(propose({ epci: TO.epci, accord: 'oral', accord_le: '2999-01-01' }))).toContain('refus-partage')
    expect(await where(propose({ epci: TO.epci, accord: 'ecrit', accord_le: '2026-11-20' }))).toContain(
      'partage-propose',
    )
    expect((await ask('GET', path, { as: there })).status).toBe(404)
    const list = (await ask('GET', '/console/partages', { as: there })).html!
    expect(list).toContain('GrandSoissons')
    expect(list).toContain('Export')
    for (const secret of [lead.reference, lead.nom, lead.entreprise, lead.email!]) expect(list).not.toContain(secret)
    const id = /partages\/([\w-]+)\/accepter/.exec(list)![1]!
    expect(await where(ask('POST', `/console/partages/${id}/accepter`, { as: here, body: {} }))).toContain('refus')
    await ask('POST', `/console/partages/${id}/accepter`, { as: there, body: {} })
    const page = (await ask('GET', path, { as: there })).html!
    expect(page).toContain(lead.nom)
    expect(page).not.toContain(`${path}/effacer`)
    expect(page).not.toContain(`${path}/associer`)
    await ask('POST', `/console/partages/${id}/retirer`, { as: here, body: {} })
    expect((await ask('GET', path, { as: there })).status).toBe(404)
    const acts = (await store.audit.list({ offset: 0, limit: 99 }, lead.reference)).map(l => l.acte)
    expect(acts).toEqual(expect.arrayContaining(['partage-propose', 'partage-accepte', 'partage-retire']))
    const { notes } = (await store.leadsOf(everything).file(lead.reference))!
    expect(notes.map(n => n.texte).join()).toContain('Par écrit')
    await store.close()
  })
})
