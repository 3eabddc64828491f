import { allMet, type Condition, weigh } from './condition.ts'
import type { Library } from './library.ts'
import { isOffered, type Situation, weighRecord, worthWeighing } from './matching.ts'
import type { Faits, Question, Value } from './question.ts'
import { possibleSizes } from './taille.ts'
import type { Place } from './territoire.ts'

/** At most this many questions before the result, after the first message. */
export const MOST_ASKED = 5

/** A need to be qualified. */
export interface Need {
  theme: string
  reponses: Faits
}

/** What the interview knows: common facts, needs in the order they were told, the place where the project is. */
export interface Interview {
  faits: Faits
  besoins: readonly Need[]
  place: Place | null
  today: string
}

/** Questions that decide the desk or a flag whatever the candidates say. */
const ALWAYS_USEFUL = ['commune', 'effectif']
/** Facts that the size of the décret 2008-1354 is computed from, with an answer on either side of each of its bounds. */
const PEOPLE = [5, 100, 1000, 10_000].map(n => ({ min: n, max: n }))
const AMOUNTS = [1e6, 10e6, 100e6, 5e9].map(n => ({ min: n, max: n }))
const SIZE_FACTS: Record<string, readonly Value[]> = {
  effectif: PEOPLE,
  groupe: [true, false],
  'chiffre-affaires': AMOUNTS,
  bilan: AMOUNTS,
}

/**
 * The questions still worth asking, in the editor's order: one need finished before the next, common facts once.
 * A question that can change no verdict, desk or flag is left out; beyond the cap the most valuable ones stay.
 */
export function openQuestions(library: Library, interview: Interview): Question[] {
  const open = new Map<string, { question: Question; value: number }>()
  for (const need of interview.besoins) {
    const faits = { ...interview.faits, ...need.reponses }
    const candidates = unknownsFor(library, {
      theme: need.theme,
      faits,
      place: interview.place,
      today: interview.today,
    })
    const askable = (library.themes.get(need.theme)?.questions ?? [])
      .filter(({ question, si }) => question.usage === 'tri' && !(question.id in faits) && allMet(si, faits) === 'met')
      .map(({ question }) => question)
    const decides = createSizeTest(faits, askable)
    for (const question of askable) {
      if (open.has(question.id)) continue
      const value = valueOfAnswer(question, candidates, decides)
      if (value > 0) open.set(question.id, { question, value })
    }
  }
  const questions = [...open.values()]
  const left = Math.max(0, MOST_ASKED - countAsked(library, interview))
  if (questions.length <= left) return questions.map(q => q.question)
  const kept = new Set([...questions].sort((a, b) => b.value - a.value).slice(0, left))
  return questions.filter(q => kept.has(q)).map(q => q.question)
}

/** How many sorting questions were put and answered. */
export function countAsked(library: Library, { faits, besoins }: Pick<Interview, 'faits' | 'besoins'>): number {
  const asked = (answers: Faits) =>
    Object.entries(answers).filter(([id, a]) => a.origine === 'question' && library.questions.get(id)?.usage === 'tri')
      .length
  return asked(faits) + besoins.reduce((n, b) => n + asked(b.reponses), 0)
}

/** The questions of the file that go with the lead, after the result: at most three, none already answered. */
export function dossierQuestions(library: Library, need: Need, faits: Faits): Question[] {
  const all = { ...faits, ...need.reponses }
  return (library.themes.get(need.theme)?.questions ?? [])
    .filter(({ question, si }) => question.usage === 'dossier' && allMet(si, all) === 'met')
    .map(({ question }) => question)
    .slice(0, 3)
    .filter(q => !(q.id in all))
}

/** For each candidate in play, the conditions that are not known yet. */
function unknownsFor(library: Library, s: Situation): Condition[][] {
  const out: Condition[][] = []
  for (const d of worthWeighing(library, s)) {
    if (d.conditions.length === 0) continue
    const w = weighRecord(library, d, s)
    if (w.verdict === 'non-eligible' || !isOffered(w, s)) continue
    const unknown = w.criteres.flatMap(c => (c.issue === 'missing' && c.condition ? c.condition : []))
    if (unknown.length > 0) out.push(unknown)
  }
  return out
}

/** How many candidates' verdicts the answer can change. */
function valueOfAnswer(question: Question, candidates: readonly Condition[][], decides: SizeTest): number {
  if (question.id === 'commune') return Number.MAX_SAFE_INTEGER
  const touched = candidates.filter(unknown =>
    unknown.some(c => c.critere === question.id || (c.critere === 'taille' && decides(c, question.id))),
  ).length
  return ALWAYS_USEFUL.includes(question.id) ? touched + 1 : touched
}

/** True where an answer to the question can still decide the condition on the company's size. */
type SizeTest = (condition: Condition, id: string) => boolean

/**
 * A size comes from several facts together, so each is tried with every answer to the others still open: the turnover
 * of a firm of a group, or a group that no turnover will follow, decides nothing and is not asked.
 */
function createSizeTest(faits: Faits, askable: readonly Question[]): SizeTest {
  const open = askable.map(q => q.id).filter(id => id in SIZE_FACTS)
  const known = new Map<string, boolean>()
  const outcome = (condition: Condition, tried: Faits) => weigh(condition.exige, possibleSizes({ ...faits, ...tried }))
  const answers = (id: string): Faits[] => SIZE_FACTS[id]!.map(valeur => ({ [id]: { valeur, origine: 'question' } }))
  const together = (ids: readonly string[]): Faits[] =>
    ids.reduce<Faits[]>((all, id) => all.flatMap(a => [a, ...answers(id).map(b => ({ ...a, ...b }))]), [{}])
  return (condition, id) => {
    if (!open.includes(id)) return false
    const key = `${id} ${JSON.stringify(condition.exige)}`
    if (!known.has(key))
      known.set(
        key,
        together(open.filter(o => o !== id)).some(rest => {
          const before = outcome(condition, rest)
          return answers(id).some(a => outcome(condition, { ...rest, ...a }) !== before)
        }),
      )
    return known.get(key)!
  }
}
