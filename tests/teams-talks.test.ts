import { afterAll, beforeAll, expect, test } from 'vitest'
import type { State } from '../src/conversation/state.ts'
import { openStore, type Store } from '../src/store/store.ts'
import { complaintsAbout, partsOf } from './doubles/adaptive.ts'
import { TODAY } from './doubles/library.ts'
import { differences, talks } from './doubles/script.ts'
import { startTeams } from './doubles/teams.ts'
import { someFolder } from './folders.ts'

/** The written talks, through the door of the Bot Connector with signed tokens: what Teams shows must say the same. */
const START = Date.parse(`${TODAY}T10:00:00Z`)
let at = START
let answers: unknown[] = []
let store: Store
let teams: Awaited<ReturnType<typeof startTeams>>
beforeAll(async () => {
  const now = () => new Date(at)
  store = await openStore({ dataDir: someFolder(), role: 'server' }, { now })
  // the permanence whose slots the written talks offer and take
  const hours = { debut: '2026-12-01T08:00:00.000Z', fin: '2026-12-01T10:30:00.000Z', minutes: 30 }
  const about = { id: 'p1', sorte: 'permanence', titre: 'Permanence', lieu: 'Mairie de Soissons', qui: null } as const
  const rest = { territoire: null, epci: null, etat: 'prevu', sequence: 0, auteur: 'x', created_at: '' } as const
  await store.database.db
    .insertInto('events')
    .values({ ...about, ...hours, ...rest })
    .execute()
  const pace = { turn: async () => {} }
  teams = await startTeams({ store, now, answer: () => answers.shift(), connector: { pace, timeoutMs: 5_000 } })
})
afterAll(async () => {
  await teams.close()
  await store.close()
})

test.each(talks)(
  '%s',
  async (file, list) => {
    const found: string[] = []
    const complaints = new Set<string>()
    for (const [i, talk] of list.entries()) {
      teams.connector.shown.length = 0
      const chat = `a:${file}-${i}`
      const person = teams.person(chat)
      for (const [n, line] of talk.lignes.entries()) {
        at = START + n * 20_000
        answers = [...(line.repond ?? [])]
        const before = person.here().length
        expect((await person.say(line.user)).status).toBe(200)
        const came = person.here().slice(before)
        const kept = await store.conversations().read(`messages/msteams/${chat}`, 'none')
        const cards = came.flatMap(m => m.attachments ?? []).map(a => a.content)
        for (const card of cards) for (const c of complaintsAbout(card)) complaints.add(c)
        const shown = {
          texts: person.reads().slice(before),
          state: kept!.state as State,
          choix: [...person.buttons(came.at(-1)), ...options(came.at(-1)?.attachments)],
        }
        for (const d of differences(line.bot ?? {}, shown)) found.push(`${talk.titre}, ${n + 1}: ${d}`)
      }
    }
    expect(found).toEqual([])
    expect([...complaints]).toEqual([])
  },
  120_000,
)

const options = (attachments: unknown) =>
  partsOf(attachments)
    .filter(p => p.type === 'Input.ChoiceSet')
    .flatMap(p => (p.choices as { title: string }[]).map(c => c.title))
