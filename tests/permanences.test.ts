import { expect, test } from 'vitest'
import { momentInFrance } from '../src/console/paris.ts'
import type { Evenement } from '../src/domain/evenement.ts'
import { freeSlots, slotKey, slotsOf, tellDayOf, tellHour, weekly } from '../src/domain/permanence.ts'
import type { Store } from '../src/store/store.ts'
import { onBothEngines } from './engines.ts'
import { someLead } from './leads.ts'

const NOW = new Date('2026-11-22T09:00:00Z')
const entry = { auteur: 'x', texte: 'x' }

/** A morning of half-hour slots in Soissons. */
function morning(jour: string, changes: Partial<Evenement> = {}): Evenement {
  return {
    id: 'p1',
    sorte: 'permanence',
    titre: 'Permanence industrie',
    debut: momentInFrance(jour, '09:00')!.toISOString(),
    fin: momentInFrance(jour, '12:00')!.toISOString(),
    lieu: 'Mairie, salle 2',
    territoire: 'soissonnais-valois',
    epci: 'ca-grandsoissons',
    etat: 'prevu',
    qui: 'Chef de projet',
    minutes: 30,
    sequence: 0,
    ...changes,
  }
}

const told = (e: Evenement) => slotsOf(e).map(s => `${tellDayOf(s.debut)} ${tellHour(s.debut)}`)

test('slots fill the hours; a rest that is too short is none', () => {
  expect(told(morning('2026-12-01', { minutes: 45 }))).toEqual([
    'mardi 1er décembre 9 h',
    'mardi 1er décembre 9 h 45',
    'mardi 1er décembre 10 h 30',
    'mardi 1er décembre 11 h 15',
  ])
  expect(slotsOf(morning('2026-12-01', { minutes: 50 }))).toHaveLength(3)
})

test('nine in the morning stays nine, whatever the clocks do that week', () => {
  const mondays = weekly('2026-10-19', 3)
  expect(mondays).toEqual(['2026-10-19', '2026-10-26', '2026-11-02'])
  const firsts = mondays.map(day => slotsOf(morning(day))[0]!.debut)
  expect(firsts.map(tellHour)).toEqual(['9 h', '9 h', '9 h'])
  expect(firsts.map(m => m.slice(11, 16))).toEqual(['07:00', '08:00', '08:00'])
  const night = morning('2026-10-25', {
    debut: '2026-10-25T00:00:00.000Z',
    fin: '2026-10-25T02:00:00.000Z',
    minutes: 60,
  })
  expect(slotsOf(night).map(s => s.debut)).toEqual(['2026-10-25T00:00:00.000Z', '2026-10-25T01:00:00.000Z'])
})

test('nothing is offered on a holiday, when cancelled, when past, or by what is no permanence', () => {
  expect(slotsOf(morning('2026-12-25'))).toEqual([])
  expect(weekly('2026-12-18', 3)).toEqual(['2026-12-18'])
  expect(slotsOf(morning('2026-12-01', { etat: 'annule' }))).toEqual([])
  expect(slotsOf(morning('2026-12-01', { sorte: 'copil' }))).toEqual([])
  const day = morning('2026-12-01')
  const late = new Date('2026-12-01T09:45:00Z')
  expect(freeSlots([day], new Set(), late).map(s => tellHour(s.debut))).toEqual(['11 h 30'])
  const [first] = slotsOf(day)
  expect(freeSlots([day], new Set([slotKey(first!)]), NOW)).toHaveLength(5)
})

