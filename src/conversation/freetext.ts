import { tellAnswer } from '../domain/telling.ts'
import { say } from '../domain/texts.ts'
import { absorb, addNeeds } from './absorb.ts'
import { choices, message } from './ask.ts'
import { answerFromKnowledge } from './knowledge.ts'
import type { CommuneMatch, Grasp, Mind } from './mind.ts'
import type { Reply } from './reply.ts'
import { placeIn, tellDesk } from './result.ts'
import type { State } from './state.ts'
import { advance, day, resume, said, type TurnContext, type TurnResult } from './steps.ts'

/** A need, a question, a greeting, anything: the open start, and what may come in the middle. */
export function freeText(mind: Mind, before: State, text: string, ctx: TurnContext): TurnResult {
  const { texts, themes } = mind.library
  const byTitle = [...themes.values()].find(t => t.titre.toLowerCase() === text.toLowerCase())
  const grasp = mind.grasp(text, ctx.now)
  const corrects = before.attente.sorte !== 'besoin' || before.besoins.length > 0
  const state0 =
    grasp.signaux.includes('difficulte') && !before.signaux.includes('difficulte')
      ? { ...before, signaux: [...before.signaux, 'difficulte'] }
      : before
  if (grasp.signaux.includes('detresse')) return distress(mind, before, ctx)
  const certain = byTitle ? [byTitle.id] : grasp.sure ? grasp.themes.map(t => t.id) : []
  if (certain.length > 0 && (grasp.kind !== 'question' || !asksForFacts(grasp) || byTitle))
    return takeNeeds(mind, state0, certain, grasp, text, ctx)
  if (grasp.signaux.length > 0) return hardTimes(mind, absorb(mind, state0, grasp, text, corrects).state, ctx)
  if (grasp.kind === 'question') {
    const answer = answerFromKnowledge(mind, state0, text, day(ctx))
    if (answer) return resume(mind, state0, ctx, [answer])
  }
  const { state, notes } = absorb(mind, state0, grasp, text, corrects)
  if (notes.length > 0 && state.besoins.length > 0) return advance(mind, state, ctx, [noted(mind, state, notes)])
  if (grasp.themes.length > 0) return guess(mind, state, grasp, text)
  switch (grasp.kind) {
    case 'salutation':
      return resume(mind, state, ctx, [message(say(texts, 'retour-bonjour'))])
    case 'abus':
      return resume(mind, state, ctx, [message(say(texts, 'abus'))])
    case 'autre-langue':
      return said(state, message(say(texts, 'autre-langue')), tellDesk(mind, state, null, day(ctx)))
    case 'hors-sujet':
      return resume(mind, state, ctx, [message(say(texts, 'hors-sujet'))])
  }
  const answer = answerFromKnowledge(mind, state, text, day(ctx))
  if (answer) return resume(mind, state, ctx, [answer])
  const lead =
    notes.length > 0
      ? [noted(mind, state, notes)]
      : [message(say(texts, grasp.kind === 'question' ? 'reponse-inconnue' : 'pas-compris-besoin'))]
  const result = resume(mind, state, ctx, lead)
  return grasp.kind === 'question' ? { ...result, writes: [{ sorte: 'lacune', texte: text }] } : result
}

/** A question that names a theme is still a need (« qui peut m'aider à recruter ? »): only definitions are facts. */
function asksForFacts(grasp: Grasp): boolean {
  return grasp.kind === 'question' && grasp.themes.length === 0
}

