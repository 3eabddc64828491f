import { fold } from '../domain/fold.ts'
import { dossierQuestions } from '../domain/qualification.ts'
import type { Question, Value } from '../domain/question.ts'
import { say } from '../domain/texts.ts'
import { absorb, addNeeds, forget, keep } from './absorb.ts'
import { readAnswer } from './answer.ts'
import { askQuestion, capital, choices, message, themeChoices } from './ask.ts'
import { askPlaces, freeText, outsideNote, takeNeeds } from './freetext.ts'
import { askIntake, consentText, makeLead, nextIntake, readField } from './intake.ts'
import { answerFromKnowledge } from './knowledge.ts'
import type { Mind } from './mind.ts'
import type { Reply } from './reply.ts'
import type { State } from './state.ts'
import { advance, day, resume, said, type TurnContext, type TurnResult } from './steps.ts'

/** After this many answers that were not understood, a way out is offered. */
const PATIENCE = 1

/** The answer to the question that is waiting; or another need, a question, a correction said in its place. */
export function answerQuestion(mind: Mind, state: State, text: string, ctx: TurnContext): TurnResult {
  const { attente } = state
  if (attente.sorte !== 'question' && attente.sorte !== 'dossier') return freeText(mind, state, text, ctx)
  const question = mind.library.questions.get(attente.question)
  if (!question) return advance(mind, state, ctx, [])
  const grasp = mind.grasp(text, ctx.now)
  if (grasp.kind === 'question' && !shortAnswer(text)) {
    const answer = answerFromKnowledge(mind, state, text, day(ctx))
    if (answer) return resume(mind, state, ctx, [answer])
  }
  const reading = readAnswer(mind, question, text)
  switch (reading.sorte) {
    case 'valeur':
      return accept(mind, state, question, reading.valeur, text, ctx)
    case 'lieux':
      return askPlaces(mind, state, reading.candidats, text, [])
    case 'suggestion': {
      const { insee, nom } = reading.candidat
      const asked = message(
        say(mind.library.texts, 'commune-suggestion', { nom }),
        choices(say(mind.library.texts, 'oui'), say(mind.library.texts, 'non')),
        'question',
      )
      return said(
        { ...state, attente: { sorte: 'choix-lieu', candidats: [{ insee, nom }], texte: nom } },
        { ...asked, question: 'commune' },
      )
    }
  }
  const fresh = grasp.sure ? grasp.themes.map(t => t.id).filter(t => !state.besoins.some(b => b.theme === t)) : []
  if (fresh.length > 0) return takeNeeds(mind, state, fresh, grasp, text, ctx)
  const absorbed = absorb(mind, state, grasp, text, true)
  if (absorbed.notes.length > 0) return advance(mind, absorbed.state, ctx, [])
  if (grasp.kind === 'abus' || grasp.kind === 'autre-langue' || grasp.signaux.length > 0)
    return freeText(mind, state, text, ctx)
  return notUnderstood(mind, state, question, ctx)
}

function shortAnswer(text: string): boolean {
  return text.length < 12 && !text.includes('?')
}

function accept(
  mind: Mind,
  state: State,
  question: Question,
  valeur: Value,
  text: string,
  ctx: TurnContext,
): TurnResult {
  const dossier = state.attente.sorte === 'dossier'
  const mots =
    question.type === 'commune'
      ? mind.lookup.find(text).results[0]?.nom
      : question.type === 'activite'
        ? text.slice(0, 60)
        : undefined
  let next = keep(mind, state, question.id, { valeur, origine: 'question', ...(mots ? { mots } : {}) })
  // Two answers in one message (« Soissons, on est 110 »): the rest of the text is read as well.
  if (valeur !== null && question.type !== 'texte' && text.includes(' '))
    next = absorb(mind, next, mind.grasp(text, ctx.now), text, false).state
  if (dossier) return nextDossier(mind, next, [])
  return advance(mind, next, ctx, question.type === 'commune' ? outsideNote(mind, state, next) : [])
}

