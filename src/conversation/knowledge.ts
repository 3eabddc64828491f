import { message } from './ask.ts'
import { hear } from './heard.ts'
import type { Mind } from './mind.ts'
import { tellRecord } from './record-card.ts'
import { explainRefusal } from './refusal.ts'
import type { Reply } from './reply.ts'
import { placeIn } from './result.ts'
import type { State } from './state.ts'
import { tellGovernance, territoryIn } from './territory.ts'

/**
 * From this score the base answers a question. Of the 52 questions of queries-dev and queries-dev2, 89 % of those whose
 * right record comes first are answered (78 % at the 4.4 of before, with fewer of people's words), and 2 of 5 others.
 */
const SURE = 4.8
/**
 * A text that asks nothing, or seems to be about something else, must fit better to be answered as a question: of 102
 * texts of other lives (utterances-dev, utterances-short) 3 are answered; 10 were at 4.8 for all.
 */
const SURE_UNASKED = 5.4
const SURE_OFF_TOPIC = 5.8
/** What is asked to be defined and found under its name. */
const NAMES = 3.5

/** What stands beside the best answer is nearly as good. */
const NEXT = 0.65

/** A name and nothing else. */
function isBare(text: string): boolean {
  return text.trim().split(/\s+/).length <= 3
}

/**
 * A short answer in our own words from the best record, with source and date; null where nothing is sure enough: what is
 * not known is said so, never made up.
 */
export function answerFromKnowledge(mind: Mind, state: State, text: string, today: string): Reply | null {
  const refusal = explainRefusal(mind, state, text, today)
  if (refusal) return refusal
  const { kind } = mind.understand(text)
  const asks = kind === 'question' || text.includes('?')
  const governance = asks ? tellGovernance(mind, state, text) : null
  if (governance) return governance
  const place = placeIn(mind, state)
  const here = place?.territoire ? { territoires: [place.territoire] } : {}
  const meant = hear(mind, 'mots-definition', text)?.after ?? ''
  const named = meant ? mind.search(meant, { limit: 3, ...here }).filter(h => h.named && h.score >= NAMES) : []
  const found = mind.search(text, { limit: 3, ...(territoryIn(mind, text) ? {} : here) })
  const own = named.length > 0 ? named : found.filter(h => h.named && isBare(text))
  const isDefined = own.length > 0 && (found[0]?.score ?? 0) < SURE
  const hits = isDefined ? [...own].sort((a, b) => Number(b.kind === 'fiche') - Number(a.kind === 'fiche')) : found
  const [best] = hits
  const least = kind === 'hors-sujet' ? SURE_OFF_TOPIC : asks ? SURE : SURE_UNASKED
  if (!best || best.matched.length === 0 || (!isDefined && best.score < least)) return null
  const card = tellRecord(mind, best, today)
  if (!card) return null
  const lines = [card.titre, ...card.lignes, card.statut, card.email, card.telephone, card.source].filter(Boolean)
  const more = hits.slice(1).flatMap(h => (h.score >= best.score * NEXT ? (tellRecord(mind, h, today) ?? []) : []))
  return { ...message(lines.join('\n'), [], 'reponse'), cartes: [card, ...more] }
}
