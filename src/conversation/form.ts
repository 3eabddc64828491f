import { fold } from '../domain/fold.ts'
import { dossierQuestions } from '../domain/qualification.ts'
import { say } from '../domain/texts.ts'
import { readYesNo } from './answer.ts'
import { askQuestion, askWhichAnswer, choices, message } from './ask.ts'
import { slotsAfterSending } from './ask-permanence.ts'
import { withCallOffer } from './call-wish.ts'
import { isInTrouble } from './delicate.ts'
import { readEmail, readPhone } from './facts/coordonnees.ts'
import { doubtsOf, readFields } from './fields.ts'
import { askIntake, consentOf, isSent, makeLead, nextIntake } from './intake.ts'
import { answerFromKnowledge } from './knowledge.ts'
import type { Mind } from './mind.ts'
import type { Reply } from './reply.ts'
import type { State } from './state.ts'
import { day, resume, said, type TurnContext, type TurnResult } from './steps.ts'
import { lacuna } from './unknown.ts'

/** At most so many questions of the file are put before the form. */
const DOSSIER = 3
/** After so many tries a name is taken as it was written, and said so to who reads the request. */
const PATIENCE = 2

/** The lead begins: after a result, what the file still needs; then consent, then who the person is. */
export function startIntake(mind: Mind, state: State, before: Reply[]): TurnResult {
  if (isSent(state)) {
    const { texts } = mind.library
    const sent = message(
      say(texts, 'deja-envoye', { reference: state.reference! }),
      choices(say(texts, 'suite-besoin')),
    )
    return said(state, ...before, sent)
  }
  return state.attente.sorte === 'suite' ? nextDossier(mind, state, before) : beginForm(mind, state, before)
}

/** The next question of the file, or the form. */
export function nextDossier(mind: Mind, state: State, before: Reply[]): TurnResult {
  const question = state.besoins.flatMap(b => dossierQuestions(mind.library, b, state.faits)).find(Boolean)
  const asked = state.pile.filter(id => mind.library.questions.get(id)?.usage === 'dossier').length
  // who is in trouble is asked nothing that can wait
  if (!question || asked >= DOSSIER || state.signaux.includes('difficulte')) return beginForm(mind, state, before)
  return said(
    { ...state, attente: { sorte: 'dossier', question: question.id, essais: 0 } },
    ...before,
    askQuestion(mind, question, 0),
  )
}

/** The step of the form that the state has reached. */
export function beginForm(mind: Mind, state: State, before: Reply[]): TurnResult {
  const next: State = { ...state, formulaire: true, attente: nextIntake(state) }
  return said(next, ...before, askIntake(mind, next))
}

/** Out of the form, with what was said in it kept. */
export function leaveForm({ creneau: _, ...state }: State): State {
  return { ...state, formulaire: false, attente: { sorte: state.besoins.length > 0 ? 'suite' : 'besoin' } }
}

/** Consent, name, company, contact, confirmation; then the lead. `read` reads a text as if no form were open. */
export function intake(
  mind: Mind,
  state: State,
  text: string,
  ctx: TurnContext,
  read: (state: State, text: string) => TurnResult,
): TurnResult {
  switch (state.attente.sorte) {
    case 'consentement':
      return consent(mind, state, text, ctx, read)
    case 'coordonnees':
      return fields(mind, state, text, ctx)
    default:
      return confirm(mind, state, text, ctx, read)
  }
}

function consent(mind: Mind, state: State, text: string, ctx: TurnContext, read: Reader): TurnResult {
  const { texts } = mind.library
  const answer = saysYes(mind, text, say(texts, 'consentement-oui'), say(texts, 'consentement-non'))
  if (answer === true) {
    const consentement = { ...consentOf(mind, state), date: ctx.now }
    return beginForm(mind, { ...state, consentement }, [])
  }
  const passed = mind.commands(text, 'exact') === 'passer'
  if (answer === false || passed)
    return resume(mind, leaveForm(state), ctx, [message(say(texts, 'consentement-refuse'))])
  // who they are is not kept before they agreed to it
  if (readEmail(text) || readPhone(text)) return resume(mind, state, ctx, [message(say(texts, 'accord-avant'))])
  return elsewhere(mind, state, text, ctx, read)
}

type Reader = (state: State, text: string) => TurnResult