function notUnderstood(mind: Mind, state: State, question: Question, ctx: TurnContext): TurnResult {
  const { texts } = mind.library
  const { attente } = state
  if (attente.sorte !== 'question' && attente.sorte !== 'dossier') return resume(mind, state, ctx, [])
  const essais = attente.essais + 1
  const hint = question.type === 'commune' ? say(texts, 'commune-inconnue') : say(texts, 'pas-compris')
  // A question that was not understood twice is left unknown rather than asked for ever.
  if (essais > PATIENCE + 1) return accept(mind, state, question, null, '', ctx)
  const lines = essais > PATIENCE ? [hint, say(texts, 'porte-de-sortie')] : [hint]
  return resume(mind, { ...state, attente: { ...attente, essais } }, ctx, [message(lines.join('\n'))])
}

/** One of the candidate communes, by name, number or place in the list; or another place altogether. */
export function choosePlace(mind: Mind, state: State, text: string, ctx: TurnContext): TurnResult {
  const { attente } = state
  if (attente.sorte !== 'choix-lieu') return freeText(mind, state, text, ctx)
  const command = mind.commands(text)
  const question = mind.library.questions.get('commune')!
  const asking: State = { ...state, attente: { sorte: 'question', question: 'commune', essais: 0 } }
  if (attente.candidats.length === 1) {
    if (command === 'oui') return accept(mind, asking, question, attente.candidats[0]!.insee, attente.texte, ctx)
    if (command === 'non') return resume(mind, asking, ctx, [])
  }
  const said_ = fold(text)
  const chosen =
    attente.candidats.find((c, i) => fold(c.nom) === said_ || said_ === String(i + 1)) ??
    attente.candidats.find(c => said_.length > 2 && fold(c.nom).includes(said_))
  if (!chosen) return answerQuestion(mind, asking, text, ctx)
  const kept = keep(mind, asking, 'commune', {
    valeur: chosen.insee,
    origine: 'question',
    mots: chosen.nom.replace(/ \(.*/, ''),
  })
  return advance(mind, kept, ctx, outsideNote(mind, state, kept))
}

/** One of the two themes that the bot thought of, or something else. */
export function chooseTheme(mind: Mind, state: State, text: string, ctx: TurnContext): TurnResult {
  const { attente } = state
  if (attente.sorte !== 'choix-theme') return freeText(mind, state, text, ctx)
  const { texts, themes } = mind.library
  const open: State = { ...state, attente: { sorte: 'besoin' } }
  const said_ = fold(text)
  const chosen =
    attente.themes.find((t, i) => fold(themes.get(t)!.titre) === said_ || said_ === String(i + 1)) ??
    (mind.commands(text) === 'oui' ? attente.themes[0] : undefined)
  if (chosen)
    return takeNeeds(
      mind,
      addNeeds(open, [chosen], attente.texte),
      [chosen],
      mind.grasp(attente.texte, ctx.now),
      attente.texte,
      ctx,
    )
  if (said_ === fold(say(texts, 'ni-l-un-ni-l-autre')) || mind.commands(text) === 'non')
    return said(open, message(say(texts, 'demander-besoin'), themeChoices(mind)))
  return freeText(mind, open, text, ctx)
}

/** Which answer to correct: those that were given, latest last. */
export function askCorrection(mind: Mind, state: State): TurnResult {
  const names = state.pile.map(id => capital(mind.library.questions.get(id)?.rappel ?? id))
  return said(
    { ...state, attente: { sorte: 'corriger' } },
    message(say(mind.library.texts, 'corriger-quoi'), choices(...names), 'question'),
  )
}

/** The named answer is taken away, so that its question is asked again. */
export function correct(mind: Mind, state: State, text: string, ctx: TurnContext): TurnResult {
  const said_ = fold(text)
  const { questions } = mind.library
  const id = state.pile.find(p => said_.includes(fold(questions.get(p)?.rappel ?? p)) || said_.includes(p))
  if (!id) return freeText(mind, { ...state, attente: { sorte: 'suite' } }, text, ctx)
  const question = questions.get(id)!
  const next: State = { ...forget(state, id), attente: { sorte: 'question', question: id, essais: 0 } }
  return said(next, askQuestion(mind, question, 1))
}

/** The lead begins: after a result, what the file still needs; then consent, then who the person is. */
export function startIntake(mind: Mind, state: State, before: Reply[]): TurnResult {
  return state.attente.sorte === 'suite' ? nextDossier(mind, state, before) : beginForm(mind, state, before)
}

function nextDossier(mind: Mind, state: State, before: Reply[]): TurnResult {
  const question = state.besoins.flatMap(b => dossierQuestions(mind.library, b, state.faits)).find(Boolean)
  const asked = state.pile.filter(id => mind.library.questions.get(id)?.usage === 'dossier').length
  if (!question || asked >= 3) return beginForm(mind, state, before)
  return said(
    { ...state, attente: { sorte: 'dossier', question: question.id, essais: 0 } },
    ...before,
    askQuestion(mind, question, 0),
  )
}

function beginForm(mind: Mind, state: State, before: Reply[]): TurnResult {
  const next = { ...state, attente: nextIntake(state) }
  return said(next, ...before, askIntake(mind, next))
}

/** Consent, name, company, contact, confirmation; then the lead. */
export function intake(mind: Mind, state: State, text: string, ctx: TurnContext): TurnResult {
  const { texts } = mind.library
  const { attente } = state
  const command = mind.commands(text)
  const leave: State = { ...state, attente: { sorte: state.besoins.length > 0 ? 'suite' : 'besoin' } }
  if (attente.sorte === 'consentement') {
    const yes = command === 'oui' || fold(text) === fold(say(texts, 'consentement-oui'))
    if (yes) {
      const consentement = {
        version: say(texts, 'consentement-version'),
        texte: consentText(mind, state),
        date: ctx.now,
      }
      return beginForm(mind, { ...state, consentement }, [])
    }
    if (command === 'non' || fold(text) === fold(say(texts, 'consentement-non')))
      return resume(mind, leave, ctx, [message(say(texts, 'consentement-refuse'))])
    return elsewhere(mind, state, text, ctx)
  }
  if (attente.sorte === 'coordonnees') {
    if (attente.champ !== 'contact' && text.includes('?')) return elsewhere(mind, state, text, ctx)
    const read = readField(attente.champ, text)
    if (read) return beginForm(mind, { ...state, coordonnees: { ...state.coordonnees, ...read } }, [])
    return resume(mind, state, ctx, [
      message(say(texts, attente.champ === 'contact' ? 'contact-invalide' : 'nom-invalide')),
    ])
  }
  if (command === 'oui' || command === 'envoyer' || fold(text) === fold(say(texts, 'confirmer-oui'))) {
    const { lead, reply } = makeLead(mind, state, ctx)
    return { state: { ...leave, reference: ctx.reference }, replies: [reply], requests: [], writes: [lead] }
  }
  if (command === 'non' || command === 'corriger' || fold(text) === fold(say(texts, 'confirmer-non'))) {
    const next = {
      ...state,
      coordonnees: {},
      attente: { sorte: 'coordonnees' as const, champ: 'nom' as const, essais: 0 },
    }
    return said(next, askIntake(mind, next))
  }
  return elsewhere(mind, state, text, ctx)
}

/** In the middle of the form: a question is answered and the form goes on; nothing else moves it. */
function elsewhere(mind: Mind, state: State, text: string, ctx: TurnContext): TurnResult {
  const answer = answerFromKnowledge(mind, state, text, day(ctx))
  return resume(mind, state, ctx, [answer ?? message(say(mind.library.texts, 'pas-compris'))])
}
