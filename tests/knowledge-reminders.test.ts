import { expect, test } from 'vitest'
import { overlay } from '../src/domain/overlay.ts'
import type { Scope } from '../src/domain/scope.ts'
import type { Mail } from '../src/notifications/email.ts'
import { makeNotifier } from '../src/notifications/notifier.ts'
import type { Store } from '../src/store/store.ts'
import { libraryWith, someScheme } from './doubles/library.ts'
import { onBothEngines } from './engines.ts'

const local = (territoire: string) => ({ zone: { territoires: [territoire] } })
const source = 'petr-soissonnais-valois-candidature:1 PETR'
/** Nothing of the real knowledge presses: only what these schemes say. */
const content = {
  ...libraryWith(
    someScheme('fenetre', { ...local('grand-compiegnois'), periode: { fin: '2026-12-31', source } }),
    someScheme('verifiee', { ...local('soissonnais-valois') }),
    someScheme('jamais', { ...local('grand-compiegnois') }),
  ),
  contacts: new Map(),
  fiches: new Map(),
}

onBothEngines('reminders of the knowledge', stores => {
  async function desk(...scopes: [string, Scope][]) {
    const clock = { at: new Date('2026-11-01T09:00:00Z') }
    const { store } = await stores.open({ now: () => clock.at })
    for (const [nom, scope] of scopes) await store.accounts.create({ ...scope, nom, email: `${nom}@relais.test` })
    const mails: Mail[] = []
    let current = content
    const notifier = makeNotifier({
      store,
      library: () => current as never,
      post: async mail => void mails.push(mail),
      base: 'https://relais.test',
      now: () => clock.at,
      fault: code => expect(code).toBe(''),
    })
    /** What was sent by the rounds of a day. */
    const on = async (day: string) => {
      clock.at = new Date(`${day}T09:00:00Z`)
      current = overlay(content as never, await store.overlay.acts()) as never
      mails.length = 0
      await notifier.round()
      clock.at = new Date(`${day}T09:05:00Z`)
      await notifier.round()
      return mails.map(m => `${m.to[0]!.split('@')[0]}: ${m.texte.match(/^- \w+/gm)?.join(' ')}`)
    }
    const verify = (store: Store, fiche: string) =>
      store.overlay.add({ compte: 'c', auteur: 'N', sorte: 'dispositif', fiche, titre: fiche, acte: 'ouvert' })
    return { store, on, verify: (fiche: string) => verify(store, fiche) }
  }
  const chef = (territoire: string): Scope => ({ role: 'chef-de-projet', territoires: [territoire], epci: [] })

  test('a window is told thirty days before its end to its own chef de projet, once, also when rounds were missed', async () => {
    const { on } = await desk(['gc', chef('grand-compiegnois')], ['sv', chef('soissonnais-valois')])
    expect(await on('2026-11-30')).toEqual([])
    expect(await on('2026-12-01')).toEqual(['gc: - fenetre'])
    expect(await on('2026-12-02')).toEqual([])
    const late = await desk(['gc', chef('grand-compiegnois')])
    expect(await late.on('2026-12-29')).toEqual(['gc: - fenetre'])
    expect(await late.on('2027-01-01')).toEqual([])
  })

  test('a verification is told at six months; verified again it is told six months later, and not before', async () => {
    const { on, verify } = await desk(['sv', chef('soissonnais-valois')])
    await on('2026-11-02')
    await verify('verifiee')
    expect(await on('2027-05-01')).toEqual([])
    expect(await on('2027-05-02')).toEqual(['sv: - verifiee'])
    await verify('verifiee')
    expect(await on('2027-05-03')).toEqual([])
    expect(await on('2027-11-02')).toEqual(['sv: - verifiee'])
  })

  test('what no chef de projet serves goes to administrators, who hear nothing of the rest', async () => {
    const { on, verify } = await desk(
      ['sv', chef('soissonnais-valois')],
      ['admin', { role: 'administrateur', territoires: [], epci: [] }],
      ['ref', { role: 'referent', territoires: [], epci: ['ca-grandsoissons'] }],
    )
    await on('2026-11-02')
    await verify('verifiee')
    expect(await on('2026-12-10')).toEqual(['admin: - fenetre'])
    expect(await on('2027-06-01')).toEqual(['sv: - verifiee'])
  })

  test('what was seen to between the reminder and its sending is not told', async () => {
    const { store, on, verify } = await desk(['gc', chef('grand-compiegnois')])
    const [account] = await store.accounts.list()
    await on('2026-12-01')
    await store.overlay.remindOnce(account!.id, ['something else'])
    await verify('fenetre')
    expect(await on('2026-12-02')).toEqual([])
  })
})
