import { fold } from '../domain/fold.ts'
import { namedIn } from '../domain/naming.ts'
import { say } from '../domain/texts.ts'
import { absorb, addNeeds, tellNotes } from './absorb.ts'
import { askWhichPlace, askWhichTheme, message } from './ask.ts'
import { answerBefore } from './before.ts'
import { hardTimes, isForeign, isInTrouble, otherLanguage } from './delicate.ts'
import { hear, plain } from './heard.ts'
import { answerFromKnowledge } from './knowledge.ts'
import type { CommuneMatch, Grasp, Mind } from './mind.ts'
import { needsIn } from './needs.ts'
import type { Reply } from './reply.ts'
import { placeIn } from './result.ts'
import type { Attente, State } from './state.ts'
import { advance, day, resume, said, type TurnContext, type TurnResult } from './steps.ts'
import { lacuna } from './unknown.ts'

/** A longer text that is only doubted to be off topic is read for the words of a theme. */
const FEW_WORDS = 12
/** From this score a plain answer was written for this very question: needs told as questions stay below 5. */
const WRITTEN = 7
/** So few words may be nothing but a place, if it is recognised so surely. */
const SHORT = 3
const SURE_NAME = 0.9

/** A need, a question, a greeting, anything: the open start, and what may come in the middle. */
export function freeText(mind: Mind, before: State, text: string, ctx: TurnContext): TurnResult {
  const { texts } = mind.library
  const grasp = placed(mind, mind.grasp(text, ctx.now), text)
  const corrects = before.attente.sorte !== 'besoin' || before.besoins.length > 0
  const trouble = isInTrouble(mind, grasp, text)
  const state0 =
    trouble && !before.signaux.includes('difficulte')
      ? { ...before, signaux: [...before.signaux, 'difficulte'] }
      : before
  const clicked = themeByTitle(mind, text)
  // a title is our word, not the person's: it ranks nothing
  if (clicked) return takeNeeds(mind, state0, [clicked], grasp, '', ctx)
  // a mayor or somebody in search of work has no project to be asked about
  const visitor = state0.besoins.length === 0 ? hear(mind, 'mots-autre-public', text) : null
  const welcome = visitor && answerFromKnowledge(mind, state0, visitor.phrase, day(ctx))
  if (welcome) return resume(mind, state0, ctx, [welcome])
  const asksFirst = asksForFacts(mind, grasp, text) || (grasp.kind === 'question' && !grasp.sure)
  const answer = asksFirst ? answerFromKnowledge(mind, state0, text, day(ctx)) : null
  if (answer) return resume(mind, state0, ctx, [answer])
  const certain = needsIn(mind, grasp, text)
  if (certain.length === 0 && isReachable(grasp)) return keepForLater(mind, state0, ctx)
  if (certain.length > 0) return takeNeeds(mind, state0, certain, grasp, text, ctx)
  if (trouble) return hardTimes(mind, absorb(mind, state0, grasp, text, corrects).state, ctx)
  if (
    grasp.place.candidates.length > 1 &&
    !state0.faits.commune &&
    grasp.themes.length === 0 &&
    grasp.kind !== 'question'
  )
    return askPlaces(mind, state0, grasp.place.candidates, grasp.place.mots ?? text, [])
  const { state, notes } = absorb(mind, state0, placed(mind, grasp, text), text, corrects)
  const foreign = grasp.kind === 'autre-langue' || isForeign(mind, text)
  if (foreign && state.besoins.length === 0) return otherLanguage(mind, state, text, ctx)
  const noted = notes.length > 0 ? [note(mind, state, notes), ...reachNote(mind, before, grasp)] : []
  // a company in trouble that says where it is gets its person, and no interview
  if (state.bureau && state.signaux.includes('difficulte') && placeIn(mind, state)) return hardTimes(mind, state, ctx)
  if (notes.length > 0 && (state.besoins.length > 0 || state.formulaire)) return advance(mind, state, ctx, noted)
  const themes = grasp.themes.length > 0 ? grasp.themes.map(t => t.id) : wordsOfThemes(mind, grasp, text)
  if (themes.length > 0) return guess(mind, state, themes, text, [...noted, ...outsideNote(mind, before, state)])
  const asked = grasp.kind === 'question' || text.trim().endsWith('?') || hear(mind, 'mots-definition', text) !== null
  if (notes.length === 0 && !answer) {
    const late = answerFromKnowledge(mind, state, text, day(ctx))
    if (late) return resume(mind, state, ctx, [late])
  }
  if (noted.length > 0) return resume(mind, state, ctx, [...noted, ...outsideNote(mind, before, state)])
  const earlier = before.attente.sorte === 'suite' ? answerBefore(mind, state, text, ctx) : null
  if (earlier) return earlier
  switch (grasp.kind) {
    case 'salutation':
      return greet(mind, state, text, ctx)
    case 'abus': {
      // instructions to a machine are text like any other, and no insult
      const orders = hear(mind, 'mots-injection', text) !== null
      return resume(mind, state, ctx, [message(say(texts, orders ? 'hors-sujet-projet' : 'abus'))])
    }
    case 'autre-langue':
      return otherLanguage(mind, state, text, ctx)
    case 'hors-sujet':
      // what is to be defined may be anything: it is not known, and kept as a gap
      if (hear(mind, 'mots-definition', text)) break
      return resume(mind, state, ctx, [message(say(texts, offTopic(text, asked)))])
  }
  const unknown = message(say(texts, asked ? 'reponse-inconnue' : 'pas-compris-besoin'))
  const result = resume(mind, state, ctx, [unknown])
  return asked ? lacuna(mind, text, result) : result
}

