import { escapeHtml } from '../domain/html.ts'
import { mentionsOf } from '../domain/identite.ts'
import type { Library } from '../domain/library.ts'
import { tellLead } from '../domain/telling.ts'
import { say } from '../domain/texts.ts'
import type { KeptLead } from '../store/lead-rows.ts'

/** A mail without its addresses: the same words twice, as text and as HTML. */
export interface Letter {
  sujet: string
  texte: string
  html: string
}

/** What letters are about; a reminder says how many business days the lead has waited. */
export type Letters =
  | 'bureau'
  | 'bureau-administrateur'
  | 'personne'
  | 'rappel'
  | 'escalade'
  | 'code'
  | 'correction'
  | 'retrait'
  | 'effacement'
  | 'satisfaction'

/** What a letter says besides the lead: the days it has waited, a one-time code, the page to answer on. */
export interface Besides {
  jours?: number
  code?: string
  lien?: string
}

const MOST_DISPOSITIFS = 5

/** Writes a letter about a lead from the texts. `base` is where people reach this server. */
export function writeLetter(
  library: Library,
  lead: KeptLead,
  sort: Letters,
  base: string,
  { jours = 0, code = '', lien }: Besides = {},
): Letter {
  const { texts } = library
  const main = lien ?? (sort === 'personne' ? `${base}/` : `${base}/console/demandes/${lead.reference}`)
  const own = `${base}/ma-demande?reference=${lead.reference}`
  const blanks = { ...blanksOf(library, lead), lien: main, 'lien-donnees': own, n: jours, code }
  const sujet = say(texts, `mail-${sort}-sujet`, blanks)
  const texte = say(texts, `mail-${sort}-texte`, blanks)
  return { sujet, texte, html: htmlOf(sujet, texte, [main, own]) }
}

/** The letter that asks a mailbox whether it wants the leads of a place. */
export function writeConfirmation({ texts }: Library, lieu: string, lien: string): Letter {
  const sujet = say(texts, 'mail-confirmation-sujet')
  const texte = say(texts, 'mail-confirmation-texte', { lieu, lien })
  return { sujet, texte, html: htmlOf(sujet, texte, [lien]) }
}

function blanksOf(library: Library, lead: KeptLead): Record<string, string> {
  const { texts } = library
  const told = tellLead(library, lead)
  const or = (value: string | null) => (value ? oneLine(value) : say(texts, 'mail-inconnu'))
  return {
    ...mentionsOf(texts, lead.territoire),
    reference: lead.reference,
    nom: oneLine(lead.nom),
    entreprise: or(lead.entreprise),
    joindre: or([lead.telephone, lead.email, wish(library, lead)].filter(Boolean).join(', ')),
    commune: or(told.commune),
    territoire: or(told.territoire),
    themes: or(told.themes.join(', ')),
    accord: new Date(lead.consentement.date).toLocaleDateString('fr-FR', {
      timeZone: 'Europe/Paris',
      dateStyle: 'long',
    }),
    notice: say(texts, 'mail-notice'),
    dispositifs: schemes(library, lead),
    bureau: desk(library, lead),
  }
}

/** How they wish to be reached, in words. */
function wish({ texts }: Library, { souhait }: KeptLead): string {
  return souhait ? say(texts, 'mail-souhait', { souhait: say(texts, `souhait-${souhait}`) }) : ''
}

function schemes({ texts, dispositifs }: Library, lead: KeptLead): string {
  const shown = lead.besoins.flatMap(b => b.trace?.dispositifs ?? []).filter(d => d.verdict !== 'non-eligible')
  const ids = [...new Set(shown.map(d => d.id))].slice(0, MOST_DISPOSITIFS)
  if (ids.length === 0) return say(texts, 'mail-personne-sans-dispositif')
  const liste = ids.map(id => `- ${dispositifs.get(id)?.titre ?? id}`).join('\n')
  return say(texts, 'mail-personne-dispositifs', { liste })
}

function desk({ texts, contacts, organismes }: Library, lead: KeptLead): string {
  const contact = lead.besoins
    .flatMap(b => b.trace?.contacts ?? [])
    .map(id => contacts.get(id))
    .find(c => c !== undefined)
  if (!contact) return say(texts, 'mail-personne-sans-bureau')
  const organisme = organismes.get(contact.organisme)?.titre ?? contact.organisme
  const bureau = [contact.nom, contact.fonction, organisme].filter(Boolean).join(', ')
  return say(texts, 'mail-personne-bureau', { bureau })
}

/** What people typed stays on its line: it can make no paragraph, list or link of its own. */
export function oneLine(value: string): string {
  return value.replace(/[\s\p{Cc}\u2028\u2029]+/gu, ' ').trim()
}

/** The text as HTML: paragraphs, lists, and our own links, each alone on its line. */
export function htmlOf(title: string, text: string, links: readonly string[]): string {
  const blocks = text.split(/\n{2,}/).map(block => {
    if (links.includes(block)) return `<p><a href="${escapeHtml(block)}">${escapeHtml(block)}</a></p>`
    const lines = block.split('\n')
    const items = lines.filter(line => line.startsWith('- '))
    const head = lines
      .filter(line => !line.startsWith('- '))
      .map(escapeHtml)
      .join('<br>')
    const list = items.map(line => `<li>${escapeHtml(line.slice(2))}</li>`).join('')
    return (head && `<p>${head}</p>`) + (list && `<ul>${list}</ul>`)
  })
  return `<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>${escapeHtml(title)}</title></head><body>${blocks.join('\n')}</body></html>`
}
