import { factsOf, type Resultat, type Trouvee } from '../domain/annuaire.ts'
import { fold } from '../domain/fold.ts'
import { say } from '../domain/texts.ts'
import { absorb, keep } from './absorb.ts'
import { readYesNo } from './answer.ts'
import { askCompany, choices, message, nameOfPlace } from './ask.ts'
import { readSiret } from './facts/siret.ts'
import { startIntake } from './form.ts'
import { nextIntake } from './intake.ts'
import type { Mind } from './mind.ts'
import type { Reply, Request } from './reply.ts'
import type { Attente, State } from './state.ts'
import { advance, resume, said, type TurnContext, type TurnResult } from './steps.ts'

/** How a text is read where a state waits: what `turn` does with any text. */
type Read = (state: State, text: string) => TurnResult

/** What the shell gives back for a request `entreprise`; null where there is no directory to ask. */
type Answered = Resultat | null

/**
 * A text that holds a SIREN or SIRET becomes a request to the shell; the state stays as it was until the answer comes.
 * Null where the text holds none, or where a number means something else.
 */
export function lookUpCompany(mind: Mind, state: State, text: string, ctx: TurnContext, read: Read): TurnResult | null {
  const { attente } = state
  if (attente.sorte === 'consentement' || attente.sorte === 'confirmation') return null
  if (attente.sorte === 'coordonnees' && attente.champ !== 'entreprise') return null
  const named = /\bsire[nt]\b/i.test(text)
  const found = readSiret(text)
  if (!found) {
    const { texts } = mind.library
    return isMistyped(mind, state, text) ? resume(mind, state, ctx, [message(say(texts, 'siret-invalide'))]) : null
  }
  // nine digits pass the check by chance one time in ten: an amount or a headcount is not a company
  if (found.sorte === 'siren' && !named && (asksForNumber(mind, attente) || isAmount(text.slice(found.fin))))
    return null
  const rest = restOf(text, found.debut, found.fin)
  if (state.faits.siret?.valeur === found.valeur) {
    if (rest) return read(state, rest)
    return resume(mind, state, ctx, [message(say(mind.library.texts, 'entreprise-deja'))])
  }
  const request: Request = { sorte: 'entreprise', siret: found.valeur, ...(rest ? { texte: rest } : {}) }
  return { ...said(state), requests: [request] }
}

/** What the directory answered: the company is shown for confirmation, or the conversation goes on without it. */
export function showCompany(
  mind: Mind,
  state: State,
  request: Request & { sorte: 'entreprise' },
  answered: unknown,
  ctx: TurnContext,
  read: Read,
): TurnResult {
  const resultat = answered as Answered
  const waiting = state.attente.sorte === 'entreprise' ? state.attente : null
  const retour = waiting ? waiting.retour : state.attente
  const texte = [waiting?.texte, request.texte].filter(Boolean).join('. ')
  if (resultat?.sorte === 'trouvee') {
    const attente: Attente = { sorte: 'entreprise', trouvee: resultat, texte, retour }
    return said({ ...state, attente }, askCompany(mind, resultat))
  }
  const noted = keep(mind, { ...state, attente: retour }, 'siret', { valeur: request.siret, origine: 'texte' })
  const told = message(say(mind.library.texts, `entreprise-${resultat?.sorte ?? 'sans-annuaire'}`))
  return goOn(mind, noted, retour, texte, ctx, read, [told])
}

/** « Is this your company? »: its facts are taken over on yes; anything but a yes or a no is read in its place. */
export function confirmCompany(mind: Mind, state: State, text: string, ctx: TurnContext, read: Read): TurnResult {
  const { attente } = state
  if (attente.sorte !== 'entreprise') return read(state, text)
  const { texts } = mind.library
  const { trouvee, texte, retour } = attente
  const back: State = { ...state, attente: retour }
  const yes = text === '1' ? true : text === '2' ? false : readYesNo(mind, text)
  if (yes === null && !isPassed(mind, text)) return read(back, [texte, text].filter(Boolean).join('. '))
  if (!yes) {
    const asked = retour.sorte === 'dossier' && retour.question === 'siret'
    const without = asked ? keep(mind, back, 'siret', { valeur: null, origine: 'question' }) : back
    return goOn(mind, without, retour, texte, ctx, read, [message(say(texts, 'entreprise-refusee'))])
  }
  const words = [texte, text.includes(' ') ? text : ''].filter(Boolean).join('. ')
  const taken = take(mind, back, trouvee, words, ctx)
  const result = goOn(mind, taken, retour, texte, ctx, read, [message(say(texts, 'entreprise-prise'))])
  return proposePlace(mind, result, trouvee, texte === '')
}

