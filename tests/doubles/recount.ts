import type { KeptLead } from '../../src/store/lead-rows.ts'

/*
 * The figures of a bilan counted a second time, from whole leads with their histories, day by day and without any code
 * of the implementation: slow, plain, and only for tests.
 */

export interface Recounted {
  valeur: number
  sur?: number
  sans?: number
}

/** Public holidays of the years that tests look at. */
const HOLIDAYS = new Set([
  ...['2025-01-01', '2025-04-21', '2025-05-01', '2025-05-08', '2025-05-29', '2025-06-09', '2025-07-14', '2025-08-15'],
  ...['2025-11-01', '2025-11-11', '2025-12-25', '2026-01-01', '2026-04-06', '2026-05-01', '2026-05-08', '2026-05-14'],
  ...['2026-05-25', '2026-07-14', '2026-08-15', '2026-11-01', '2026-11-11', '2026-12-25'],
])

export const dayOf = (moment: string) => new Date(moment).toLocaleDateString('sv-SE', { timeZone: 'Europe/Paris' })

/** First and last day of `2026-03`, `2026-S1` or `2026`. */
export function edges(period: string): [string, string] {
  const year = period.slice(0, 4)
  if (period.endsWith('S1')) return [`${year}-01-01`, `${year}-06-30`]
  if (period.endsWith('S2')) return [`${year}-07-01`, `${year}-12-31`]
  return period.length === 4 ? [`${year}-01-01`, `${year}-12-31`] : [`${period}-01`, `${period}-31`]
}

function workingDaysAfter(from: string, to: string): number {
  let count = 0
  for (const day = new Date(`${from}T12:00:00Z`); ; ) {
    day.setUTCDate(day.getUTCDate() + 1)
    const name = day.toISOString().slice(0, 10)
    if (name > to) return count
    if (![0, 6].includes(day.getUTCDay()) && !HOLIDAYS.has(name)) count++
  }
}

/** Every figure of a period over the leads given; `now` cuts a period that lasts. */
export function recount(leads: readonly KeptLead[], period: string, now: Date): Record<string, Recounted> {
  const [first, last] = edges(period)
  const within = (moment: string) => dayOf(moment) >= first && dayOf(moment) <= last && moment < now.toISOString()
  const before = (moment: string) => dayOf(moment) <= last && moment < now.toISOString()
  const alive = leads.filter(l => l.fusion === null)
  const received = alive.filter(l => within(l.date))
  const asked = received.filter(l => l.origine !== 'import')
  const answers = (l: KeptLead) => l.historique.filter(m => m.de !== null && m.auteur !== 'personne' && before(m.at))
  const answered = asked.filter(l => answers(l).length > 0)
  const soon = answered.filter(l => workingDaysAfter(dayOf(l.date), dayOf(answers(l)[0]!.at)) <= 2)
  const unanswered = asked.length - answered.length
  const reached = (step: string) =>
    alive.filter(l => {
      const move = l.historique.find(m => m.vers === step)
      return move !== undefined && within(move.at)
    })
  const stood = (l: KeptLead) => l.historique.findLast(m => before(m.at))?.vers
  const accompanied = reached('accompagne')
  const applied = reached('candidature')
  const waiting = applied.filter(l => stood(l) === 'candidature').length
  const granted = reached('laureat').filter(l => stood(l) === 'laureat')
  const pending = alive.filter(l => stood(l) === 'candidature')
  const sum = (of: readonly KeptLead[], name: keyof KeptLead['montants']): Recounted => {
    let valeur = 0
    let sans = 0
    for (const l of of) {
      const amount = l.montants[name]
      if (amount === null) sans++
      else valeur += amount
    }
    return { valeur, sur: of.length, sans }
  }
  const firms = new Set(
    accompanied.map(
      l =>
        l.entreprise
          .normalize('NFD')
          .replace(/\p{M}/gu, '')
          .toLowerCase()
          .match(/[a-z0-9]+/g)
          ?.join() ?? l.reference,
    ),
  )
  return {
    contacts: { valeur: received.length },
    reponse: { valeur: answered.length, sur: asked.length, sans: unanswered },
    delai: { valeur: soon.length, sur: asked.length, sans: unanswered },
    'rendez-vous': { valeur: reached('rendez-vous').length },
    accompagnees: { valeur: firms.size },
    candidatures: { valeur: applied.length, sans: waiting },
    reussite: { valeur: applied.filter(l => stood(l) === 'laureat').length, sur: applied.length, sans: waiting },
    retenues: { valeur: granted.length },
    demandees: sum(applied, 'subvention_demandee'),
    obtenues: sum(granted, 'subvention_obtenue'),
    instruction: { valeur: pending.length },
    'en-attente': sum(pending, 'subvention_demandee'),
    investissements: sum(accompanied, 'investissement'),
    soutenus: sum(granted, 'investissement'),
    emplois: sum(accompanied, 'emplois'),
  }
}

/** The size of a lead's firm, from its own answer: 10, 30 and 200 people part the sizes, the middle of an interval counts. */
function sizeOf({ faits }: KeptLead): string | null {
  const said = faits.effectif?.valeur as { min: number | null; max: number | null } | null | undefined
  const ends = [said?.min, said?.max].filter(n => n !== null && n !== undefined)
  if (ends.length === 0) return null
  const people = ends.reduce((a, b) => a + b, 0) / ends.length
  return people < 10 ? 'moins-10' : people < 30 ? 'de-10-a-29' : people <= 200 ? 'de-30-a-200' : 'plus-de-200'
}

const axes: Record<string, (l: KeptLead) => (string | null)[]> = {
  epci: l => [l.epci],
  origine: l => [l.origine],
  theme: l => (l.besoins.length > 0 ? l.besoins.map(b => b.theme) : [null]),
  tranche: l => [sizeOf(l)],
}

/**
 * Every column of every line of the breakdowns, as `axis:key`, in the order in which the page has them. `left`: the size
 * that an erasure left of a lead, whose answers are gone.
 */
export function recountParts(
  leads: readonly KeptLead[],
  [period, past]: [string, string],
  now: Date,
  left: ReadonlyMap<string, string | null>,
) {
  const out: Record<string, number[]> = {}
  for (const [axis, own] of Object.entries(axes)) {
    const keysOf = (l: KeptLead) => (axis === 'tranche' && left.has(l.reference) ? [left.get(l.reference)!] : own(l))
    for (const key of new Set(leads.flatMap(keysOf))) {
      const mine = leads.filter(l => keysOf(l).includes(key))
      const rows = recount(mine, period, now)
      const { contacts, reponse, accompagnees, candidatures, reussite, obtenues } = rows
      const before = recount(mine, past, now).contacts!.valeur
      out[`${axis}:${key ?? ''}`] = [
        ...[contacts!.valeur, before, reponse!.sans!, accompagnees!.valeur, candidatures!.valeur],
        ...[candidatures!.sans!, reussite!.valeur, obtenues!.valeur],
      ]
    }
  }
  return out
}
