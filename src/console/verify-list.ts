import { dayInFrance } from '../domain/business-days.ts'
import { statusOf } from '../domain/dispositif.ts'
import { fold } from '../domain/fold.ts'
import { type Acte, SORTES, type Sorte, standing } from '../domain/overlay.ts'
import { tellDate, tellStatus } from '../domain/reasons.ts'
import { say } from '../domain/texts.ts'
import { type Aging, agingOf, ETATS, mayVerify, territoiresServed } from '../domain/verification.ts'
import type { Visitor } from './door.ts'
import type { Console } from './page.ts'
import { type Usage, usageOf } from './usage.ts'

/** What may be said of each kind of record. */
export const ACTES: Record<Sorte, readonly Acte[]> = {
  dispositif: ['ouvert', 'clos', 'modifie', 'retire'],
  contact: ['ouvert', 'clos', 'retire'],
  fiche: ['ouvert', 'clos', 'retire'],
}

export const VUES = ['a-verifier', 'a-jour', 'clos', 'toutes'] as const
const TRIS = ['usage', 'age'] as const

/** What the page was asked for, as it stands in its address. */
export interface VerifyQuery {
  vue: (typeof VUES)[number]
  tri: (typeof TRIS)[number]
  sorte: Sorte | ''
  territoire: string
  q: string
  page: number
}

/** Reads the address; what is unknown counts for nothing. */
export function readAsked(query: Readonly<Record<string, string | undefined>>): VerifyQuery {
  return {
    vue: VUES.find(v => v === query.vue) ?? 'a-verifier',
    tri: TRIS.find(t => t === query.tri) ?? 'usage',
    sorte: SORTES.find(s => s === query.sorte) ?? '',
    territoire: /^[a-z0-9-]{1,60}$/.test(query.territoire ?? '') ? query.territoire! : '',
    q: (query.q ?? '').slice(0, 100),
    page: /^[1-9]\d{0,4}$/.test(query.page ?? '') ? Number(query.page) : 1,
  }
}

/** The address of a view of the page. */
export function verifyPath(path: string, asked: VerifyQuery, more: Record<string, string> = {}): string {
  const { page, ...rest } = asked
  const said = Object.entries({ ...rest, ...(page > 1 ? { page: String(page) } : {}), ...more }).filter(([, v]) => v)
  return `${path}?${new URLSearchParams(said)}`
}

/** The records that somebody may verify, in the order asked for. */
export async function recordsFor(console: Console, { account }: Visitor, asked: VerifyQuery) {
  const library = console.library()
  const today = dayInFrance(console.now())
  const usage = usageOf(await console.store.counters.totals())
  const closed = standing(await console.store.overlay.acts())
    .filter(a => a.acte === 'clos' && a.sorte === 'fiche' && !library.fiches.has(a.fiche))
    .map((a): Aging => ({ ...a, id: a.fiche, etat: 'clos', date: dayInFrance(new Date(a.at)), par: a.auteur }))
  const wanted = fold(asked.q)
  return [...agingOf(library, today), ...closed]
    .filter(r => inView(r, asked.vue) && (!asked.sorte || r.sorte === asked.sorte))
    .filter(r => mayVerify(library, account, r.sorte, r.id))
    .filter(r => !asked.territoire || territoiresServed(library, r.sorte, r.id).includes(asked.territoire))
    .filter(r => !wanted || fold(`${r.titre} ${r.id}`).includes(wanted))
    .map(r => ({ ...r, usage: usage(r.sorte, r.id) }))
    .sort(asked.tri === 'age' ? byAge : byUse)
}

type Used = Aging & { usage: Usage }

function inView({ etat }: Aging, vue: VerifyQuery['vue']): boolean {
  if (vue === 'toutes') return true
  return vue === 'a-verifier' ? ['fin', 'age', 'jamais'].includes(etat) : etat === vue
}

/** What presses first, then what is shown most. */
function byUse(a: Used, b: Used): number {
  const pressing = ETATS.indexOf(a.etat) - ETATS.indexOf(b.etat)
  return pressing || b.usage.montre - a.usage.montre || byAge(a, b)
}

function byAge(a: Used, b: Used): number {
  return a.date.localeCompare(b.date) || a.titre.localeCompare(b.titre, 'fr')
}

/** A record as a line of the list. */
export function lineOf({ library: current, now }: Console, r: Used) {
  const library = current()
  const today = dayInFrance(now())
  const { texts } = library
  const d = r.sorte === 'dispositif' ? library.dispositifs.get(r.id) : undefined
  const verified = r.etat === 'a-jour' || r.etat === 'age' || r.etat === 'clos'
  return {
    ...r,
    nomSorte: say(texts, `console-sorte-${r.sorte}`),
    statut: d ? tellStatus(library, d, statusOf(d, today)) : '',
    dit: say(texts, `console-verifier-etat-${r.etat}`, {
      date: tellDate(texts, r.date),
      qui: r.par ?? say(texts, 'verifie-par-une-personne'),
    }),
    actes: ACTES[r.sorte].filter(a => a !== 'modifie' && (a !== 'retire' || verified)),
    modifiable: ACTES[r.sorte].includes('modifie'),
  }
}
