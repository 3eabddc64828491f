import { fold } from '../domain/fold.ts'
import type { Question } from '../domain/question.ts'
import { say } from '../domain/texts.ts'
import { absorb, forget, keep, tellNotes } from './absorb.ts'
import { readAnswer } from './answer.ts'
import { askQuestion, askWhichAnswer, message } from './ask.ts'
import { beginForm } from './form.ts'
import { freeText } from './freetext.ts'
import { hear, plain } from './heard.ts'
import type { Mind } from './mind.ts'
import type { State } from './state.ts'
import { advance, resume, said, type TurnContext, type TurnResult } from './steps.ts'

/** A verb of correction opens a message; later in it, it is part of a project (« nous voulons changer de machine »). */
const OPENING = 3
/** The fields of the form, each with what a correction clears. */
const FIELDS: Record<string, readonly (keyof State['coordonnees'])[]> = {
  nom: ['nom'],
  entreprise: ['entreprise'],
  contact: ['email', 'telephone'],
  moment: ['moment', 'souhait'],
}

/**
 * A correction, at any time: what is named is asked again or replaced, and everything derived follows. Null where the
 * text corrects nothing.
 */
export function correction(mind: Mind, state: State, text: string, ctx: TurnContext): TurnResult | null {
  const { attente } = state
  const names = attente.sorte === 'coordonnees' && attente.champ !== 'moment'
  if (names || attente.sorte === 'code' || attente.sorte === 'reference') return null
  const verb = hear(mind, 'mots-corriger', text)
  const named = verb && verb.before.split(' ').length <= OPENING ? verb : null
  const question = named && namedQuestion(mind, state, named.after)
  if (!question && !hear(mind, 'mots-rectification', text)) return named ? correctField(mind, state, named.after) : null
  const grasp = mind.grasp(text, ctx.now)
  // another need is no correction, however it is introduced
  if (!question && grasp.sure && grasp.themes.some(t => !state.besoins.some(b => b.theme === t.id))) return null
  const { state: next, notes } = absorb(mind, state, grasp, text, true, !question)
  const told = question ? notes.filter(id => id === question.id) : notes
  const known = told.filter(id => id in state.faits || state.besoins.some(b => id in b.reponses))
  if (told.length > 0) {
    const nom = tellNotes(mind, next, told)
    return advance(mind, next, ctx, [
      message(say(mind.library.texts, known.length > 0 ? 'corrige' : 'j-ai-note', { liste: nom })),
    ])
  }
  const bare = question ? null : bareNumber(mind, state, text, ctx)
  if (bare) return bare
  if (question) {
    const value = readAnswer(mind, question, named.after, ctx.now)
    const own = plain(named.after).split(' ').length > 2 && question.type !== 'texte' && value.sorte === 'valeur'
    if (own && value.valeur !== null) {
      const kept = keep(mind, state, question.id, { valeur: value.valeur, origine: 'question' })
      const liste = tellNotes(mind, kept, [question.id])
      return advance(mind, kept, ctx, [message(say(mind.library.texts, 'corrige', { liste }))])
    }
    return askAgain(mind, state, question)
  }
  return null
}

/** « Non attends, c'est 45 »: a number and nothing else corrects the number that was given last. */
function bareNumber(mind: Mind, state: State, text: string, ctx: TurnContext): TurnResult | null {
  const numbers = text.match(/\d[\d ]*/g) ?? []
  const rest = plain(text.replace(/\d[\d ]*/g, ' '))
  if (numbers.length !== 1 || rest.split(' ').length > OPENING + 1) return null
  const asked = [...state.pile].reverse().flatMap(id => mind.library.questions.get(id) ?? [])
  const question = asked.find(q => q.type === 'nombre' || q.type === 'montant')
  const value = question && readAnswer(mind, question, numbers[0]!, ctx.now)
  if (!question || value?.sorte !== 'valeur' || value.valeur === null) return null
  const kept = keep(mind, state, question.id, { valeur: value.valeur, origine: 'question' })
  const liste = tellNotes(mind, kept, [question.id])
  return advance(mind, kept, ctx, [message(say(mind.library.texts, 'corrige', { liste }))])
}

/** « Corriger le nom », in the form. */
function correctField(mind: Mind, state: State, words: string): TurnResult | null {
  const field = Object.keys(FIELDS).find(f => words.includes(plain(say(mind.library.texts, `champ-${f}`))))
  return field && state.formulaire ? clearField(mind, state, field) : null
}

/** The question that a few words name, among those that were answered or that the needs ask: by what it is called. */
function namedQuestion(mind: Mind, state: State, words: string): Question | undefined {
  const { questions, themes } = mind.library
  const asked = state.besoins.flatMap(b => themes.get(b.theme)?.questions.map(q => q.question) ?? [])
  const known = [...state.pile, ...Object.keys(state.faits)].flatMap(id => questions.get(id) ?? [])
  const said = ` ${words} `
  return [...known, ...asked].find(q =>
    [q.rappel ?? '', ...(mind.library.commandes.get(`mots-${q.id}`) ?? [])]
      .flatMap(name => [name, name.replace(/^(?:l'|le |la |les )/, '')])
      .some(name => plain(name).length > 2 && said.includes(` ${plain(name)} `)),
  )
}

function askAgain(mind: Mind, state: State, question: Question): TurnResult {
  const next: State = {
    ...forget(state, question.id),
    attente: { sorte: 'question', question: question.id, essais: 0 },
  }
  return said(next, askQuestion(mind, question, 1))
}

function clearField(mind: Mind, state: State, field: string): TurnResult {
  const coordonnees = { ...state.coordonnees }
  for (const key of FIELDS[field]!) delete coordonnees[key]
  return beginForm(mind, { ...state, coordonnees }, [])
}

/** Which answer to correct: those that were given, latest last. */
export function askCorrection(mind: Mind, state: State): TurnResult {
  return said({ ...state, attente: { sorte: 'corriger' } }, askWhichAnswer(mind, state))
}

/** The named answer is taken away, so that its question is asked again. */
export function correct(mind: Mind, state: State, text: string, ctx: TurnContext): TurnResult {
  const { texts, questions } = mind.library
  const words = fold(text)
  const back: State = { ...state, attente: { sorte: state.besoins.length > 0 ? 'suite' : 'besoin' } }
  const away = words === fold(say(texts, 'corriger-rien')) || mind.commands(text) === 'non'
  if (away) return state.formulaire ? beginForm(mind, back, []) : resume(mind, back, ctx, [])
  const field = state.formulaire && Object.keys(FIELDS).find(f => fold(say(texts, `champ-${f}`)) === words)
  if (field) return clearField(mind, state, field)
  const id = [...state.pile].reverse().find(p => {
    const question = questions.get(p)
    return words.includes(fold(question?.rappel ?? question?.texte ?? p)) || words.split(/\s+/).includes(p)
  })
  const question = id ? questions.get(id) : namedQuestion(mind, state, plain(text))
  if (question) return askAgain(mind, state, question)
  return freeText(mind, back, text, ctx)
}