function offTopic(text: string, asked: boolean): string {
  if (!/[\p{L}\p{N}]/u.test(text)) return 'que-des-signes'
  return asked ? 'hors-sujet' : 'hors-sujet-projet'
}

/** A text that holds an address or a number and nothing that the interview asks. */
export function isReachable(grasp: Grasp): boolean {
  return (grasp.email !== null || grasp.telephone !== null) && !grasp.place.match && !grasp.effectif
}

/** Who somebody is is not kept before they agreed to it. */
export function keepForLater(mind: Mind, state: State, ctx: TurnContext): TurnResult {
  const asking: State = { ...state, attente: { sorte: 'rappel', retour: state.attente } }
  return resume(mind, asking, ctx, [message(say(mind.library.texts, 'coordonnees-plus-tard'))])
}

/** An address or a number beside a need: it is not kept, and how to be called is told. */
function reachNote(mind: Mind, state: State, { email, telephone }: Grasp): Reply[] {
  const told = (email ?? telephone) !== null && !state.consentement && !state.formulaire
  return told ? [message(say(mind.library.texts, 'coordonnees-et-besoin'))] : []
}

/** A short text that is a commune, named as people name it, holds it even without the words around it. */
export function placed(mind: Mind, grasp: Grasp, text: string): Grasp {
  if (grasp.place.match || grasp.place.candidates.length > 0) return grasp
  const named = (part: string, least: number) => {
    const bare = plain(part)
    if (bare.split(' ').length > SHORT || bare.length < 3) return undefined
    const { results, ambiguous } = mind.lookup.find(part)
    return results[0] && !ambiguous && results[0].confidence >= least ? results[0] : undefined
  }
  const parts = text.split(/[,;.\n]+/)
  // beside other words only the exact name of a commune of ours, set apart by a comma
  const ours = (part: string) => [named(part, 1)].find(m => m?.territoire)
  const match =
    (grasp.themes.length === 0 ? named(text, SURE_NAME) : undefined) ??
    (parts.length > 1 ? parts : []).map(ours).find(Boolean)
  return match ? { ...grasp, place: { ...grasp.place, match, candidates: [] } } : grasp
}

/** The theme whose title this is: what a click sends. */
export function themeByTitle(mind: Mind, text: string): string | undefined {
  const words = fold(text)
  return [...mind.library.themes.values()].find(t => fold(t.titre) === words)?.id
}

/** An acronym or the name of a record, and nothing else: what it is, is asked. */
function isName(mind: Mind, text: string): boolean {
  const bare = text.trim().replace(/[\s?!.]+$/, '')
  if (bare.split(/\s+/).length > SHORT) return false
  return mind.library.glossaire.has(bare.toUpperCase()) || namedIn(mind.library, bare).size > 0
}

