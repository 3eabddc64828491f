import { HttpError, type Route } from '../api/route.ts'
import type { Besoin } from '../domain/lead.ts'
import type { Library } from '../domain/library.ts'
import { tellAnswers, tellLead } from '../domain/telling.ts'
import { say } from '../domain/texts.ts'
import type { KeptLead } from '../store/lead-rows.ts'
import { guard } from './door.ts'
import { type Console, page, tellMoment } from './page.ts'

/** One lead: who, where, which needs, what was proposed and why, what happened since. */
export function leadRoute(console: Console): Route {
  return {
    method: 'GET',
    path: '/console/demandes/:reference',
    budget: 'page',
    handle: guard(console, async (request, { jeton }) => {
      const library = console.library()
      const lead = await console.store.leads.read(request.params.reference ?? '')
      if (!lead) throw new HttpError(404, 'not-found', { message: say(library.texts, 'console-demande-inconnue') })
      const titre = say(library.texts, 'console-demande-titre', { reference: lead.reference })
      return page(console, 'lead', { titre, jeton, ...sheet(library, lead) })
    }),
  }
}

function sheet(library: Library, lead: KeptLead) {
  const { texts } = library
  const t = (key: string, blanks?: Record<string, string>) => say(texts, key, blanks)
  const told = tellLead(library, lead)
  const unknown = t('console-inconnu')
  return {
    efface: lead.effaceLe !== null,
    resume: [
      [t('console-colonne-statut'), t(`lead-statut-${lead.statut}`)],
      [t('console-colonne-date'), `${tellMoment(lead.date)} (${t(`lead-origine-${lead.origine}`)})`],
      [t('console-colonne-entreprise'), lead.entreprise || unknown],
      [t('console-colonne-commune'), told.commune ?? unknown],
      [t('console-colonne-epci'), told.epci ?? t('console-hors-perimetre')],
      [t('console-territoire'), told.territoire ?? t('console-hors-perimetre')],
    ],
    personne: [
      [t('console-nom'), lead.nom || unknown],
      [t('console-courriel'), lead.email ?? unknown],
      [t('console-telephone'), lead.telephone ?? unknown],
      [t('console-message'), lead.message ?? unknown],
    ],
    signaux: lead.signaux.map(s => s.raison),
    reponses: tellAnswers(library, lead.faits),
    besoins: lead.besoins.map((besoin, i) => need(library, besoin, told.themes[i]!)),
    historique: lead.historique.map(move => ({
      at: move.at,
      date: tellMoment(move.at),
      statut: t(`lead-statut-${move.vers}`),
      auteur: move.auteur,
      note: move.note,
    })),
    accord: t('console-accord', { date: tellMoment(lead.consentement.date), version: lead.consentement.version }),
  }
}

function need(library: Library, besoin: Besoin, theme: string) {
  const dispositifs = (besoin.trace?.dispositifs ?? []).map(d => ({
    titre: library.dispositifs.get(d.id)?.titre ?? d.id,
    verdict: say(library.texts, `lead-verdict-${d.verdict}`),
    raisons: d.raisons.map(r => r.texte),
  }))
  return { theme, reponses: tellAnswers(library, besoin.reponses), dispositifs }
}
