import { fold } from '../domain/fold.ts'
import type { Question, Value } from '../domain/question.ts'
import { say } from '../domain/texts.ts'
import { absorb, addNeeds, keep, tellNotes } from './absorb.ts'
import { readAnswer } from './answer.ts'
import { message, themeChoices } from './ask.ts'
import { answerBefore, answerBeside } from './before.ts'
import { isInTrouble } from './delicate.ts'
import { beginForm, startIntake } from './form.ts'
import {
  askPlaces,
  freeText,
  isReachable,
  keepForLater,
  outsideNote,
  placed,
  takeNeeds,
  themeByTitle,
} from './freetext.ts'
import { countHeard, hear, plain } from './heard.ts'
import { answerFromKnowledge } from './knowledge.ts'
import type { Grasp, Mind } from './mind.ts'
import { needsIn } from './needs.ts'
import { offerPerson } from './obey.ts'
import type { Reply } from './reply.ts'
import type { State } from './state.ts'
import { advance, afterOpinion, day, REASONS, resume, said, type TurnContext, type TurnResult } from './steps.ts'
import { lacuna } from './unknown.ts'

/** After this many answers that were not understood, a way out is offered. */
const PATIENCE = 1
/** So short a text is an answer, whatever it seems to ask. */
const SHORT = 12

/** The answer to the question that is waiting; or another need, a question, a correction said in its place. */
export function answerQuestion(mind: Mind, state: State, text: string, ctx: TurnContext): TurnResult {
  const { attente } = state
  if (attente.sorte !== 'question' && attente.sorte !== 'dossier') return freeText(mind, state, text, ctx)
  const question = mind.library.questions.get(attente.question)
  if (!question) return advance(mind, state, ctx, [])
  const option = optionOf(question, text)
  if (option) return accept(mind, state, question, [option], option, ctx)
  const grasp = mind.grasp(text, ctx.now)
  // who gives an address for an answer wants to be reached: the agreement comes first
  if (attente.sorte === 'dossier' && isReachable(grasp))
    return beginForm(mind, state, [message(say(mind.library.texts, 'accord-avant'))])
  const asks = isQuestion(mind, grasp.kind, text) && !(question.type === 'commune' && isOnlyPlace(mind, grasp, text))
  const answer = asks ? answerFromKnowledge(mind, state, text, day(ctx)) : null
  if (answer) return resume(mind, state, ctx, [answer])
  if (asks && question.type === 'texte') return unknown(mind, state, text, ctx)
  const clicked = question.type === 'texte' ? undefined : themeByTitle(mind, text)
  if (clicked && !state.besoins.some(b => b.theme === clicked)) return takeNeeds(mind, state, [clicked], grasp, '', ctx)
  const people = headcount(mind, state, question, text)
  if (people) return noted(mind, people, ['effectif'], ctx)
  const reading = readAnswer(mind, question, text, ctx.now)
  switch (reading.sorte) {
    case 'valeur':
      return accept(mind, state, question, reading.valeur, text, ctx)
    case 'lieux':
      return askPlaces(mind, state, reading.candidats, text, [])
    case 'suggestion': {
      const { insee, nom } = reading.candidat
      return resume(
        mind,
        { ...state, attente: { sorte: 'choix-lieu', candidats: [{ insee, nom }], texte: nom } },
        ctx,
        [],
      )
    }
  }
  const beside = answerBeside(mind, state, question, text, ctx)
  if (beside) return beside
  const fresh = needsIn(mind, grasp, text).filter(t => !state.besoins.some(b => b.theme === t))
  if (fresh.length > 0) return takeNeeds(mind, state, fresh, grasp, text, ctx)
  const greeted = grasp.kind === 'salutation' && hear(mind, 'mots-salut', text) !== null
  if (greeted || grasp.kind === 'abus' || grasp.kind === 'autre-langue' || isInTrouble(mind, grasp, text))
    return freeText(mind, state, text, ctx)
  const absorbed = absorb(mind, state, grasp, text, true)
  if (absorbed.notes.length > 0) {
    return noted(mind, absorbed.state, absorbed.notes, ctx, outsideNote(mind, state, absorbed.state))
  }
  if (isReachable(grasp)) return keepForLater(mind, state, ctx)
  if (asks) return unknown(mind, state, text, ctx)
  return answerBefore(mind, state, text, ctx) ?? notUnderstood(mind, state, question, text, ctx)
}

/** What was noted in place of an answer, and the next question. */
function noted(mind: Mind, state: State, notes: readonly string[], ctx: TurnContext, more: Reply[] = []): TurnResult {
  const liste = tellNotes(mind, state, notes)
  return advance(mind, state, ctx, [message(say(mind.library.texts, 'j-ai-note', { liste })), ...more])
}

/** A bare number beyond the options is a headcount, where none is known: people say it before it is asked. */
function headcount(mind: Mind, state: State, question: Question, text: string): State | null {
  const options = Object.keys(question.options ?? {}).length
  if (question.type !== 'choix' || !/^\d{1,4}$/.test(text) || Number(text) <= options + 1 || state.faits.effectif)
    return null
  const valeur = mind.answer.effectif(text)
  return valeur && keep(mind, state, 'effectif', { valeur, origine: 'texte', mots: text })
}

/** The option whose label this is, word for word: a click is never anything else. */
function optionOf(question: Question, text: string): string | undefined {
  const words = fold(text.trim())
  return Object.entries(question.options ?? {}).find(([, label]) => fold(label) === words)?.[0]
}

/** « Et à Saint-Quentin ? »: a place and small words answer where, whatever mark ends them. */
function isOnlyPlace(mind: Mind, { place }: Grasp, text: string): boolean {
  const rest = plain(place.match ? text.replace(place.mots ?? '', ' ') : '')
  return place.match !== null && countHeard(mind, 'mots-autour', rest) === rest.split(' ').filter(Boolean).length
}

