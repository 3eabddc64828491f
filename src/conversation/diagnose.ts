import { countLeft, type Diagnostic, levelOf, nextQuestion } from '../domain/diagnostic.ts'
import { fold } from '../domain/fold.ts'
import type { Faits } from '../domain/question.ts'
import { say } from '../domain/texts.ts'
import { readAnswer } from './answer.ts'
import { choices, message } from './ask.ts'
import { answersOf, askDiagnostic } from './ask-diagnostic.ts'
import { tellDiagnostic } from './diagnosis.ts'
import { answerFromKnowledge } from './knowledge.ts'
import type { Mind } from './mind.ts'
import type { Reply } from './reply.ts'
import type { State } from './state.ts'
import { day, resume, said, type TurnContext, type TurnResult } from './steps.ts'

/** After this many answers that were not understood, a question is left unknown rather than asked for ever. */
const PATIENCE = 2
/** A longer text with words of its own is a need (« un diagnostic énergétique de mon four »), not the command. */
const SHORT = 3

/** The commands that a diagnostic takes for itself: to begin or go on with one, and while one is under way, back and result. */
export function steerDiagnostic(
  mind: Mind,
  state: State,
  command: string | null,
  text: string,
  ctx: TurnContext,
): TurnResult | null {
  if (command === 'diagnostic') return start(mind, state, text, ctx)
  const grid = underWay(mind, state)
  if (grid && command === 'retour') return back(mind, state, grid, ctx)
  if (grid && command === 'resultat') return resultSoFar(mind, state, grid, ctx)
  return null
}

/** The diagnostic that a text names, taken up where it was left, or all of them offered; null where the text says more. */
function start(mind: Mind, state: State, text: string, ctx: TurnContext): TurnResult | null {
  const grids = [...mind.library.diagnostics.values()]
  const said = wordsOf(text)
  const known = new Set((mind.library.commandes.get('diagnostic') ?? []).flatMap(wordsOf))
  for (const d of grids) for (const word of namesOf(d)) known.add(word)
  if (grids.length === 0 || (said.length > SHORT && said.some(w => !known.has(w)))) return null
  const named = grids.filter(d => said.some(w => namesOf(d).has(w)))
  const [grid] = named.length === 1 ? named : grids.length === 1 ? grids : []
  return grid ? begin(mind, state, grid, ctx) : offer(mind, state)
}

/** What was answered to the question of a diagnostic, or which diagnostic was chosen. Null where the text is about something else. */
export function answerDiagnostic(mind: Mind, state: State, text: string, ctx: TurnContext): TurnResult | null {
  const { attente } = state
  if (attente.sorte !== 'diagnostic') return null
  const { texts, diagnostics } = mind.library
  const grid = diagnostics.get(attente.diagnostic)
  if (!grid) {
    const all = [...diagnostics.values()]
    const words = wordsOf(text).filter(w => w.length > 3)
    const told = all.filter(d => words.some(w => wordsOf(`${d.titre} ${d.resume}`).includes(w)))
    const named = words.length <= SHORT && told.length === 1 ? told[0] : undefined
    const chosen = all.find((d, i) => text === String(i + 1) || fold(d.titre) === fold(text)) ?? named
    return chosen ? begin(mind, state, chosen, ctx) : null
  }
  const question = grid.axes.flatMap(a => a.questions).find(q => q.id === attente.question)
  if (!question) return proceed(mind, state, grid, ctx, [])
  const digit = /^\D{0,12}([1-5])\D{0,6}$/.exec(text)?.[1]
  const reading = readAnswer(mind, question, digit ?? text, ctx.now)
  if (reading.sorte === 'valeur') {
    const kept = { ...answersOf(state, grid), [question.id]: { valeur: reading.valeur, origine: 'question' as const } }
    return proceed(mind, keep(state, grid, kept), grid, ctx, [])
  }
  const grasp = mind.grasp(text, ctx.now)
  if (grasp.signaux.length > 0) return null
  const answer = grasp.kind === 'question' ? answerFromKnowledge(mind, state, text, day(ctx)) : null
  if (answer) return resume(mind, state, ctx, [answer])
  const essais = attente.essais + 1
  if (essais > PATIENCE) {
    const kept = { ...answersOf(state, grid), [question.id]: { valeur: null, origine: 'question' as const } }
    return proceed(mind, keep(state, grid, kept), grid, ctx, [])
  }
  const again: State = { ...state, attente: { ...attente, essais } }
  return resume(mind, again, ctx, [message(say(texts, 'diagnostic-hors-echelle'))])
}

