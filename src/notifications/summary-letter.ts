import { desksFor, isDated } from '../domain/contact.ts'
import { statusOf } from '../domain/dispositif.ts'
import { mentionsOf } from '../domain/identite.ts'
import type { Trace } from '../domain/lead.ts'
import { type Library, placeOf } from '../domain/library.ts'
import type { Projet } from '../domain/projet.ts'
import type { Faits } from '../domain/question.ts'
import { tellDate, tellStatus } from '../domain/reasons.ts'
import { tellAnswers, tellSource } from '../domain/telling.ts'
import { say } from '../domain/texts.ts'
import { htmlOf, type Letter } from './message.ts'

/** So many records of each need are told, as the chat tells them. */
const TOLD = 5

/**
 * Writes the summary that somebody asked for: what was noted, the records with state, source and date, the desk, the
 * notice, the link to come back by. Only our own words: an address typed by a stranger must not carry theirs.
 * `today` is `YYYY-MM-DD`.
 */
export function writeSummary(library: Library, projet: Projet, lien: string, today: string): Letter {
  const { texts } = library
  const sujet = say(texts, 'mail-resume-sujet')
  const besoins = projet.besoins.map(b => {
    const theme = library.themes.get(b.theme)?.titre ?? b.theme
    const liste = (b.trace?.dispositifs ?? [])
      .filter(d => d.verdict !== 'non-eligible')
      .slice(0, TOLD)
      .flatMap(d => tellRecord(library, d, today))
    return liste.length > 0
      ? say(texts, 'mail-resume-besoin', { theme, liste: liste.join('\n') })
      : say(texts, 'mail-resume-besoin-rien', { theme })
  })
  const texte = say(texts, 'mail-resume-texte', {
    ...mentionsOf(texts, projet.territoire),
    date: tellDate(texts, today),
    note: noted(library, projet).join('\n'),
    besoins: besoins.join('\n\n'),
    bureau: desk(library, projet, today),
    notice: say(texts, 'mail-notice'),
    lien,
  })
  return { sujet, texte, html: htmlOf(sujet, texte, [lien]) }
}

function noted(library: Library, { faits, besoins }: Projet): string[] {
  const { texts } = library
  const line = (nom: string, valeur: string) => say(texts, 'recapitulatif-ligne', { nom, valeur })
  const told = (some: Faits) =>
    tellAnswers(library, Object.fromEntries(Object.entries(some).filter(([, a]) => a.valeur !== null))).map(t =>
      line(t.question, t.reponse),
    )
  return [
    ...besoins.flatMap(b => [
      line(say(texts, 'champ-besoin'), library.themes.get(b.theme)?.titre ?? b.theme),
      ...told(b.reponses),
    ]),
    ...told(faits),
  ]
}

/** A record of the trace as today's knowledge tells it; nothing for one that is gone. */
function tellRecord(library: Library, { id, source }: Trace['dispositifs'][number], today: string): string[] {
  const d = library.dispositifs.get(id)
  if (!d) return []
  const etat = tellStatus(library, d, statusOf(d, today))
  return [say(library.texts, 'mail-resume-dispositif', { titre: d.titre, etat, source: tellSource(library, source) })]
}

function desk(library: Library, { faits, besoins }: Projet, today: string): string {
  const { texts } = library
  const commune = faits.commune?.valeur
  const place = typeof commune === 'string' ? placeOf(library, commune) : null
  const [contact] = desksFor([...library.contacts.values()], place, besoins[0]?.theme ?? null)
  if (!contact) return say(texts, 'mail-personne-sans-bureau')
  const named = contact.nom && !isDated(contact, library.documents, today) ? contact.nom : null
  const organisme = library.organismes.get(contact.organisme)?.titre ?? contact.organisme
  const bureau = [named, contact.fonction, organisme, contact.email, contact.telephone].filter(Boolean).join(', ')
  return say(texts, 'mail-resume-bureau', { bureau })
}
