import { createInterface } from 'node:readline'
import { addNeeds, keep } from '../conversation/absorb.ts'
import { readAnswer } from '../conversation/answer.ts'
import { tellDiagnostic } from '../conversation/diagnosis.ts'
import type { Mind } from '../conversation/mind.ts'
import { tellDesk, tellResult } from '../conversation/result.ts'
import { freshState, type State } from '../conversation/state.ts'
import { allMet } from '../domain/condition.ts'
import type { Diagnostic } from '../domain/diagnostic.ts'
import type { Answer, Question } from '../domain/question.ts'
import { say } from '../domain/texts.ts'
import type { Theme } from '../domain/theme.ts'

/** Puts a text and waits for a line; null at the end of the input. */
type Ask = (prompt: string) => Promise<string | null>

/**
 * The interview of a visit: the questionnaires and grids in full, chosen one by one, then the results.
 * Unlike the chat it leaves no question out: the person in front decides.
 */
export async function interview(
  mind: Mind,
  input: NodeJS.ReadableStream,
  write: (text: string) => void,
): Promise<void> {
  const { texts, themes, diagnostics } = mind.library
  const lines = createInterface({ input })[Symbol.asyncIterator]()
  const ask: Ask = async prompt => {
    write(prompt)
    const { value, done } = await lines.next()
    return done ? null : value.trim()
  }
  const tell = (text: string) => write(`${text}\n`)
  const parts = [...themes.values(), ...diagnostics.values()]
  const liste = parts.map((p, i) => say(texts, 'entretien-choix-ligne', { n: i + 1, titre: p.titre })).join('\n')
  let state = freshState()
  for (;;) {
    const chosen = await ask(say(texts, 'entretien-choix', { liste }))
    if (!chosen) break
    const part = parts[Number(chosen) - 1]
    if (!part) continue
    tell(say(texts, 'entretien-section', { titre: part.titre }))
    state = 'axes' in part ? await fillGrid(mind, state, part, ask) : await fillTheme(mind, state, part, ask)
  }
  tell('')
  for (const text of results(mind, state, new Date().toISOString().slice(0, 10))) tell(`${text}\n`)
}

async function fillTheme(mind: Mind, before: State, theme: Theme, ask: Ask): Promise<State> {
  let state = addNeeds(before, [theme.id], theme.titre)
  for (const { question, si } of theme.questions) {
    const faits = { ...state.faits, ...state.besoins.find(b => b.theme === theme.id)?.reponses }
    if (question.id in faits || allMet(si, faits) !== 'met') continue
    const answer = await put(mind, question, ask)
    if (answer === 'end') break
    if (answer) state = keep(mind, state, question.id, answer)
  }
  return state
}

async function fillGrid(mind: Mind, state: State, grid: Diagnostic, ask: Ask): Promise<State> {
  const answers = { ...state.diagnostics[grid.id] }
  for (const question of grid.axes.flatMap(a => a.questions)) {
    const answer = await put(mind, question, ask)
    if (answer === 'end') break
    if (answer) answers[question.id] = answer
  }
  return { ...state, diagnostics: { ...state.diagnostics, [grid.id]: answers } }
}

/** One question until it is understood; null where it is passed. */
async function put(mind: Mind, question: Question, ask: Ask): Promise<Answer | null | 'end'> {
  const { texts } = mind.library
  const options = Object.values(question.options ?? {}).map((texte, i) =>
    say(texts, 'entretien-option', { n: i + 1, texte }),
  )
  let texte = [question.texte, ...(question.aide ? [question.aide] : []), ...options].join('\n')
  for (;;) {
    const said = await ask(say(texts, 'entretien-question', { texte }))
    if (said === null || said === say(texts, 'entretien-fin')) return 'end'
    if (said === '') return null
    const reading = readAnswer(mind, question, said, new Date().toISOString())
    const named = question.type === 'commune' || question.type === 'activite' ? { mots: said } : {}
    if (reading.sorte === 'valeur') return { valeur: reading.valeur, origine: 'question', ...named }
    const places =
      reading.sorte === 'lieux' ? reading.candidats : reading.sorte === 'suggestion' ? [reading.candidat] : []
    texte =
      places.length > 0
        ? say(texts, 'entretien-lieux', {
            liste: places.map(p => `${p.nom} ${p.codesPostaux[0] ?? ''}`.trim()).join(', '),
          })
        : say(texts, 'entretien-incompris')
  }
}

function results(mind: Mind, state: State, today: string): string[] {
  const { texts, diagnostics } = mind.library
  const needs = state.besoins.map(b => tellResult(mind, state, b.theme, today).reply.texte)
  const desk = needs.length > 0 ? [tellDesk(mind, state, state.besoins[0]!.theme, today).texte] : []
  const grids = Object.entries(state.diagnostics).flatMap(([id, answers]) =>
    tellDiagnostic(mind, state, diagnostics.get(id)!, answers, today).replies.map(r => r.texte),
  )
  const all = [...needs, ...desk, ...grids]
  return all.length > 0 ? all : [say(texts, 'entretien-rien')]
}
