import { beforeEach, describe, expect, test } from 'vitest'
import { complaintsAbout, partsOf, wordsIn } from './doubles/adaptive.ts'
import { library } from './doubles/library.ts'
import { parrot, says } from './doubles/shell.ts'
import { startTeams } from './doubles/teams.ts'
import { atTheEnd } from './endings.ts'
import { someStore } from './stores.ts'

const text = (key: string) => library.texts[key]!
const store = await someStore()
const teams = await startTeams({ store })
atTheEnd(() => teams.close())
let chat = 0
beforeEach(() => {
  chat++
  teams.connector.shown.length = 0
  teams.connector.typing = 0
})

describe.each(['personal', 'channel'] as const)('a manager in a %s', kind => {
  const place = () => (kind === 'personal' ? `a:chat-${chat}` : `19:channel-${chat}@thread.tacv2;messageid=1`)

  test('is welcomed at install, once', async () => {
    const person = teams.person(place(), kind)
    await person.install()
    await person.install()
    await person.deliver({ type: 'installationUpdate', action: 'add' })
    await person.deliver({ type: 'conversationUpdate', membersAdded: [{ id: '29:another' }] })
    expect(person.reads()).toHaveLength(1)
    expect(person.reads()[0]).toContain(text('bienvenue').split('\n')[0])
    expect(person.buttons()).toHaveLength(6)
  })

  test('goes by clicks and words to a lead that is kept', async () => {
    const person = teams.person(place(), kind)
    const words: [RegExp, string][] = [
      [/quel est votre nom/i, 'Camille Exemple'],
      [/s.appelle votre entreprise/i, 'Chaudronnerie Exemple'],
      [/courriel|joindre|téléphone/i, 'camille@exemple.test'],
    ]
    await person.say('je veux recruter des soudeurs à Soissons')
    for (let n = 0; n < 25 && !person.reads().some(r => /TI-\d{4}-/.test(r)); n++) {
      const last = person.reads().at(-1)!
      const known = words.find(([asked]) => asked.test(last.split('\n')[0]!))
      const buttons = person.buttons()
      const wanted = [
        text('suite-contact'),
        text('consentement-oui'),
        text('confirmer-oui'),
        text('ne-sais-pas'),
        text('passer'),
      ]
      const button = wanted.find(title => buttons.includes(title))
      if (button) await person.click(button)
      else await person.say(known?.[1] ?? 'oui')
    }
    const [reference] = /TI-\d{4}-\w{4}/.exec(person.reads().join('\n'))!
    expect(await store.leads.read(reference)).toMatchObject({
      nom: 'Camille Exemple',
      origine: 'teams',
      epci: 'ca-grandsoissons',
    })
    const cards = person
      .here()
      .flatMap(s => s.attachments ?? [])
      .map(a => a.content)
    expect(cards.flatMap(complaintsAbout)).toEqual([])
    // nothing that was answered can be clicked any more
    const open = person.here().filter(s => person.buttons(s).length > 0)
    expect(open.length).toBeLessThanOrEqual(1)
    // in channels Teams shows no such sign
    if (kind === 'personal') expect(teams.connector.typing).toBeGreaterThan(3)
    else expect(teams.connector.typing).toBe(0)
  })

  test('finds results as a list with the details folded', async () => {
    const person = teams.person(place(), kind)
    await person.say('je veux exporter, je suis à Compiègne')
    for (let n = 0; n < 8 && person.buttons().includes(text('ne-sais-pas')); n++)
      await person.click(text('ne-sais-pas'))
    const results = person.here().find(s => partsOf(s.attachments).some(p => p.type === 'Action.ToggleVisibility'))!
    expect(wordsIn(results.attachments)).toContain(text('sans-promesse'))
    expect(results.text).toBeUndefined()
  })
})

