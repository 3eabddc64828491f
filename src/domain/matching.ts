import { type Condition, type Outcome, weigh } from './condition.ts'
import { type Dispositif, NIVEAUX, type Status, type StatusFacts, statusOf, VERDICTS } from './dispositif.ts'
import type { Library } from './library.ts'
import type { Faits, Value } from './question.ts'
import { possibleSizes } from './taille.ts'
import { nearness, type Place, zoneHolds } from './territoire.ts'

export type Verdict = (typeof VERDICTS)[number]

/** What is known of one need: the company's facts, the need's own answers, where the project takes place. */
export interface Situation {
  /** Null where no theme was understood: then only what serves every need fits. */
  theme: string | null
  faits: Faits
  place: Place | null
  /** `YYYY-MM-DD`. */
  today: string
  /** How well the person's own words fit a record, 0 to 1, where they were searched. */
  affinites?: ReadonlyMap<string, number>
  /** Records that the person named: shown even when closed, then first and whatever the theme. */
  nommes?: ReadonlySet<string>
}

/** One criterion of a record and how it stands. `condition` is absent for the zone, the theme and the coverage. */
export interface Criterion {
  critere: string
  issue: Outcome
  condition?: Condition
}

/** A record weighed for a situation. */
export interface Weighed {
  dispositif: Dispositif
  verdict: Verdict
  criteres: Criterion[]
  etat: StatusFacts
}

/** The most records that an orientation gives, and how many refused ones stand at its end. */
export const MOST = 30
export const MOST_REFUSED = 5

/**
 * Weighs one record, criterion by criterion. One « no » decides; partial coverage never gives better than `a-verifier`.
 * A theme's own condition is weighed only for a need of that theme.
 */
export function weighRecord(library: Library, dispositif: Dispositif, s: Situation): Weighed {
  const criteres: Criterion[] = []
  const etat = statusOf(dispositif, s.today)
  const serves =
    dispositif['tous-besoins'] ||
    (s.theme !== null && dispositif.themes.includes(s.theme)) ||
    (etat.status === 'clos' && isNamed(dispositif, s))
  criteres.push({ critere: 'theme', issue: serves ? 'met' : 'failed' })
  if (dispositif.public !== 'entreprises') criteres.push({ critere: 'public', issue: 'failed' })
  criteres.push({ critere: 'commune', issue: zoneOutcome(dispositif, s.place) })
  for (const condition of dispositif.conditions) {
    const owner = library.questions.get(condition.critere)?.theme ?? null
    if (owner !== null && owner !== s.theme) continue
    criteres.push({
      critere: condition.critere,
      issue: weigh(condition.exige, valueFor(condition, s.faits)),
      condition,
    })
  }
  if (dispositif.couverture === 'partielles') criteres.push({ critere: 'couverture', issue: 'missing' })
  const verdict = criteres.some(c => c.issue === 'failed')
    ? 'non-eligible'
    : criteres.some(c => c.issue === 'missing')
      ? 'a-verifier'
      : 'eligible'
  return { dispositif, verdict, criteres, etat }
}

function zoneOutcome(d: Dispositif, place: Place | null): Outcome {
  if (d.zone.pays && !d.zone.sauf) return 'met'
  if (!place) return 'missing'
  return zoneHolds(d.zone, place) ? 'met' : 'failed'
}

function valueFor(condition: Condition, faits: Faits): Value | undefined {
  return condition.exige.sorte === 'taille' ? possibleSizes(faits) : faits[condition.critere]?.valeur
}

/** True for what may be shown at all: never closed unless named, never what is not for companies. */
export function isOffered(w: Weighed, s: Situation): boolean {
  if (w.etat.status === 'sans-objet') return false
  return w.etat.status !== 'clos' || isNamed(w.dispositif, s)
}

function isNamed(d: Dispositif, s: Situation): boolean {
  return s.nommes?.has(d.id) ?? false
}

/**
 * The records for a situation, best first: by verdict, then theme fit, nearness and state together, with natures
 * varied and one place kept for Europe; the nearest refusals last.
 */
export function orient(library: Library, s: Situation): Weighed[] {
  const fits: Scored[] = []
  const european: Scored[] = []
  const refused: Scored[] = []
  for (const dispositif of worthWeighing(library, s)) {
    const w = weighRecord(library, dispositif, s)
    if (!isOffered(w, s)) continue
    const scored = { w, score: scoreOf(w, s) }
    if (w.verdict !== 'non-eligible') {
      insert(fits, scored, MOST * 2)
      if (isEuropean(w)) insert(european, scored, 1)
    } else if (isNearMiss(w) || isRecalled(w, s)) insert(refused, scored, MOST_REFUSED)
  }
  const far = fits.some(f => isEuropean(f.w)) ? [] : european
  const best = vary([...fits, ...far])
  keepEurope(best)
  return [...best.slice(0, MOST - refused.length), ...refused.map(r => r.w)]
}

interface Scored {
  w: Weighed
  score: number
}

/** Keeps the best few of many, in order: sorting all of them would grow faster than the knowledge. */
function insert(best: Scored[], one: Scored, most: number): void {
  const last = best.at(-1)
  if (best.length === most && last && compare(last, one) <= 0) return
  let [low, high] = [0, best.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (compare(best[middle]!, one) <= 0) low = middle + 1
    else high = middle
  }
  best.splice(low, 0, one)
  if (best.length > most) best.pop()
}

