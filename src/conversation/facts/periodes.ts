import { addDays, addMonths, type Day, dayOf, easter, endOfMonth, monday } from './jours.ts'

/** From a day to a day, both included. */
export interface Period {
  from: Day
  to: Day
}

/** As folded; `SHORT` as abbreviated. */
export const MONTHS = [
  'janvier',
  'fevrier',
  'mars',
  'avril',
  'mai',
  'juin',
  'juillet',
  'aout',
  'septembre',
  'octobre',
  'novembre',
  'decembre',
]
export const SHORT: Record<string, number> = {
  janv: 0,
  jan: 0,
  fev: 1,
  fevr: 1,
  avr: 3,
  juil: 6,
  juill: 6,
  sept: 8,
  oct: 9,
  nov: 10,
  dec: 11,
}
export const DAYS = ['dimanche', 'lundi', 'mardi', 'mercredi', 'jeudi', 'vendredi', 'samedi']
const SEASONS: Record<string, [number, number, number, number]> = {
  printemps: [2, 20, 5, 20],
  ete: [5, 21, 8, 22],
  automne: [8, 23, 11, 20],
  hiver: [11, 21, 2, 19],
}
/** « début », « mi- », « fin » of a period. */
export function slice(p: Period, part: string): Period {
  const days = Math.round((Date.parse(p.to.iso) - Date.parse(p.from.iso)) / 86_400_000) + 1
  const at = (share: number) => addDays(p.from, Math.round(days * share))
  // The end of a month is its last third, the end of a year its last quarter.
  const end = days > 300 ? 1 / 4 : 1 / 3
  if (part.startsWith('premiere')) return { from: p.from, to: addDays(at(1 / 2), -1) }
  if (/^(deuxieme|seconde)/.test(part)) return { from: at(1 / 2), to: p.to }
  if (/debut/.test(part)) return { from: p.from, to: days > 300 ? endOfMonth(p.from.y, 2) : addDays(at(end), -1) }
  if (/fin|derniere/.test(part)) return { from: days > 300 ? dayOf(p.from.y, 9, 1) : at(1 - end), to: p.to }
  if (part === 'mi' || part === 'milieu') return { from: at(1 / 3), to: addDays(at(2 / 3), -1) }
  return p
}

const year = (y: number): Period => ({ from: dayOf(`${y}-01-01`), to: dayOf(`${y}-12-31`) })
const monthOf = (y: number, mo: number): Period => ({ from: dayOf(y, mo, 1), to: endOfMonth(y, mo) })

/** The next time that something yearly comes, or this one if it is not over. */
function next(make: (y: number) => Period, today: Day, said: string | undefined): Period {
  if (said && /^20/.test(said)) return make(Number(said))
  if (said?.startsWith('an')) return make(today.y + 1)
  const near =
    make(today.y - 1).to.iso >= today.iso
      ? make(today.y - 1)
      : make(today.y).to.iso >= today.iso
        ? make(today.y)
        : make(today.y + 1)
  // the next summer, said in summer, is next year's
  return said && near.from.iso <= today.iso ? make(near.from.y + 1) : near
}