/** Takes back the last answer of the diagnostic under way, so that its question is put again. */
function back(mind: Mind, state: State, grid: Diagnostic, ctx: TurnContext): TurnResult {
  const { texts } = mind.library
  const answers = answersOf(state, grid)
  const last = grid.axes
    .flatMap(a => a.questions)
    .filter(q => q.id in answers)
    .at(-1)
  if (!last) return resume(mind, state, ctx, [message(say(texts, 'retour-vide'))])
  const { [last.id]: _, ...rest } = answers
  return proceed(mind, keep(state, grid, rest), grid, ctx, [message(say(texts, 'retour-fait'))])
}

function resultSoFar(mind: Mind, state: State, grid: Diagnostic, ctx: TurnContext): TurnResult {
  if (Object.values(answersOf(state, grid)).some(a => levelOf(a) !== null)) return conclude(mind, state, grid, ctx, [])
  return resume(mind, state, ctx, [message(say(mind.library.texts, 'diagnostic-rien'))])
}

function underWay(mind: Mind, { attente }: State): Diagnostic | undefined {
  return attente.sorte === 'diagnostic' ? mind.library.diagnostics.get(attente.diagnostic) : undefined
}

function offer(mind: Mind, state: State): TurnResult {
  const next: State = { ...state, attente: { sorte: 'diagnostic', diagnostic: '', question: '', essais: 0 } }
  return said(next, askDiagnostic(mind, next))
}

function begin(mind: Mind, state: State, grid: Diagnostic, ctx: TurnContext): TurnResult {
  const left = countLeft(grid, answersOf(state, grid))
  const n = grid.axes.flatMap(a => a.questions).length
  if (left === 0) return conclude(mind, state, grid, ctx, [])
  const cle = left === n ? 'diagnostic-debut' : 'diagnostic-reprise'
  return proceed(mind, state, grid, ctx, [message(say(mind.library.texts, cle, { titre: grid.titre, n }))])
}

/** The next question, derived from the answers, or the result. */
function proceed(mind: Mind, state: State, grid: Diagnostic, ctx: TurnContext, before: Reply[]): TurnResult {
  const next = nextQuestion(grid, answersOf(state, grid))
  if (!next) return conclude(mind, state, grid, ctx, before)
  const attente = { sorte: 'diagnostic' as const, diagnostic: grid.id, question: next.question.id, essais: 0 }
  const asking: State = { ...state, attente }
  return said(asking, ...before, askDiagnostic(mind, asking))
}

/** The result; then the themes of the weak axes are offered as needs, unless they already are. */
function conclude(mind: Mind, state: State, grid: Diagnostic, ctx: TurnContext, before: Reply[]): TurnResult {
  const { texts, themes, diagnostics } = mind.library
  const told = tellDiagnostic(mind, state, grid, answersOf(state, grid), day(ctx))
  const fresh = told.themes.filter(t => !state.besoins.some(b => b.theme === t))
  const replies = [...before, ...told.replies]
  if (fresh.length === 0)
    return resume(mind, { ...state, attente: { sorte: state.besoins.length > 0 ? 'suite' : 'besoin' } }, ctx, replies)
  const others = [...diagnostics.values()].filter(d => countLeft(d, answersOf(state, d)) > 0).map(d => d.titre)
  const offered = choices(
    ...fresh.map(t => themes.get(t)!.titre),
    ...others,
    say(texts, 'suite-contact'),
    say(texts, 'ni-l-un-ni-l-autre'),
  )
  const choosing: State = { ...state, attente: { sorte: 'choix-theme', themes: fresh, texte: told.texte } }
  return said(choosing, ...replies, message(say(texts, 'diagnostic-suite'), offered))
}

function keep(state: State, grid: Diagnostic, answers: Faits): State {
  return { ...state, diagnostics: { ...state.diagnostics, [grid.id]: answers } }
}

function wordsOf(text: string): string[] {
  return fold(text).match(/[a-z0-9]+/g) ?? []
}

/** The words that tell a grid from the others. */
function namesOf(grid: Diagnostic): Set<string> {
  return new Set(grid.mots.flatMap(wordsOf))
}
