import { describe, expect, test } from 'vitest'
import { answerFromKnowledge } from '../src/conversation/knowledge.ts'
import type { Mind } from '../src/conversation/mind.ts'
import { freshState } from '../src/conversation/state.ts'
import { results } from '../src/conversation/steps.ts'
import { createMind } from '../src/conversation/think.ts'
import { turn } from '../src/conversation/turn.ts'
import { statusOf } from '../src/domain/dispositif.ts'
import { type OverlayAct, overlay, type Saisie, standing } from '../src/domain/overlay.ts'
import { tellStatus } from '../src/domain/reasons.ts'
import { agingOf, mayVerify } from '../src/domain/verification.ts'
import { library, libraryWith, someScheme, TODAY } from './doubles/library.ts'

let rang = 0
const act = (changes: Partial<OverlayAct> = {}): OverlayAct => ({
  rang: ++rang,
  at: `${TODAY}T09:00:00.000Z`,
  auteur: 'Nadia Exemple',
  sorte: 'dispositif',
  fiche: 'aide',
  titre: 'Aide',
  acte: 'ouvert',
  note: null,
  contenu: null,
  ...changes,
})
const saisie: Saisie = {
  titre: 'Où garer un camion de livraison ?',
  corps: 'La zone a une aire gratuite, à demander à la mairie.',
  questions: ['où garer les camions de livraison', 'parking poids lourds'],
  themes: ['logistique-mobilite', 'theme-disparu'],
  territoires: [],
  source: 'Appel au service économique',
  date: '2026-11-20',
}
const published = (changes: Partial<OverlayAct> = {}) =>
  act({ sorte: 'fiche', fiche: 'garer-un-camion', acte: 'publie', contenu: saisie, ...changes })
const scheme = someScheme('aide', { 'verifie-le': '2025-01', verification: 'ouvert' })
const told = (...acts: OverlayAct[]) => {
  const d = overlay(libraryWith(scheme), acts).dispositifs.get('aide')!
  return tellStatus(library, d, statusOf(d, TODAY))
}

describe("a person's word over the files", () => {
  test('wins, and the sentence tells who and when', () => {
    expect(told()).toContain('pas encore confirmé')
    expect(told(act())).toBe('Ouvert : vérifié par Nadia Exemple le 22 novembre 2026.')
    expect(told(act({ acte: 'clos' }))).toBe('Clos : constaté par Nadia Exemple le 22 novembre 2026.')
    expect(told(act({ acte: 'modifie', note: 'le taux est de 20 %.' }))).toMatch(
      /^Ouvert, avec un changement constaté par Nadia Exemple le 22 novembre 2026 : le taux est de 20 %\.$/,
    )
  })

  test('the later act wins, whatever the order of the rows; taken away, even the verification of the file is gone', () => {
    const [closed, open] = [act({ acte: 'clos' }), act()]
    expect(told(open, closed)).toMatch(/^Ouvert/)
    const none = overlay(libraryWith(scheme), [closed, open, act({ acte: 'retire' })]).dispositifs.get('aide')!
    expect(none['verifie-le']).toBeUndefined()
    expect(none.verification).toBeUndefined()
  })

  test('changes the version, and nothing else where the record is gone; the library given is left as it was', () => {
    const before = libraryWith(scheme)
    const after = overlay(before, [act({ rang: 41 }), act({ rang: 42, fiche: 'no-such' })])
    expect(after.version).toBe(`${library.version}+42`)
    expect(overlay(before, []).version).toBe(library.version)
    expect(before.dispositifs.get('aide')).toBe(scheme)
    expect(after.dispositifs.has('no-such')).toBe(false)
  })

  test('at midnight in France the day is the French one', () => {
    expect(told(act({ at: '2026-11-21T23:30:00.000Z' }))).toContain('le 22 novembre 2026')
  })

  test('a contact who has left is named no more, the function and its desk stay', () => {
    const [id, before] = [...library.contacts].find(([, c]) => c.nom && c.email && c.bureau)!
    const after = overlay(library, [act({ sorte: 'contact', fiche: id, acte: 'clos' })]).contacts.get(id)!
    expect([after.nom, after.email, after.telephone]).toEqual([undefined, undefined, undefined])
    expect([after.fonction, after.bureau]).toEqual([before.fonction, before.bureau])
  })

  test('an answer that is no longer true is not given; published anew it is', () => {
    const id = [...library.fiches.keys()][0]!
    const closed = act({ sorte: 'fiche', fiche: id, acte: 'clos' })
    expect(overlay(library, [closed]).fiches.has(id)).toBe(false)
    expect(overlay(library, [closed, published({ fiche: id })]).fiches.get(id)?.corps).toBe(saisie.corps)
  })
})

