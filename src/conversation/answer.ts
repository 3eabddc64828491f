import { fold } from '../domain/fold.ts'
import { type Question, readValue, type Value } from '../domain/question.ts'
import { readSiret } from './facts/siret.ts'
import type { CommuneMatch, Mind } from './mind.ts'

/** How a text answers the question that was asked. */
export type Reading =
  | { sorte: 'valeur'; valeur: Value }
  | { sorte: 'lieux'; candidats: CommuneMatch[] }
  | { sorte: 'suggestion'; candidat: CommuneMatch }
  | { sorte: 'rien' }

/** A place that is ours with a near certainty is taken; below, it is asked back (2.6 % of typos equal another real commune). */
const SURE_PLACE = 0.75

/** Reads a whole answer to a question (`now` as ISO, for ages told by a year); a number chooses an option by its place in the list. */
export function readAnswer(mind: Mind, question: Question, text: string, now: string): Reading {
  const command = mind.commands(text)
  if (command === 'inconnu' || command === 'passer') return { sorte: 'valeur', valeur: null }
  switch (question.type) {
    case 'choix':
    case 'echelle':
      return taken(question, readChoice(question, text))
    case 'oui-non': {
      const valeur = readYesNo(mind, text)
      return valeur === null ? { sorte: 'rien' } : { sorte: 'valeur', valeur }
    }
    case 'nombre':
      return taken(question, mind.answer.nombre(text, question.unite, now) ?? undefined)
    case 'montant':
      return taken(question, mind.answer.montant(text) ?? undefined)
    case 'activite':
      return taken(question, mind.answer.naf(text) ?? undefined)
    case 'commune':
      return readPlace(mind, text)
    case 'siret': {
      const number = readSiret(text)
      return number ? { sorte: 'valeur', valeur: number.valeur } : { sorte: 'rien' }
    }
    case 'date':
    case 'texte':
      return { sorte: 'valeur', valeur: text.trim().slice(0, 500) }
  }
}

function taken(question: Question, raw: unknown): Reading {
  if (raw === undefined) return { sorte: 'rien' }
  const read = readValue(question, raw)
  return 'valeur' in read ? { sorte: 'valeur', valeur: read.valeur } : { sorte: 'rien' }
}

/** Yes or no, as the whole text or its first word says it; null for neither. */
export function readYesNo(mind: Mind, text: string): boolean | null {
  for (const part of [text, text.split(/[\s,.!]+/)[0] ?? '']) {
    const command = mind.commands(part)
    if (command === 'oui' || command === 'non') return command === 'oui'
  }
  return null
}

/** Numbers and nothing else: the places of options in the list that was shown. Plain. */
const RANKS = /^\d{1,2}(?: (?:et |ou |puis )?\d{1,2})*$/

/** True where a text chooses by numbers only: no answer to a question that is not asked. */
export const isRanks = (text: string) => RANKS.test(plain(text))

/** The options that a text names, by id, label, number or the editor's words; undefined if none. */
export function readChoice(question: Question, text: string): string[] | undefined {
  const options = Object.entries(question.options ?? {})
  const said = ` ${plain(text)} `
  const exact = options.find(([id, label]) => said.trim() === plain(label) || said.trim() === plain(id))
  if (exact) return [exact[0]]
  if (RANKS.test(said.trim())) {
    const ranks = said.match(/\d+/g)!.map(Number)
    const ids = ranks.flatMap(n => options[n - 1]?.[0] ?? [])
    if (ids.length < ranks.length) return undefined
    return question.plusieurs ? [...new Set(ids)] : ids.slice(0, 1)
  }
  const found = options
    .filter(([id, label]) => [label, ...(question.mots?.[id] ?? [])].some(w => holds(said, plain(w))))
    .map(([id]) => id)
  if (found.length === 0) return undefined
  return question.plusieurs ? found : found.slice(0, 1)
}

/** The word or its simple inflections, as whole words. */
function holds(said: string, word: string): boolean {
  return (
    said.includes(` ${word} `) ||
    said.includes(` ${word}s `) ||
    (word.endsWith('er') && said.includes(` ${word.slice(0, -1)} `))
  )
}

function readPlace(mind: Mind, text: string): Reading {
  const { results, ambiguous } = mind.lookup.find(text)
  const [first] = results
  if (first) {
    if (ambiguous) return { sorte: 'lieux', candidats: results.slice(0, 6) }
    return first.confidence >= SURE_PLACE
      ? { sorte: 'valeur', valeur: first.insee }
      : { sorte: 'suggestion', candidat: first }
  }
  const { epci } = mind.lookup.inText(text)
  return epci ? { sorte: 'valeur', valeur: `epci:${epci}` } : { sorte: 'rien' }
}

function plain(text: string): string {
  return fold(text)
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()
}
