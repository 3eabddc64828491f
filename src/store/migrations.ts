import { type Kysely, sql } from 'kysely'
import type { Engine } from './database.ts'

/** Changes of the tables, oldest first, in SQL that both engines read. Append; never edit what was released. */
export const migrations: readonly string[] = [
  `create table conversations (id text primary key, canal text not null, version integer not null, state text not null,
     updated_at text not null, lead text);
   create index conversations_age on conversations (updated_at);
   create table answered (conversation text not null references conversations (id) on delete cascade, activity text not null,
     replies text not null, sent integer not null, at text not null, primary key (conversation, activity));
   create table activities (conversation text not null, position integer not null, id text not null, activity text not null, at text not null,
     primary key (conversation, position), unique (conversation, id));
   create index activities_age on activities (at);
   create table leads (reference text primary key, date text not null, origine text not null, territoire text, epci text, commune text,
     faits text not null, nom text not null, entreprise text not null, email text, telephone text, message text,
     consentement_version text not null, consentement_texte text not null, consentement_date text not null, signaux text not null,
     statut text not null, depuis text not null, investissement bigint, emplois bigint, subvention_demandee bigint, subvention_obtenue bigint,
     efface_le text);
   create index leads_date on leads (date, reference);
   create index leads_statut on leads (statut, depuis);
   create table besoins (reference text not null references leads (reference) on delete cascade, rang integer not null, theme text not null,
     reponses text not null, trace text, primary key (reference, rang));
   create table moves (reference text not null references leads (reference) on delete cascade, rang integer not null, at text not null,
     auteur text not null, de text, vers text not null, note text, primary key (reference, rang));
   create table outbox (id text primary key, cle text not null unique, sujet text not null, reference text references leads (reference) on delete cascade,
     etat text not null, essais integer not null, due_at text not null, claimed_until text, raison text, created_at text not null);
   create index outbox_due on outbox (etat, due_at);
   create table recipients (id text primary key, territoire text, epci text, theme text, email text not null, token_hash text not null,
     confirmed_at text, created_at text not null);
   create table accounts (id text primary key, nom text not null, email text, role text not null, created_at text not null);
   create table sign_in_links (token_hash text primary key, account text not null references accounts (id) on delete cascade, expires_at text not null);
   create table sessions (token_hash text primary key, account text not null references accounts (id) on delete cascade,
     created_at text not null, seen_at text not null);
   create table counters (jour text not null, nom text not null, cles text not null, nombre bigint not null, primary key (jour, nom, cles));
   create table gaps (id text primary key, jour text not null, texte text not null);
   create table secrets (nom text primary key, valeur text not null)`,
  `create table runs (nom text primary key, at text not null)`,
  `alter table accounts add column territoires text not null default '[]';
   alter table accounts add column epci text not null default '[]';
   alter table accounts add column mot_de_passe text;
   alter table accounts add column totp text;
   alter table accounts add column totp_pas bigint not null default 0;
   alter table accounts add column sujet text;
   alter table accounts add column actif integer not null default 1;
   alter table accounts add column absent_du text;
   alter table accounts add column absent_au text;
   alter table accounts add column remplacant text;
   create unique index accounts_email on accounts (email);
   alter table sign_in_links add column sorte text not null default 'entree';
   alter table leads add column assigne text;
   alter table leads add column fusion text;
   create index leads_epci on leads (epci, statut, depuis);
   create index leads_territoire on leads (territoire, statut, depuis);
   create index besoins_theme on besoins (theme, reference);
   create table lead_search (reference text primary key references leads (reference) on delete cascade, texte text not null, signaux text not null);
   insert into lead_search select reference, lower(reference || ' ' || entreprise || ' ' || nom), signaux from leads;
   create table notes (id text primary key, reference text not null references leads (reference) on delete cascade, at text not null,
     auteur text not null, sorte text not null, texte text);
   create index notes_reference on notes (reference, at);
   create table meetings (id text primary key, reference text not null references leads (reference) on delete cascade, debut text not null,
     minutes integer not null, lieu text, objet text, auteur text not null);
   create index meetings_reference on meetings (reference, debut);
   create table audit (rang bigint primary key, at text not null, compte text not null, auteur text not null, acte text not null,
     reference text, detail text, empreinte text not null);
   create index audit_reference on audit (reference, rang);
   create table sign_in_tries (cle text primary key, nombre integer not null, depuis text not null);
   create table settings (cle text primary key, valeur text not null)`,
  `alter table leads add column siege text;
   alter table leads add column souhait text;
   alter table leads add column diagnostics text;
   create table codes (reference text primary key references leads (reference) on delete cascade, sel text not null, expires_at text not null,
     essais integer not null, envois integer not null, depuis text not null);
   create table rates (cle text primary key, reste double precision not null, at bigint not null, refus integer not null);
   create index rates_age on rates (at)`,
  `create table teams_threads (conversation text primary key references conversations (id) on delete cascade,
     reference text not null, carte text);
   create table teams_codes (code_hash text primary key, account text not null references accounts (id) on delete cascade,
     expires_at text not null);
   create table teams_subscriptions (id text primary key, conversation text not null unique, reference text not null,
     account text not null references accounts (id) on delete cascade, created_at text not null);
   create table teams_cards (lead text not null references leads (reference) on delete cascade, conversation text not null,
     activity text not null, primary key (lead, conversation))`,
  `drop index leads_epci;
   drop index leads_territoire;
   create index leads_shown on leads (fusion, date, reference);
   create index leads_waiting on leads (fusion, statut, depuis, reference);
   create index leads_of_epci on leads (epci, fusion, statut, depuis, reference);
   create index leads_of_territoire on leads (territoire, fusion, statut, depuis, reference)`,
  `alter table lead_search drop column signaux;
   create table lead_flags (signal text not null, reference text not null references leads (reference) on delete cascade,
     primary key (signal, reference));
   create index lead_flags_reference on lead_flags (reference)`,
  `create table overlay_acts (rang bigint primary key, at text not null, compte text not null, auteur text not null, sorte text not null,
     fiche text not null, titre text not null, acte text not null, note text, contenu text);
   create table fiche_drafts (id text primary key, contenu text not null, auteur text not null, at text not null);
   create table knowledge_told (account text not null references accounts (id) on delete cascade, cle text not null, at text not null,
     primary key (account, cle));
   alter table gaps add column traite text;
   create index gaps_open on gaps (traite, jour)`,
  `alter table leads add column tranche text;
   alter table leads add column themes text not null default '';
   alter table leads add column repondu_le text;
   alter table leads add column rendez_vous_le text;
   alter table leads add column accompagne_le text;
   alter table leads add column candidature_le text;
   alter table leads add column laureat_le text;
   update leads set repondu_le = (select at from moves m where m.reference = leads.reference and m.rang = 2
       and m.auteur <> 'personne'),
     rendez_vous_le = (select min(at) from moves m where m.reference = leads.reference and m.vers = 'rendez-vous'),
     accompagne_le = (select min(at) from moves m where m.reference = leads.reference and m.vers = 'accompagne'),
     candidature_le = (select min(at) from moves m where m.reference = leads.reference and m.vers = 'candidature'),
     laureat_le = (select min(at) from moves m where m.reference = leads.reference and m.vers = 'laureat'),
     themes = coalesce((select theme from besoins b where b.reference = leads.reference and b.rang = 1), '')
       || coalesce((select ',' || theme from besoins b where b.reference = leads.reference and b.rang = 2), '')
       || coalesce((select ',' || theme from besoins b where b.reference = leads.reference and b.rang = 3), '');
   create index leads_counted on leads (fusion, date, epci, territoire, origine, tranche, themes, repondu_le);
   create index leads_met on leads (fusion, rendez_vous_le, epci, territoire);
   create index leads_accompanied on leads (fusion, accompagne_le, epci, territoire);
   create index leads_applied on leads (fusion, candidature_le, epci, territoire, statut, depuis);
   create index leads_granted on leads (fusion, laureat_le, epci, territoire)`,
  `create table summaries (id text primary key, email text, empreinte text, projet text not null, created_at text not null);
   create index summaries_age on summaries (created_at)`,
  `alter table leads add column appels_version text;
   alter table leads add column appels_date text;
   create table calls (id text primary key, cle text not null unique, dispositif text, titre text not null, appel text not null,
     sujet text not null, message text not null, created_at text not null);
   create table call_sends (appel text not null references calls (id) on delete cascade,
     reference text not null references leads (reference) on delete cascade, at text not null, primary key (appel, reference))`,
  `create table events (id text primary key, sorte text not null, titre text not null, debut text not null, fin text not null, lieu text,
     territoire text, epci text, etat text not null, qui text, minutes integer, sequence integer not null, auteur text not null,
     created_at text not null);
   create index events_debut on events (debut);
   create table bookings (id text primary key, evenement text not null references events (id), debut text not null,
     reference text not null references leads (reference) on delete cascade, etat text not null, sequence integer not null,
     created_at text not null);
   create unique index bookings_slot on bookings (evenement, debut) where etat = 'pris';
   create index bookings_reference on bookings (reference);
   create table prospects (id text primary key, cle text not null, nom text not null, siren text, siret text, commune text not null,
     epci text not null, territoire text not null, effectif text, activite text, priorite text not null, statut text not null,
     convenu text, reference text references leads (reference) on delete set null, updated_at text not null, unique (epci, cle));
   create index prospects_territoire on prospects (territoire, epci);
   create table wishes (id text primary key, jour text not null, theme text, territoire text, epci text, texte text not null);
   create index wishes_jour on wishes (jour);
   create table lead_shares (id text primary key, reference text not null references leads (reference) on delete cascade,
     epci text not null, territoire text not null, etat text not null, accord text not null, accord_le text not null,
     compte text not null, at text not null, unique (reference, epci));
   create index lead_shares_epci on lead_shares (epci, etat, reference);
   create index lead_shares_territoire on lead_shares (territoire, etat, reference)`,
]

/** Brings the tables up to date, all or nothing; instances that start together wait for each other. */
export async function migrate(db: Kysely<never>, engine: Engine): Promise<void> {
  await db.transaction().execute(async trx => {
    if (engine === 'postgres') await sql`select pg_advisory_xact_lock(20181123)`.execute(trx)
    await sql`create table if not exists migrations (numero integer primary key)`.execute(trx)
    const done = await sql<{ n: number }>`select count(*) as n from migrations`.execute(trx)
    const reached = Number(done.rows[0]!.n)
    if (reached > migrations.length)
      throw new Error(`the database is newer (step ${reached}) than this program (step ${migrations.length})`)
    for (const [index, text] of migrations.entries()) {
      if (index < reached) continue
      for (const statement of text.split(';')) await sql.raw(statement).execute(trx)
      await sql`insert into migrations (numero) values (${index + 1})`.execute(trx)
    }
  })
}
