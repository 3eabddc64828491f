import { fold } from './fold.ts'
import type { Lead } from './lead.ts'
import type { Library } from './library.ts'
import { isInterval } from './question.ts'
import { tellDate } from './reasons.ts'
import { say } from './texts.ts'

/** A lead that came before, as far as it decides the flags of the next. */
export interface Earlier extends Pick<Lead, 'reference' | 'date' | 'entreprise' | 'email' | 'telephone' | 'faits'> {
  besoins: readonly { theme: string }[]
}

/** The same company with the same theme within so many days follows up on what it asked. */
export const RELANCE_DAYS = 21
const DOUBLON_DAYS = 1
const DAY_MS = 86_400_000
/** Small firm: fewer than 50 people, SME: fewer than 250 (recommandation 2003/361/CE). */
const SMALL = 50
const PME = 250
/** From so much on, or with so many jobs, a project is one « of strategic interest » for a desk to look at. */
const STRATEGIC_EUROS = 1_000_000
const LEGAL_FORM =
  /\b(?:s ?a ?s ?u?|s ?a ?r ?l|e ?u ?r ?l|s ?a|s ?n ?c|s ?c ?o ?p|societe|ste|ets|etablissements?|groupe)\b/g

type Flags = Lead['signaux']

/**
 * Every flag of a lead with its reason, those it has already first. `before` are the leads of the last three weeks.
 */
export function flagLead(
  library: Library,
  lead: Omit<Lead, 'signaux'> & { signaux?: Flags },
  before: readonly Earlier[] = [],
): Flags {
  const known = lead.signaux ?? []
  const found = [
    ...reinforced(library, lead),
    ...repeated(library, lead, before),
    ...intermediary(library, lead),
    ...spread(library, lead),
  ]
  return [...known, ...found.filter(flag => !known.some(k => k.id === flag.id))]
}