onBothEngines('appointments at a permanence', stores => {
  async function begin(leads: number) {
    const clock = { at: NOW }
    const { store } = await stores.open({ now: () => clock.at })
    const references = Array.from({ length: leads }, (_, i) => `TI-2026-${String(i).padStart(4, '0')}`)
    for (const reference of references)
      await store.leads.create(someLead({ reference, email: `${reference}@x.test` }), 'x')
    const { id: _, etat: __, sequence: ___, ...event } = morning('2026-12-01')
    const id = await store.agenda.add(event, 'x')
    const where = { territoire: 'soissonnais-valois', epci: 'ca-grandsoissons' }
    return { store, references, id, event, where, clock }
  }
  const subjects = async ({ database: { db } }: Store) =>
    (await db.selectFrom('outbox').select('cle').where('sujet', 'like', 'permanence%').orderBy('cle').execute()).length

  test('a hundred at once for one slot: one has it, the others are told so', { timeout: 120_000 }, async () => {
    const { store, references, where } = await begin(100)
    const [slot] = (await store.agenda.free(where, 1)).libres
    const outcomes = await Promise.all(references.map(r => store.agenda.book(r, slot!, r)))
    expect(outcomes.filter(o => o === 'ok')).toHaveLength(1)
    expect(outcomes.filter(o => o === 'taken')).toHaveLength(99)
    const meetings = await store.database.db.selectFrom('meetings').selectAll().execute()
    expect(meetings).toMatchObject([{ debut: slot!.debut, minutes: 30, lieu: 'Mairie, salle 2' }])
    expect(await subjects(store)).toBe(2)
    const next = await store.agenda.free(where, 9, '', slot)
    expect(next).toMatchObject({ voulu: false })
    expect(next.libres).toHaveLength(5)
  })

  test('the EPCI’s permanence comes before the territory’s, another EPCI’s is not offered', async () => {
    const { store, where, id, event } = await begin(0)
    const wide = await store.agenda.add({ ...event, epci: null, titre: 'Wide' }, 'x')
    await store.agenda.add({ ...event, epci: 'cc-retz-en-valois' }, 'x')
    const offered = async (epci: string | null) =>
      new Set((await store.agenda.free({ ...where, epci }, 99)).libres.map(s => s.evenement))
    expect(await offered('ca-grandsoissons')).toEqual(new Set([id]))
    expect(await offered('cc-villers-cotterets')).toEqual(new Set([wide]))
    await store.agenda.cancel(id, entry)
    expect(await offered('ca-grandsoissons')).toEqual(new Set([wide]))
    expect((await store.agenda.free({ territoire: null, epci: null }, 9)).libres).toEqual([])
  })

  test('who books again moves; who gives back frees the slot; each change is told once', async () => {
    const { store, references, where } = await begin(2)
    const [a = '', b = ''] = references
    const [first, second] = (await store.agenda.free(where, 2)).libres
    await store.agenda.book(a, first!, a)
    expect(await store.agenda.book(a, second!, a)).toBe('ok')
    expect(await store.agenda.upcoming(a)).toMatchObject([{ debut: second!.debut, sequence: 1 }])
    expect(await store.agenda.book(b, second!, b)).toBe('taken')
    expect(await store.agenda.book(b, first!, b)).toBe('ok')
    const [mine] = await store.agenda.upcoming(a)
    expect(await store.agenda.release(mine!.id, entry)).toBe(true)
    expect(await store.agenda.release(mine!.id, entry)).toBe(false)
    expect(await store.agenda.upcoming(a)).toEqual([])
    expect((await store.leadsOf({ role: 'administrateur', territoires: [], epci: [] }).file(a))!.rendezVous).toEqual([])
    expect(await subjects(store)).toBe(8)
  })

  test('a permanence keeps the slots that people hold; cancelled, it gives them all back', async () => {
    const { store, references, where, id, event, clock } = await begin(1)
    const [reference = ''] = references
    const [slot] = (await store.agenda.free(where, 1)).libres
    await store.agenda.book(reference, slot!, 'x')
    expect(await store.agenda.change(id, { ...event, minutes: 40, debut: slot!.fin }, entry)).toBe('taken')
    expect(await store.agenda.change(id, { ...event, lieu: 'Elsewhere' }, entry)).toBe('ok')
    expect(await store.agenda.upcoming(reference)).toMatchObject([{ sequence: 1, evenement: { lieu: 'Elsewhere' } }])
    expect(await store.agenda.cancel(id, entry)).toBe(true)
    expect(await store.agenda.upcoming(reference)).toEqual([])
    expect(await store.agenda.book(reference, slot!, 'x')).toBe('taken')
    clock.at = new Date('2026-12-02T09:00:00Z')
    expect(await store.agenda.bookings(id)).toEqual([])
  })

  test('who takes the request back or has it wiped gives the slot back too', async () => {
    const { store, references, where } = await begin(2)
    for (const r of references) await store.agenda.book(r, (await store.agenda.free(where, 1)).libres[0]!, r)
    expect((await store.agenda.free(where, 99)).libres).toHaveLength(4)
    await store.rights.withdraw(references[0]!, 'x')
    await store.rights.erase(references[1]!)
    expect((await store.agenda.free(where, 99)).libres).toHaveLength(6)
  })
})
