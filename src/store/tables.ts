import type { BookingTable, EventTable, LeadShareTable, ProspectTable, WishTable } from './agenda-tables.ts'
import type { CallSendTable, CallTable } from './call-tables.ts'
import type { CodeTable } from './codes.ts'
import type {
  AuditTable,
  LeadFlagTable,
  LeadSearchTable,
  MeetingTable,
  NoteTable,
  SettingTable,
  SignInTryTable,
} from './console-tables.ts'
import type { CounterTable, GapTable } from './counters.ts'
import type { LeadCounts } from './lead-counts.ts'
import type { FicheDraftTable, KnowledgeToldTable, OverlayActTable } from './overlay-tables.ts'
import type { RateTable } from './rates.ts'
import type { SummaryTable } from './summaries.ts'
import type { TeamsCardTable, TeamsCodeTable, TeamsSubscriptionTable, TeamsThreadTable } from './teams-tables.ts'

/** What a conversation remembers, as opaque JSON; `version` grows with every turn. */
export interface ConversationTable {
  id: string
  canal: string
  version: number
  state: string
  updated_at: string
  /** The lead made here last: the purge keeps a conversation without one for a day only. */
  lead: string | null
}

/** An activity that was answered, with the replies to send again if the first sending failed. */
export interface AnsweredTable {
  conversation: string
  activity: string
  replies: string
  /** How many replies the channel took. */
  sent: number
  at: string
}

/** A Direct Line activity; `position` counts from 1 in each conversation and is the watermark. */
export interface ActivityTable {
  conversation: string
  position: number
  id: string
  activity: string
  at: string
}

/** A lead; what is null after `efface_le` was wiped, the rest stays for the counts. */
export interface LeadTable extends LeadCounts {
  reference: string
  date: string
  origine: string
  territoire: string | null
  epci: string | null
  commune: string | null
  /** Commune of the head office, where it is known. */
  siege: string | null
  faits: string
  nom: string
  entreprise: string
  email: string | null
  telephone: string | null
  message: string | null
  souhait: string | null
  diagnostics: string | null
  consentement_version: string
  consentement_texte: string
  consentement_date: string
  signaux: string
  statut: string
  /** When the status last changed: reminders are computed from it. */
  depuis: string
  investissement: number | null
  emplois: number | null
  subvention_demandee: number | null
  subvention_obtenue: number | null
  efface_le: string | null
  /** The account that follows it. */
  assigne: string | null
  /** The lead that it was merged into. */
  fusion: string | null
  /** The wording and the day of the wish to be told of calls for projects. */
  appels_version: string | null
  appels_date: string | null
}

/** One need of a lead. */
export interface BesoinTable {
  reference: string
  rang: number
  theme: string
  reponses: string
  trace: string | null
}

/** One move of a lead: who, when, from where, to where, with which note. */
export interface MoveTable {
  reference: string
  rang: number
  at: string
  auteur: string
  de: string | null
  vers: string
  note: string | null
}

/** A message to send. It names the lead and holds nothing personal: what is said is read at the sending. */
export interface OutboxTable {
  id: string
  /** Two rows never have the same key: what makes a reminder unique. */
  cle: string
  sujet: string
  reference: string | null
  etat: string
  essais: number
  due_at: string
  claimed_until: string | null
  raison: string | null
  created_at: string
}

/** A mailbox that an administrator gave for an EPCI or a territory, usable once confirmed. */
export interface RecipientTable {
  id: string
  territoire: string | null
  epci: string | null
  theme: string | null
  email: string
  token_hash: string
  confirmed_at: string | null
  created_at: string
}

/** A person who may use the console. */
export interface AccountTable {
  id: string
  nom: string
  email: string | null
  role: string
  created_at: string
  /** JSON lists of ids. */
  territoires: string
  epci: string
  mot_de_passe: string | null
  totp: string | null
  /** The last time step whose code was taken: none is taken twice. */
  totp_pas: number
  /** Who this is for the identity provider. */
  sujet: string | null
  actif: number
  absent_du: string | null
  absent_au: string | null
  remplacant: string | null
}

/** A one-time link; only its hash is kept. */
export interface SignInLinkTable {
  token_hash: string
  account: string
  expires_at: string
  /** `entree` opens a session, `invitation` lets its owner choose a password. */
  sorte: string
}

/** A console session; only its token's hash is kept. */
export interface SessionTable {
  token_hash: string
  account: string
  created_at: string
  seen_at: string
}

/** A key shared by the instances of one PostgreSQL. */
export interface SecretTable {
  nom: string
  valeur: string
}

/** When a recurring task last ran. */
export interface RunTable {
  nom: string
  at: string
}

/** Every table by name. */
export interface Tables {
  conversations: ConversationTable
  answered: AnsweredTable
  activities: ActivityTable
  leads: LeadTable
  besoins: BesoinTable
  moves: MoveTable
  outbox: OutboxTable
  codes: CodeTable
  rates: RateTable
  recipients: RecipientTable
  accounts: AccountTable
  sign_in_links: SignInLinkTable
  sessions: SessionTable
  counters: CounterTable
  gaps: GapTable
  secrets: SecretTable
  runs: RunTable
  lead_search: LeadSearchTable
  lead_flags: LeadFlagTable
  notes: NoteTable
  meetings: MeetingTable
  audit: AuditTable
  sign_in_tries: SignInTryTable
  settings: SettingTable
  teams_threads: TeamsThreadTable
  teams_codes: TeamsCodeTable
  teams_subscriptions: TeamsSubscriptionTable
  teams_cards: TeamsCardTable
  calls: CallTable
  call_sends: CallSendTable
  overlay_acts: OverlayActTable
  fiche_drafts: FicheDraftTable
  knowledge_told: KnowledgeToldTable
  summaries: SummaryTable
  events: EventTable
  bookings: BookingTable
  prospects: ProspectTable
  wishes: WishTable
  lead_shares: LeadShareTable
}
