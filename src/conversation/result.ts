import { sourceOf } from '../domain/citation.ts'
import { type Contact, desksFor, isDated } from '../domain/contact.ts'
import type { Trace } from '../domain/lead.ts'
import { placeOf } from '../domain/library.ts'
import { orient, type Situation, type Weighed } from '../domain/matching.ts'
import { namedIn } from '../domain/naming.ts'
import { reasonsOf, tellDate, tellStatus, tellZone } from '../domain/reasons.ts'
import { tellSource as tellSourceOf } from '../domain/telling.ts'
import type { Place } from '../domain/territoire.ts'
import { say } from '../domain/texts.ts'
import { capital } from './ask.ts'
import type { Mind } from './mind.ts'
import type { Card, Reply } from './reply.ts'
import type { State } from './state.ts'

/** How many records are told in full; the next ones are named, and told at « voir plus ». */
export const TOLD = 3
const NAMED = 2
/** Of several needs at once each tells so many: a phone shows no more. */
const TOLD_EACH = 2

/** Where the project is, or null while unknown. */
export function placeIn(mind: Mind, state: State): Place | null {
  const insee = state.faits.commune?.valeur
  return typeof insee === 'string' ? placeOf(mind.library, insee) : null
}

/** How well the person's own words fit the records: what search finds for them, 1 for the first. */
export function affinities(mind: Mind, words: string): Map<string, number> {
  const hits = words ? mind.search(words, { limit: 20, kinds: ['dispositif'] }) : []
  const top = hits[0]?.score ?? 1
  return new Map(hits.map(h => [h.id, Math.max(0, h.score / top)]))
}

/** The situation of one need of a conversation. */
export function situationOf(mind: Mind, state: State, theme: string | null, today: string): Situation {
  const besoin = state.besoins.find(b => b.theme === theme)
  return {
    theme,
    faits: { ...state.faits, ...besoin?.reponses },
    place: placeIn(mind, state),
    today,
    affinites: affinities(mind, (theme === null ? undefined : state.paroles?.[theme]) ?? state.mots),
    nommes: namedIn(mind.library, state.mots),
  }
}

/** What was shown for one need, to be explained and replayed later. */
type Shown = { reply: Reply; trace: Trace }

/** How many records each need tells at first: fewer where there are several. */
export const toldAtFirst = (state: State) => (state.besoins.length > 1 ? TOLD_EACH : TOLD)

/**
 * The result for one need: the records told, with reasons, state, source; then the sentence that promises nothing.
 * `last`: no other need's result follows, so that what holds for all is said here.
 */
export function tellResult(mind: Mind, state: State, theme: string, today: string, last = true): Shown {
  const { library } = mind
  const { texts } = library
  const s = situationOf(mind, state, theme, today)
  const weighed = orient(library, s)
  const fits = weighed.filter(w => w.verdict !== 'non-eligible')
  const first = toldAtFirst(state)
  const told = fits.slice(0, first)
  const next = fits.slice(first, first + NAMED)
  const titre = library.themes.get(theme)?.titre ?? theme
  const blocks = told.map((w, i) => tellOne(mind, w, i + 1, s))
  const lieu = placeName(mind, state)
  const lines = [
    say(texts, told.length > 0 ? 'resultats-tete' : 'resultats-rien', {
      theme: titre,
      lieu: lieu ? say(texts, 'resultats-lieu', { commune: lieu }) : '',
    }),
    ...blocks.map(b => b.text),
    ...(next.length > 0
      ? [say(texts, 'resultats-aussi', { liste: next.map(w => w.dispositif.titre).join(' ; ') })]
      : []),
    ...(last
      ? [
          [...(told.some(isPartial) ? [say(texts, 'conditions-partielles')] : []), say(texts, 'sans-promesse')].join(
            '\n',
          ),
        ]
      : []),
  ]
  const contacts = desksFor([...library.contacts.values()], s.place, theme)
  return {
    reply: { sorte: 'resultats', texte: lines.join('\n\n'), choix: [], cartes: blocks.map(b => b.card) },
    trace: {
      connaissance: library.version,
      date: today,
      dispositifs: weighed.map(w => ({
        id: w.dispositif.id,
        verdict: w.verdict,
        raisons: reasonsOf(library, w, s).map(r => ({ critere: r.criterion, issue: r.outcome, texte: r.text })),
        source: sourceOf(library.documents, w.dispositif.sources[0]!),
      })),
      contacts: contacts.slice(0, 3).map(c => c.id),
    },
  }
}

/** The records of a need after the first ones that were told, and the nearest refusal; null where none is left. */
export function tellMore(mind: Mind, state: State, theme: string, from: number, today: string): Reply | null {
  const { library } = mind
  const { texts } = library
  const s = situationOf(mind, state, theme, today)
  const weighed = orient(library, s)
  const told = weighed.filter(w => w.verdict !== 'non-eligible').slice(from, from + TOLD)
  if (told.length === 0) return null
  const blocks = told.map((w, i) => tellOne(mind, w, from + i + 1, s))
  const refused = weighed.filter(w => w.verdict === 'non-eligible').slice(0, 1)
  // several needs count each for itself
  const titre = state.besoins.length > 1 ? library.themes.get(theme)?.titre : undefined
  const lines = [
    ...(titre ? [say(texts, 'resultats-encore', { theme: titre })] : []),
    ...blocks.map(b => b.text),
    ...refused.map(w => say(texts, 'refus-tete', { titre: w.dispositif.titre, raison: refusalOf(mind, w, s) })),
  ]
  return { sorte: 'resultats', texte: lines.join('\n\n'), choix: [], cartes: blocks.map(b => b.card) }
}