/** A question that names a theme is still a need (« qui peut m'aider à recruter ? »), unless a plain answer was written for it. */
function asksForFacts(mind: Mind, grasp: Grasp, text: string): boolean {
  if (hear(mind, 'mots-pourquoi-pas', text) || hear(mind, 'mots-definition', text)) return true
  if (isName(mind, text)) return true
  if (grasp.kind !== 'question') return false
  return grasp.themes.length === 0 || (mind.search(text, { limit: 1, kinds: ['fiche'] })[0]?.score ?? 0) >= WRITTEN
}

/** What the editors call a theme, in a text that was not understood otherwise: it is asked back, never taken. */
function wordsOfThemes(mind: Mind, grasp: Grasp, text: string): string[] {
  if (grasp.kind === 'abus' || grasp.kind === 'autre-langue' || grasp.kind === 'salutation') return []
  const words = plain(text)
  if (words.split(' ').length > FEW_WORDS) return []
  const holds = (word: string) => [word, `${word}s`, `${word}x`].some(w => ` ${words} `.includes(` ${w} `))
  return [...mind.library.themes.values()].filter(t => t.mots.some(m => holds(plain(m)))).map(t => t.id)
}

function greet(mind: Mind, state: State, text: string, ctx: TurnContext): TurnResult {
  const fresh = state.besoins.length === 0 && state.attente.sorte === 'besoin'
  if (!hear(mind, 'mots-salut', text)) return resume(mind, state, ctx, [message(say(mind.library.texts, 'accord'))])
  return resume(mind, state, ctx, [message(say(mind.library.texts, fresh ? 'retour-bonjour' : 'retour-reprise'))])
}

/** Takes needs with the facts that the text holds; the first question that is left follows, or the results. */
export function takeNeeds(
  mind: Mind,
  before: State,
  ids: readonly string[],
  grasp: Grasp,
  text: string,
  ctx: TurnContext,
): TurnResult {
  const { texts, themes } = mind.library
  const needed = addNeeds({ ...before, attente: { sorte: 'besoin' } }, ids, text)
  const { state, notes } = absorb(mind, needed, grasp, text, before.besoins.length > 0)
  const untold = state.signaux.includes('difficulte') && placeIn(mind, state) === null
  if (text && (untold || isInTrouble(mind, grasp, text))) return hardTimes(mind, state, ctx)
  const names = ids.map(t => themes.get(t)?.titre ?? t)
  const head =
    names.length > 1
      ? say(texts, 'plusieurs-besoins', { liste: names.join(', ') })
      : say(texts, 'un-besoin', { theme: names[0]! })
  // options are told with the result; what was counted or dated is told back now
  const facts = notes.filter(n => mind.library.questions.get(n)?.type !== 'choix')
  const isNew = ids.some(t => !before.besoins.some(b => b.theme === t))
  const told = [...(isNew ? [head] : []), ...(facts.length > 0 ? [note(mind, state, facts).texte] : [])]
  const first = [...(told.length > 0 ? [message(told.join('\n'))] : []), ...reachNote(mind, before, grasp)]
  const ambiguous = grasp.place.candidates.length > 1 && !state.faits.commune ? grasp.place.candidates : []
  if (ambiguous.length > 0) return askPlaces(mind, state, ambiguous, grasp.place.mots ?? text, first)
  return advance(mind, state, ctx, [...first, ...outsideNote(mind, before, state)])
}

function note(mind: Mind, state: State, notes: readonly string[]): Reply {
  return message(say(mind.library.texts, 'j-ai-note', { liste: tellNotes(mind, state, notes) }))
}

/** A commune outside the four territories is said so, once, kindly. */
export function outsideNote(mind: Mind, before: State, state: State): Reply[] {
  const commune = state.faits.commune
  const place = placeIn(mind, state)
  if (!place || place.territoire || before.faits.commune?.valeur === commune?.valeur) return []
  return [message(say(mind.library.texts, 'commune-dehors', { nom: commune?.mots ?? place.insee }))]
}

function guess(mind: Mind, state: State, ids: readonly string[], text: string, noted: Reply[]): TurnResult {
  const themes = ids.slice(0, 2)
  const titres = themes.map(t => mind.library.themes.get(t)!.titre)
  const asking: State = { ...state, attente: { sorte: 'choix-theme', themes, texte: text } }
  return said(asking, ...noted, askWhichTheme(mind, titres))
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
  const attente: Attente & { sorte: 'choix-lieu' } = { sorte: 'choix-lieu', candidats, texte: words }
  return said({ ...state, attente }, ...before, askWhichPlace(mind, attente))
}
