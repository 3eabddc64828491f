import type { Lead } from '../src/domain/lead.ts'
import type { TurnCommit } from '../src/store/conversations.ts'
import type { Store } from '../src/store/store.ts'

/** A lead about an invented company. */
export function someLead(changes: Partial<Lead> = {}): Lead {
  return {
    reference: 'TI-2026-7F3K',
    date: '2026-03-02T09:00:00.000Z',
    origine: 'chat',
    territoire: 'soissonnais-valois',
    epci: 'ca-grandsoissons',
    commune: '02722',
    faits: { effectif: { valeur: { min: 110, max: 110 }, origine: 'texte', mots: 'on est 110' } },
    besoins: [
      { theme: 'industrie-du-futur', reponses: {} },
      { theme: 'export', reponses: {} },
    ],
    nom: 'Camille Exemple',
    entreprise: 'Chaudronnerie Exemple',
    email: 'camille@exemple.test',
    telephone: null,
    message: null,
    consentement: { version: '1', texte: 'I agree.', date: '2026-03-02T09:00:00.000Z' },
    signaux: [],
    ...changes,
  }
}

/** A turn of a new conversation that writes nothing but its state and two replies. */
export function someTurn(changes: Partial<TurnCommit<string>> = {}): TurnCommit<string> {
  return {
    conversation: 'local/directline/c1',
    channel: 'directline',
    activity: 'a1',
    version: 0,
    state: { faits: {} },
    replies: ['one', 'two'],
    writes: [],
    ...changes,
  }
}

/** A mailbox for the leads of the same territory, confirmed by its owner. */
export async function confirmedMailbox(store: Pick<Store, 'recipients'>, email: string): Promise<void> {
  const place = { territoire: 'soissonnais-valois', epci: null, theme: null }
  const { token } = await store.recipients.add({ ...place, email })
  await store.recipients.confirm(token)
}
