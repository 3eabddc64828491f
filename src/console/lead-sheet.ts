import { daysStill, limitsAt, urgencyOf } from '../domain/attention.ts'
import type { Besoin } from '../domain/lead.ts'
import type { Library } from '../domain/library.ts'
import { tellDate } from '../domain/reasons.ts'
import { tellAnswers, tellLead } from '../domain/telling.ts'
import { say } from '../domain/texts.ts'
import type { KeptLead } from '../store/lead-rows.ts'
import type { LeadFile } from '../store/scoped-leads.ts'
import { tellDay, tellMoment } from './page.ts'

/** A lead in words, as its page, its liaison sheet and its card show it. */
export function sheetOf(library: Library, lead: KeptLead, now: Date) {
  const { texts } = library
  const t = (key: string, blanks?: Record<string, string | number>) => say(texts, key, blanks)
  const told = tellLead(library, lead)
  const unknown = t('console-inconnu')
  const urgence = urgencyOf(lead, limitsAt(now))
  return {
    reference: lead.reference,
    entreprise: lead.entreprise || unknown,
    efface: lead.effaceLe !== null,
    statut: lead.statut,
    etat: t(`lead-statut-${lead.statut}`),
    urgence,
    attente: urgence ? t(`console-urgence-${urgence}`, { n: daysStill(lead.depuis, now) }) : '',
    resume: [
      [t('console-colonne-date'), `${tellMoment(lead.date)} (${t(`lead-origine-${lead.origine}`)})`],
      [t('console-colonne-commune'), told.commune ?? unknown],
      [t('console-colonne-epci'), told.epci ?? t('console-hors-perimetre')],
      [t('console-territoire'), told.territoire ?? t('console-hors-perimetre')],
    ] as [string, string][],
    personne: [
      [t('console-nom'), lead.nom || unknown],
      [t('console-courriel'), lead.email ?? unknown],
      [t('console-telephone'), lead.telephone ?? unknown],
      ...(lead.souhait ? [[t('dossier-souhait'), t(`souhait-${lead.souhait}`)]] : []),
    ] as [string, string][],
    message: lead.message,
    signaux: lead.signaux.map(s => ({ nom: texts[`console-signal-${s.id}`] ?? s.id, raison: s.raison })),
    reponses: tellAnswers(library, lead.faits),
    besoins: lead.besoins.map((besoin, i) => need(library, besoin, told.themes[i]!)),
    accord: t('console-accord', { date: tellMoment(lead.consentement.date), version: lead.consentement.version }),
    appels: lead.appels
      ? t('console-accord-appels', { date: tellMoment(lead.appels.date), version: lead.appels.version })
      : '',
    montants: Object.entries(lead.montants).flatMap(([name, value]) =>
      value === null ? [] : [[t(`console-montant-${name}`), value.toLocaleString('fr-FR')]],
    ),
  }
}

function need(library: Library, { theme: id, reponses, trace }: Besoin, theme: string) {
  const { texts } = library
  return {
    id,
    theme,
    reponses: tellAnswers(library, reponses),
    trace: trace
      ? say(texts, 'console-trace', {
          version: trace.connaissance.slice(0, 12),
          jour: tellDate(texts, trace.date.slice(0, 10)),
        })
      : '',
    dispositifs: (trace?.dispositifs ?? []).map(d => ({
      id: d.id,
      titre: library.dispositifs.get(d.id)?.titre ?? d.id,
      sorte: d.verdict,
      verdict: say(texts, `lead-verdict-${d.verdict}`),
      raisons: d.raisons.map(r => ({ issue: r.issue, texte: r.texte })),
      source: say(texts, 'console-source', {
        titre: d.source.title,
        date: tellDate(texts, d.source.date),
        ligne: d.source.line ?? '–',
      }),
    })),
    contacts: (trace?.contacts ?? []).flatMap(c => {
      const contact = library.contacts.get(c)
      if (!contact) return []
      const organisme = library.organismes.get(contact.organisme)?.titre ?? contact.organisme
      return [[contact.nom, contact.fonction, organisme].filter(Boolean).join(', ')]
    }),
  }
}

/** What happened to a lead, moves and journal together, newest first. */
export function historyOf(library: Library, { lead, notes }: LeadFile) {
  const { texts } = library
  const moves = lead.historique.map(m => ({
    at: m.at,
    sorte: 'etape',
    titre: say(texts, m.de === null ? 'console-histoire-recue' : 'console-histoire-etape', {
      statut: say(texts, `lead-statut-${m.vers}`),
    }),
    auteur: m.auteur,
    texte: m.note,
  }))
  const entries = notes.map(n => ({
    at: n.at,
    sorte: n.sorte,
    titre: say(texts, `console-histoire-${n.sorte}`),
    auteur: n.auteur,
    texte: n.texte,
  }))
  return [...moves, ...entries]
    .sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0))
    .map(h => ({ ...h, date: tellMoment(h.at) }))
}

/** The meetings of a lead in words, each with the address of its calendar file. */
export function meetingsTold({ lead, rendezVous }: LeadFile) {
  return rendezVous.map(m => ({
    ...m,
    quand: tellMoment(m.debut),
    jour: tellDay(m.debut),
    lien: `/console/demandes/${lead.reference}/rendez-vous/${m.id}`,
  }))
}
