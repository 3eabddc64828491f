import type { Card } from '../domain/adaptive-card.ts'
import type { LeadClick, LeadDesk, Said } from '../domain/lead-desk.ts'
import type { Library } from '../domain/library.ts'
import { type Statut, statuts } from '../domain/pipeline.ts'
import { covers, mayWrite } from '../domain/scope.ts'
import { tellPlace } from '../domain/telling.ts'
import { say } from '../domain/texts.ts'
import type { Account } from '../store/account-rows.ts'
import type { KeptLead } from '../store/lead-rows.ts'
import type { Store } from '../store/store.ts'
import { digestCard, type Gesture, leadCard, shut } from './teams-card.ts'

export interface TeamsDeskOptions {
  store: Store
  library(): Library
  /** Where people reach this server, without a final slash. */
  base(): string
  now(): Date
}

/** The desk, and what it shows of a lead. */
export interface TeamsDesk extends LeadDesk {
  /** A lead's card as a chat or channel may see it; null where it may not. */
  cardFor(reference: string, conversation: string): Promise<Card | null>
}

const LISTED = 10
const LONGEST_REASON = 300

/** Makes the desk on the store, whose scoped leads alone say who may see and change what. */
export function makeTeamsDesk({ store, library, base, now }: TeamsDeskOptions): TeamsDesk {
  const teams = store.teams<unknown>()
  const t = (key: string, blanks?: Record<string, string>) => say(library().texts, key, blanks)
  // one act at a time for a lead: of two who take it, the second is told
  const lanes = new Map<string, Promise<unknown>>()

  async function accountOf(conversation: string): Promise<Account | null> {
    const subscription = await teams.subscription(conversation)
    const account = subscription && (await store.accounts.read(subscription.account))
    return account?.actif ? account : null
  }

  const theirs = async (account: Account) => store.leadsOf(await store.withShares(account))

  async function show(lead: KeptLead, account: Account): Promise<Card> {
    const suivi = lead.assigne ? ((await store.accounts.read(lead.assigne))?.nom ?? null) : null
    return leadCard(lead, { library: library(), base: base(), suivi, peut: mayWrite(account) })
  }

  async function cardFor(reference: string, conversation: string): Promise<Card | null> {
    const account = await accountOf(conversation)
    const lead = account && (await (await theirs(account)).read(reference))
    return lead ? show(lead, account) : null
  }

  async function act(click: LeadClick, { conversation, nom }: { conversation: string; nom: string }): Promise<Said> {
    const account = await accountOf(conversation)
    if (!account) return { texte: t('teams-pas-abonne'), remplace: shut(t('teams-demande-inconnue')) }
    const lead = await (await theirs(account)).read(click.reference)
    if (!lead || lead.effaceLe)
      return { remplace: lead ? await show(lead, account) : shut(t('teams-demande-inconnue')) }
    if (!mayWrite(account)) return { texte: t('teams-lecture-seule') }
    const qui = nom || account.nom
    const texte = await perform(click, lead, account, qui)
    const after = await (await theirs(account)).read(lead.reference)
    const { reference } = lead
    return { texte, remplace: after ? await show(after, account) : shut(t('teams-demande-ailleurs', { reference })) }
  }

  /** Does what is asked if it still can be; what is said of it. */
  async function perform(click: LeadClick, lead: KeptLead, account: Account, qui: string): Promise<string> {
    const { reference } = lead
    const auteur = `${qui} (Teams)`
    const leads = await theirs(account)
    const motif = click.motif?.trim().slice(0, LONGEST_REASON) ?? ''
    const meanwhile = t('teams-change-entretemps', { reference })
    const noted = (acte: string) => store.audit.add({ compte: account.id, auteur, acte, reference })
    switch (click.geste as Gesture) {
      case 'prendre': {
        const other = lead.assigne && lead.assigne !== account.id ? await store.accounts.read(lead.assigne) : null
        if (other) return t('teams-deja-prise', { reference, qui: other.nom })
        if (!lead.assigne) {
          await leads.assign(reference, account.id, { auteur, texte: qui })
          await noted('affecter')
        }
        return t('teams-prise', { reference, qui })
      }
      case 'transferer': {
        const to = placeOf(click.epci)
        if (!to || motif === '' || lead.statut !== click.de) return meanwhile
        await leads.transfer(reference, to, { auteur, texte: motif })
        await noted('transferer')
        return t('teams-transferee', { reference, qui, lieu: tellPlace(library(), { ...to, theme: null }) })
      }
      case 'refuser':
      case 'avancer': {
        const vers = statuts.find(s => s === click.vers)
        const refused = click.geste === 'refuser'
        if (!vers || (refused && (motif === '' || vers !== 'oriente'))) return meanwhile
        const move = { reference, de: click.de as Statut, vers, auteur, ...(refused ? { note: motif } : {}) }
        if ((await leads.move(move)) !== 'ok') return meanwhile
        await noted('deplacer')
        if (refused) return t('teams-refusee', { reference, qui })
        return t('teams-avancee', { reference, qui, statut: t(`lead-statut-${vers}`) })
      }
      default:
        return meanwhile
    }
  }

  function placeOf(epci: string | undefined): { epci: string; territoire: string } | null {
    const territoire = epci === undefined ? undefined : library().territoireOfEpci.get(epci)
    return epci !== undefined && territoire !== undefined ? { epci, territoire } : null
  }

  function tellScope({ role, territoires, epci }: Account): string {
    if (role === 'administrateur') return t('teams-lieu-tout')
    const places = [
      ...territoires.map(territoire => ({ territoire, epci: null, theme: null })),
      ...epci.map(id => ({ territoire: null, epci: id, theme: null })),
    ]
    return places.map(place => tellPlace(library(), place)).join(', ')
  }

  return {
    cardFor,

    async subscribe(code, { conversation, reference, groupe }) {
      const subscription = await teams.subscribe(code, { conversation, reference })
      const account = subscription && (await store.accounts.read(subscription.account))
      if (!account?.actif) return { texte: t('teams-code-refuse') }
      await store.audit.add({ compte: account.id, auteur: account.nom, acte: 'teams' })
      const told = t('teams-abonne', { lieu: tellScope(account) })
      return { texte: groupe ? `${told}\n\n${t('teams-abonne-canal')}` : told }
    },

    async unsubscribe(conversation) {
      return { texte: t((await teams.unsubscribe(conversation)) ? 'teams-desabonne' : 'teams-pas-abonne') }
    },

    async waiting(conversation, asked) {
      const account = await accountOf(conversation)
      if (!account) return asked ? { texte: t('teams-pas-abonne') } : null
      const leads = await theirs(account)
      const view = { urgence: 'a-faire' as const }
      const total = await leads.count(view)
      if (total === 0 && !asked) return null
      const listed = await leads.list(view, { offset: 0, limit: LISTED })
      const seen = listed.filter(lead => covers(account, lead))
      return { carte: digestCard(seen, total, { library: library(), base: base() }, now()) }
    },

    async act(click, who) {
      const before = lanes.get(click.reference) ?? Promise.resolve()
      const mine = before.catch(() => {}).then(() => act(click, who))
      lanes.set(click.reference, mine)
      try {
        return await mine
      } finally {
        if (lanes.get(click.reference) === mine) lanes.delete(click.reference)
      }
    },
  }
}