/** The methodology's examples: small firm, innovative SME, project of strategic interest. */
function reinforced({ texts }: Library, { faits, besoins }: Pick<Lead, 'faits' | 'besoins'>): Flags {
  const flag = (key: string): Flags => [{ id: 'accompagnement-renforce', raison: say(texts, key) }]
  const effectif = faits.effectif?.valeur
  const most = isInterval(effectif) ? (effectif.max ?? Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY
  if (most < SMALL) return flag('signal-renforce-petite')
  if (most < PME && besoins.some(b => b.theme === 'innovation')) return flag('signal-renforce-innovante')
  const amounts = [faits, ...besoins.map(b => b.reponses)].map(answers => answers.montant?.valeur)
  const strategic = amounts.some(v => isInterval(v) && (v.min ?? 0) >= STRATEGIC_EUROS)
  return strategic ? flag('signal-renforce-strategique') : []
}

/** The same request a second time, or the same company that asks again. */
function repeated({ texts }: Library, lead: Omit<Lead, 'signaux'>, before: readonly Earlier[]): Flags {
  const ages = before
    .filter(b => b.reference !== lead.reference && isSameCompany(lead, b))
    .filter(b => b.besoins.some(one => lead.besoins.some(other => other.theme === one.theme)))
    .map(b => ({ ...b, days: (Date.parse(lead.date) - Date.parse(b.date)) / DAY_MS }))
  const samePerson = (b: Earlier) => same(b.email, lead.email) || same(b.telephone, lead.telephone)
  const sameThemes = (b: Earlier) => themesOf(b) === themesOf(lead)
  const double = ages.find(b => b.days < DOUBLON_DAYS && samePerson(b) && sameThemes(b))
  const again = double ?? ages.find(b => b.days < RELANCE_DAYS)
  if (!again) return []
  const id = double ? 'doublon' : 'relance'
  const blanks = { reference: again.reference, date: tellDate(texts, again.date.slice(0, 10)) }
  return [{ id, raison: say(texts, `signal-${id}`, blanks) }]
}

type Company = Pick<Lead, 'entreprise' | 'email' | 'telephone' | 'faits'>

function isSameCompany(a: Company, b: Company): boolean {
  const [one, other] = [sirenOf(a), sirenOf(b)]
  if (one && other) return one === other
  return same(nameOf(a), nameOf(b)) || same(a.email, b.email) || same(a.telephone, b.telephone)
}

function sirenOf({ faits }: Company): string | null {
  const siret = faits.siret?.valeur
  return typeof siret === 'string' ? siret.slice(0, 9) : null
}

/** The name without its legal form: « Forge Martin SAS » is « Forge Martin ». */
function nameOf({ entreprise }: Company): string {
  const words = fold(entreprise).replace(/[^a-z0-9]+/g, ' ')
  return words.replace(LEGAL_FORM, ' ').replace(/\s+/g, ' ').trim() || words.trim()
}

function same(a: string | null, b: string | null): boolean {
  return !!a && !!b && fold(a) === fold(b)
}

function themesOf({ besoins }: { besoins: readonly { theme: string }[] }): string {
  return besoins
    .map(b => b.theme)
    .sort()
    .join(' ')
}

/** Somebody who writes for a company: from a public body or a partner that our documents name, or by their own words. */
function intermediary(library: Library, { email, message }: Pick<Lead, 'email' | 'message'>): Flags {
  const { texts, contacts, organismes, commandes } = library
  const domain = email?.split('@').at(-1)?.toLowerCase()
  const body = [...contacts.values()].find(c => domain && c.email?.toLowerCase().endsWith(`@${domain}`))
  if (body && !isPublicMailbox(library, domain!)) {
    const organisme = organismes.get(body.organisme)?.titre ?? body.organisme
    return [{ id: 'intermediaire', raison: say(texts, 'signal-intermediaire-organisme', { organisme }) }]
  }
  const said = ` ${fold(message ?? '').replace(/[^a-z0-9]+/g, ' ')} `
  const mots = (commandes.get('mots-intermediaire') ?? []).find(phrase =>
    said.includes(
      ` ${fold(phrase)
        .replace(/[^a-z0-9]+/g, ' ')
        .trim()} `,
    ),
  )
  return mots ? [{ id: 'intermediaire', raison: say(texts, 'signal-intermediaire-mots', { mots }) }] : []
}

/** A domain where anybody may have an address: contacts of several bodies stand there. */
function isPublicMailbox({ contacts }: Library, domain: string): boolean {
  const bodies = [...contacts.values()].filter(c => c.email?.toLowerCase().endsWith(`@${domain}`))
  return new Set(bodies.map(c => c.organisme)).size > 2
}

/** More than one EPCI: that of the project, that of the head office, those that were named. */
function spread(library: Library, lead: Pick<Lead, 'epci' | 'siege' | 'message'>): Flags {
  const { texts, communes, territoires, territoireOfEpci } = library
  const siege = lead.siege ? communes.get(lead.siege)?.epci : undefined
  const all = new Set(
    [lead.epci, siege, ...epciIn(library, lead.message ?? '')].filter(id => id !== null && id !== undefined),
  )
  if (all.size < 2) return []
  const nameOfEpci = (id: string) => territoires.get(territoireOfEpci.get(id) ?? '')?.epci[id]?.nom ?? id
  return [
    {
      id: 'plusieurs-epci',
      raison: say(texts, 'signal-plusieurs-epci', { liste: [...all].map(nameOfEpci).join(', ') }),
    },
  ]
}

/** A name shorter than this stands in too many words. */
const SHORTEST_NAME = 5

/**
 * The EPCI that a text names, by their own names or by those of communes. Only names written with their capitals count,
 * and only those that one EPCI alone has: a flag that is wrong half of the time is not read any more.
 */
function epciIn({ communes, territoires }: Library, text: string): string[] {
  if (!text) return []
  const holders = new Map<string, Set<string>>()
  const put = (name: string, epci: string) => {
    if (name.length >= SHORTEST_NAME) holders.set(name, (holders.get(name) ?? new Set()).add(epci))
  }
  for (const { nom, epci } of communes.values()) put(nom, epci)
  for (const { epci } of territoires.values())
    for (const [id, { nom, alias }] of Object.entries(epci)) for (const name of [nom, ...alias]) put(name, id)
  const words = ` ${text.replace(/[^\p{L}\p{N}'’-]+/gu, ' ')} `
  const named = [...holders].filter(([name, epci]) => epci.size === 1 && words.includes(` ${name} `))
  return [...new Set(named.flatMap(([, epci]) => [...epci]))]
}
