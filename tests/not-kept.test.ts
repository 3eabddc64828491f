import { ActivityTypes, type TurnContext } from 'botbuilder'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { makeBot } from '../src/channels/bot.ts'
import { tellNotKept } from '../src/conversation/not-kept.ts'
import type { Reply } from '../src/conversation/reply.ts'
import { createMind } from '../src/conversation/think.ts'
import { turn } from '../src/conversation/turn.ts'
import { say } from '../src/domain/texts.ts'
import { load } from '../src/load.ts'
import { openStore } from '../src/store/store.ts'
import { someFolder } from './folders.ts'

const { library } = load(process.cwd())
const mind = createMind(library!)
const REFERENCE = /TI-\d{4}-\w{4}/

/** A person in front of the real bot on a real store, one step before the request is sent. */
async function almostSent() {
  const store = await openStore({ dataDir: someFolder(), role: 'server' })
  const bot = makeBot({
    conversations: store.conversations<Reply>(),
    turn: (state, input, ctx) => turn(mind, state, input, ctx),
    answer: async requete => ({ sorte: 'reponse', requete, resultat: null }),
    apology: lost => (lost ? tellNotKept(mind, lost, '2026-11-22') : say(library!.texts, 'panne')),
    now: () => new Date('2026-11-22T10:00:00Z'),
    fault: () => {},
  })
  let n = 0
  const tell = async (text: string): Promise<string> => {
    const heard: string[] = []
    const activity = {
      type: ActivityTypes.Message,
      id: String(n++),
      channelId: 'directline',
      serviceUrl: 'urn:x',
      conversation: { id: 'c' },
      recipient: { id: 'bot' },
      text,
    }
    const sendActivity = async (sent: { text: string }) => void heard.push(sent.text)
    await bot.onTurn({ activity, sendActivity } as unknown as TurnContext, 'local')
    return heard.join('\n')
  }
  const state = async () =>
    (await store.conversations().read('local/directline/c', '-'))?.state as { attente: { sorte: string } }
  await tell('Nous voulons recruter deux soudeurs à Soissons, nous sommes 40')
  for (let i = 0; i < 12 && (await state()).attente.sorte === 'question'; i++) await tell('je ne sais pas')
  await tell('être contacté')
  for (let i = 0; i < 20 && (await state()).attente.sorte !== 'confirmation'; i++) {
    const { sorte, champ } = (await state()).attente as { sorte: string; champ?: string }
    const answers: Record<string, string> = {
      nom: 'Camille Martin',
      entreprise: 'Forge du Nord',
      contact: 'camille@forge-du-nord.fr',
    }
    await tell(sorte === 'consentement' ? 'oui' : (answers[champ ?? ''] ?? 'passer'))
  }
  expect((await state()).attente.sorte).toBe('confirmation')
  return { store, tell }
}

test.each([
  ['a full disk', sql`pragma max_page_count = 1`, sql`pragma max_page_count = 1000000`],
  ['a database that may only be read', sql`pragma query_only = on`, sql`pragma query_only = off`],
])(
  '%s: the person is told that nothing was kept and whom to reach, without a reference; then it works',
  async (_, breaks, mends) => {
    const { store, tell } = await almostSent()
    // what a full page still holds could take a small row: fill it
    await breaks.execute(store.database.db)
    if (_ === 'a full disk')
      for (let n = 0; n < 400; n++)
        if (
          await store.counters.add(`x${n}${'y'.repeat(300)}`, {}).then(
            () => false,
            () => true,
          )
        )
          break
    const told = await tell('Envoyer')
    expect(told).not.toMatch(REFERENCE)
    expect(told).toContain(say(library!.texts, 'pas-enregistre').slice(0, 30))
    expect(told).toMatch(/Votre contact|À qui vous adresser/)
    expect(await store.leads.count({})).toBe(0)
    await mends.execute(store.database.db)
    const again = await tell('Envoyer')
    expect(again).toMatch(REFERENCE)
    expect(await store.leads.read(REFERENCE.exec(again)![0])).toMatchObject({ email: 'camille@forge-du-nord.fr' })
    await store.close()
  },
)