/** The company's facts where the person said nothing better: own words win over the directory's. */
function take(mind: Mind, before: State, trouvee: Trouvee, words: string, ctx: TurnContext): State {
  let state = words ? absorb(mind, before, mind.grasp(words, ctx.now), words, true).state : before
  const { taille: _, ...rest } = state.faits
  const { taille, ...facts } = factsOf(mind.library.texts, trouvee)
  state = { ...state, faits: taille ? { ...rest, taille } : rest }
  for (const [id, answer] of Object.entries(facts)) {
    const known = state.faits[id]
    if (id === 'siret' || !known || known.valeur === null || known.origine === 'annuaire')
      state = keep(mind, state, id, answer)
  }
  const siege = trouvee.siege ?? trouvee.commune?.insee
  return { ...state, coordonnees: { ...state.coordonnees, entreprise: trouvee.nom, ...(siege ? { siege } : {}) } }
}

/** The rest of what was said is read; else what was waited for before goes on. */
function goOn(
  mind: Mind,
  state: State,
  retour: Attente,
  texte: string,
  ctx: TurnContext,
  read: Read,
  before: Reply[],
): TurnResult {
  if (texte) {
    const result = read({ ...state, attente: retour }, texte)
    return { ...result, replies: [...before, ...result.replies] }
  }
  const back: State = { ...state, attente: retour }
  switch (retour.sorte) {
    case 'question':
      return advance(mind, back, ctx, before)
    case 'suite':
      return state.faits.siret?.origine === 'annuaire'
        ? advance(mind, back, ctx, before)
        : resume(mind, back, ctx, before)
    case 'dossier':
      return retour.question in state.faits
        ? startIntake(mind, { ...back, attente: { sorte: 'suite' } }, before)
        : resume(mind, back, ctx, before)
    case 'coordonnees':
      return resume(mind, { ...back, attente: nextIntake(back) }, ctx, before)
    default:
      return resume(mind, back, ctx, before)
  }
}

/** The commune asked is the project's: the company's own is proposed in place of the open question, never taken. */
function proposePlace(mind: Mind, result: TurnResult, { commune }: Trouvee, alone: boolean): TurnResult {
  const { state, replies } = result
  const { attente } = state
  const asks = attente.sorte === 'question' ? attente.question === 'commune' : attente.sorte === 'besoin' && alone
  if (!commune || !asks || 'commune' in state.faits) return result
  const { texts } = mind.library
  const nom = nameOfPlace(mind, commune)
  const { restantes } = replies.at(-1)!
  const asked: Reply = {
    ...message(say(texts, 'entreprise-lieu', { nom }), choices(say(texts, 'oui'), say(texts, 'non')), 'question'),
    question: 'commune',
    ...(restantes ? { restantes } : {}),
  }
  return {
    ...result,
    state: { ...state, attente: { sorte: 'choix-lieu', candidats: [{ insee: commune.insee, nom }], texte: nom } },
    replies: [...replies.slice(0, -1), asked],
  }
}

function isPassed(mind: Mind, text: string): boolean {
  const command = mind.commands(text)
  return command === 'passer' || command === 'inconnu'
}

/** A question whose answer is a bare number. */
function asksForNumber(mind: Mind, attente: Attente): boolean {
  if (attente.sorte !== 'question' && attente.sorte !== 'dossier') return false
  const type = mind.library.questions.get(attente.question)?.type
  return type === 'nombre' || type === 'montant'
}

function isAmount(after: string): boolean {
  return /^\s*(€|k€|m€|eur)/i.test(after)
}

/** A number that was meant for a SIREN or SIRET and passes no check. */
function isMistyped(mind: Mind, { attente }: State, text: string): boolean {
  if (/\bsire[nt]\b[^\d]{0,20}\d[\d\s.-]{4,}/i.test(text)) return true
  const digits = text.replace(/[\s.-]/g, '')
  return /^\d{14}$/.test(digits) || (/^\d{9}$/.test(digits) && !asksForNumber(mind, attente))
}

/** Words that only announce the number. */
const FILLERS = new Set(
  'mon notre le la l n no num numero siret siren est c voici de du d entreprise et je suis'.split(' '),
)

/** What else the message says beside its number; empty where that only announces it. */
function restOf(text: string, from: number, to: number): string {
  const rest = `${text.slice(0, from).replace(/\bsire[nt]\b[\s:n°o]*$/i, '')} ${text.slice(to)}`
  const words = fold(rest)
    .split(/[^a-z0-9]+/)
    .filter(Boolean)
  return words.every(w => FILLERS.has(w)) ? '' : rest.replace(/\s+/g, ' ').replace(/^[\s,;:.]+|[\s,;:]+$/g, '')
}
