import { expect } from 'vitest'
import type { Role } from '../../src/domain/scope.ts'
import type { Store } from '../../src/store/store.ts'
import { someLead } from '../leads.ts'
import { partsOf, wordsIn } from './adaptive.ts'
import { library } from './library.ts'
import type { startTeams } from './teams.ts'

type Teams = Awaited<ReturnType<typeof startTeams>>
export type Person = ReturnType<Teams['person']>

let made = 0

/** Accounts, subscriptions and leads of one test; `run` keeps its places apart from those of others. */
export function deskOf(store: Store, teams: Teams, run: number) {
  const account = async (role: Role, territoires: string[] = [], epci: string[] = []) =>
    (await store.accounts.create({ nom: `Compte ${++made}`, email: `c${made}@relais.test`, role, territoires, epci }))!

  /** Somebody whose chat or channel hears of an account's leads. */
  async function subscribed(
    name: string,
    who: { id: string },
    kind: 'personal' | 'channel' = 'channel',
  ): Promise<Person> {
    const place = kind === 'channel' ? `19:${name}-${run}@thread.tacv2;messageid=9` : `a:${name}-${run}`
    const person = teams.person(place, kind, name)
    await person.say(`s'abonner ${await store.teams().code(who.id)}`)
    expect(person.reads().at(-1)).toContain(library.texts['teams-abonne']!.split('(')[0])
    return person
  }

  /** A lead that is kept and told of; its reference. */
  async function arrives(changes: Parameters<typeof someLead>[0] = {}): Promise<string> {
    const letters = String(1_000 + ++made).replaceAll(/\d/g, d => 'ACDEFGHJKM'[Number(d)]!)
    const reference = `TI-2026-${letters}`
    await store.leads.create(someLead({ reference, ...changes }), 'chat')
    await teams.notifier.round()
    return reference
  }

  return { account, subscribed, arrives }
}

export const cardsOf = (person: Person, reference: string) =>
  person.here().filter(s => wordsIn(s.attachments).includes(reference))

/** The facts of a lead's card, by name. */
export const factsOf = (person: Person, reference: string) =>
  Object.fromEntries(
    partsOf(cardsOf(person, reference)[0]?.attachments)
      .filter(p => typeof p.title === 'string' && typeof p.value === 'string')
      .map(p => [p.title, p.value]),
  )
