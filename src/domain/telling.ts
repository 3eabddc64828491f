import type { Source } from './citation.ts'
import type { Lead } from './lead.ts'
import type { Library } from './library.ts'
import { type Answer, type Faits, isInterval, type Question } from './question.ts'
import { tellDate } from './reasons.ts'
import { say } from './texts.ts'

/** A question and its answer, both in words. */
export interface Told {
  question: string
  reponse: string
}

/** An answer in words: the label of an option, a number with its unit or its bounds, the name of a commune. */
export function tellAnswer(library: Library, question: Question | undefined, { valeur, mots }: Answer): string {
  const { texts } = library
  if (valeur === null) return say(texts, 'valeur-inconnue')
  if (typeof valeur === 'boolean') return say(texts, valeur ? 'valeur-oui' : 'valeur-non')
  if (isInterval(valeur)) {
    const n = (v: number | null) => (v ?? 0).toLocaleString('fr-FR')
    const unite = question?.unite ? ` ${question.unite}` : ''
    if (valeur.min === valeur.max) return n(valeur.min) + unite
    if (valeur.max === null) return say(texts, 'valeur-au-moins', { min: n(valeur.min) + unite })
    if (!valeur.min) return say(texts, 'valeur-au-plus', { max: n(valeur.max) + unite })
    return say(texts, 'valeur-environ', { min: n(valeur.min), max: n(valeur.max) + unite })
  }
  if (Array.isArray(valeur) && question?.type === 'activite' && !mots)
    return say(texts, 'valeur-naf', { codes: valeur.join(', ') })
  if (Array.isArray(valeur)) return mots ?? valeur.map(v => question?.options?.[v] ?? v).join(', ')
  if (question?.type !== 'commune') return valeur
  if (valeur.startsWith('epci:')) return epciName(library, valeur.slice(5)) ?? valeur
  return library.communes.get(valeur)?.nom ?? mots ?? valeur
}

/** Answers in words, in the order they were given. */
export function tellAnswers(library: Library, faits: Faits): Told[] {
  return Object.entries(faits).map(([id, answer]) => {
    const question = library.questions.get(id)
    const name = question?.rappel ?? question?.texte ?? id
    return {
      question: name.charAt(0).toUpperCase() + name.slice(1),
      reponse: tellAnswer(library, question, answer),
    }
  })
}

/** The place and the themes of a lead in words; null where there is none. */
export function tellLead(library: Library, lead: Pick<Lead, 'territoire' | 'epci' | 'commune' | 'besoins'>) {
  return {
    commune: lead.commune ? (library.communes.get(lead.commune)?.nom ?? lead.commune) : null,
    epci: lead.epci ? (epciName(library, lead.epci) ?? lead.epci) : null,
    territoire: lead.territoire ? (library.territoires.get(lead.territoire)?.titre ?? lead.territoire) : null,
    themes: lead.besoins.map(b => library.themes.get(b.theme)?.titre ?? b.theme),
  }
}

/** The place that a mailbox serves, in words: an EPCI or a territory, with the theme where there is one. */
export function tellPlace(
  library: Library,
  place: { territoire: string | null; epci: string | null; theme: string | null },
): string {
  const name = place.epci
    ? (epciName(library, place.epci) ?? place.epci)
    : (library.territoires.get(place.territoire ?? '')?.titre ?? place.territoire ?? '')
  const theme = place.theme && (library.themes.get(place.theme)?.titre ?? place.theme)
  return theme ? `${name}, ${theme}` : name
}

function epciName(library: Library, epci: string): string | undefined {
  return library.territoires.get(library.territoireOfEpci.get(epci) ?? '')?.epci[epci]?.nom
}

/** « Source: title, date, line »; a deduced date is said so. */
export function tellSource({ texts }: Library, { title, date, dateDeduced, line }: Source): string {
  const deduite = dateDeduced ? say(texts, 'date-deduite') : ''
  const blanks = { titre: title, date: tellDate(texts, date), deduite, ligne: line ?? '' }
  return say(texts, line === null ? 'resultat-source-sans-ligne' : 'resultat-source', blanks).trim()
}