const byTheme = new WeakMap<Library['dispositifs'], Map<string | null, Dispositif[]>>()

/** The records for companies that serve a theme, found once per library; null stands for those that serve every need. */
function servingRecords({ dispositifs }: Library, theme: string | null): readonly Dispositif[] {
  const index = byTheme.get(dispositifs) ?? new Map<string | null, Dispositif[]>()
  byTheme.set(dispositifs, index)
  const known = index.get(theme)
  if (known) return known
  const serves = (d: Dispositif) => d['tous-besoins'] || (theme !== null && d.themes.includes(theme))
  const records = [...dispositifs.values()].filter(d => d.public === 'entreprises' && serves(d))
  index.set(theme, records)
  return records
}

/** What could come out for a situation: serves the theme and is not of another place, or was named. */
export function worthWeighing(library: Library, s: Situation): Dispositif[] {
  const serving = servingRecords(library, s.theme).filter(d => zoneOutcome(d, s.place) !== 'failed')
  const named = [...(s.nommes ?? [])].flatMap(id => library.dispositifs.get(id) ?? [])
  return [...serving, ...named.filter(d => !serving.includes(d))]
}

/** A closed record that the person named. */
function isRecalled(w: Weighed, s: Situation): boolean {
  return w.etat.status === 'clos' && isNamed(w.dispositif, s)
}

/** A refusal worth telling: of the right theme, failed on one thing only, and not on the place. */
function isNearMiss(w: Weighed): boolean {
  const failed = w.criteres.filter(c => c.issue === 'failed')
  return failed.length === 1 && failed[0]!.critere !== 'theme' && failed[0]!.critere !== 'commune'
}

const STATUS_COST: Record<Status, number> = { ouvert: 0, 'a-verifier': 3, prevu: 8, clos: 20, 'sans-objet': 20 }
const PAST_PLAN_COST = 8
const FIT_COST = 10
const NEARNESS_COST = 2
/** The level that runs a scheme counts beside its zone: a national one opened to the four territories is not a local one. */
const LEVEL_COST = 1
/** While the place is unknown, what is certainly open here stands before what may be another territory's. */
const UNKNOWN_PLACE_COST = 15
const SAME_NATURE_COST = 4
const AFFINITY_GAIN = 10
const RECALLED_GAIN = 100

/** The lower the better. Theme fit weighs most, then the person's words, the state, the nearness. */
function scoreOf(w: Weighed, s: Situation): number {
  const d = w.dispositif
  const asks = (c: Criterion) => c.condition !== undefined && c.critere.endsWith('-besoin')
  // a diagnostic of the whole theme is the first step of any need in it
  const need =
    w.criteres.some(c => c.issue === 'met' && asks(c)) || (d.nature === 'diagnostic' && !w.criteres.some(asks))
  const rank = s.theme === null ? -1 : d.themes.indexOf(s.theme)
  const fit = rank < 0 ? 3 : (rank === 0 ? 1 : 2) - (need ? 1 : 0)
  const past = w.etat.cle === 'prevu-passe' ? PAST_PLAN_COST : 0
  return (
    VERDICTS.indexOf(w.verdict) * 1000 +
    fit * FIT_COST +
    nearness(d.zone) * NEARNESS_COST +
    NIVEAUX.indexOf(d.niveau) * LEVEL_COST +
    (isZoneUnknown(w) ? UNKNOWN_PLACE_COST : 0) +
    STATUS_COST[w.etat.status] +
    past -
    (s.affinites?.get(d.id) ?? 0) * AFFINITY_GAIN -
    (isRecalled(w, s) ? RECALLED_GAIN : 0)
  )
}

function isZoneUnknown(w: Weighed): boolean {
  return w.criteres.some(c => c.critere === 'commune' && c.issue === 'missing')
}

function compare(a: Scored, b: Scored): number {
  return a.score - b.score || (a.w.dispositif.id < b.w.dispositif.id ? -1 : 1)
}

/** Best first, each nature already taken among the first ones making the next of its kind a little dearer. */
function vary(sorted: readonly Scored[]): Weighed[] {
  const rest = [...sorted]
  const out: Weighed[] = []
  const seen = new Map<string, number>()
  while (rest.length > 0) {
    let at = 0
    let least = Number.POSITIVE_INFINITY
    for (const [i, { w, score }] of rest.entries()) {
      const cost = score + (seen.get(w.dispositif.nature) ?? 0) * SAME_NATURE_COST
      if (cost < least) [at, least] = [i, cost]
    }
    const [{ w }] = rest.splice(at, 1) as [Scored]
    seen.set(w.dispositif.nature, (seen.get(w.dispositif.nature) ?? 0) + 1)
    out.push(w)
  }
  return out
}

/** The methodology wants firms brought closer to European schemes: one stands among the first five where one fits. */
function keepEurope(best: Weighed[]): void {
  const at = best.findIndex(isEuropean)
  if (at > 4) best.splice(4, 0, ...best.splice(at, 1))
}

function isEuropean(w: Weighed): boolean {
  return w.dispositif.niveau === 'europe'
}
