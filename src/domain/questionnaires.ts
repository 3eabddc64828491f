import { ZodError, type z } from 'zod'
import { type Condition, type Requirement, readCondition, readRequirement } from './condition.ts'
import { type Finding, finding, readIssue } from './finding.ts'
import type { Question } from './question.ts'
import type { Texts } from './texts.ts'
import type { Asked, commonSchema, Theme, themeSchema } from './theme.ts'

type RawTheme = z.output<typeof themeSchema>

/** The questionnaires with their common questions put in place and their `si` read; ids are unique over all of them. */
export function readThemes(
  texts: Texts,
  common: z.output<typeof commonSchema>,
  raw: readonly (readonly [string, RawTheme])[],
): {
  themes: Map<string, Theme>
  questions: Map<string, Question>
  findings: Finding[]
} {
  const findings: Finding[] = []
  const questions = new Map<string, Question>()
  const home = new Map<string, string>()
  const add = (file: string, theme: string | null, id: string, q: z.output<typeof commonSchema>[string]) => {
    const elsewhere = home.get(id)
    if (elsewhere) findings.push(finding(texts, file, id, 'doublon', { valeur: id, ailleurs: elsewhere }))
    for (const option of Object.keys(q.options ?? {}))
      if (!/^[a-z]/.test(option)) findings.push(finding(texts, file, id, 'option-nom', { valeur: option }))
    home.set(id, file)
    questions.set(id, { ...q, id, theme })
  }
  for (const [id, q] of Object.entries(common)) add('dialogs/commun.yaml', null, id, q)
  for (const [theme, t] of raw)
    for (const entry of t.questions)
      if (typeof entry !== 'string')
        for (const [id, q] of Object.entries(entry)) add(`dialogs/${theme}.yaml`, theme, id, q)

  const readSi = (file: string, question: Question): Asked['si'] =>
    Object.entries(question.si ?? {}).flatMap(([critere, requirement]) => {
      const on = questions.get(critere)
      if (!on) {
        findings.push(finding(texts, file, `${question.id}.si.${critere}`, 'question-inconnue', { champ: critere }))
        return []
      }
      const exige = attempt(
        () => readRequirement(on, requirement),
        (cle, blanks) =>
          findings.push(finding(texts, file, `${question.id}.si.${critere}`, cle, { ...blanks, champ: critere })),
      )
      return exige ? [{ critere, exige: exige as Requirement }] : []
    })

  const themes = new Map<string, Theme>()
  for (const [id, t] of raw) {
    const file = `dialogs/${id}.yaml`
    const asked = t.questions
      .flatMap(entry => (typeof entry === 'string' ? [entry] : Object.keys(entry)))
      .flatMap(name => {
        const question = questions.get(name)
        if (!question) findings.push(finding(texts, file, name, 'lien-inconnu', { valeur: name }))
        return question ? [{ question, si: readSi(file, question) }] : []
      })
    themes.set(id, { id, titre: t.titre, resume: t.resume ?? t.titre, mots: t.mots, questions: asked })
  }
  return { themes, questions, findings }
}

/** The cited conditions of a record, each read with the schema of its question's type. */
export function readConditions(
  texts: Texts,
  file: string,
  lineOf: (path: readonly PropertyKey[]) => number,
  raw: Record<string, unknown>,
  questions: ReadonlyMap<string, Question>,
): { conditions: Condition[]; findings: Finding[] } {
  const findings: Finding[] = []
  const conditions = Object.entries(raw).flatMap(([critere, value]) => {
    const lieu = String(lineOf(['conditions', critere]))
    const question = critere === 'taille' ? 'taille' : questions.get(critere)
    if (!question) {
      findings.push(finding(texts, file, lieu, 'question-inconnue', { champ: critere }))
      return []
    }
    if (typeof value !== 'object' || value === null || !('source' in value)) {
      findings.push(finding(texts, file, lieu, 'citation-manquante', { champ: critere }))
      return []
    }
    const condition = attempt(
      () => readCondition(critere, question, value),
      (cle, blanks) => findings.push(finding(texts, file, lieu, cle, { ...blanks, champ: critere })),
    )
    return condition ? [condition] : []
  })
  return { conditions, findings }
}

/** The result, or undefined with what zod found wrong told. */
function attempt<T>(make: () => T, tell: (cle: string, blanks: Record<string, string>) => void): T | undefined {
  try {
    return make()
  } catch (error) {
    if (!(error instanceof ZodError)) throw error
    for (const issue of error.issues) {
      const { cle, blanks } = readIssue(issue)
      tell(cle, blanks)
    }
    return undefined
  }
}
