import { ZodError, z } from 'zod'
import { type Citation, citationSchema, type Document } from './citation.ts'
import { readRequirement } from './condition.ts'
import { id, listOf, optional, text } from './content.ts'
import { type Finding, finding, readIssue } from './finding.ts'
import type { Answer, Faits, Question } from './question.ts'
import type { Texts } from './texts.ts'

/** The levels of every question of a grid, least advanced first. */
export const LEVELS = ['n1', 'n2', 'n3', 'n4', 'n5'] as const
/** How many weak axes are told. */
export const MOST_WEAK = 3

const gridQuestion = z.strictObject({ texte: text, aide: optional(text), options: z.record(id, text) })

/** A grid as written: axes of questions on five levels, and the needs that a weak axis reveals. */
export const diagnosticSchema = z.strictObject({
  titre: text,
  resume: text,
  prefixe: id,
  mots: listOf(text),
  sources: listOf(citationSchema),
  axes: z.record(
    id,
    z.strictObject({
      titre: text,
      'd-abord': text,
      besoin: z.record(id, listOf(text)),
      questions: z.record(id, gridQuestion),
    }),
  ),
})

/** A need that an axis reveals: options of a theme's own question, so that matching finds what answers it. */
export interface Revealed {
  theme: string
  question: string
  options: string[]
}

/** One axis of a grid; the first need is its main one. */
export interface Axe {
  id: string
  titre: string
  dAbord: string
  besoins: Revealed[]
  questions: Question[]
}

/** A maturity grid. Its questions are put in the editor's order. */
export interface Diagnostic {
  id: string
  titre: string
  resume: string
  mots: string[]
  sources: Citation[]
  axes: Axe[]
}

/** How an axis stands: the mean of its answered levels, 1 to 5, or null where none was answered. */
export interface AxisScore {
  axe: Axe
  score: number | null
  repondues: number
}

/** The next question to put, with its place in the grid. */
export interface NextQuestion {
  axe: Axe
  question: Question
  rang: number
  total: number
}

type RawGrid = z.output<typeof diagnosticSchema>

/** The grids with their needs read; a grid with a finding is left out and the rest serves. */
export function readDiagnostics(
  texts: Texts,
  raw: readonly (readonly [string, RawGrid])[],
  questions: ReadonlyMap<string, Question>,
  documents: ReadonlyMap<string, Document>,
): { diagnostics: Map<string, Diagnostic>; findings: Finding[] } {
  const findings: Finding[] = []
  const diagnostics = new Map<string, Diagnostic>()
  const taken = new Set(questions.keys())
  for (const [id, grid] of raw) {
    const fichier = `dialogs/diagnostics/${id}.yaml`
    const before = findings.length
    const diagnostic = readGrid(id, grid, { questions, documents, taken }, (place, cle, blanks) =>
      findings.push(finding(texts, fichier, place, cle, blanks)),
    )
    if (findings.length === before) diagnostics.set(id, diagnostic)
  }
  return { diagnostics, findings }
}

function readGrid(
  id: string,
  raw: RawGrid,
  known: { questions: ReadonlyMap<string, Question>; documents: ReadonlyMap<string, Document>; taken: Set<string> },
  tell: (place: string, cle: string, blanks: Record<string, string | number>) => void,
): Diagnostic {
  const total = Object.keys(raw.axes).length
  if (total < 3 || total > 8) tell('axes', 'axes', { n: total })
  for (const c of raw.sources)
    if (!known.documents.has(c.document)) tell('sources', 'document-inconnu', { valeur: c.document })

  const axes = Object.entries(raw.axes).map(([axe, a]): Axe => {
    const place = `axes.${axe}`
    const own = Object.entries(a.questions).map(([q, written]): Question => {
      const at = `${place}.questions.${q}`
      if (!q.startsWith(`${raw.prefixe}-`)) tell(at, 'prefixe', { valeur: q, prefixe: raw.prefixe })
      if (known.taken.has(q)) tell(at, 'doublon', { valeur: q, ailleurs: 'dialogs/' })
      known.taken.add(q)
      if (Object.keys(written.options).sort().join() !== LEVELS.join()) tell(at, 'niveaux', { valeur: q })
      const options = Object.fromEntries(LEVELS.map(n => [n, written.options[n] ?? '']))
      const { texte, aide } = written
      const fixed = { portee: 'entreprise', usage: 'dossier', type: 'echelle', plusieurs: false } as const
      return { id: q, theme: null, texte, aide, options, ...fixed }
    })
    const besoins = Object.entries(a.besoin).flatMap(([q, options]): Revealed[] => {
      const at = `${place}.besoin.${q}`
      const question = known.questions.get(q)
      if (!question?.theme) {
        tell(at, 'axe-sans-theme', { champ: q })
        return []
      }
      try {
        readRequirement(question, { parmi: options })
      } catch (error) {
        if (!(error instanceof ZodError)) throw error
        for (const issue of error.issues) {
          const { cle, blanks } = readIssue(issue)
          tell(at, cle, { ...blanks, champ: q })
        }
      }
      return [{ theme: question.theme, question: q, options: [...options].sort() }]
    })
    if (Object.keys(a.besoin).length === 0) tell(place, 'axe-sans-theme', { champ: axe })
    return { id: axe, titre: a.titre, dAbord: a['d-abord'], besoins, questions: own }
  })
  const { titre, resume, mots, sources } = raw
  return { id, titre, resume, mots, sources, axes }
}

/** The level of an answer, 1 to 5; null where it is unknown or absent. */
export function levelOf(answer: Answer | undefined): number | null {
  const [option] = [answer?.valeur ?? null].flat()
  const at = LEVELS.indexOf(option as (typeof LEVELS)[number])
  return at < 0 ? null : at + 1
}

/** The first question without an answer (« I don't know » is one), or null when all are through. Nothing else is remembered. */
export function nextQuestion(diagnostic: Diagnostic, reponses: Faits): NextQuestion | null {
  const all = diagnostic.axes.flatMap(axe => axe.questions.map(question => ({ axe, question })))
  const at = all.findIndex(({ question }) => !(question.id in reponses))
  return at < 0 ? null : { ...all[at]!, rang: at + 1, total: all.length }
}

/** How many questions have no answer yet. */
export function countLeft(diagnostic: Diagnostic, reponses: Faits): number {
  return diagnostic.axes.flatMap(a => a.questions).filter(q => !(q.id in reponses)).length
}

/** Every axis in the editor's order with the mean of its answered levels. */
export function scoresOf(diagnostic: Diagnostic, reponses: Faits): AxisScore[] {
  return diagnostic.axes.map(axe => {
    const levels = axe.questions.flatMap(q => levelOf(reponses[q.id]) ?? [])
    const score = levels.length === 0 ? null : levels.reduce((a, b) => a + b, 0) / levels.length
    return { axe, score, repondues: levels.length }
  })
}

/** The weakest answered axes, weakest first; equals keep the editor's order, and a perfect axis is not weak. */
export function weakest(scores: readonly AxisScore[]): (AxisScore & { score: number })[] {
  return scores
    .filter((s): s is AxisScore & { score: number } => s.score !== null && s.score < LEVELS.length)
    .sort((a, b) => a.score - b.score)
    .slice(0, MOST_WEAK)
}

/** A score as French people write it: « 2,5 ». */
export function tellScore(score: number): string {
  return score.toLocaleString('fr-FR', { minimumFractionDigits: 1, maximumFractionDigits: 1 })
}
