import type { Tables } from './tables.ts'

/** Why personal data is kept: one entry of the register each. */
export const traitements = ['demandes', 'conversations', 'agents'] as const
export type Traitement = (typeof traitements)[number]

/** What a table holds about people: its personal columns and all others; `duree` names when it goes. */
export interface PersonalTable<T extends keyof Tables = keyof Tables> {
  traitement: Traitement | null
  duree: string | null
  personnelles: readonly (keyof Tables[T] & string)[]
  autres: readonly (keyof Tables[T] & string)[]
}

type All = { readonly [T in keyof Tables]: PersonalTable<T> }
const none = { traitement: null, duree: null, personnelles: [] } as const

/**
 * Every column of every table, as personal or not: the register is made from it, and a test holds it to the database.
 * Free text that people may write anything into counts as personal.
 */
export const personal: All = {
  leads: {
    traitement: 'demandes',
    duree: 'conservation',
    personnelles: ['nom', 'entreprise', 'email', 'telephone', 'message', 'souhait', 'faits', 'diagnostics', 'signaux'],
    autres: [
      ...(['reference', 'date', 'origine', 'territoire', 'epci', 'commune', 'siege', 'statut', 'depuis'] as const),
      ...(['consentement_version', 'consentement_texte', 'consentement_date', 'efface_le', 'fusion'] as const),
      ...(['investissement', 'emplois', 'subvention_demandee', 'subvention_obtenue', 'assigne'] as const),
      ...(['appels_version', 'appels_date', 'tranche', 'themes', 'repondu_le', 'rendez_vous_le'] as const),
      ...(['accompagne_le', 'candidature_le', 'laureat_le'] as const),
    ],
  },
  besoins: {
    traitement: 'demandes',
    duree: 'conservation',
    personnelles: ['reponses', 'trace'],
    autres: ['reference', 'rang', 'theme'],
  },
  moves: {
    traitement: 'demandes',
    duree: 'conservation',
    personnelles: ['note', 'auteur'],
    autres: ['reference', 'rang', 'at', 'de', 'vers'],
  },
  notes: {
    traitement: 'demandes',
    duree: 'conservation',
    personnelles: ['texte', 'auteur'],
    autres: ['id', 'reference', 'at', 'sorte'],
  },
  meetings: {
    traitement: 'demandes',
    duree: 'conservation',
    personnelles: ['lieu', 'objet', 'auteur'],
    autres: ['id', 'reference', 'debut', 'minutes'],
  },
  lead_search: {
    traitement: 'demandes',
    duree: 'conservation',
    personnelles: ['texte'],
    autres: ['reference'],
  },
  lead_flags: {
    traitement: 'demandes',
    duree: 'conservation',
    personnelles: ['signal'],
    autres: ['reference'],
  },
  conversations: {
    traitement: 'conversations',
    duree: 'jour',
    personnelles: ['state'],
    autres: ['id', 'canal', 'version', 'updated_at', 'lead'],
  },
  answered: {
    traitement: 'conversations',
    duree: 'jour',
    personnelles: ['replies'],
    autres: ['conversation', 'activity', 'sent', 'at'],
  },
  activities: {
    traitement: 'conversations',
    duree: 'jour',
    personnelles: ['activity'],
    autres: ['conversation', 'position', 'id', 'at'],
  },
  teams_threads: {
    traitement: 'conversations',
    duree: 'jour',
    personnelles: ['reference', 'carte'],
    autres: ['conversation'],
  },
  summaries: {
    traitement: 'conversations',
    duree: 'lien',
    personnelles: ['email', 'empreinte', 'projet'],
    autres: ['id', 'created_at'],
  },
  accounts: {
    traitement: 'agents',
    duree: 'compte',
    personnelles: ['nom', 'email', 'mot_de_passe', 'totp', 'sujet', 'absent_du', 'absent_au', 'remplacant'],
    autres: ['id', 'role', 'created_at', 'territoires', 'epci', 'totp_pas', 'actif'],
  },
  recipients: {
    traitement: 'agents',
    duree: 'compte',
    personnelles: ['email'],
    autres: ['id', 'territoire', 'epci', 'theme', 'token_hash', 'confirmed_at', 'created_at'],
  },
  teams_subscriptions: {
    traitement: 'agents',
    duree: 'compte',
    personnelles: ['reference'],
    autres: ['id', 'conversation', 'account', 'created_at'],
  },
  audit: {
    traitement: 'agents',
    duree: 'journal',
    personnelles: ['auteur', 'detail'],
    autres: ['rang', 'at', 'compte', 'acte', 'reference', 'empreinte'],
  },
  overlay_acts: {
    traitement: 'agents',
    duree: 'journal',
    personnelles: ['auteur', 'note', 'contenu'],
    autres: ['rang', 'at', 'compte', 'sorte', 'fiche', 'titre', 'acte'],
  },
  fiche_drafts: { traitement: 'agents', duree: 'journal', personnelles: ['auteur', 'contenu'], autres: ['id', 'at'] },
  events: {
    traitement: 'agents',
    duree: 'journal',
    personnelles: ['qui', 'auteur'],
    autres: [
      ...(['id', 'sorte', 'titre', 'debut', 'fin', 'lieu', 'territoire', 'epci'] as const),
      ...(['etat', 'minutes', 'sequence', 'created_at'] as const),
    ],
  },
  bookings: { ...none, autres: ['id', 'evenement', 'debut', 'reference', 'etat', 'sequence', 'created_at'] },
  prospects: {
    ...none,
    autres: [
      ...(['id', 'cle', 'nom', 'siren', 'siret', 'commune', 'epci', 'territoire', 'effectif', 'activite'] as const),
      ...(['priorite', 'statut', 'convenu', 'reference', 'updated_at'] as const),
    ],
  },
  wishes: { ...none, autres: ['id', 'jour', 'theme', 'territoire', 'epci', 'texte'] },
  lead_shares: {
    ...none,
    autres: ['id', 'reference', 'epci', 'territoire', 'etat', 'accord', 'accord_le', 'compte', 'at'],
  },
  teams_codes: { ...none, autres: ['code_hash', 'account', 'expires_at'] },
  teams_cards: { ...none, autres: ['lead', 'conversation', 'activity'] },
  outbox: {
    ...none,
    autres: [
      ...(['id', 'cle', 'sujet', 'reference', 'etat', 'essais', 'due_at'] as const),
      ...(['claimed_until', 'raison', 'created_at'] as const),
    ],
  },
  calls: {
    traitement: 'agents',
    duree: 'conservation',
    personnelles: ['message'],
    autres: ['id', 'cle', 'dispositif', 'titre', 'appel', 'sujet', 'created_at'],
  },
  call_sends: { ...none, autres: ['appel', 'reference', 'at'] },
  codes: { ...none, autres: ['reference', 'sel', 'expires_at', 'essais', 'envois', 'depuis'] },
  rates: { ...none, autres: ['cle', 'reste', 'at', 'refus'] },
  sign_in_links: { ...none, autres: ['token_hash', 'account', 'expires_at', 'sorte'] },
  sessions: { ...none, autres: ['token_hash', 'account', 'created_at', 'seen_at'] },
  sign_in_tries: { ...none, autres: ['cle', 'nombre', 'depuis'] },
  counters: { ...none, autres: ['jour', 'nom', 'cles', 'nombre'] },
  gaps: { ...none, autres: ['id', 'jour', 'texte', 'traite'] },
  knowledge_told: { ...none, autres: ['account', 'cle', 'at'] },
  secrets: { ...none, autres: ['nom', 'valeur'] },
  runs: { ...none, autres: ['nom', 'at'] },
  settings: { ...none, autres: ['cle', 'valeur'] },
}
