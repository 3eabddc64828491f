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
  /** Records that the person named: shown first, whatever the theme, even when closed or refused. */
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
  const serves =
    dispositif['tous-besoins'] || (s.theme !== null && dispositif.themes.includes(s.theme)) || isNamed(dispositif, s)
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
  return { dispositif, verdict, criteres, etat: statusOf(dispositif, s.today) }
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
  const fits: { w: Weighed; score: number }[] = []
  const refused: { w: Weighed; score: number }[] = []
  for (const dispositif of library.dispositifs.values()) {
    const w = weighRecord(library, dispositif, s)
    if (!isOffered(w, s)) continue
    if (w.verdict !== 'non-eligible') fits.push({ w, score: scoreOf(w, s) })
    else if (isNearMiss(w) || isNamed(dispositif, s)) refused.push({ w, score: scoreOf(w, s) })
  }
  const best = vary(fits)
  keepEurope(best)
  refused.sort((a, b) => a.score - b.score || order(a.w, b.w))
  const last = refused.slice(0, MOST_REFUSED).map(r => r.w)
  return [...best.slice(0, MOST - last.length), ...last]
}

/** A refusal worth telling: of the right theme, failed on one thing only, and not on the place. */
function isNearMiss(w: Weighed): boolean {
  const failed = w.criteres.filter(c => c.issue === 'failed')
  return failed.length === 1 && failed[0]!.critere !== 'theme' && failed[0]!.critere !== 'commune'
}

const STATUS_COST: Record<Status, number> = { ouvert: 0, 'a-verifier': 3, prevu: 8, clos: 20, 'sans-objet': 20 }
const PAST_PLAN_COST = 10
const FIT_COST = 10
const NEARNESS_COST = 2
/** The level that runs a scheme counts beside its zone: a national one opened to the four territories is not a local one. */
const LEVEL_COST = 1
/** While the place is unknown, what is certainly open here stands before what may be another territory's. */
const UNKNOWN_PLACE_COST = 15
const SAME_NATURE_COST = 4
const AFFINITY_GAIN = 15
const NAMED_GAIN = 100

/** The lower the better. What the person named comes first; then theme fit weighs most, then words, state, nearness. */
function scoreOf(w: Weighed, s: Situation): number {
  const d = w.dispositif
  const need = w.criteres.some(c => c.condition && c.issue === 'met' && c.critere.endsWith('-besoin'))
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
    (isNamed(d, s) ? NAMED_GAIN : 0)
  )
}

function isZoneUnknown(w: Weighed): boolean {
  return w.criteres.some(c => c.critere === 'commune' && c.issue === 'missing')
}

function order(a: Weighed, b: Weighed): number {
  return a.dispositif.id < b.dispositif.id ? -1 : 1
}

/** Best first, each nature already taken among the first ones making the next of its kind a little dearer. */
function vary(fits: { w: Weighed; score: number }[]): Weighed[] {
  fits.sort((a, b) => a.score - b.score || order(a.w, b.w))
  const rest = fits.slice(0, MOST * 2)
  const far = rest.some(f => isEuropean(f.w)) ? undefined : fits.slice(MOST * 2).find(f => isEuropean(f.w))
  if (far) rest.push(far)
  const out: Weighed[] = []
  const seen = new Map<string, number>()
  while (rest.length > 0) {
    let at = 0
    let least = Number.POSITIVE_INFINITY
    for (const [i, { w, score }] of rest.entries()) {
      const cost = score + (seen.get(w.dispositif.nature) ?? 0) * SAME_NATURE_COST
      if (cost < least) [at, least] = [i, cost]
    }
    const [{ w }] = rest.splice(at, 1) as [{ w: Weighed; score: number }]
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
