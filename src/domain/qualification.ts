import { allMet } from './condition.ts'
import type { Library } from './library.ts'
import { isOffered, type Situation, type Weighed, weighRecord } from './matching.ts'
import type { Faits, Question } from './question.ts'
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
/** Facts that the size of the décret 2008-1354 is computed from. */
const SIZE_FACTS = ['effectif', 'groupe', 'chiffre-affaires', 'bilan']

/**
 * The questions still worth asking, in the editor's order: one need finished before the next, common facts once.
 * A question that can change no verdict, desk or flag is left out; beyond the cap the most valuable ones stay.
 */
export function openQuestions(library: Library, interview: Interview): Question[] {
  const open = new Map<string, { question: Question; value: number }>()
  for (const need of interview.besoins) {
    const faits = { ...interview.faits, ...need.reponses }
    const candidates = candidatesFor(library, {
      theme: need.theme,
      faits,
      place: interview.place,
      today: interview.today,
    })
    for (const { question, si } of library.themes.get(need.theme)?.questions ?? []) {
      if (question.usage !== 'tri' || question.id in faits || open.has(question.id)) continue
      if (allMet(si, faits) !== 'met') continue
      const value = valueOfAnswer(question, candidates)
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

function candidatesFor(library: Library, s: Situation): Weighed[] {
  const out: Weighed[] = []
  for (const d of library.dispositifs.values()) {
    if (!d['tous-besoins'] && !d.themes.includes(s.theme!)) continue
    const w = weighRecord(library, d, s)
    if (w.verdict !== 'non-eligible' && isOffered(w, s)) out.push(w)
  }
  return out
}

/** How many candidates' verdicts the answer can change. */
function valueOfAnswer(question: Question, candidates: readonly Weighed[]): number {
  if (question.id === 'commune') return Number.MAX_SAFE_INTEGER
  const touched = candidates.filter(w =>
    w.criteres.some(
      c =>
        c.issue === 'missing' &&
        c.condition &&
        (c.critere === question.id || (c.critere === 'taille' && SIZE_FACTS.includes(question.id))),
    ),
  ).length
  return ALWAYS_USEFUL.includes(question.id) ? touched + 1 : touched
}