function placeName(mind: Mind, state: State): string | null {
  const commune = state.faits.commune
  if (!commune || typeof commune.valeur !== 'string') return null
  return mind.library.communes.get(commune.valeur)?.nom ?? commune.mots ?? null
}

/** The document says not all of its conditions: told once for all records, not for each. */
function isPartial(w: Weighed): boolean {
  return w.criteres.some(c => c.critere === 'couverture')
}

function refusalOf(mind: Mind, w: Weighed, s: Situation): string {
  return reasonsOf(mind.library, w, s).find(r => r.outcome === 'failed')?.text ?? ''
}

function tellOne(mind: Mind, w: Weighed, n: number, s: Situation): { text: string; card: Card } {
  const { library } = mind
  const { texts } = library
  const d = w.dispositif
  const reasons = reasonsOf(library, w, s)
  const why = reasons.filter(r => r.outcome === 'met' && r.criterion !== 'commune').at(-1)?.text ?? reasons[0]!.text
  const open = reasons.filter(r => r.outcome === 'missing' && r.criterion !== 'couverture').map(r => r.text)
  const etat = tellStatus(library, d, w.etat)
  const source = tellSource(mind, d.sources[0]!)
  const amounts = d.montants.slice(0, 2).map(m => m.texte)
  const lignes = [
    d.resume,
    why,
    ...(open.length > 0 ? [say(texts, 'resultat-manque', { liste: open.join(' ') }).trim()] : []),
    ...amounts,
    ...(d['a-savoir'] ? [d['a-savoir']] : []),
    ...(d.demarche ? [say(texts, 'resultat-etape', { demarche: d.demarche }).trim()] : []),
  ]
  const text = [
    say(texts, 'resultat-ligne', { n, titre: d.titre, resume: d.resume }),
    say(texts, 'resultat-pourquoi', { raison: why }),
    say(texts, 'resultat-etat', { etat }),
    ...(open.length > 0 ? [say(texts, 'resultat-manque', { liste: open.join(' ') })] : []),
    ...amounts.map(a => `   ${a}`),
    ...(d.demarche ? [say(texts, 'resultat-etape', { demarche: d.demarche })] : []),
    `   ${source}`,
  ].join('\n')
  return { text, card: { sorte: 'dispositif', id: d.id, titre: d.titre, lignes, statut: etat, source } }
}

/** « Source: title, date, line » of a citation. */
export function tellSource(mind: Mind, citation: Parameters<typeof sourceOf>[1]): string {
  return tellSourceOf(mind.library, sourceOf(mind.library.documents, citation))
}

/** The desk: the person where the sources name one, else the function; with the reason and the EPCI's role. */
export function tellDesk(mind: Mind, state: State, theme: string | null, today: string): Reply {
  const { library } = mind
  const { texts } = library
  const place = placeIn(mind, state)
  const [contact] = desksFor([...library.contacts.values()], place, theme)
  if (!contact) throw new Error('the knowledge holds no desk for the whole country')
  const epci = place?.epci ? library.territoires.get(place.territoire ?? '')?.epci[place.epci]?.nom : undefined
  const near = contact.bureau!.epci || contact.bureau!.territoires
  const raison = near
    ? say(texts, 'bureau-raison-epci', { zone: tellZone(library, contact.bureau!) })
    : say(texts, 'bureau-raison-large')
  const lines = [
    nameDesk(mind, contact, today),
    ...(contact.email ? [say(texts, 'bureau-email', { email: contact.email })] : []),
    ...(contact.telephone ? [say(texts, 'bureau-telephone', { telephone: contact.telephone })] : []),
    raison,
    tellSource(mind, contact.sources[0]!),
    epci ? say(texts, 'role-epci', { epci }) : say(texts, 'role-epci-dehors'),
  ]
  const organisme = library.organismes.get(contact.organisme)?.titre ?? contact.organisme
  const card: Card = {
    sorte: 'contact',
    id: contact.id,
    titre: isDated(contact, library.documents, today) || !contact.nom ? capital(contact.fonction) : contact.nom,
    lignes: [organisme, ...(contact.nom ? [nameDesk(mind, contact, today)] : []), raison],
    source: tellSource(mind, contact.sources[0]!),
    ...(contact.email ? { email: contact.email } : {}),
    ...(contact.telephone ? { telephone: contact.telephone } : {}),
  }
  return { sorte: 'bureau', texte: lines.join('\n'), choix: [], cartes: [card] }
}

function nameDesk(mind: Mind, c: Contact, today: string): string {
  const { library } = mind
  const organisme = library.organismes.get(c.organisme)?.titre ?? c.organisme
  if (!c.nom) return say(library.texts, 'bureau-fonction', { fonction: c.fonction, organisme })
  const document = library.documents.get(c.sources[0]!.document)
  const dated = isDated(c, library.documents, today)
  const date = tellDate(library.texts, c['verifie-le'] ?? document?.date ?? '')
  return say(library.texts, dated ? 'bureau-personne-datee' : 'bureau-personne', {
    nom: c.nom,
    fonction: c.fonction,
    organisme,
    ...(dated ? { date } : {}),
  })
}
