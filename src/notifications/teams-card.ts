import { block, type Card, card, together } from '../domain/adaptive-card.ts'
import { daysStill } from '../domain/attention.ts'
import type { Library } from '../domain/library.ts'
import { isOpen, legalMoves, type Statut } from '../domain/pipeline.ts'
import { tellAnswers, tellLead } from '../domain/telling.ts'
import { say } from '../domain/texts.ts'
import type { KeptLead } from '../store/lead-rows.ts'

/** What is done with a lead from its card. */
export type Gesture = 'prendre' | 'avancer' | 'transferer' | 'refuser'

/** What a button of a lead's card sends back, besides what was typed in its fields. */
export interface Asked {
  reference: string
  geste: Gesture
  /** The status that was seen. */
  de: Statut
  vers?: Statut
}

/** What a card shows besides the lead itself. */
export interface CardFrame {
  library: Library
  /** Where people reach this server. */
  base: string
  /** Who follows the lead, by name. */
  suivi: string | null
  /** False in a chat or channel that may only read. */
  peut: boolean
}

const MOST_SCHEMES = 5
const LONGEST_REASON = 300
/** Up to this status one click says enough; a decision needs its amounts, in the console. */
const BY_ONE_CLICK: readonly Statut[] = ['contacte', 'rendez-vous', 'accompagne', 'candidature']

/**
 * A lead as a card: the company, the place and the needs. Who to call stays behind the sign-in of the console, since
 * nothing can be taken back from a channel.
 */
export function leadCard(lead: KeptLead, frame: CardFrame): Card {
  const { library, base, peut } = frame
  const { texts } = library
  const { reference } = lead
  const t = (key: string, blanks?: Record<string, string>) => say(texts, key, blanks)
  if (lead.effaceLe) return shut(t('teams-demande-effacee', { reference }))
  const title = t(lead.statut === 'nouveau' && !lead.assigne ? 'teams-nouvelle' : 'teams-demande', { reference })
  const body = [
    block(title, { weight: 'Bolder', size: 'Medium', style: 'heading' }),
    { type: 'FactSet', facts: facts(lead, frame) },
    ...lead.signaux.map(s => block(s.raison, { color: 'Attention', spacing: 'Small' })),
    { type: 'Container', id: 'details', isVisible: false, items: details(library, lead) },
  ]
  const look = [
    { type: 'Action.ToggleVisibility', title: t('teams-voir'), targetElements: ['details'] },
    { type: 'Action.OpenUrl', title: t('teams-ouvrir'), url: `${base}/console/demandes/${reference}` },
  ]
  return card(
    title,
    body,
    peut && isOpen(lead.statut) ? [...first(lead, library), ...look, ...aside(lead, library)] : look,
  )
}

/** A card that only tells. */
export function shut(texte: string): Card {
  return card(texte, [block(texte, { isSubtle: true })], [])
}

/** What waits, as one card: overdue first. */
export function digestCard(
  leads: readonly KeptLead[],
  total: number,
  { library, base }: Omit<CardFrame, 'suivi' | 'peut'>,
  now: Date,
): Card {
  const { texts } = library
  const title = total > 0 ? say(texts, 'teams-jour-titre', { n: total }) : say(texts, 'teams-jour-rien')
  const rows = leads.map(lead => {
    const { commune } = tellLead(library, lead)
    const none = say(texts, 'teams-sans-reponse')
    const line = { reference: lead.reference, entreprise: lead.entreprise || none, commune: commune ?? none }
    const jours = say(texts, 'teams-jours', { n: daysStill(lead.depuis, now) })
    const state = { statut: say(texts, `lead-statut-${lead.statut}`), jours }
    return {
      type: 'Container',
      separator: true,
      selectAction: {
        type: 'Action.OpenUrl',
        title: lead.reference,
        url: `${base}/console/demandes/${lead.reference}`,
      },
      items: [
        block(say(texts, 'teams-jour-ligne', line)),
        block(say(texts, 'teams-jour-etat', state), { isSubtle: true, size: 'Small', spacing: 'None' }),
      ],
    }
  })
  const open = { type: 'Action.OpenUrl', title: say(texts, 'teams-jour-console'), url: `${base}/console/` }
  return card(title, [block(title, { weight: 'Bolder', size: 'Medium', style: 'heading' }), ...rows], [open])
}

