import type { HttpRequest } from '../api/route.ts'
import { dayInFrance } from '../domain/business-days.ts'
import type { Library } from '../domain/library.ts'
import { statuts } from '../domain/pipeline.ts'
import { covers, type Scope } from '../domain/scope.ts'
import { isAway } from '../store/account-rows.ts'
import { type LeadView, openStatuts } from '../store/lead-view.ts'
import type { Visitor } from './door.ts'
import type { Console } from './page.ts'

/** The ready-made views, as the page offers them. */
export const vues = ['a-faire', 'retard', 'nouvelle', 'attente', 'miennes', 'ouvertes', 'toutes'] as const
type Vue = (typeof vues)[number]

/** Flags that leads may carry. */
export const signalIds = [
  'accompagnement-renforce',
  'difficulte',
  'doublon',
  'relance',
  'intermediaire',
  'plusieurs-epci',
  'a-verifier',
] as const

/** The fields of the filter, by which the address of a page names its view. */
export const filterNames = ['territoire', 'epci', 'theme', 'statut', 'signal', 'du', 'au', 'q'] as const
export type Filter = Partial<Record<(typeof filterNames)[number], string>>

/** What an address asks for: the ready-made view, the filter's fields, and both as the store takes them. */
export interface Asked {
  vue: Vue
  filtre: Filter
  view: LeadView
}

const DAY = /^\d{4}-\d{2}-\d{2}$/

/** Reads the view of an address; what is no value of a field is left out. */
export async function readView(console: Console, request: HttpRequest, visitor: Visitor): Promise<Asked> {
  const library = console.library()
  const { query } = request
  const valid: Record<(typeof filterNames)[number], (value: string) => boolean> = {
    territoire: v => library.territoires.has(v),
    epci: v => library.territoireOfEpci.has(v),
    theme: v => library.themes.has(v),
    statut: v => (statuts as readonly string[]).includes(v),
    signal: v => /^[a-z-]{1,40}$/.test(v),
    du: v => DAY.test(v),
    au: v => DAY.test(v),
    q: v => v.trim() !== '' && v.length <= 100,
  }
  const filtre: Filter = {}
  for (const name of filterNames) if (valid[name](query[name] ?? '')) filtre[name] = query[name]!
  const named = vues.find(v => v === query.vue)
  const vue = named ?? (Object.keys(filtre).length > 0 ? 'toutes' : 'a-faire')
  const { territoire, epci, theme, statut, signal, du, au, q } = filtre
  const view: LeadView = {
    ...(territoire ? { territoires: [territoire] } : {}),
    ...(epci ? { epci: [epci] } : {}),
    ...(theme ? { theme } : {}),
    ...(signal ? { signal } : {}),
    ...(du ? { du } : {}),
    ...(au ? { au } : {}),
    ...(q ? { texte: q } : {}),
    ...(vue === 'ouvertes' || vue === 'miennes' ? { statuts: openStatuts } : {}),
    ...(statut ? { statuts: [statut as (typeof statuts)[number]] } : {}),
    ...(vue === 'miennes' ? { suivi: await standsFor(console, visitor) } : {}),
    ...(vue === 'a-faire' || vue === 'retard' || vue === 'nouvelle' || vue === 'attente' ? { urgence: vue } : {}),
  }
  return { vue, filtre, view }
}

/** The address of a page with a view. */
export function viewPath(
  path: string,
  { vue, filtre }: Pick<Asked, 'vue' | 'filtre'>,
  more: Filter & { page?: string; format?: string } = {},
): string {
  const asked = new URLSearchParams({ vue, ...filtre, ...more }).toString()
  return `${path}?${asked}`
}

/** Somebody, and those who are away today and whom they stand in for: the hand-over is computed, never carried out. */
export async function standsFor({ store, now }: Console, { account }: Pick<Visitor, 'account'>): Promise<string[]> {
  const today = dayInFrance(now())
  const away = (await store.accounts.list()).filter(a => isAway(a, today) && a.absence?.remplacant === account.id)
  return [account.id, ...away.map(a => a.id)]
}

/** The places of a scope, by territory, for a select. */
export function placesIn(
  library: Library,
  scope: Scope,
): { id: string; titre: string; epci: { id: string; nom: string }[] }[] {
  return [...library.territoires].flatMap(([id, { titre, epci }]) => {
    const seen = Object.entries(epci).filter(([e]) => covers(scope, { territoire: id, epci: e }))
    return seen.length > 0 ? [{ id, titre, epci: seen.map(([e, { nom }]) => ({ id: e, nom })) }] : []
  })
}