/** The period that the groups of a match name, or null where it is none (« on a été »). */
export function period(
  g: Record<string, string | undefined>,
  today: Day,
  rel: string | undefined,
  whole: boolean,
  flat: string,
  m: RegExpMatchArray,
): Period | null {
  const announced = rel !== undefined || g.part !== undefined || whole
  const before = flat.slice(Math.max(0, m.index! - 14), m.index)
  const article = /(?:^| )(?:le|la|l|cet|cette|ce|au|du|pour)(?: |$)/.test(`${before} ${m[0]}`)
  if (g.jmois) {
    const mo = monthIndex(g.jmois)
    const day = (y: number): Period => ({ from: dayOf(y, mo, Number(g.jour)), to: dayOf(y, mo, Number(g.jour)) })
    return validDay(Number(g.jour), mo) ? next(day, today, g.jan) : null
  }
  const [nj, nm] = [g.nj ?? g.nj2, g.nm ?? g.nm2]
  if (nj && nm) {
    const mo = Number(nm) - 1
    if (!validDay(Number(nj), mo) || (g.nj2 && !announced && !article)) return null
    const day = (y: number): Period => ({ from: dayOf(y, mo, Number(nj)), to: dayOf(y, mo, Number(nj)) })
    return next(day, today, g.na ? (g.na.length === 2 ? `20${g.na}` : g.na) : undefined)
  }
  if (g.nmois) return monthOf(Number(g.nman), Number(g.nmois) - 1)
  if (g.bloc || g.sigle || g.sigle2) {
    const long = g.bloc ?? ((g.sigle ?? g.sigle2)!.startsWith('s') ? 'semestre' : 'trimestre')
    const size = long === 'semestre' ? 6 : 3
    const n = g.ord ? ordinal(g.ord, 12 / size) : Number(g.num ?? g.sigle2?.[1])
    const said = g.ban ?? g.san ?? g.san2
    if (!(n >= 1 && n <= 12 / size) || (!g.bloc && !announced && !said && !article)) return null
    const block = (y: number): Period => ({ from: dayOf(y, (n - 1) * size, 1), to: endOfMonth(y, n * size - 1) })
    return next(block, today, said)
  }
  if (g.bprochain) {
    const size = g.bprochain === 'semestre' ? 6 : 3
    const first = addMonths(dayOf(today.y, Math.floor(today.mo / size) * size, 1), size)
    return { from: first, to: endOfMonth(first.y, first.mo + size - 1) }
  }
  if (g.mois) {
    if (
      !announced &&
      !g.man &&
      !/(?:fin|debut|mi|mois de|dans le courant de|vers|debut de|fin de|et|a|ou|-) $/.test(before)
    )
      return null
    return next(y => monthOf(y, monthIndex(g.mois!)), today, g.man)
  }
  if (g.saison) {
    // « on a été » is no summer: a season has an article or says which.
    if (
      g.saison === 'ete' &&
      !g.pan &&
      !/(?:l|cet|d|en cours d|debut|fin|mi|pour|avant|vacances d|\bd ici l) ete/.test(` ${m[0]}`) &&
      !(whole && flat.split(' ').length <= 2)
    )
      return null
    if (!announced && !article && !g.pan) return null
    const [m1, d1, m2, d2] = SEASONS[g.saison]!
    return next(
      y => ({ from: dayOf(y, m1, d1), to: dayOf(m2 < m1 ? y + 1 : y, m2, d2) }),
      today,
      g.pan === 'qui vient' || g.pan === 'a venir' ? undefined : g.pan,
    )
  }
  if (g.fete) return announced || article || g.fan ? next(y => feast(g.fete!, y), today, g.fan) : null
  if (g.anpro) return year(today.y + 1)
  if (g.ancet) return announced || /cette annee|en cours/.test(m[0]) ? year(today.y) : null
  if (g.moispro)
    return monthOf(addMonths(dayOf(today.y, today.mo, 1), 1).y, addMonths(dayOf(today.y, today.mo, 1), 1).mo)
  if (g.moiscet) return /(?:^| )ce mois/.test(m[0]) || g.part ? monthOf(today.y, today.mo) : null
  if (g.sempro || g.semcet) {
    const start = monday(today)
    if (g.semcet && !/cette semaine/.test(m[0]) && !g.part) return null
    return g.sempro ? { from: addDays(start, 7), to: addDays(start, 13) } : { from: start, to: addDays(start, 6) }
  }
  if (g.jpro) {
    if (!announced && !m[0].includes('prochain') && !article) return null
    const away = (DAYS.indexOf(g.jpro) - today.weekday + 7) % 7 || 7
    return { from: addDays(today, away), to: addDays(today, away) }
  }
  if (g.demain)
    return { from: addDays(today, g.demain === 'demain' ? 1 : 2), to: addDays(today, g.demain === 'demain' ? 1 : 2) }
  if (g.auj) return announced && rel !== undefined ? { from: today, to: today } : null
  if (g.court) return g.part ? year(2000 + Number(g.court)) : null
  if (g.annee) {
    const y = Number(g.annee)
    return announced && rel !== 'a' && rel !== 'dans' && y >= today.y && y <= today.y + 30 ? year(y) : null
  }
  return null
}

const monthIndex = (name: string) => (SHORT[name] ?? MONTHS.indexOf(name)) as number
const validDay = (d: number, mo: number) =>
  d >= 1 && mo >= 0 && mo <= 11 && d <= [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][mo]!

function ordinal(word: string, last: number): number {
  if (word.startsWith('dernier')) return last
  const n = Number.parseInt(word, 10)
  return n || ({ p: 1, d: 2, s: 2, t: 3, q: 4 } as Record<string, number>)[word[0]!]!
}

function feast(name: string, y: number): Period {
  const on = (mo: number, d: number): Period => ({ from: dayOf(y, mo, d), to: dayOf(y, mo, d) })
  switch (name) {
    case 'noel':
      return on(11, 25)
    case 'fetes':
      return { from: dayOf(y, 11, 24), to: dayOf(y, 11, 31) }
    case 'toussaint':
      return on(10, 1)
    case '14 juillet':
      return on(6, 14)
    case 'paques':
      return { from: easter(y), to: easter(y) }
    case 'rentree':
      return monthOf(y, 8)
    case 'conges d aout':
      return monthOf(y, 7)
    default:
      return { from: dayOf(y, 6, 1), to: dayOf(y, 7, 31) }
  }
}
