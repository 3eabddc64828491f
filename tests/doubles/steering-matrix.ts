import { randomUUID } from 'node:crypto'
import { isBusinessDay } from '../../src/domain/business-days.ts'
import type { Store } from '../../src/store/store.ts'
import type { Agent, consoleOver } from './console.ts'
import { library } from './library.ts'

/** A lead of the matrix, with the places that it is shared with. */
export interface Placed {
  reference: string
  canary: string
  territoire: string | null
  epci: string | null
  partages?: { territoire: string; epci: string }[]
}

type Ask = ReturnType<typeof consoleOver>['ask']
type Found = { route: string; who: string; what: string }

const DAY_MS = 86_400_000
const everybody = { role: 'administrateur', territoires: [], epci: [] } as const
/** How far the three shared leads came. */
const SHARED = ['accepte', 'propose', 'retire'] as const

/**
 * Beside the leads of the matrix: a permanence, an appointment, a company to visit and a wish in every EPCI, and three
 * leads for an EPCI of another territory: agreed, proposed, withdrawn. Only the first is seen there.
 */
export async function makeSteering(store: Store, targets: readonly Placed[]) {
  const day = Array.from({ length: 9 }, (_, n) => new Date(Date.now() + (n + 10) * DAY_MS).toISOString().slice(0, 10))
  const on = day.find(isBusinessDay)!
  const events = new Map<string, string>()
  const prospects = new Map<string, string>()
  for (const { reference, canary, epci, territoire } of targets) {
    if (!epci || !territoire) continue
    const hours = { debut: `${on}T09:00:00.000Z`, fin: `${on}T10:00:00.000Z`, minutes: 30 }
    const about = { sorte: 'permanence', titre: 'Permanence', lieu: canary, qui: null, territoire, epci } as const
    const event = await store.agenda.add({ ...about, ...hours }, 'x')
    await store.agenda.book(reference, { evenement: event, debut: hours.debut }, 'x')
    events.set(reference, event)
    const commune = [...library.communes.values()].find(c => c.epci === epci)!.insee
    const none = { siren: null, siret: null, effectif: null, activite: null, priorite: 'haute' } as const
    const cle = randomUUID()
    await store.prospectsOf(everybody).keep({ ...none, cle, nom: canary, commune, epci, territoire })
    const mine = (await store.prospectsOf(everybody).list({})).find(p => p.nom === canary)!
    prospects.set(reference, mine.id)
    const { db } = store.database
    await db.insertInto('wishes').values({ id: cle, jour: on, theme: null, territoire, epci, texte: canary }).execute()
  }
  const last = targets.findLast(t => t.epci !== null)!
  const place = { territoire: last.territoire!, epci: last.epci! }
  const shares = store.sharesOf(everybody)
  for (const [i, etat] of SHARED.entries()) {
    const { reference } = targets[i]!
    await shares.propose(reference, { ...place, accord: 'oral', accord_le: on, compte: 'x' })
    const [share] = await shares.of(reference)
    if (etat !== 'propose') await shares.accept(share!.id, 'y')
    if (etat === 'retire') await shares.withdraw(share!.id)
  }
  targets[0]!.partages = [place]
  const proposal = (await shares.proposals())[0]!.id

  /** Whoever asks for what is another's by its address: a 404, or a 403 for a reader's form. */
  async function trespasses(ask: Ask, agent: Agent, foreign: readonly Placed[]): Promise<Found[]> {
    const found: Found[] = []
    const who = agent.account.nom
    for (const [i, { reference, canary }] of foreign.entries()) {
      const [event, prospect] = [events.get(reference), prospects.get(reference)]
      if (!event || !prospect) continue
      const every = [
        ['GET', `agenda/${event}`, {}],
        ['GET', `prospection/${prospect}`, {}],
        ['POST', `prospection/${prospect}`, { priorite: 'basse', statut: 'visitee' }],
      ] as const
      const once = [
        ['GET', `agenda/${event}/calendrier`, {}],
        ['GET', `agenda/${event}/changer`, {}],
        ['POST', `agenda/${event}`, { titre: 'trespass' }],
        ['POST', `agenda/${event}/annuler`, { confirme: 'oui' }],
        ['POST', `agenda/${event}/rendez-vous/${reference}`, { faire: 'annuler' }],
        ['POST', `prospection/${prospect}/retirer`, {}],
      ] as const
      const asked = i === 0 ? [...every, ...once] : every
      for (const [method, path, body] of asked) {
        const answer = await ask(method, `/console/${path}`, { as: agent, body })
        const shown = (answer.html ?? '').includes(canary)
        if (![403, 404].includes(answer.status) || shown)
          found.push({ route: `${method} ${path}`, who, what: reference })
      }
    }
    const theirs = agent.account.epci.includes(place.epci) || agent.account.territoires.includes(place.territoire)
    const seen = (await store.sharesOf(agent.account).proposals()).length
    if (seen !== (theirs ? 1 : 0)) found.push({ route: 'proposals', who, what: `sees ${seen}` })
    const mine = foreign.every(t => t !== targets[1]) || theirs
    if (!mine && (await store.sharesOf(agent.account).withdraw(proposal)))
      found.push({ route: 'withdraw', who, what: 'ends what is not theirs' })
    return found
  }

  return { sharedWith: place, trespasses }
}

/** All of it that a trespass could change. */
export async function steeringRows({ database: { db } }: Store): Promise<unknown> {
  return Promise.all([
    db.selectFrom('events').selectAll().orderBy('id').execute(),
    db.selectFrom('bookings').selectAll().orderBy('id').execute(),
    db.selectFrom('prospects').selectAll().orderBy('id').execute(),
    db.selectFrom('lead_shares').selectAll().orderBy('id').execute(),
  ])
}
