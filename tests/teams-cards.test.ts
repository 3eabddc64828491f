import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { answeredCard, type CardContext, passedCard, replyCard } from '../src/channels/teams-cards.ts'
import { readClick } from '../src/channels/teams-manner.ts'
import type { Choice, Reply } from '../src/conversation/reply.ts'
import { freshState } from '../src/conversation/state.ts'
import { createMind } from '../src/conversation/think.ts'
import { turn } from '../src/conversation/turn.ts'
import type { Question } from '../src/domain/question.ts'
import { complaintsAbout, partsOf, wordsIn } from './doubles/adaptive.ts'
import { library } from './doubles/library.ts'
import { says } from './doubles/shell.ts'

const mind = createMind(library)
const context = (question?: string, ticket = 3): CardContext => ({
  texts: library.texts,
  question: question === undefined ? undefined : library.questions.get(question),
  ticket,
  echo: true,
})
const choices = (...titres: string[]): Choice[] => titres.map(titre => ({ titre, valeur: titre }))
const ofType = (card: unknown, type: string) => partsOf(card).filter(p => p.type === type)
const submits = (card: unknown) => ofType(card, 'Action.Submit') as { title: string; data: Record<string, unknown> }[]

/** Every reply on the way to a lead: nothing more is known, contact is wanted, agreed, given, confirmed. */
function repliesToLead(): Reply[] {
  const ctx = { now: '2026-11-22T10:00:00Z', reference: 'TI-2026-7F3K', canal: 'msteams' }
  let { state, replies } = turn(mind, freshState(), { sorte: 'bonjour' }, ctx)
  const all = [...replies]
  const say = (texte: string) => {
    ;({ state, replies } = turn(mind, state, { sorte: 'texte', texte }, ctx))
    all.push(...replies)
  }
  say('je veux recruter à Soissons')
  const given: Record<string, string> = { nom: 'Camille Exemple', entreprise: 'Exemple', contact: 'c@exemple.test' }
  for (let n = 0; n < 20 && !all.some(r => r.sorte === 'reference'); n++) {
    const last = replies.at(-1)!
    if (state.attente.sorte === 'suite') say('Être contacté')
    else if (last.sorte === 'confirmation') say(last.choix[0]!.valeur)
    else say(given[last.question ?? ''] ?? 'je ne sais pas')
  }
  return all
}

describe('cards that Microsoft reads at version 1.5', () => {
  test('for every reply of a whole conversation', () => {
    const replies = repliesToLead()
    expect(replies.some(r => r.sorte === 'resultats') && replies.some(r => r.sorte === 'reference')).toBe(true)
    const cards = replies.map(r => replyCard(r, context(r.question))).filter(c => c !== null)
    expect(cards.length).toBeGreaterThan(8)
    expect(cards.flatMap(complaintsAbout)).toEqual([])
  })

  test('for every question of the shelves, within the size that Teams takes', () => {
    const ctx = { now: '2026-11-22T10:00:00Z', reference: 'TI-2026-7F3K' }
    expect(turn(mind, freshState(), { sorte: 'bonjour' }, ctx).replies).not.toEqual([])
    for (const q of library.questions.values()) {
      const titres = q.type === 'oui-non' ? ['Oui', 'Non'] : Object.values(q.options ?? {})
      const reply = says(q.texte, { sorte: 'question', question: q.id, choix: choices(...titres, 'Je ne sais pas') })
      const card = replyCard(reply, context(q.id))!
      expect([q.id, complaintsAbout(card)]).toEqual([q.id, []])
      expect(JSON.stringify(card).length).toBeLessThan(20_000)
      expect([q.id, submits(card).length > 0]).toEqual([q.id, true])
    }
  })

  test('whatever people and records say', () => {
    const word = fc.string({ unit: 'binary', maxLength: 80 })
    const reply = fc.record({
      sorte: fc.constantFrom<Reply['sorte']>('message', 'question', 'resultats', 'bureau'),
      texte: word,
      choix: fc.array(fc.record({ titre: word, valeur: word }), { maxLength: 12 }),
      cartes: fc.array(
        fc.record({
          sorte: fc.constant('dispositif' as const),
          id: word,
          titre: word,
          lignes: fc.array(word, { maxLength: 4 }),
        }),
        { maxLength: 4 },
      ),
    })
    fc.assert(
      fc.property(reply, r => {
        const card = replyCard(r, context())
        if (card) JSON.parse(JSON.stringify(card))
        return card === null || card.body.length + (card.actions?.length ?? 0) > 0 || r.texte.trim() === ''
      }),
    )
  })
})

