import type { Choice, Reply } from '../conversation/reply.ts'
import { block, type Card, card, cut, lines } from '../domain/adaptive-card.ts'
import type { Question } from '../domain/question.ts'
import { say, type Texts } from '../domain/texts.ts'

/** What our cards send back when something in them is clicked. */
export interface Clicked {
  /** The version of the conversation that the card belongs to. */
  ticket: number
  /** What is said by a button. */
  texte?: string
  /** What the places of a list stand for, where the card has one. */
  liste?: string[]
}

export interface CardContext {
  texts: Texts
  /** The question that the reply asks, where it is one of the questionnaires. */
  question: Question | undefined
  ticket: number
  /** A button's words appear as its person's own message; the Playground breaks on what asks for that (0.2.28). */
  echo: boolean
}

/** So few short buttons stand side by side; others one under the other, so that phones cut no label; more become a list. */
const SIDE_BY_SIDE = 3
const SHORT_LABEL = 24
const MOST_BUTTONS = 8
const LONGEST_LABEL = 60
/** Teams hides the actions of a card beyond five or six. */
const MOST_ACTIONS = 5
const EXPANDED = 8
const LONGEST_ANSWER = 1_000

/** A reply as a card made for Teams; null where plain text says it better. */
export function replyCard(reply: Reply, context: CardContext): Card | null {
  const { choix, cartes, question } = reply
  if (reply.sorte === 'resultats' && cartes.length > 0) return resultsCard(reply, context)
  const links = cartes.flatMap(linksOf)
  // line breaks of plain messages do not come through everywhere
  const bare = choix.length === 0 && links.length === 0 && question === undefined && !reply.texte.includes('\n')
  if (bare) return null
  const { body, actions } = answerBy(reply, context)
  return card(reply.texte, [...lines(reply.texte), ...body], [...actions, ...links].slice(0, MOST_ACTIONS))
}

/** What is left of a card once it is answered: its words, without anything to click. */
export function answeredCard(texts: Texts, texte: string, reponse: string | null): Card {
  const answer = reponse
    ? [block(say(texts, 'teams-votre-reponse', { reponse: cut(reponse) }), { weight: 'Bolder', spacing: 'Small' })]
    : []
  return card(texte, [...lines(texte).map(l => ({ ...l, isSubtle: true })), ...answer], [])
}

/** A card whose words are not known any more. */
export function passedCard(texts: Texts): Card {
  const texte = say(texts, 'teams-carte-passee')
  return card(texte, [block(texte, { isSubtle: true })], [])
}

/** A button that says something in its person's name. */
function sayButton({ titre, valeur }: Choice, { ticket, echo }: CardContext): object {
  const relais: Clicked = { ticket, texte: valeur }
  const msteams = echo ? { msteams: { type: 'messageBack', displayText: titre, text: valeur } } : {}
  // a button beside an empty field must not ask for the field
  return { type: 'Action.Submit', title: titre, associatedInputs: 'none', data: { ...msteams, relais } }
}

/** By what a reply is answered: buttons, a list, or a field, as its question wants it. */
function answerBy({ choix, question: asked }: Reply, context: CardContext) {
  const { texts, question, ticket } = context
  const options = new Set(Object.values(question?.options ?? {}))
  const several = question?.plusieurs === true && choix.some(c => options.has(c.titre))
  const listed = several || choix.length > MOST_BUTTONS || choix.some(c => c.titre.length > LONGEST_LABEL)
  const inList = !listed ? [] : several ? choix.filter(c => options.has(c.titre)) : choix
  const buttons = choix.filter(c => !inList.includes(c)).map(c => sayButton(c, context))
  if (inList.length > 0) {
    const relais: Clicked = { ticket, liste: inList.map(c => c.valeur) }
    return { body: [choiceSet(texts, inList, several)], actions: [submit(texts, relais), ...buttons] }
  }
  const field = asked !== undefined && choix.length <= 1
  if (field) return { body: [input(texts, question)], actions: [submit(texts, { ticket }), ...buttons] }
  if (choix.length <= SIDE_BY_SIDE && choix.every(c => c.titre.length <= SHORT_LABEL))
    return { body: [], actions: buttons }
  return { body: buttons.map(one => ({ type: 'ActionSet', spacing: 'Small', actions: [one] })), actions: [] }
}

