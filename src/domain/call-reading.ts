import type { CallDraft } from './call.ts'
import { fold } from './fold.ts'
import type { Library } from './library.ts'
import type { Interval } from './question.ts'
import { HAUTS_DE_FRANCE, type Zone } from './territoire.ts'

/** What the understanding sees in a piece of a text. */
export interface Grasped {
  themes: readonly { id: string; confidence: number }[]
  place: { match: { insee: string } | null; epci: string | null; territoire: string | null }
  effectif: { valeur: Interval } | null
}

/** So much of a text is read (characters), in pieces that the understanding takes whole. */
export const LONGEST_CALL = 8_000
const PIECE = 900
const SURE = 0.5
const THEMES = 3

/** What a pasted call asks for, as far as it could be read: to be confirmed. Pure; `today` is `YYYY-MM-DD`. */
export function readCall(
  library: Library,
  text: string,
  grasp: (piece: string) => Grasped,
  today: string,
): Partial<CallDraft> {
  const said = text.slice(0, LONGEST_CALL)
  const titre = /^(.{1,150}?)(?:[.!?](?=\s|$)|\n|$)/s.exec(said.trim())?.[1]?.trim() ?? said.trim().slice(0, 150)
  // the title alone says best what a call is about
  const grasped = [titre, ...piecesOf(said)].map(grasp)
  const plain = fold(said).replace(/\s+/g, ' ')
  const themes = bestThemes(grasped)
  const zone = zoneIn(library, plain, grasped)
  const effectif = headcountIn(plain) ?? grasped.flatMap(g => g.effectif?.valeur ?? [])[0]
  const taille = SIZES.flatMap(([pattern, ids]) => (pattern.test(plain) ? ids : []))
  const naf = [...plain.matchAll(/\bnaf\b[^.;]{0,20}?((?:\d{2}\b[\s,/et]*)+)/g)].flatMap(
    m => m[1]!.match(/\d{2}/g) ?? [],
  )
  const fin = lastDayIn(library, plain, today)
  const conditions = {
    ...(effectif ? { effectif: bounds(effectif) } : {}),
    ...(taille.length > 0 ? { taille: { parmi: [...new Set(taille)] } } : {}),
    ...(naf.length > 0 ? { activite: { naf: [...new Set(naf)] } } : {}),
  }
  return {
    titre,
    ...(themes.length > 0 ? { themes } : {}),
    ...(zone ? { zone } : {}),
    ...(fin ? { fin } : {}),
    ...(Object.keys(conditions).length > 0 ? { conditions } : {}),
  }
}

/** Whole sentences, as many in a piece as the understanding reads at once. */
function piecesOf(text: string): string[] {
  const pieces: string[] = []
  for (const sentence of text.split(/(?<=[.!?;\n])\s+/)) {
    const last = pieces.at(-1)
    if (last !== undefined && last.length + sentence.length < PIECE) pieces[pieces.length - 1] = `${last} ${sentence}`
    else if (sentence.trim()) pieces.push(sentence.slice(0, PIECE))
  }
  return pieces
}

function bestThemes(grasped: readonly Grasped[]): string[] {
  const best = new Map<string, number>()
  for (const { themes } of grasped)
    for (const { id, confidence } of themes) best.set(id, Math.max(best.get(id) ?? 0, confidence))
  const sure = [...best].filter(([, confidence]) => confidence >= SURE).sort((a, b) => b[1] - a[1])
  return sure.slice(0, THEMES).map(([id]) => id)
}

/** The widest place that is named: a call of the region names towns as well. */
function zoneIn(library: Library, plain: string, grasped: readonly Grasped[]): Zone | null {
  if (plain.includes('hauts-de-france')) return { regions: ['hauts-de-france'] }
  const named = (d: string) => fold(library.texts[`departement-${d}`] ?? '-')
  const departements = HAUTS_DE_FRANCE.filter(d => new RegExp(`(?<![a-z-])${named(d)}(?![a-z-])`).test(plain))
  const communes = grasped.flatMap(g => g.place.match?.insee ?? []).filter(c => library.communes.has(c))
  const epci = grasped.flatMap(g => g.place.epci ?? [])
  const territoires = grasped.flatMap(g => g.place.territoire ?? [])
  for (const [groupe, ids] of Object.entries({ departements, communes, epci, territoires }))
    if (ids.length > 0) return { [groupe]: [...new Set(ids)] }
  return null
}

const PEOPLE = '(?:salaries?|personnes|employes?|etp|collaborateurs)'
const LIMITS: [RegExp, (n: number, m: number) => Interval][] = [
  [new RegExp(`(?:de|entre) (\\d+) (?:a|et) (\\d+) ${PEOPLE}`), (min, max) => ({ min, max })],
  [new RegExp(`moins de (\\d+) ${PEOPLE}`), n => ({ min: null, max: n - 1 })],
  [new RegExp(`plus de (\\d+) ${PEOPLE}`), n => ({ min: n + 1, max: null })],
  [new RegExp(`(?:au moins|minimum(?: de)?) (\\d+) ${PEOPLE}`), n => ({ min: n, max: null })],
  [new RegExp(`(?:au plus|maximum(?: de)?|jusqu'a) (\\d+) ${PEOPLE}`), n => ({ min: null, max: n })],
]

function headcountIn(plain: string): Interval | null {
  const joined = plain.replace(/(\d) (?=\d{3}\b)/g, '$1')
  for (const [pattern, read] of LIMITS) {
    const found = pattern.exec(joined)
    if (found) return read(Number(found[1]), Number(found[2]))
  }
  return null
}

const bounds = ({ min, max }: Interval) => ({
  ...(min !== null ? { min: String(min) } : {}),
  ...(max !== null ? { max: String(max) } : {}),
})

const SIZES: [RegExp, string[]][] = [
  [/\b(?:tpe|micro-?entreprises?)\b/, ['micro']],
  [/\bpme\b/, ['micro', 'pme']],
  [/\b(?:eti|taille intermediaire)\b/, ['eti']],
  [/\bgrandes? entreprises?\b/, ['ge']],
]

const DEADLINE = /(?:date limite|cloture|au plus tard|avant le|jusqu'au|depot|deposer)[^.;]{0,60}$/

/** The day by which to apply: one that is said to be a limit, else the latest still to come. */
function lastDayIn(library: Library, plain: string, today: string): string | null {
  const months = Array.from({ length: 12 }, (_, i) => fold(library.texts[`mois-${String(i + 1).padStart(2, '0')}`]!))
  const pattern = new RegExp(
    `\\b(\\d{1,2})(?:er)? (${months.join('|')}) (20\\d\\d)|\\b(\\d{1,2})[/.](\\d{1,2})[/.](20\\d\\d)`,
    'g',
  )
  const days = [...plain.matchAll(pattern)].flatMap(m => {
    const month = m[2] ? months.indexOf(m[2]) + 1 : Number(m[5])
    const [day, year] = [Number(m[1] ?? m[4]), Number(m[3] ?? m[6])]
    const date = new Date(Date.UTC(year, month - 1, day))
    if (date.getUTCMonth() !== month - 1) return []
    const jour = date.toISOString().slice(0, 10)
    return jour >= today ? [{ jour, limite: DEADLINE.test(plain.slice(0, m.index)) }] : []
  })
  const limits = days.filter(d => d.limite)
  const among = limits.length > 0 ? limits : days
  return (
    among
      .map(d => d.jour)
      .sort()
      .at(-1) ?? null
  )
}
