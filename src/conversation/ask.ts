import { type Trouvee, tellNaf } from '../domain/annuaire.ts'
import type { Faits, Question } from '../domain/question.ts'
import { tellAnswer, tellAnswers } from '../domain/telling.ts'
import { say } from '../domain/texts.ts'
import { plain } from './heard.ts'
import type { Mind } from './mind.ts'
import type { Choice, Reply } from './reply.ts'
import type { Attente, State } from './state.ts'

/** A plain message, with or without choices. */
export function message(
  texte: string,
  choix: Choice[] = [],
  sorte: Reply['sorte'] = 'message',
  question?: string,
): Reply {
  return { sorte, texte, choix, cartes: [], ...(question ? { question } : {}) }
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

/** « Is this your company? », with all that would be taken over from the public directory. */
export function askCompany(mind: Mind, trouvee: Trouvee): Reply {
  const { texts, questions } = mind.library
  const effectif = trouvee.effectif && { valeur: trouvee.effectif, origine: 'annuaire' as const }
  const named = (id: string) => capital(questions.get(id)?.rappel ?? id)
  const lines: [string, string | undefined][] = [
    [say(texts, 'entreprise-numero'), trouvee.numero],
    [say(texts, 'entreprise-commune'), trouvee.commune ? nameOfPlace(mind, trouvee.commune) : undefined],
    [named('activite'), tellNaf(texts, trouvee)],
    [named('effectif'), effectif ? tellAnswer(mind.library, questions.get('effectif'), effectif) : undefined],
  ]
  const liste = lines.flatMap(([nom, valeur]) => (valeur ? [say(texts, 'entreprise-ligne', { nom, valeur })] : []))
  return message(
    say(texts, 'entreprise-trouvee', { nom: trouvee.nom, liste: liste.join('\n') }),
    choices(say(texts, 'oui'), say(texts, 'non')),
    'question',
  )
}

/** A commune as we write it; the directory writes in capitals. */
export function nameOfPlace(mind: Mind, { insee, nom }: { insee: string; nom: string }): string {
  return mind.lookup.find(insee).results[0]?.nom ?? nom
}

/** Which of several communes, or whether the only one is meant. */
export function askWhichPlace(mind: Mind, { candidats, texte }: Attente & { sorte: 'choix-lieu' }): Reply {
  const { texts } = mind.library
  const one = candidats.length === 1
  // one is named as it is and another is not: both were named
  const said = plain(texte)
  const apart =
    candidats.some(c => plain(c.nom.replace(/ \(.*/, '')) === said) && candidats.some(c => !plain(c.nom).includes(said))
  const asked = one
    ? say(texts, 'commune-suggestion', { nom: candidats[0]!.nom })
    : say(texts, apart ? 'commune-citees' : 'commune-plusieurs', { texte: texte.slice(0, 60) })
  const options = one ? choices(say(texts, 'oui'), say(texts, 'non')) : choices(...candidats.map(c => c.nom))
  return { ...message(asked, options, 'question'), question: 'commune' }
}

/** Which of the themes that the bot thought of. */
export function askWhichTheme(mind: Mind, titres: readonly string[]): Reply {
  const { texts } = mind.library
  const [premier = '', second] = titres
  const none = say(texts, 'ni-l-un-ni-l-autre')
  return second
    ? message(say(texts, 'deviner', { premier, second }), choices(...titres, none), 'question')
    : message(say(texts, 'deviner-un', { premier }), choices(say(texts, 'oui'), none), 'question')
}

/** Which answer to correct: those that were given, and in the form also who writes. */
export function askWhichAnswer(mind: Mind, state: State): Reply {
  const { texts, questions } = mind.library
  const { nom, entreprise, email, telephone } = state.coordonnees
  const fields = state.formulaire
    ? [
        ...(nom ? ['nom'] : []),
        ...(entreprise ? ['entreprise'] : []),
        ...(email || telephone ? ['contact', 'moment'] : []),
      ]
    : []
  const names = state.pile.map(id => capital(questions.get(id)?.rappel ?? questions.get(id)?.texte ?? id))
  return message(
    say(texts, 'corriger-quoi'),
    choices(...fields.map(f => say(texts, `champ-${f}`)), ...names, say(texts, 'corriger-rien')),
    'question',
  )
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

/** All answers given so far, as lines « name: value »; what was passed over is left out. */
export function recap(mind: Mind, state: State): string[] {
  const { library } = mind
  const line = (nom: string, valeur: string) => say(library.texts, 'recapitulatif-ligne', { nom, valeur })
  // two questions may ask the same of a need, each for its scheme: it is told once
  const told = (faits: Faits) => [
    ...new Set(
      tellAnswers(library, Object.fromEntries(Object.entries(faits).filter(([, a]) => a.valeur !== null))).map(t =>
        line(capital(t.question), t.reponse),
      ),
    ),
  ]
  return [
    ...state.besoins.flatMap(b => [
      line(say(library.texts, 'champ-besoin'), library.themes.get(b.theme)?.titre ?? b.theme),
      ...told(b.reponses),
    ]),
    ...told(state.faits),
  ]
}

export function capital(s: string): string {
  return s.charAt(0).toUpperCase() + s.slice(1)
}
