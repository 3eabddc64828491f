import { consentFor } from '../domain/identite.ts'
import { type Lead, souhaits } from '../domain/lead.ts'
import { slotLabel } from '../domain/permanence.ts'
import { say } from '../domain/texts.ts'
import { capital, choices, message, recap } from './ask.ts'
import { doubtsOf } from './fields.ts'
import type { Mind } from './mind.ts'
import type { Reply, Write } from './reply.ts'
import { placeIn } from './result.ts'
import type { Attente, State } from './state.ts'

/** The step of the lead that a state has reached: consent first, then name, company, contact, confirmation. */
export function nextIntake(state: State): Attente {
  if (!state.consentement) return { sorte: 'consentement' }
  const { nom, entreprise, email, telephone, moment, souhait } = state.coordonnees
  const reached = email || telephone
  // who takes a slot has said when
  const wished = moment !== undefined || souhait || state.creneau
  const champ = !nom ? 'nom' : !entreprise ? 'entreprise' : !reached ? 'contact' : !wished ? 'moment' : null
  return champ ? { sorte: 'coordonnees', champ, essais: 0 } : { sorte: 'confirmation' }
}

/** True where everything that was told has been sent: there is nothing left to ask for. */
export function isSent(state: State): boolean {
  return state.reference !== undefined && state.besoins.length <= (state.envoyes ?? 0)
}

/** What is said at a step of the lead. */
export function askIntake(mind: Mind, state: State): Reply {
  const { texts } = mind.library
  const { attente } = state
  if (attente.sorte === 'consentement')
    return message(
      consentOf(mind, state).texte,
      choices(say(texts, 'consentement-oui'), say(texts, 'consentement-non')),
      'confirmation',
    )
  if (attente.sorte === 'coordonnees') {
    const ways = souhaits.map(s => capital(say(texts, `souhait-${s}`)))
    const offered = attente.champ === 'moment' ? choices(...ways, say(texts, 'passer')) : []
    return message(say(texts, `demander-${attente.champ}`), offered, 'question', attente.champ)
  }
  const { nom, entreprise, email, telephone, moment, souhait } = state.coordonnees
  const lines = [
    line(mind, 'nom', nom),
    line(mind, 'entreprise', entreprise),
    line(mind, 'email', email),
    line(mind, 'telephone', telephone),
    line(mind, 'moment', moment || (souhait && say(texts, `souhait-${souhait}`))),
    line(mind, 'creneau', state.creneau && slotLabel(mind.library.texts, state.creneau)),
    ...recap(mind, state),
  ].filter(Boolean)
  return message(
    say(texts, 'confirmer', { liste: lines.join('\n') }),
    choices(say(texts, 'confirmer-oui'), say(texts, 'confirmer-non')),
    'confirmation',
  )
}

function line(mind: Mind, champ: string, valeur: string | undefined): string {
  return valeur
    ? say(mind.library.texts, 'recapitulatif-ligne', { nom: say(mind.library.texts, `champ-${champ}`), valeur })
    : ''
}

/** The exact wording that is consented to where the project is, with its version; kept with the lead. */
export function consentOf(mind: Mind, state: State): { version: string; texte: string } {
  const id = placeIn(mind, state)?.territoire
  const territoire = id ? mind.library.territoires.get(id) : undefined
  return consentFor(mind.library.texts, id && territoire ? { id, titre: territoire.titre } : null)
}

/** The lead as it is kept, and what the person is told. */
export function makeLead(
  mind: Mind,
  state: State,
  ctx: { now: string; reference: string; canal?: string | undefined },
): { lead: Write; reply: Reply } {
  const place = placeIn(mind, state)
  const { texts } = mind.library
  const lead: Lead = {
    reference: ctx.reference,
    date: ctx.now,
    origine: ctx.canal === 'teams' || ctx.canal === 'msteams' ? 'teams' : 'chat',
    territoire: place?.territoire ?? null,
    epci: place?.epci ?? null,
    commune: place?.insee || null,
    ...(state.coordonnees.siege ? { siege: state.coordonnees.siege } : {}),
    faits: state.faits,
    besoins: state.besoins,
    nom: state.coordonnees.nom ?? '',
    entreprise: state.coordonnees.entreprise ?? '',
    email: state.coordonnees.email ?? null,
    telephone: state.coordonnees.telephone ?? null,
    message: messageOf(mind, state),
    ...(state.coordonnees.souhait ? { souhait: state.coordonnees.souhait } : {}),
    consentement: state.consentement!,
    signaux: signalsOf(mind, state, ctx.now),
    ...(Object.keys(state.diagnostics).length > 0 ? { diagnostics: state.diagnostics } : {}),
  }
  return {
    lead: { sorte: 'lead', lead },
    reply: message(say(texts, 'reference', { reference: ctx.reference }), [], 'reference'),
  }
}

/** The person's own words, and how they would like to be reached. */
function messageOf(mind: Mind, state: State): string | null {
  const { moment } = state.coordonnees
  const lines = [state.mots, moment ? say(mind.library.texts, 'message-moment', { moment }) : ''].filter(Boolean)
  return lines.join('\n') || null
}

/** Small firm: fewer than 50 people (recommandation 2003/361/CE); the methodology names small and innovative firms. */
const SMALL = 50
const PME = 250

/** Flags with a reason each; the methodology's examples for a reinforced accompaniment. */
export function signalsOf(mind: Mind, state: State, now: string): Lead['signaux'] {
  const { texts } = mind.library
  const effectif = state.faits.effectif?.valeur
  const most =
    typeof effectif === 'object' && effectif !== null && 'max' in effectif
      ? (effectif.max ?? Number.POSITIVE_INFINITY)
      : Number.POSITIVE_INFINITY
  const out: Lead['signaux'] = []
  if (most < SMALL) out.push({ id: 'accompagnement-renforce', raison: say(texts, 'signal-renforce-petite') })
  else if (most < PME && state.besoins.some(b => b.theme === 'innovation'))
    out.push({ id: 'accompagnement-renforce', raison: say(texts, 'signal-renforce-innovante') })
  if (state.signaux.includes('difficulte')) out.push({ id: 'difficulte', raison: say(texts, 'signal-difficulte') })
  const { retient, signale } = doubtsOf(mind, state, now)
  for (const raison of [...retient, ...signale]) out.push({ id: 'a-verifier', raison })
  return out
}
