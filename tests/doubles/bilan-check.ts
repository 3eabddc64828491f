import { expect } from 'vitest'
import type { KeptLead } from '../../src/store/lead-rows.ts'
import type { Store } from '../../src/store/store.ts'
import type { Shown } from './bilan-page.ts'
import { dayOf, edges, recount, recountParts } from './recount.ts'

/** What a bilan was drawn from, and when. */
interface Counted {
  store: Store
  now: Date
}

const before = (period: string) =>
  ({ '2026-S2': '2026-S1', '2026-S1': '2025-S2', '2026-10': '2026-09', '2026': '2025' })[period]!

/** Everything on the page against leads, events and counters counted by hand. */
export async function checkBilan(
  { store, now }: Counted,
  shown: Shown,
  period: string,
  mine: KeptLead[],
  territoires: string[] | null,
  events: number,
) {
  const rows = recount(mine, period, now)
  const was = recount(mine, before(period), now)
  const figures = { ...rows, evenements: { valeur: events } }
  expect(Object.keys(shown.figures).sort()).toEqual(Object.keys(figures).sort())
  for (const [id, { valeur, sur, sans }] of Object.entries(figures) as [string, (typeof rows)[string]][]) {
    const told = shown.figures[id]!
    const rate = ['reponse', 'delai', 'reussite'].includes(id)
    const value = rate ? (sur ? Math.round((valeur / sur) * 100) : null) : valeur
    expect([period, id, told.valeur]).toEqual([period, id, value])
    const numbers =
      sur === undefined
        ? sans === undefined || valeur === 0
          ? []
          : [sans]
        : sur === 0
          ? []
          : rate || sans
            ? [sur, sans]
            : [sur]
    expect([period, id, told.sur]).toEqual([period, id, numbers])
    const past = was[id]
    if (past)
      expect([id, told.avant]).toEqual([
        id,
        rate ? (past.sur ? Math.round((past.valeur / past.sur) * 100) : null) : past.valeur,
      ])
  }
  const [first, last] = edges(period)
  const counted = mine.filter(l => l.fusion === null && dayOf(l.date) >= first && dayOf(l.date) <= last)
  const tally = (keys: (l: KeptLead) => (string | null)[]) => {
    const out: Record<string, number> = {}
    for (const key of counted.flatMap(keys)) out[key ?? ''] = (out[key ?? ''] ?? 0) + 1
    return out
  }
  expect(shown.contactsBy.epci).toEqual(tally(l => [l.epci]))
  expect(shown.contactsBy.origine).toEqual(tally(l => [l.origine]))
  expect(shown.contactsBy.theme).toEqual(tally(l => (l.besoins.length > 0 ? l.besoins.map(b => b.theme) : [null])))
  const erased = await store.database.db.selectFrom('leads').selectAll().where('efface_le', 'is not', null).execute()
  const left = new Map(erased.map(l => [l.reference, l.tranche]))
  const parts = recountParts(mine, [period, before(period)], now, left)
  for (const [part, numbers] of Object.entries(shown.parts))
    expect([period, part, numbers]).toEqual([period, part, parts[part] ?? numbers.map(() => 0)])
  const months = tally(l => [dayOf(l.date).slice(0, 7)])
  for (const [month, n] of Object.entries(shown.mois)) expect([month, n]).toEqual([month, months[month] ?? 0])
  expect(Object.values(shown.mois).reduce((a, b) => a + b, 0)).toBe(
    Object.keys(shown.mois).length > 0 ? counted.length : 0,
  )

  const counters = await store.database.db.selectFrom('counters').selectAll().execute()
  const sum = (nom: string, there = true) =>
    counters
      .filter(c => c.nom === nom && c.jour >= first && c.jour <= last)
      .filter(c => !there || territoires === null || territoires.includes(JSON.parse(c.cles).territoire))
      .reduce((n, c) => n + Number(c.nombre), 0)
  if (territoires === null) expect(shown.etapes.conversations).toBe(sum('conversation', false))
  else expect(shown.etapes.conversations).toBeUndefined()
  expect(shown.etapes.resultats).toBe(territoires?.length === 0 ? undefined : sum('resultat'))
  const ended = Object.values(shown.arrets).reduce((a, b) => a + b, 0)
  expect(ended).toBe(territoires?.length === 0 ? 0 : sum('arret'))
  const replies = Object.values(shown.notes).reduce((a, b) => a + b, 0)
  expect(replies).toBe(territoires?.length === 0 ? 0 : sum('satisfaction'))
}

/** Events held in a period for a place: its own, the whole territory's and everybody's. */
export async function eventsOf(
  { store, now }: Counted,
  period: string,
  concerns: (e: { territoire: string | null; epci: string | null }) => boolean,
) {
  const [first, last] = edges(period)
  const rows = await store.database.db.selectFrom('events').selectAll().execute()
  return rows.filter(
    e =>
      e.sorte !== 'appel' &&
      e.etat === 'prevu' &&
      dayOf(e.debut) >= first &&
      dayOf(e.debut) <= last &&
      e.debut < now.toISOString() &&
      concerns(e),
  ).length
}
