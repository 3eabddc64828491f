import { randomUUID } from 'node:crypto'
import type { Scope } from '../domain/scope.ts'
import type { WishTable } from './agenda-tables.ts'
import type { Db, Trx } from './database.ts'
import { inPlace } from './lead-scope.ts'

/** A formality that somebody wishes to be simpler: their words without anything personal, and what it is about. */
export interface NewWish {
  texte: string
  theme: string | null
  territoire: string | null
  epci: string | null
}

const CHARACTERS = 500

/** Keeps a wish in the caller's transaction: of its time only the day. */
export async function addWish(db: Db | Trx, { texte, ...about }: NewWish, now: Date): Promise<void> {
  await db
    .insertInto('wishes')
    .values({ ...about, id: randomUUID(), jour: now.toISOString().slice(0, 10), texte: texte.slice(0, CHARACTERS) })
    .execute()
}

/** The wishes from the places of a scope, newest first. */
export function wishesOf(db: Db, scope: Scope): Promise<WishTable[]> {
  const all = db.selectFrom('wishes').selectAll().orderBy('jour', 'desc').orderBy('id')
  return (scope.role === 'administrateur' ? all : all.where(inPlace('wishes', scope))).execute()
}
