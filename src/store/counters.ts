import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Db, Trx } from './database.ts'

const GAP_CHARACTERS = 300

/** An anonymous count per day. */
export interface CounterTable {
  jour: string
  nom: string
  cles: string
  nombre: number
}

/** A question that found no answer, without anything that says who asked. */
export interface GapTable {
  id: string
  jour: string
  texte: string
  /** How somebody dealt with it; null as long as nobody has. */
  traite: string | null
}

/** One count of the anonymous funnel. */
export interface Count {
  jour: string
  nom: string
  cles: Record<string, string>
  nombre: number
}

/** The anonymous funnel: counts per day, nothing about who. */
export interface Counters {
  add(nom: string, cles: Record<string, string>): Promise<void>
  /** Counts of the days from `du` on, oldest first. */
  since(du: string): Promise<Count[]>
  /** Counts of all days together, the highest first. */
  totals(): Promise<Omit<Count, 'jour'>[]>
}

/** Counts one in the caller's transaction. */
export async function addCount(db: Db | Trx, nom: string, cles: Record<string, string>, now: Date): Promise<void> {
  const sorted = JSON.stringify(Object.fromEntries(Object.entries(cles).sort(([a], [b]) => (a < b ? -1 : 1))))
  await db
    .insertInto('counters')
    .values({ jour: dayOf(now), nom, cles: sorted, nombre: 1 })
    .onConflict(c => c.columns(['jour', 'nom', 'cles']).doUpdateSet({ nombre: sql<number>`counters.nombre + 1` }))
    .execute()
}

/** Notes a question that found no answer. */
export async function addGap(db: Db | Trx, texte: string, now: Date): Promise<void> {
  await db
    .insertInto('gaps')
    .values({ id: randomUUID(), jour: dayOf(now), texte: texte.slice(0, GAP_CHARACTERS), traite: null })
    .execute()
}

/** The counters in the database. */
export function countersIn(db: Db, now: () => Date): Counters {
  return {
    add: (nom, cles) => addCount(db, nom, cles, now()),
    async totals() {
      const rows = await db
        .selectFrom('counters')
        .select(e => ['nom', 'cles', e.fn.sum<number>('nombre').as('nombre')])
        .groupBy(['nom', 'cles'])
        .orderBy('nombre', 'desc')
        .execute()
      return rows.map(row => ({ ...row, cles: JSON.parse(row.cles), nombre: Number(row.nombre) }))
    },
    async since(du) {
      const rows = await db
        .selectFrom('counters')
        .selectAll()
        .where('jour', '>=', du)
        .orderBy('jour')
        .orderBy('nom')
        .orderBy('cles')
        .execute()
      return rows.map(row => ({ ...row, cles: JSON.parse(row.cles) }))
    },
  }
}

function dayOf(now: Date): string {
  return now.toISOString().slice(0, 10)
}