describe('cards that are answered', () => {
  test('a click closes the card and shows what was answered; a second click does nothing', async () => {
    const person = teams.person(`a:chat-${chat}`)
    await person.install()
    const card = { ...person.last()! }
    const choice = person.buttons()[0]!
    await person.click(choice)
    const [closed] = person.here()
    expect(person.buttons(closed)).toEqual([])
    expect(wordsIn(closed!.attachments)).toContain(`Réponse : ${choice}`)
    const before = person.reads().length
    expect((await person.click(choice, {}, card)).status).toBe(200)
    expect(person.reads()).toHaveLength(before)
  })

  test('a typed answer closes the card too', async () => {
    const person = teams.person(`a:chat-${chat}`)
    await person.install()
    await person.say('je cherche un bâtiment à Saint-Quentin')
    expect(person.buttons(person.here()[0])).toEqual([])
    expect(person.reads()[0]).not.toContain('Réponse')
  })

  test('an old card whose conversation is gone says so', async () => {
    const person = teams.person(`a:chat-${chat}`)
    await person.install()
    const card = person.last()!
    const other = teams.person(`a:chat-${chat}-erased`)
    teams.connector.shown[0] = { ...card, conversation: `a:chat-${chat}-erased` }
    const choice = other.buttons()[0]!
    await other.click(choice)
    expect(other.reads()).toEqual([text('teams-carte-passee')])
  })
})

describe('activities', () => {
  test('a redelivered one is answered once, also while the first is being answered', async () => {
    const person = teams.person(`a:chat-${chat}`)
    const activity = { type: 'message', id: `same-${chat}`, text: 'bonjour' }
    expect(await Promise.all([1, 2, 3].map(() => person.deliver(activity)))).toEqual([200, 200, 200])
    const count = person.reads().length
    expect(count).toBeGreaterThan(0)
    await person.deliver(activity)
    expect(person.reads()).toHaveLength(count)
  })

  test('what is no message is acknowledged', async () => {
    const person = teams.person(`a:chat-${chat}`)
    for (const type of ['typing', 'messageReaction', 'messageDelete', 'endOfConversation', 'event'])
      expect(await person.deliver({ type })).toBe(200)
    expect(person.reads()).toEqual([])
  })

  test('a message that is edited corrects the answer that it gave', async () => {
    const person = teams.person(`a:chat-${chat}`)
    await person.say('je veux recruter')
    expect(person.reads().at(-1)).toMatch(/commune/i)
    const { activity } = await person.say('Soissons')
    const edit = {
      ...activity,
      type: 'messageUpdate',
      text: 'Compiègne',
      channelData: { eventType: 'editMessage' },
      timestamp: '2026-11-22T10:00:00Z',
    }
    await teams.deliver(edit)
    await teams.deliver(edit)
    await person.say("où j'en suis")
    const recap = person.reads().findLast(r => r.includes('Compiègne'))
    expect(recap).toBeDefined()
    expect(recap).not.toContain('Soissons')
  })

  test('one that breaks the heart is apologised for', async () => {
    const broken = await startTeams({ store, turn: parrot })
    const person = broken.person(`a:broken-${chat}`)
    expect((await person.say('panne')).status).toBe(200)
    expect(person.reads()).toEqual(['Un incident'])
    await broken.close()
  })

  test('words stay words: no markup comes in or goes out', async () => {
    const evil = '<script>alert(1)</script> [lien](https://evil.example) **gras**'
    const echo = await startTeams({
      store,
      turn: (state, input) => ({
        state,
        replies: [says(input.sorte === 'texte' ? input.texte : '', { choix: [{ titre: 'Oui', valeur: 'oui' }] })],
        requests: [],
        writes: [],
      }),
    })
    const person = echo.person(`a:evil-${chat}`)
    await person.say(evil)
    const [block] = partsOf(person.last()!.attachments).filter(p => p.type === 'TextBlock')
    expect(block!.text).toBe(String.raw`<script>alert\(1\)</script> \[lien\]\(https://evil.example\) \*\*gras\*\*`)
    await echo.close()
  })
})
