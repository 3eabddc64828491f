import { fold } from '../domain/fold.ts'
import { say } from '../domain/texts.ts'
import { absorb } from './absorb.ts'
import { choices, message } from './ask.ts'
import { countHeard, hear, plain } from './heard.ts'
import type { Grasp, Mind } from './mind.ts'
import { placeIn, tellDesk } from './result.ts'
import type { State } from './state.ts'
import { day, said, type TurnContext, type TurnResult } from './steps.ts'

/** Languages that get a sentence of their own. */
const LANGUAGES = ['anglais', 'neerlandais', 'allemand', 'espagnol']

/** True where a text holds words of despair. */
export function isDistress(mind: Mind, grasp: Grasp, text: string): boolean {
  return isTold(mind, 'detresse', grasp, text) || hear(mind, 'mots-detresse', text) !== null
}

/** True where a company says that it is in trouble. */
export function isInTrouble(mind: Mind, grasp: Grasp, text: string): boolean {
  return isTold(mind, 'difficulte', grasp, text)
}

/** A signal counts for an expression of several words, or for a word that stands as it is in the editors' list: stems alone mislead. */
function isTold(mind: Mind, signal: 'detresse' | 'difficulte', grasp: Grasp, text: string): boolean {
  if (!grasp.signaux.includes(signal)) return false
  const listed = mind.library.lexique.signaux[signal] ?? []
  const alone = listed.filter(e => !e.includes(' ')).map(fold)
  return mind
    .understand(text)
    .steps.trouves.filter(f => f.marque === `signal:${signal}`)
    .some(
      f =>
        f.texte.includes(' ') ||
        alone.some(e => (e.endsWith('*') ? f.texte.startsWith(e.slice(0, -1)) : f.texte === e)),
    )
}

/** Distress first of all, whatever else the sentence holds: the helplines, then the nearest person. Nothing is asked. */
export function distress(mind: Mind, before: State, text: string, ctx: TurnContext): TurnResult {
  const { texts } = mind.library
  const { state } = absorb(mind, before, mind.grasp(text, ctx.now), text, true)
  const lines = [say(texts, 'detresse'), say(texts, 'detresse-source')]
  return said(state, message(lines.join('\n'), [], 'aide'), tellDesk(mind, state, null, day(ctx)))
}

/** A company in trouble gets a person at once, never a form; the nearest one as soon as the place is known. */
export function hardTimes(mind: Mind, state: State, ctx: TurnContext): TurnResult {
  const { texts } = mind.library
  const [besoin] = state.besoins
  const placed = placeIn(mind, state) !== null
  const go = besoin
    ? choices(say(texts, 'difficulte-pistes'), say(texts, 'suite-contact'))
    : choices(say(texts, 'suite-contact'))
  const next: State = { ...state, attente: { sorte: besoin ? 'suite' : 'besoin' }, ...(placed ? {} : { bureau: true }) }
  // told once: what is said on is heard, and the one thing that is missing is asked again
  if (state.bureau && !placed)
    return said(next, message(say(texts, 'difficulte-encore')), message(say(texts, 'difficulte-ou'), go))
  return said(
    { ...next, bureau: !placed },
    ...(state.bureau ? [] : [message(say(texts, 'difficulte'))]),
    tellDesk(mind, state, besoin?.theme ?? null, day(ctx)),
    message(say(texts, placed ? 'difficulte-suite' : 'difficulte-ou'), go),
  )
}

/** So many words of a neighbour's language, a third of the text at least, make it theirs. */
const FOREIGN = 4

/** True where a text is plainly in one of our neighbours' languages, whatever place it names. */
export function isForeign(mind: Mind, text: string): boolean {
  const most = Math.max(...LANGUAGES.map(langue => countHeard(mind, `mots-${langue}`, text)))
  return most >= FOREIGN && most * 3 >= plain(text).split(' ').length
}

/** A sentence in the person's own language, where it is one of our neighbours', and whom to write to. */
export function otherLanguage(mind: Mind, state: State, text: string, ctx: TurnContext): TurnResult {
  const { texts } = mind.library
  const counted = LANGUAGES.map(langue => ({ langue, n: countHeard(mind, `mots-${langue}`, text) }))
  const best = counted.reduce((a, b) => (b.n > a.n ? b : a))
  const key = best.n > 0 ? `autre-langue-${best.langue}` : 'autre-langue'
  return said(state, message(say(texts, key)), tellDesk(mind, state, null, day(ctx)))
}
