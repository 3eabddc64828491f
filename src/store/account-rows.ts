import type { Selectable } from 'kysely'
import type { Role, Scope } from '../domain/scope.ts'
import type { AccountTable } from './tables.ts'

/** A person who may use the console. */
export interface Account extends Scope {
  id: string
  nom: string
  email: string | null
  actif: boolean
  /** True where a password opens it. */
  motDePasse: boolean
  /** True where a code of six digits is asked besides. */
  totp: boolean
  /** Days (`YYYY-MM-DD`), both included, on which somebody else stands in. */
  absence: { du: string; au: string; remplacant: string } | null
}

/** The account of its row; no secret leaves the store. */
export function accountOf(row: Selectable<AccountTable>): Account {
  const { id, nom, email, absent_du, absent_au, remplacant } = row
  return {
    id,
    nom,
    email,
    role: row.role as Role,
    territoires: JSON.parse(row.territoires),
    epci: JSON.parse(row.epci),
    actif: row.actif === 1,
    motDePasse: row.mot_de_passe !== null,
    totp: row.totp !== null,
    absence: absent_du && absent_au && remplacant ? { du: absent_du, au: absent_au, remplacant } : null,
  }
}

/** True if somebody is away on a day. */
export function isAway({ absence }: Pick<Account, 'absence'>, day: string): boolean {
  return absence !== null && absence.du <= day && day <= absence.au
}
