import { el, type Say } from './element.ts'
import { linked } from './words.ts'

/** A record as the bot's channel data gives it. */
export interface Card {
  sorte: string
  id: string
  titre: string
  lignes: string[]
  statut?: string
  source?: string
  email?: string
  telephone?: string
  image?: string
}

const SHOWN = 3

/** A card: title, state, the first lines, source; what is left unfolds. People's addresses are never folded away. */
export function cardView(card: Card, say: Say): HTMLElement {
  const picture = pictureOf(card, say)
  const lines = card.lignes.map(line => el(picture ? 'li' : 'p', {}, ...linked(line)))
  const shown = picture ? [el('ul', { class: 'values' }, ...lines)] : lines.slice(0, SHOWN)
  const folded = picture ? [] : lines.slice(SHOWN)
  return el(
    'article',
    { class: `card card-${card.sorte}` },
    el('h3', {}, ...linked(card.titre)),
    card.statut ? el('p', { class: 'status' }, ...linked(card.statut)) : undefined,
    picture,
    ...shown,
    reach(card, say),
    folded.length > 0 ? el('details', {}, el('summary', {}, say('widget-details')), ...folded) : undefined,
    card.source ? el('p', { class: 'source' }, ...linked(card.source)) : undefined,
  )
}

/** A picture made by the server, as an image: nothing in it can run, and the page's policy lets it load nothing. */
function pictureOf({ image, titre }: Card, say: Say): HTMLElement | undefined {
  if (!image?.startsWith('data:image/')) return undefined
  return el('img', { src: image, alt: say('widget-image', { titre }), width: '720', height: '460', decoding: 'async' })
}

function reach({ email, telephone }: Card, say: Say): HTMLElement | undefined {
  if (!email && !telephone) return undefined
  const number = telephone?.replaceAll(/[^+\d]/g, '')
  return el(
    'p',
    { class: 'reach' },
    telephone
      ? el('a', { href: `tel:${number}`, 'aria-label': say('widget-appeler', { numero: telephone }) }, telephone)
      : undefined,
    email
      ? el('a', { href: `mailto:${email}`, 'aria-label': say('widget-ecrire-a', { adresse: email }) }, email)
      : undefined,
  )
}
