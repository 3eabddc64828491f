import { Registry } from 'prom-client'
import { describe, expect, test } from 'vitest'
import { stoppedAt } from '../src/conversation/funnel.ts'
import { freshState } from '../src/conversation/state.ts'
import { createMind } from '../src/conversation/think.ts'
import { load } from '../src/load.ts'
import { watchStore } from '../src/metrics.ts'
import { LAST_TRY } from '../src/store/outbox.ts'
import { onBothEngines } from './engines.ts'
import { someLead, someTurn } from './leads.ts'

const { library } = load(process.cwd())

onBothEngines('metrics', stores => {
  test('the outbox and the funnel are read from the store when they are asked for', async () => {
    const clock = { at: new Date('2026-03-02T09:00:00Z') }
    const { store } = await stores.open({ now: () => clock.at })
    const register = new Registry()
    watchStore(register, store, () => clock.at)
    const line = async (start: string) => (await register.metrics()).split('\n').find(l => l.startsWith(start))
    expect(await line('relais_outbox_oldest_seconds')).toBe('relais_outbox_oldest_seconds 0')
    await store.leads.create(someLead(), 'x')
    const [first, second] = await store.outbox.claim(2)
    await store.outbox.hold(first!.id, 'no-recipient')
    clock.at = new Date(clock.at.getTime() + 90_000)
    expect(await line('relais_outbox_messages{state="pending"}')).toMatch(/ 1$/)
    expect(await line('relais_outbox_messages{state="held"}')).toMatch(/ 1$/)
    expect(await line('relais_outbox_oldest_seconds')).toMatch(/ 90$/)
    for (let essais = 0; essais < LAST_TRY; essais++) await store.outbox.retry({ ...second!, essais }, 'x')
    expect(await line('relais_outbox_messages{state="dead"}')).toMatch(/ 1$/)

    const writes = [{ sorte: 'compteur' as const, nom: 'resultat', cles: { theme: 'export' } }]
    await store.conversations<string>().commit(someTurn({ writes }))
    expect(await line('relais_funnel_total{event="resultat"')).toBe(
      'relais_funnel_total{event="resultat",detail="theme=export"} 1',
    )
    expect(await line('relais_funnel_total{event="conversation"')).toContain('detail="canal=directline"')
  })

  test('a conversation that nobody finished is counted where it was left, when it is deleted', async () => {
    const clock = { at: new Date('2026-03-02T09:00:00Z') }
    const { store } = await stores.open({ now: () => clock.at })
    await store.conversations<string>().commit(someTurn({ state: { ...freshState(), attente: { sorte: 'suite' } } }))
    clock.at = new Date('2026-03-04T09:00:00Z')
    const mind = createMind(library!)
    await store.purge({ retentionMonths: 36, stopped: state => stoppedAt(mind, state) })
    const stop = (await store.counters.totals()).find(c => c.nom === 'arret')
    expect(stop).toMatchObject({ nombre: 1, cles: { etape: 'suite', theme: 'aucun', territoire: 'inconnu' } })
  })
})

describe('where a conversation was left', () => {
  test('says the question, the need and the territory, and bears any state', () => {
    const mind = createMind(library!)
    const faits = { commune: { valeur: '02722', origine: 'question' as const } }
    const attente = { sorte: 'question' as const, question: 'effectif', essais: 0 }
    const state = { ...freshState(), faits, attente, besoins: [{ theme: 'export', reponses: {} }] }
    expect(stoppedAt(mind, state)).toEqual({
      etape: 'question',
      question: 'effectif',
      theme: 'export',
      territoire: 'soissonnais-valois',
    })
    expect(stoppedAt(mind, {})).toMatchObject({ etape: 'besoin' })
  })
})
