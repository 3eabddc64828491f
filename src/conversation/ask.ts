import { isInterval, type Question, type Value } from '../domain/question.ts'
import { say } from '../domain/texts.ts'
import type { Mind } from './mind.ts'
import type { Choice, Reply } from './reply.ts'
import type { State } from './state.ts'

/** A plain message, with or without choices. */
export function message(texte: string, choix: Choice[] = [], sorte: Reply['sorte'] = 'message'): Reply {
  return { sorte, texte, choix, cartes: [] }
}

/** Choices whose label is what is sent back. */
export function choices(...titres: string[]): Choice[] {
  return titres.map(titre => ({ titre, valeur: titre }))
}

/** A question with its help, what is left, and its choices; « I don't know » is always among them. */
export function askQuestion(mind: Mind, question: Question, restantes: number): Reply {
  const { texts } = mind.library
  const left =
    question.usage === 'dossier'
      ? []
      : [restantes > 1 ? say(texts, 'encore', { n: restantes }) : say(texts, 'derniere')]
  const options =
    question.type === 'oui-non' ? [say(texts, 'oui'), say(texts, 'non')] : Object.values(question.options ?? {})
  const skip = say(texts, question.usage === 'dossier' ? 'passer' : 'ne-sais-pas')
  return {
    sorte: 'question',
    texte: [question.texte, question.aide, ...left].filter(Boolean).join('\n'),
    choix: choices(...options, skip),
    cartes: [],
    question: question.id,
    restantes,
  }
}

/** The six choices of the open start; the rest is one sentence away. */
export function themeChoices(mind: Mind): Choice[] {
  return choices(
    ...[...mind.library.themes.values()]
      .sort((a, b) => rank(a.id) - rank(b.id))
      .slice(0, 6)
      .map(t => t.titre),
  )
}

/** The programme's four axes of interview first, then what is asked most. */
const FIRST = [
  'emploi-competences',
  'innovation',
  'transition-ecologique',
  'industrie-du-futur',
  'financement-investissement',
  'foncier-immobilier',
]
function rank(id: string): number {
  const at = FIRST.indexOf(id)
  return at < 0 ? FIRST.length : at
}

/** An answer in words: the option's label, « de 45 à 55 », the commune's name. */
export function tellValue(mind: Mind, question: Question | undefined, valeur: Value, mots?: string): string {
  const { texts, communes, territoires, territoireOfEpci } = mind.library
  if (valeur === null) return say(texts, 'valeur-inconnue')
  if (typeof valeur === 'boolean') return say(texts, valeur ? 'valeur-oui' : 'valeur-non')
  if (isInterval(valeur)) {
    const n = (v: number | null) => (v ?? 0).toLocaleString('fr-FR')
    const unite = question?.unite ? ` ${question.unite}` : ''
    if (valeur.min === valeur.max) return n(valeur.min) + unite
    if (valeur.max === null) return say(texts, 'valeur-au-moins', { min: n(valeur.min) + unite })
    if (!valeur.min) return say(texts, 'valeur-au-plus', { max: n(valeur.max) + unite })
    return say(texts, 'valeur-environ', { min: n(valeur.min), max: n(valeur.max) + unite })
  }
  if (Array.isArray(valeur)) return mots ?? valeur.map(v => question?.options?.[v] ?? v).join(', ')
  if (question?.type !== 'commune') return valeur
  if (valeur.startsWith('epci:')) {
    const epci = valeur.slice(5)
    return territoires.get(territoireOfEpci.get(epci) ?? '')?.epci[epci]?.nom ?? epci
  }
  return communes.get(valeur)?.nom ?? mots ?? valeur
}

/** All answers given so far, as lines « name: value ». */
export function recap(mind: Mind, state: State): string[] {
  const { texts, questions, themes } = mind.library
  const line = (id: string, valeur: Value, mots?: string) =>
    say(texts, 'recapitulatif-ligne', {
      nom: capital(questions.get(id)?.rappel ?? questions.get(id)?.texte ?? id),
      valeur: tellValue(mind, questions.get(id), valeur, mots),
    })
  return [
    ...state.besoins.flatMap(b => [
      say(texts, 'recapitulatif-ligne', {
        nom: say(texts, 'champ-besoin'),
        valeur: themes.get(b.theme)?.titre ?? b.theme,
      }),
      ...Object.entries(b.reponses).map(([id, a]) => line(id, a.valeur, a.mots)),
    ]),
    ...Object.entries(state.faits).map(([id, a]) => line(id, a.valeur, a.mots)),
  ]
}

export function capital(s: string): string {
  return s.charAt(0).toUpperCase() + s.slice(1)
}