function submit(texts: Texts, relais: Clicked): object {
  return { type: 'Action.Submit', title: say(texts, 'teams-repondre'), style: 'positive', data: { relais } }
}

function choiceSet(texts: Texts, choix: Choice[], several: boolean): object {
  return {
    type: 'Input.ChoiceSet',
    id: 'reponse',
    label: say(texts, several ? 'teams-choisir-plusieurs' : 'teams-choisir'),
    choices: choix.map((c, i) => ({ title: c.titre, value: String(i) })),
    style: several || choix.length <= EXPANDED ? 'expanded' : 'compact',
    isMultiSelect: several,
    wrap: true,
    isRequired: true,
    errorMessage: say(texts, 'teams-choisir-erreur'),
  }
}

function input(texts: Texts, question: Question | undefined): object {
  const field = { id: 'reponse', label: say(texts, 'teams-saisir'), isRequired: true }
  const whole = question?.type === 'nombre'
  if (whole) {
    const bounds = { min: question.min ?? 0, ...(question.max === undefined ? {} : { max: question.max }) }
    return { type: 'Input.Number', ...field, ...bounds, errorMessage: say(texts, 'teams-saisir-nombre') }
  }
  const regex = question?.type === 'siret' ? { regex: String.raw`^(\d\s?){9}((\d\s?){5})?$` } : {}
  const errorMessage = say(texts, question?.type === 'siret' ? 'teams-saisir-siret' : 'teams-saisir-erreur')
  return { type: 'Input.Text', ...field, ...regex, maxLength: LONGEST_ANSWER, errorMessage }
}

/** The results as a list: what each is and where it stands at once, the rest folded. */
function resultsCard({ texte, cartes }: Reply, { texts }: CardContext): Card {
  const paragraphs = texte.split(/\n{2,}/)
  const told = (p: string) => cartes.some(c => p.includes(c.titre) && c.lignes.some(l => p.includes(l)))
  const head = paragraphs.slice(0, 1)
  const tail = paragraphs.slice(1).filter(p => !told(p))
  const items = cartes.map((one, i) => {
    const id = `details-${i}`
    const [first = '', ...rest] = one.lignes
    const title = say(texts, 'teams-details')
    const shown = [
      block(`${i + 1}. ${one.titre}`, { weight: 'Bolder', style: 'heading' }),
      block(first, { spacing: 'Small' }),
      ...(one.statut ? [block(one.statut, { size: 'Small', spacing: 'Small' })] : []),
    ]
    const folded = [
      ...rest.flatMap(lines),
      ...(one.source ? [block(one.source, { size: 'Small', isSubtle: true })] : []),
    ]
    if (folded.length === 0) return { type: 'Container', separator: true, spacing: 'Medium', items: shown }
    const toggle = { type: 'Action.ToggleVisibility', title, targetElements: [id] }
    return {
      type: 'Container',
      separator: true,
      spacing: 'Medium',
      items: [
        ...shown,
        { type: 'ActionSet', spacing: 'Small', actions: [toggle] },
        { type: 'Container', id, isVisible: false, spacing: 'Small', items: [...folded, ...linkSet(one)] },
      ],
    }
  })
  // a list is read over the whole width of the chat
  return { ...card(texte, [...head.flatMap(lines), ...items, ...tail.flatMap(lines)], []), msteams: { width: 'Full' } }
}

function linkSet(one: Reply['cartes'][number]): object[] {
  const actions = linksOf(one)
  return actions.length > 0 ? [{ type: 'ActionSet', actions }] : []
}

function linksOf({ email, telephone }: Reply['cartes'][number]): object[] {
  const open = (title: string, url: string) => ({ type: 'Action.OpenUrl', title, url })
  return [
    ...(email ? [open(email, `mailto:${encodeURI(email)}`)] : []),
    ...(telephone ? [open(telephone, `tel:${telephone.replaceAll(/[^+\d]/g, '')}`)] : []),
  ]
}
