import { meaningsOf } from '../domain/glossaire.ts'
import { say } from '../domain/texts.ts'
import { choices } from './ask.ts'
import type { Mind } from './mind.ts'
import { withSlots } from './permanence.ts'
import type { Reply, Write } from './reply.ts'
import { placeIn, tellDesk } from './result.ts'
import type { Attente, State } from './state.ts'
import { day, type TurnContext, type TurnResult } from './steps.ts'

/** Asked for the third time in a row, a question comes with a way out. */
const PATIENCE = 2

/**
 * What holds for every turn, whatever it did: the desk that was asked for is told once the place is known, what is asked
 * over and over comes with a way out, acronyms are explained at their first use, and what numbers choose is kept.
 */
export function finish(mind: Mind, before: State, result: TurnResult, ctx: TurnContext): TurnResult {
  if (result.replies.length === 0) return result
  const wanted = withSlots(mind, result)
  if (wanted.replies.length === 0) return wanted
  let { state } = wanted
  let replies = wanted.replies
  if (state.bureau && placeIn(mind, state) && !placeIn(mind, before)) {
    const told = replies.some(r => r.sorte === 'bureau')
    const desk = told ? [] : [tellDesk(mind, state, state.besoins[0]?.theme ?? null, day(ctx))]
    const last = replies.at(-1)!
    const call = choices(say(mind.library.texts, 'suite-contact'))
    replies = [...replies.slice(0, -1), ...desk, { ...last, choix: [...last.choix, ...call] }]
    state = { ...state, bureau: false }
  }
  const again = asks(state.attente) !== null && asks(state.attente) === asks(before.attente)
  const redites = again ? before.redites + 1 : 0
  if (redites >= PATIENCE) replies = withWayOut(mind, replies, canPass(state) ? 'porte-de-sortie' : 'porte-humain')
  const sigles = [...state.sigles]
  replies = replies.map(reply => explained(mind, reply, sigles))
  const choix = replies.at(-1)!.choix.map(c => c.valeur)
  const writes = [...wanted.writes, ...shownIn(result.replies)]
  return { ...wanted, state: { ...state, choix, redites, sigles, debut: state.debut ?? ctx.now }, replies, writes }
}

/** Counts the record that answers a question, and the desk: those of a result are counted where it is made. */
function shownIn(replies: readonly Reply[]): Write[] {
  return replies.flatMap(({ sorte, cartes: [card] }) =>
    card && (sorte === 'reponse' || sorte === 'bureau')
      ? [{ sorte: 'compteur' as const, nom: 'reponse', cles: { fiche: card.id, sorte: card.sorte } }]
      : [],
  )
}

/** What a state asks, as one key; null where nothing in particular is waited for. */
export function asks(attente: Attente): string | null {
  switch (attente.sorte) {
    case 'suite':
      return null
    case 'question':
    case 'dossier':
      return attente.question
    case 'diagnostic':
      return `diagnostic ${attente.question}`
    case 'coordonnees':
      return attente.champ
    default:
      return attente.sorte
  }
}

/** Where a question may be left unanswered. */
function canPass({ attente }: State): boolean {
  return attente.sorte === 'question' || attente.sorte === 'dossier' || attente.sorte === 'diagnostic'
}

function withWayOut(mind: Mind, replies: readonly Reply[], key: string): Reply[] {
  const { texts } = mind.library
  const last = replies.at(-1)!
  const out = say(texts, 'choix-humain')
  if (last.choix.some(c => c.valeur === out)) return [...replies]
  const line = say(texts, key)
  const told = replies.some(r => r.texte.includes(line))
  return [
    ...replies.slice(0, -1),
    { ...last, texte: told ? last.texte : `${last.texte}\n${line}`, choix: [...last.choix, ...choices(out)] },
  ]
}

/** The reply with the meanings of the acronyms that it is the first to use; `met` takes them up. */
function explained(mind: Mind, reply: Reply, met: string[]): Reply {
  const { glossaire } = mind.library
  const meanings = meaningsOf(glossaire, reply.texte, met)
  // a meaning may hold an acronym of its own
  const inner = meanings.flatMap(m => meaningsOf(glossaire, m.sens, [...met, ...meanings.map(o => o.sigle)]))
  meanings.push(...inner.filter((m, i) => inner.findIndex(o => o.sigle === m.sigle) === i))
  if (meanings.length === 0) return reply
  met.push(...meanings.map(m => m.sigle))
  const { texts } = mind.library
  const liste = meanings.map(m => say(texts, 'sigle', m)).join(' ; ')
  return { ...reply, texte: `${reply.texte}\n${say(texts, 'sigles', { liste, n: meanings.length })}` }
}
