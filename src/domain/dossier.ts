import type { Lead } from './lead.ts'
import type { Library } from './library.ts'
import { tellAnswers, tellLead } from './telling.ts'
import { say } from './texts.ts'

/** All that a lead holds about a person and their company, each with its name in words: what they may see. */
export function tellDossier(library: Library, lead: Lead): { nom: string; valeur: string }[] {
  const { texts } = library
  const told = tellLead(library, lead)
  const line = (key: string, valeur: string | null | undefined) =>
    valeur ? [{ nom: say(texts, `dossier-${key}`), valeur }] : []
  const answers = (faits: Lead['faits']) =>
    tellAnswers(library, faits).map(({ question, reponse }) => ({ nom: question, valeur: reponse }))
  const commune = (insee: string | null | undefined) => (insee ? (library.communes.get(insee)?.nom ?? insee) : null)
  return [
    ...line('nom', lead.nom),
    ...line('entreprise', lead.entreprise),
    ...line('email', lead.email),
    ...line('telephone', lead.telephone),
    ...line('souhait', lead.souhait && say(texts, `souhait-${lead.souhait}`)),
    ...line('commune', told.commune),
    ...line('siege', commune(lead.siege)),
    ...line('epci', told.epci),
    ...line('message', lead.message),
    ...answers(lead.faits),
    ...lead.besoins.flatMap((besoin, i) => [...line('besoin', told.themes[i]), ...answers(besoin.reponses)]),
    ...Object.values(lead.diagnostics ?? {}).flatMap(answers),
    ...lead.signaux.flatMap(s => line('signal', s.raison)),
    ...line(
      'accord',
      `${lead.consentement.date.slice(0, 10)} (${lead.consentement.version}). ${lead.consentement.texte}`,
    ),
    ...line('appels', lead.appels && `${lead.appels.date.slice(0, 10)} (${lead.appels.version})`),
  ]
}