describe('how a reply is answered', () => {
  test('few short choices are buttons that say their label in the thread', () => {
    const card = replyCard(says('Combien ?', { choix: choices('Un', 'Deux') }), context())!
    expect(submits(card).map(s => s.data)).toEqual(
      ['Un', 'Deux'].map(t => ({
        msteams: { type: 'messageBack', displayText: t, text: t },
        relais: { ticket: 3, texte: t },
      })),
    )
    expect(readClick(submits(card)[1]!.data)).toEqual({ ticket: 3, texte: 'Deux' })
  })

  test('many choices are a list', () => {
    const eight = Array.from({ length: 9 }, (_, i) => `choix ${i}, le bon`)
    const card = replyCard(says('Lequel ?', { choix: choices(...eight) }), context())!
    expect(ofType(card, 'Input.ChoiceSet')).toHaveLength(1)
    const [submit] = submits(card)
    expect(readClick({ ...submit!.data, reponse: '5' })).toEqual({ ticket: 3, texte: 'choix 5, le bon' })
    expect(readClick({ ...submit!.data, reponse: '99' })).toEqual({ ticket: 3, texte: '' })
  })

  test('a question that takes several has a list of several, and its way out beside', () => {
    const q: Question = { ...library.questions.get('emploi-besoin')!, plusieurs: true }
    const labels = Object.values(q.options!)
    const reply = says(q.texte, { question: q.id, choix: choices(...labels, 'Je ne sais pas') })
    const card = replyCard(reply, { ...context(), question: q })!
    expect(ofType(card, 'Input.ChoiceSet')[0]).toMatchObject({ isMultiSelect: true, isRequired: true })
    expect(submits(card).map(s => s.title)).toEqual(['Répondre', 'Je ne sais pas'])
    expect(readClick({ ...submits(card)[0]!.data, reponse: '0,1' })!.texte).toBe(`${labels[0]}, ${labels[1]}`)
    expect(submits(card)[1]).toMatchObject({ associatedInputs: 'none' })
  })

  test('a number has a field for numbers, a company number one that looks at it', () => {
    const effectif = replyCard(
      says('Combien ?', { question: 'effectif', choix: choices('Passer') }),
      context('effectif'),
    )!
    expect(ofType(effectif, 'Input.Number')[0]).toMatchObject({ min: expect.any(Number), isRequired: true })
    expect(readClick({ ...submits(effectif)[0]!.data, reponse: 40 })).toEqual({ ticket: 3, texte: '40' })
    const q = { ...library.questions.get('effectif')!, type: 'siret' } as Question
    const siret = replyCard(says('Numéro ?', { question: q.id }), { ...context(), question: q })!
    const { regex } = ofType(siret, 'Input.Text')[0] as { regex: string }
    expect(['732829320', '732 829 320 00074', '12'].map(s => new RegExp(regex).test(s))).toEqual([true, true, false])
  })

  test('what only tells is plain text', () => {
    expect(replyCard(says('Merci.'), context())).toBeNull()
  })

  test.each([[null], ['text'], [{ relais: 'x' }], [{ relais: { ticket: '3' } }], [['a']], ['{']])(
    '%j is no click',
    value => {
      expect(readClick(value)).toBeUndefined()
    },
  )
})

describe('what is shown', () => {
  const results = repliesToLead().find(r => r.sorte === 'resultats')!
  test('results are a list with everything said in the text, the details folded', () => {
    const card = replyCard(results, context())!
    const folded = partsOf(card).filter(p => p.isVisible === false)
    const toggles = ofType(card, 'Action.ToggleVisibility') as unknown as { targetElements: string[] }[]
    expect(toggles.flatMap(t => t.targetElements)).toEqual(folded.map(f => f.id))
    expect(folded.length).toBe(results.cartes.length)
    const words = wordsIn(card)
    for (const c of results.cartes) expect(words).toContain(c.titre)
    expect(words).toContain(library.texts['sans-promesse']!)
    expect(JSON.stringify(card).length).toBeLessThan(25_000)
  })

  test('words are never markup', () => {
    const card = replyCard(
      says('[lien](https://evil.example) **gras**\n- point', { choix: choices('Oui') }),
      context(),
    )!
    const [first, second] = ofType(card, 'TextBlock') as unknown as { text: string }[]
    expect(first!.text).toBe(String.raw`\[lien\]\(https://evil.example\) \*\*gras\*\*`)
    expect(second!.text).toBe(String.raw`\- point`)
  })

  test('an answered card has nothing to click', () => {
    for (const card of [answeredCard(library.texts, 'Combien ?', 'Deux'), passedCard(library.texts)]) {
      expect(complaintsAbout(card)).toEqual([])
      expect(card.actions).toBeUndefined()
    }
    expect(wordsIn(answeredCard(library.texts, 'Combien ?', 'Deux'))).toBe('Combien ?\nRéponse : Deux')
  })
})
