import { dayInFrance } from './business-days.ts'
import type { Contact } from './contact.ts'
import type { Fiche } from './fiche.ts'
import type { Library } from './library.ts'
import { tellDate } from './reasons.ts'
import { say } from './texts.ts'

/** The kinds of record that a person may verify. */
export const SORTES = ['dispositif', 'contact', 'fiche'] as const
export type Sorte = (typeof SORTES)[number]

/** What a verification finds; `retire` takes the verification away, that of the file too. */
export const VERIFICATIONS = ['ouvert', 'clos', 'modifie', 'retire'] as const
/** A plain answer written in the console: given to people, or taken back. */
export const PUBLICATIONS = ['publie', 'depublie'] as const
export type Acte = (typeof VERIFICATIONS)[number] | (typeof PUBLICATIONS)[number]

/** A plain answer as it is written in the console: the source is a sentence and a date. */
export interface Saisie {
  titre: string
  corps: string
  /** What people ask and the words they use, one each. */
  questions: string[]
  themes: string[]
  territoires: string[]
  source: string
  /** `YYYY-MM-DD`. */
  date: string
}

/** One act of a person over the files; it stays, and a later one wins. */
export interface OverlayAct {
  /** Counts from 1: the highest is the overlay's revision. */
  rang: number
  /** The moment, in ISO 8601. */
  at: string
  auteur: string
  sorte: Sorte
  fiche: string
  /** What the record was called then. */
  titre: string
  acte: Acte
  /** What has changed (`modifie`), in a sentence that people are told. */
  note: string | null
  /** What is published (`publie`). */
  contenu: Saisie | null
}

type Records = Pick<Library, 'dispositifs' | 'contacts' | 'fiches'>

/** The records of a kind. */
export function recordsOfSorte({ dispositifs, contacts, fiches }: Records, sorte: Sorte) {
  return { dispositif: dispositifs, contact: contacts, fiche: fiches }[sorte]
}

/** The id of the document that stands for the source of an answer written in the console. */
export function sourceIdOf(fiche: string): string {
  return `saisie-${fiche}`
}

/**
 * The acts that hold: the last publication of each record, and its last verification unless it was published anew since.
 */
export function standing(acts: readonly OverlayAct[]): OverlayAct[] {
  const last = new Map<string, OverlayAct>()
  for (const act of [...acts].sort((a, b) => a.rang - b.rang)) {
    const key = `${act.sorte} ${act.fiche}`
    if (isPublication(act)) last.delete(`${key} verification`)
    last.set(`${key} ${isPublication(act) ? 'publication' : 'verification'}`, act)
  }
  return [...last.values()]
}

/** True for acts that publish an answer or take it back; the others verify. */
export function isPublication({ acte }: Pick<OverlayAct, 'acte'>): boolean {
  return (PUBLICATIONS as readonly string[]).includes(acte)
}

/**
 * The library with people's acts over the files: they win. Its version is the content's with the revision behind a
 * plus. An answer found to be no longer true is not given; of a contact who has left, the function stays.
 */
export function overlay(library: Library, acts: readonly OverlayAct[]): Library {
  const documents = new Map(library.documents)
  const shelves = {
    dispositif: new Map(library.dispositifs),
    contact: new Map(library.contacts),
    fiche: new Map(library.fiches),
  }
  // a publication stands before the verification of what it published
  for (const act of standing(acts)) {
    const { sorte, fiche, contenu } = act
    const shelf = shelves[sorte] as Map<string, object>
    const record = shelf.get(fiche)
    if (act.acte === 'depublie') shelf.delete(fiche)
    else if (contenu) {
      documents.set(sourceIdOf(fiche), sourceDocument(library, act, contenu))
      shelf.set(fiche, ficheOf(library, act, contenu))
    } else if (record) shelf.set(fiche, { ...record, ...fieldsOf(act) })
  }
  for (const [id, fiche] of shelves.fiche) if (fiche.verification === 'clos') shelves.fiche.delete(id)
  for (const [id, contact] of shelves.contact)
    if (contact.verification === 'clos') shelves.contact.set(id, functionOf(contact))
  const revision = Math.max(0, ...acts.map(a => a.rang))
  return {
    ...library,
    documents,
    dispositifs: shelves.dispositif,
    contacts: shelves.contact,
    fiches: shelves.fiche,
    version: revision === 0 ? library.version : `${library.version}+${revision}`,
  }
}

/** The verification fields that an act writes; all of them empty for one that takes a verification away. */
export function fieldsOf(act: Pick<OverlayAct, 'acte' | 'at' | 'auteur' | 'note'>) {
  if (act.acte === 'retire')
    return { 'verifie-le': undefined, 'verifie-par': undefined, verification: undefined, 'verifie-note': undefined }
  return {
    'verifie-le': dayInFrance(new Date(act.at)),
    'verifie-par': act.auteur,
    verification: act.acte as 'ouvert' | 'clos' | 'modifie',
    'verifie-note': act.note ?? undefined,
  }
}

/** The document that stands for the source of a published answer: where it comes from, who wrote it down and when. */
export function sourceDocument(
  { texts }: Pick<Library, 'texts'>,
  { at, auteur }: OverlayAct,
  { source, date }: Saisie,
) {
  const jour = tellDate(texts, dayInFrance(new Date(at)))
  const titre = say(texts, 'fiche-saisie-source', { source, auteur, date: jour })
  return { titre, date, 'date-deduite': false, nature: 'reference' as const }
}

/** A published answer counts as verified by who published it. */
function ficheOf(library: Library, act: OverlayAct, contenu: Saisie): Fiche {
  const { titre, corps, questions, themes, territoires } = contenu
  return {
    id: act.fiche,
    titre,
    corps,
    questions,
    alias: [],
    mots: [],
    themes: themes.filter(t => library.themes.has(t)),
    territoires: territoires.filter(t => library.territoires.has(t)),
    sources: [{ document: sourceIdOf(act.fiche), ligne: null, repere: null }],
    ...fieldsOf({ ...act, acte: 'ouvert' }),
  }
}

/** A desk whose person is no longer there: nobody is named, the function and its organisation are. */
function functionOf({ nom: _, email: __, telephone: ___, ...rest }: Contact): Contact {
  return rest
}
