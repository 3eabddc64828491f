import { fold } from '../domain/fold.ts'
import type { Answer, Faits, Question, Value } from '../domain/question.ts'
import { tellAnswer } from '../domain/telling.ts'
import { isRanks, readChoice } from './answer.ts'
import { hear } from './heard.ts'
import type { Grasp, Mind } from './mind.ts'
import type { State } from './state.ts'

/** A change of what is known: new answers, and the ids that are new or corrected. */
export interface Absorbed {
  state: State
  notes: string[]
}

/** Keeps an answer where it belongs: the company's facts once, a need's own answers with the need. */
export function keep(mind: Mind, state: State, id: string, answer: Answer): State {
  const question = mind.library.questions.get(id)
  const pile = [...state.pile.filter(p => p !== id), id]
  const owner = ownerOf(mind, state, question)
  if (owner < 0) return { ...state, pile, faits: { ...state.faits, [id]: answer } }
  const besoins = state.besoins.map((b, i) => (i === owner ? { ...b, reponses: { ...b.reponses, [id]: answer } } : b))
  return { ...state, pile, besoins }
}

/** The state without an answer: removing it equals never having given it. */
export function forget(state: State, id: string): State {
  // with a company's number goes what the public directory told of it
  const goes = (key: string, answer?: Answer) => key === id || (id === 'siret' && answer?.origine === 'annuaire')
  const without = (faits: Faits) => Object.fromEntries(Object.entries(faits).filter(([k, a]) => !goes(k, a)))
  const { entreprise, ...coordonnees } = state.coordonnees
  const named = entreprise && !(id === 'siret' && entreprise === state.faits.siret?.mots)
  return {
    ...state,
    coordonnees: named ? { ...coordonnees, entreprise } : coordonnees,
    pile: state.pile.filter(p => !goes(p, state.faits[p])),
    faits: without(state.faits),
    besoins: state.besoins.map(b => ({ ...b, reponses: without(b.reponses) })),
  }
}

/** The need that a question belongs to, by its theme, else the last one; -1 for facts of the company. */
function ownerOf(mind: Mind, state: State, question: Question | undefined): number {
  if (!question || question.portee === 'entreprise' || state.besoins.length === 0) return -1
  const own = state.besoins.findIndex(b => b.theme === question.theme)
  if (own >= 0) return own
  const asking = state.besoins.findIndex(b =>
    mind.library.themes
      .get(b.theme)
      ?.questions.some(q => q.question.id === question.id && !(question.id in b.reponses)),
  )
  return asking >= 0 ? asking : state.besoins.length - 1
}

/** Adds needs that are not there yet. */
export function addNeeds(state: State, themes: readonly string[], words: string): State {
  const fresh = themes.filter(t => !state.besoins.some(b => b.theme === t))
  const paroles = { ...state.paroles }
  for (const t of themes) paroles[t] = `${paroles[t] ?? ''} ${words}`.trim().slice(-300)
  if (fresh.length === 0) return { ...state, paroles }
  return {
    ...state,
    besoins: [...state.besoins, ...fresh.map(theme => ({ theme, reponses: {} }))],
    mots: `${state.mots} ${words}`.trim().slice(-500),
    paroles,
  }
}

/** Money that is not the project's. Folded. */
const OTHER_MONEY = /\bca\b|chiffre d.affaires|\bbilan\b/

/** « Et l'eau aussi »: what is said comes on top. Folded. */
const ADDED = /^(?:et|aussi|plus|egalement) |\b(?:aussi|egalement|en plus)\b/

/**
 * Takes the facts that a free text holds. `correct` lets facts of the company replace what was said before (« en fait on
 * est 60 »); `over` lets options replace too, where the text says that it corrects.
 */
export function absorb(
  mind: Mind,
  before: State,
  grasp: Grasp,
  text: string,
  correct: boolean,
  over = false,
): Absorbed {
  let state = before
  const notes: string[] = []
  const put = (id: string, valeur: Value, mots: string) => {
    const known = state.faits[id] ?? state.besoins.find(b => id in b.reponses)?.reponses[id]
    if (known && !correct && known.valeur !== null) return
    if (known && JSON.stringify(known.valeur) === JSON.stringify(valeur)) return
    state = keep(mind, state, id, { valeur, mots, origine: 'texte' })
    notes.push(id)
  }
  // « c'est pas Caudry, c'est Le Cateau »: of two the one that was not known
  const known = state.faits.commune?.valeur
  const two = correct && grasp.place.candidates.length === 2 ? grasp.place.candidates : []
  const other = two.some(c => c.insee === known) ? two.find(c => c.insee !== known) : undefined
  const place = grasp.place.candidates.length <= 1 ? grasp.place.match : other
  if (place) put('commune', place.insee, place.nom)
  else if (grasp.place.epci && grasp.place.candidates.length === 0)
    put('commune', `epci:${grasp.place.epci}`, grasp.place.mots ?? '')
  if (grasp.effectif) put('effectif', grasp.effectif.valeur, grasp.effectif.texte)
  // an adviser tells its own trade, not that of the firm
  if (grasp.naf && !hear(mind, 'mots-intermediaire', text)) put('activite', grasp.naf.codes, grasp.naf.texte)
  const adds = ADDED.test(fold(text))
  const asks = (id: string) =>
    state.besoins.some(b => mind.library.themes.get(b.theme)?.questions.some(q => q.question.id === id))
  if (grasp.montant && !OTHER_MONEY.test(fold(text)))
    for (const id of ['montant', 'budget']) if (asks(id)) put(id, grasp.montant.valeur, grasp.montant.texte)
  if (grasp.echeance && asks('horizon')) put('horizon', grasp.echeance, grasp.echeance)
  for (const besoin of state.besoins) {
    for (const { question } of mind.library.themes.get(besoin.theme)?.questions ?? []) {
      const known = besoin.reponses[question.id]
      if (
        question.theme !== besoin.theme ||
        question.type !== 'choix' ||
        (known && !over && !(question.plusieurs && adds))
      )
        continue
      const ids = isRanks(text) ? undefined : readChoice({ ...question, plusieurs: true }, text)
      if (!ids) continue
      const before = known && !over && Array.isArray(known.valeur) ? known.valeur : []
      const valeur = question.plusieurs ? [...new Set([...before, ...ids])].sort() : ids.slice(0, 1)
      if (known && JSON.stringify(known.valeur) === JSON.stringify(valeur)) continue
      state = keep(mind, state, question.id, { valeur, origine: 'texte' })
      notes.push(question.id)
    }
  }
  return { state, notes }
}

/** The answers of some ids as one line, for « I have noted » and « it is corrected ». */
export function tellNotes(mind: Mind, state: State, notes: readonly string[]): string {
  const { questions } = mind.library
  const lines = notes.flatMap(id => {
    const answer = state.faits[id] ?? state.besoins.find(b => id in b.reponses)?.reponses[id]
    const question = questions.get(id)
    return answer ? [`${question?.rappel ?? question?.texte ?? id}, ${tellAnswer(mind.library, question, answer)}`] : []
  })
  // the amount of a project answers two questions: it is told once
  return [...new Set(lines)].join(' ; ')
}