export function takeNeeds(
  mind: Mind,
  before: State,
  ids: string[],
  grasp: Grasp,
  text: string,
  ctx: TurnContext,
): TurnResult {
  const { texts, themes } = mind.library
  const { state, notes } = absorb(mind, addNeeds(before, ids, text), grasp, text, before.besoins.length > 0)
  const names = ids.map(t => themes.get(t)?.titre ?? t)
  const head =
    names.length > 1
      ? say(texts, 'plusieurs-besoins', { liste: names.join(', ') })
      : say(texts, 'un-besoin', { theme: names[0]! })
  const facts = notes.filter(n => state.faits[n])
  const first = message([head, ...(facts.length > 0 ? [noted(mind, state, facts).texte] : [])].join('\n'))
  const worried = grasp.signaux.includes('difficulte') ? [message(say(texts, 'difficulte'))] : []
  const ambiguous = grasp.place.candidates.length > 1 && !state.faits.commune ? grasp.place.candidates : []
  if (ambiguous.length > 0) return askPlaces(mind, state, ambiguous, grasp.place.mots ?? text, [first, ...worried])
  return advance(mind, state, ctx, [first, ...worried, ...outsideNote(mind, before, state)])
}

function noted(mind: Mind, state: State, notes: string[]): Reply {
  const { questions, texts } = mind.library
  const liste = notes.flatMap(id => {
    const answer = state.faits[id] ?? state.besoins.find(b => id in b.reponses)?.reponses[id]
    return answer ? [`${questions.get(id)?.rappel ?? id}, ${tellAnswer(mind.library, questions.get(id), answer)}`] : []
  })
  return message(say(texts, 'j-ai-note', { liste: liste.join(' ; ') }))
}

/** A commune outside the four territories is said so, once, kindly. */
export function outsideNote(mind: Mind, before: State, state: State): Reply[] {
  const commune = state.faits.commune
  const place = placeIn(mind, state)
  if (!place || place.territoire || before.faits.commune?.valeur === commune?.valeur) return []
  return [message(say(mind.library.texts, 'commune-dehors', { nom: commune?.mots ?? place.insee }))]
}

function guess(mind: Mind, state: State, grasp: Grasp, text: string): TurnResult {
  const { texts, themes } = mind.library
  const [first, second] = grasp.themes.slice(0, 2).map(t => themes.get(t.id)!.titre) as [string, string | undefined]
  const asked = second
    ? say(texts, 'deviner', { premier: first, second })
    : say(texts, 'deviner-un', { premier: first })
  const options = second
    ? choices(first, second, say(texts, 'ni-l-un-ni-l-autre'))
    : choices(say(texts, 'oui'), say(texts, 'ni-l-un-ni-l-autre'))
  return said(
    { ...state, attente: { sorte: 'choix-theme', themes: grasp.themes.slice(0, 2).map(t => t.id), texte: text } },
    message(asked, options, 'question'),
  )
}

/** Distress first of all, whatever else the sentence holds. */
function distress(mind: Mind, state: State, ctx: TurnContext): TurnResult {
  const { texts } = mind.library
  const lines = [say(texts, 'detresse'), say(texts, 'detresse-source')]
  return said(state, message(lines.join('\n')), tellDesk(mind, state, null, day(ctx)))
}

/** A company in trouble gets a person at once, never a form. */
function hardTimes(mind: Mind, state: State, ctx: TurnContext): TurnResult {
  return said(
    { ...state, attente: { sorte: 'besoin' } },
    message(say(mind.library.texts, 'difficulte')),
    tellDesk(mind, state, null, day(ctx)),
  )
}

/** Which of several communes: each named with its EPCI or department. */
export function askPlaces(
  mind: Mind,
  state: State,
  found: readonly CommuneMatch[],
  words: string,
  before: Reply[],
): TurnResult {
  const { texts, territoires } = mind.library
  const candidats = found.slice(0, 6).map(c => {
    const ou = c.epci ? (territoires.get(c.territoire ?? '')?.epci[c.epci]?.nom ?? c.departement) : c.departement
    return { insee: c.insee, nom: say(texts, 'commune-choix', { nom: c.nom, ou }) }
  })
  const asked = message(
    say(texts, 'commune-plusieurs', { texte: words.slice(0, 60) }),
    choices(...candidats.map(c => c.nom)),
    'question',
  )
  return said({ ...state, attente: { sorte: 'choix-lieu', candidats, texte: words } }, ...before, {
    ...asked,
    question: 'commune',
  })
}