describe('an answer written in the console', () => {
  test('is given by the bot, with who wrote it down and when', () => {
    const mind = createMind(overlay(library, [published()]))
    const reply = answerFromKnowledge(mind, freshState(), 'Où peut-on garer les camions de livraison ?', TODAY)
    expect(reply?.texte).toContain('aire gratuite')
    expect(reply?.texte).toContain(
      'Source : Appel au service économique (saisie par Nadia Exemple le 22 novembre 2026), 20 novembre 2026.',
    )
    expect(mind.library.fiches.get('garer-un-camion')?.themes).toEqual(['logistique-mobilite'])
  })

  test('taken back is given no more', () => {
    const acts = [published(), act({ sorte: 'fiche', fiche: 'garer-un-camion', acte: 'depublie' })]
    expect(overlay(library, acts).fiches.has('garer-un-camion')).toBe(false)
    expect(standing(acts)).toHaveLength(1)
  })

  test('found to be wrong, then written anew and published, is given; found to be wrong again it is not', () => {
    const wrong = () => act({ sorte: 'fiche', fiche: 'garer-un-camion', acte: 'clos' })
    const acts = [published(), wrong(), published()]
    expect(overlay(library, acts).fiches.has('garer-un-camion')).toBe(true)
    expect(overlay(library, [...acts, wrong()]).fiches.has('garer-un-camion')).toBe(false)
  })
})

test('in a conversation that has its results they are told again once somebody has verified one of them', () => {
  const ctx = { now: `${TODAY}T10:00:00.000Z`, reference: 'TI-2026-7F3K' }
  const mind = createMind(library)
  let state = freshState()
  for (const texte of ['Nous voulons un robot de soudage à Soissons, nous sommes 40', ...Array(6).fill('passer')])
    if (state.attente.sorte !== 'suite') state = turn(mind, state, { sorte: 'texte', texte }, ctx).state
  const [first] = state.besoins[0]!.trace!.dispositifs
  const again = (mind: Mind) => results(mind, state, ctx, []).replies.map(r => r.texte)
  expect(again(mind)[0]).toBe(library.texts['resultats-inchanges'])
  const [told] = again(createMind(overlay(library, [act({ fiche: first!.id })])))
  expect(told).toContain('Ouvert : vérifié par Nadia Exemple le 22 novembre 2026.')
})

describe('the age of records', () => {
  const etat = (written: Record<string, unknown>) =>
    agingOf(libraryWith(someScheme('aide', written)), TODAY).find(r => r.sorte === 'dispositif')!.etat
  const until = (fin: string) => ({ periode: { fin, source: 'doc:1 x' } })

  test('a verification is too old at six months, a window presses thirty days before its end', () => {
    expect(etat({})).toBe('jamais')
    expect(etat({ 'verifie-le': '2026-05-23' })).toBe('a-jour')
    expect(etat({ 'verifie-le': '2026-05-22' })).toBe('age')
    expect(etat({ 'verifie-le': '2025-01-01', verification: 'clos' })).toBe('clos')
    expect(etat(until('2026-12-22'))).toBe('fin')
    expect(etat(until('2026-12-23'))).toBe('jamais')
    expect(etat(until('2026-11-21'))).toBe('jamais')
  })

  test('a look within those thirty days settles the window, one before does not', () => {
    expect(etat({ ...until('2026-12-22'), 'verifie-le': '2026-11-22' })).toBe('a-jour')
    expect(etat({ ...until('2026-12-22'), 'verifie-le': '2026-11-21' })).toBe('fin')
  })

  test('an administrator may verify all, a chef de projet what serves one of their territories, others nothing', () => {
    const chef = { role: 'chef-de-projet', territoires: ['grand-compiegnois'], epci: [] } as const
    const local = someScheme('aide', { zone: { territoires: ['soissonnais-valois'] } })
    const commune = someScheme('aide', { zone: { communes: ['60159'] } })
    const may = (d = scheme, who: Parameters<typeof mayVerify>[1] = chef) =>
      mayVerify(libraryWith(d), who, 'dispositif', 'aide')
    expect(may()).toBe(true)
    expect(may(commune)).toBe(true)
    expect(may(local)).toBe(false)
    expect(may(local, { ...chef, role: 'administrateur', territoires: [] })).toBe(true)
    expect(may(scheme, { ...chef, role: 'referent' })).toBe(false)
    expect(may(scheme, { ...chef, role: 'lecteur' })).toBe(false)
  })
})