function facts(lead: KeptLead, { library, suivi }: CardFrame): { title: string; value: string }[] {
  const { texts } = library
  const told = tellLead(library, lead)
  const lines: [string, string | null][] = [
    ['entreprise', lead.entreprise || say(texts, 'teams-sans-reponse')],
    ['commune', told.commune ?? say(texts, 'teams-sans-reponse')],
    ['epci', told.epci ?? told.territoire],
    ['besoins', told.themes.join(', ') || null],
    ['statut', say(texts, `lead-statut-${lead.statut}`)],
    ['suivie', suivi],
  ]
  // facts read no Markdown
  return lines.flatMap(([key, value]) => (value ? [{ title: say(texts, `teams-fait-${key}`), value }] : []))
}

function details(library: Library, lead: KeptLead): object[] {
  const { texts, dispositifs } = library
  // the commune stands above, and what was passed over tells nothing
  const { commune: _, ...firm } = lead.faits
  const unknown = say(texts, 'valeur-inconnue')
  const all = [firm, ...lead.besoins.map(b => b.reponses)].flatMap(faits => tellAnswers(library, faits))
  const told = all.filter(a => a.reponse !== unknown)
  const shown = lead.besoins.flatMap(b => b.trace?.dispositifs ?? []).filter(d => d.verdict !== 'non-eligible')
  const ids = [...new Set(shown.map(d => d.id))].slice(0, MOST_SCHEMES)
  const answers = told.map(a => ({ title: together(a.question), value: together(a.reponse) }))
  const none = block(say(texts, 'teams-sans-reponse'), { isSubtle: true })
  return [
    ...(answers.length > 0 ? [{ type: 'FactSet', facts: answers }] : [none]),
    ...(ids.length > 0 ? [block(say(texts, 'teams-pistes'), { weight: 'Bolder' })] : []),
    ...ids.map(id => block(dispositifs.get(id)?.titre ?? id, { spacing: 'Small' })),
  ]
}

/** The next step: take it, then what comes next in the pipeline. */
function first({ reference, statut: de, assigne }: KeptLead, { texts }: Library): object[] {
  if (!assigne)
    return [{ ...submit(say(texts, 'teams-prendre'), { reference, geste: 'prendre', de }, 'none'), style: 'positive' }]
  const vers = legalMoves(de).find(s => BY_ONE_CLICK.includes(s))
  if (!vers) return []
  const statut = say(texts, `lead-statut-${vers}`)
  return [submit(say(texts, 'teams-avancer', { statut }), { reference, geste: 'avancer', de, vers }, 'none')]
}

/** What sends a lead elsewhere, each with its reason. */
function aside(lead: KeptLead, library: Library): object[] {
  const { reference, statut: de } = lead
  const { texts } = library
  const t = (key: string) => say(texts, key)
  const fold = (title: string, body: object[], actions: object[]) => ({
    type: 'Action.ShowCard',
    title,
    card: { type: 'AdaptiveCard', version: '1.5', body, actions },
  })
  const reason = (geste: string) => ({
    type: 'Input.Text',
    id: `motif-${geste}`,
    label: t(`teams-${geste}-motif`),
    isMultiline: true,
    isRequired: true,
    maxLength: LONGEST_REASON,
    errorMessage: t('teams-motif-erreur'),
  })
  const places = {
    type: 'Input.ChoiceSet',
    id: 'epci',
    label: t('teams-transferer-a'),
    style: 'compact',
    choices: elsewhere(library, lead).map(([value, title]) => ({ title, value })),
    isRequired: true,
    errorMessage: t('teams-choix-erreur'),
  }
  return [
    fold(
      t('teams-transferer'),
      [places, reason('transferer')],
      [submit(t('teams-transferer-faire'), { reference, geste: 'transferer', de })],
    ),
    fold(
      t('teams-refuser'),
      [reason('refuser')],
      [submit(t('teams-refuser-faire'), { reference, geste: 'refuser', de, vers: 'oriente' })],
    ),
  ]
}

/** Every EPCI but the lead's own, by name. */
function elsewhere({ territoires }: Library, { epci }: KeptLead): [string, string][] {
  const all = [...territoires.values()].flatMap(t =>
    Object.entries(t.epci).map(([id, e]): [string, string] => [id, e.nom]),
  )
  return all.filter(([id]) => id !== epci).sort(([, a], [, b]) => a.localeCompare(b, 'fr'))
}

function submit(title: string, demande: Asked, associatedInputs: 'auto' | 'none' = 'auto'): object {
  return { type: 'Action.Submit', title, associatedInputs, data: { demande } }
}
