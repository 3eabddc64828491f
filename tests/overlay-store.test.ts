import { expect, test } from 'vitest'
import type { Saisie } from '../src/domain/overlay.ts'
import { addGap } from '../src/store/counters.ts'
import { VERIFY } from '../src/store/overlay.ts'
import { onBothEngines } from './engines.ts'

const act = { compte: 'c', auteur: 'Nadia', sorte: 'dispositif', fiche: 'aide', titre: 'Aide', acte: 'ouvert' } as const
const contenu: Saisie = {
  titre: 'T',
  corps: 'C',
  questions: ['q'],
  themes: [],
  territoires: [],
  source: 'S',
  date: '2026-11-20',
}

onBothEngines('the overlay', stores => {
  test('acts are numbered without holes, and read by another instance as they were written', async () => {
    const { store, again } = await stores.open({ now: () => new Date('2026-11-22T10:00:00Z') })
    const other = await again()
    expect(await store.overlay.revision()).toBe(0)
    await Promise.all(Array.from({ length: 8 }, () => store.overlay.add(act)))
    await other.overlay.add({ ...act, acte: 'modifie', note: 'le taux' })
    await store.overlay.add({ ...act, sorte: 'fiche', acte: 'publie', contenu })
    const acts = await other.overlay.acts()
    expect(acts.map(a => a.rang)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    expect(acts[0]).toEqual({
      ...act,
      compte: undefined,
      rang: 1,
      at: '2026-11-22T10:00:00.000Z',
      note: null,
      contenu: null,
    })
    expect(acts[8]!.note).toBe('le taux')
    expect(acts[9]!.contenu).toEqual(contenu)
    expect(await other.overlay.revision()).toBe(10)
  })

  test('another instance hears of an act at once where there can be another', async () => {
    const { store, again } = await stores.open()
    if (store.engine === 'sqlite') return
    const other = await again()
    const heard = new Promise<void>(resolve => other.overlay.onAct(resolve))
    await store.overlay.add(act)
    await heard
  })

  test('a draft is kept, changed and dropped', async () => {
    const { store } = await stores.open()
    const { overlay } = store
    await overlay.keepDraft({ id: 'd', auteur: 'Nadia', contenu })
    await overlay.keepDraft({ id: 'd', auteur: 'Lou', contenu: { ...contenu, titre: 'Autre' } })
    expect(await overlay.draft('d')).toMatchObject({ auteur: 'Lou', contenu: { titre: 'Autre' } })
    expect(await overlay.drafts()).toHaveLength(1)
    await overlay.dropDraft('d')
    expect(await overlay.draft('d')).toBeNull()
  })

  test('somebody is reminded once of each thing, in one message for what is new, even within one moment', async () => {
    const { store } = await stores.open({ now: () => new Date('2026-03-02T09:00:00Z') })
    const account = (await store.accounts.create({
      role: 'chef-de-projet',
      territoires: ['grand-compiegnois'],
      epci: [],
      nom: 'Nadia',
      email: 'nadia@relais.test',
    }))!
    const remind = (...cles: string[]) => store.overlay.remindOnce(account.id, cles)
    expect(await remind('a', 'b')).toBe(true)
    expect(await remind('b', 'a')).toBe(false)
    expect(await remind('a', 'b', 'c')).toBe(true)
    expect(await remind()).toBe(false)
    expect((await store.outbox.claim(10, { only: [VERIFY] })).length).toBe(2)
  })
})

onBothEngines('unanswered questions', stores => {
  test('wait until somebody deals with them, and can be put back', async () => {
    const { store } = await stores.open()
    for (const texte of ['une', 'deux', 'trois'])
      await addGap(store.database.db, texte, new Date(`2026-11-2${texte.length - 3}T10:00:00Z`))
    const { gaps } = store
    const open = async () => (await gaps.open(10)).map(g => g.texte)
    expect(await open()).toEqual(['trois', 'deux', 'une'])
    const [trois, deux, une] = await gaps.open(10)
    await gaps.settle([trois!.id], 'vue')
    await gaps.settle([deux!.id, trois!.id], 'fiche:x')
    expect(await open()).toEqual(['une'])
    await gaps.reopen('fiche:x')
    expect(await open()).toEqual(['deux', 'une'])
    await gaps.settle([], 'vue')
    expect((await gaps.open(1))[0]?.id).toBe(deux!.id)
    expect(une?.jour).toBe('2026-11-20')
  })
})