function isQuestion(mind: Mind, kind: string, text: string): boolean {
  if (text.length < SHORT && !text.includes('?')) return false
  return kind === 'question' || text.trim().endsWith('?') || hear(mind, 'mots-definition', text) !== null
}

/** A question that the base cannot answer, in the middle of the interview: said so, kept, and the interview goes on. */
function unknown(mind: Mind, state: State, text: string, ctx: TurnContext): TurnResult {
  return lacuna(mind, text, resume(mind, state, ctx, [message(say(mind.library.texts, 'reponse-inconnue'))]))
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
  if (dossier) return startIntake(mind, { ...next, attente: { sorte: 'suite' } }, [])
  return advance(mind, next, ctx, question.type === 'commune' ? outsideNote(mind, state, next) : [])
}

function notUnderstood(mind: Mind, state: State, question: Question, text: string, ctx: TurnContext): TurnResult {
  const { texts } = mind.library
  const { attente } = state
  if (attente.sorte !== 'question' && attente.sorte !== 'dossier') return resume(mind, state, ctx, [])
  const essais = attente.essais + 1
  const wordless = !/[\p{L}\p{N}]/u.test(text)
  const place = question.type === 'commune' && !mind.commands(text)
  const hint = place ? 'commune-inconnue' : wordless ? 'que-des-signes' : 'pas-compris'
  // A question that was not understood twice is left unknown rather than asked for ever.
  if (essais > PATIENCE + 1) return accept(mind, state, question, null, '', ctx)
  const lines = essais > PATIENCE ? [say(texts, hint), say(texts, 'porte-de-sortie')] : [say(texts, hint)]
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
    const { insee, nom } = attente.candidats[0]!
    if (command === 'oui') return accept(mind, asking, question, insee, nom, ctx)
    if (command === 'non') return resume(mind, asking, ctx, [])
  }
  const words = fold(text)
  const chosen =
    attente.candidats.find(c => fold(c.nom) === words) ??
    attente.candidats.find(c => words.length > 2 && fold(c.nom).includes(words))
  if (!chosen) return answerQuestion(mind, asking, text, ctx)
  const kept = keep(mind, asking, 'commune', {
    valeur: chosen.insee,
    origine: 'question',
    mots: chosen.nom.replace(/ \(.*/, ''),
  })
  return advance(mind, kept, ctx, outsideNote(mind, state, kept))
}

/** One of the themes that the bot thought of, or something else. */
export function chooseTheme(mind: Mind, state: State, text: string, ctx: TurnContext): TurnResult {
  const { attente } = state
  if (attente.sorte !== 'choix-theme') return freeText(mind, state, text, ctx)
  const { texts, themes } = mind.library
  const open: State = { ...state, attente: { sorte: 'besoin' } }
  const words = fold(text)
  const command = mind.commands(text)
  const chosen =
    attente.themes.find(t => fold(themes.get(t)!.titre) === words) ??
    (command === 'oui' ? attente.themes[0] : undefined)
  if (chosen) {
    const grasp = mind.grasp(attente.texte, ctx.now)
    return takeNeeds(mind, addNeeds(open, [chosen], attente.texte), [chosen], grasp, attente.texte, ctx)
  }
  if (words === fold(say(texts, 'ni-l-un-ni-l-autre')) || command === 'non' || command === 'inconnu')
    return open.besoins.length > 0
      ? resume(mind, { ...open, attente: { sorte: 'suite' } }, ctx, [])
      : said(open, message(say(texts, 'demander-besoin'), themeChoices(mind)))
  const seen = mind.grasp(text, ctx.now)
  // « four » is a commune too: no bare word replaces the place that is known
  const grasp = open.faits.commune ? seen : placed(mind, seen, text)
  const meant = needsIn(mind, grasp, text)
  // « recruter » in place of a yes; a fact in its place takes the only theme that was thought of
  const [taken] =
    meant.length > 0
      ? meant.filter(id => meant.length === 1 && attente.themes.includes(id))
      : attente.themes.filter(() => attente.themes.length === 1 && grasp.themes.length === 0 && holdsFact(grasp))
  if (!taken) return freeText(mind, open, text, ctx)
  const first = addNeeds(open, [taken], attente.texte)
  const known = absorb(mind, first, mind.grasp(attente.texte, ctx.now), attente.texte, false).state
  return takeNeeds(mind, known, [taken], grasp, text, ctx)
}

const holdsFact = (grasp: Grasp) => grasp.place.match !== null || grasp.effectif !== null

/** Why the result was not useful: counted for each record; then it is said otherwise, or by a person. */
export function takeReason(mind: Mind, state: State, text: string, ctx: TurnContext): TurnResult {
  const { attente } = state
  if (attente.sorte !== 'avis') return freeText(mind, state, text, ctx)
  const { texts } = mind.library
  const after: State = { ...state, juge: true, attente: { sorte: 'suite' } }
  const raison = REASONS.find(r => fold(say(texts, `avis-raison-${r}`)) === fold(text))
  const writes = attente.fiches.map(fiche => ({
    sorte: 'compteur' as const,
    nom: 'avis',
    cles: { avis: 'pas-utile', fiche, raison: raison ?? 'autre' },
  }))
  if (raison) return { ...said(after, message(say(texts, 'avis-pourquoi'), afterOpinion(mind, after))), writes }
  const result = text.length > SHORT ? freeText(mind, after, text, ctx) : offerPerson(mind, after, text, ctx)
  return { ...result, writes: [...result.writes, ...writes] }
}