function fields(mind: Mind, state: State, text: string, ctx: TurnContext): TurnResult {
  const { texts } = mind.library
  const { attente } = state
  if (attente.sorte !== 'coordonnees') return resume(mind, state, ctx, [])
  const command = mind.commands(text, 'exact')
  if (attente.champ === 'moment' && ['passer', 'non', 'inconnu', 'oui', 'envoyer'].includes(command ?? ''))
    return beginForm(mind, { ...state, coordonnees: { ...state.coordonnees, moment: '' } }, [])
  const bare = command === 'passer' || command === 'inconnu' || command === 'non'
  if (bare && attente.champ === 'entreprise') {
    const entreprise = say(texts, 'sans-entreprise')
    return beginForm(mind, { ...state, coordonnees: { ...state.coordonnees, entreprise } }, [])
  }
  const asked = text.trim().endsWith('?') && !text.includes('@')
  const answer = asked ? answerFromKnowledge(mind, state, text, day(ctx)) : null
  if (answer) return resume(mind, state, ctx, [answer])
  if (asked) return lacuna(mind, text, resume(mind, state, ctx, [message(say(texts, 'reponse-inconnue'))]))
  const reading = readFields(mind, attente.champ, text)
  const again = attente.essais + 1
  const retry = (key: string) =>
    resume(mind, { ...state, attente: { ...attente, essais: again } }, ctx, [message(say(texts, key))])
  if ('erreur' in reading) return retry(reading.erreur)
  if (bare || command === 'oui') return retry('nom-invalide')
  const { nom, entreprise } = reading.lu
  const rude = [nom, entreprise].some(v => v !== undefined && mind.understand(v).kind === 'abus')
  if (rude && again < PATIENCE) return retry('abus')
  return beginForm(mind, { ...state, coordonnees: { ...state.coordonnees, ...reading.lu } }, [])
}

function confirm(mind: Mind, state: State, text: string, ctx: TurnContext, read: Reader): TurnResult {
  const { texts } = mind.library
  const command = mind.commands(text)
  const send = say(texts, 'confirmer-oui')
  const anyway = fold(text) === fold(say(texts, 'doute-envoyer'))
  if (command !== 'corriger' && (anyway || command === 'envoyer' || saysYes(mind, text, send, '') === true)) {
    const doubts = doubtsOf(mind, state, ctx.now).retient
    if (doubts.length > 0 && !state.doute && !anyway) {
      const held = message(
        say(texts, 'doute', { raisons: doubts.join(' ') }),
        choices(say(texts, 'doute-envoyer'), say(texts, 'confirmer-non')),
        'confirmation',
      )
      return said({ ...state, doute: true }, held)
    }
    const { lead, reply } = makeLead(mind, state, ctx)
    const sent: State = { ...leaveForm(state), reference: ctx.reference, envoyes: state.besoins.length }
    const after = choices(say(texts, 'suite-besoin'), say(texts, 'suite-diagnostic'))
    return {
      state: sent,
      replies: [withCallOffer(mind, state, { ...reply, choix: after })],
      requests: slotsAfterSending(mind, sent, state.creneau),
      writes: [lead],
    }
  }
  if (command === 'corriger' || saysYes(mind, text, '', say(texts, 'confirmer-non')) === false)
    return said({ ...state, attente: { sorte: 'corriger' } }, askWhichAnswer(mind, state))
  const given = readFields(mind, 'contact', text)
  if ('lu' in given) return beginForm(mind, { ...state, coordonnees: { ...state.coordonnees, ...given.lu } }, [])
  return elsewhere(mind, state, text, ctx, read)
}

/** Yes or no, as such or as the choice that was shown. */
function saysYes(mind: Mind, text: string, yes: string, no: string): boolean | null {
  if (yes && fold(text) === fold(yes)) return true
  if (no && fold(text) === fold(no)) return false
  return readYesNo(mind, text)
}

/** In the middle of the form: a question is answered, a need or a fact is taken, and the form goes on. */
function elsewhere(mind: Mind, state: State, text: string, ctx: TurnContext, read: Reader): TurnResult {
  const { texts } = mind.library
  const answer = answerFromKnowledge(mind, state, text, day(ctx))
  if (answer) return resume(mind, state, ctx, [answer])
  const grasp = mind.grasp(text, ctx.now)
  const more = grasp.sure || grasp.effectif || grasp.place.match || isInTrouble(mind, grasp, text)
  if (more || grasp.kind === 'abus' || grasp.kind === 'autre-langue') return read(state, text)
  return resume(mind, state, ctx, [message(say(texts, 'pas-compris'))])
}
