import { describe, expect, test } from 'vitest'
import { freshState, type State } from '../src/conversation/state.ts'
import { createMind } from '../src/conversation/think.ts'
import { turn } from '../src/conversation/turn.ts'
import { LEVELS } from '../src/domain/diagnostic.ts'
import type { Question } from '../src/domain/question.ts'
import { say } from '../src/domain/texts.ts'
import { library, TODAY } from './doubles/library.ts'

const mind = createMind(library)
const ctx = { now: `${TODAY}T10:00:00Z`, reference: 'TI-2026-7F3K' }
const step = (state: State, texte: string) => turn(mind, state, { sorte: 'texte', texte }, ctx)

describe('every edge of every questionnaire', () => {
  let walked = 0
  let all = 0
  const idk = say(library.texts, 'ne-sais-pas')

  /** The state in which a question of a theme waits. */
  const waiting = (question: Question, theme: string, usage: 'question' | 'dossier'): State => ({
    ...freshState(),
    version: library.version,
    besoins: [{ theme, reponses: {} }],
    attente: { sorte: usage, question: question.id, essais: 0 },
  })
  const answerIn = (state: State, id: string) =>
    state.faits[id] ?? state.besoins.find(b => id in b.reponses)?.reponses[id]

  test.each([...library.themes.keys()])('%s', theme => {
    const missed: string[] = []
    for (const { question } of library.themes.get(theme)!.questions) {
      const start = waiting(question, theme, question.usage === 'tri' ? 'question' : 'dossier')
      const edges: [string, string][] = [[idk, 'null']]
      const options = Object.entries(question.options ?? {})
      for (const [i, [id, label]] of options.entries()) {
        edges.push([label, JSON.stringify([id])])
        const shown = { ...start, choix: [...options.map(o => o[1]), idk] }
        all++
        if (JSON.stringify(answerIn(step(shown, String(i + 1)).state, question.id)?.valeur) === JSON.stringify([id]))
          walked++
        else missed.push(`${question.id} by number ${i + 1}`)
      }
      if (question.type === 'oui-non') edges.push(['oui', 'true'], ['non', 'false'])
      for (const [text, wanted] of edges) {
        all++
        if (JSON.stringify(answerIn(step(start, text).state, question.id)?.valeur) === wanted) walked++
        else missed.push(`${question.id} by « ${text} »`)
      }
    }
    expect(missed).toEqual([])
  })

  test.each([...library.diagnostics.keys()])('diagnostic %s', id => {
    const grid = library.diagnostics.get(id)!
    const missed: string[] = []
    for (const level of [...LEVELS.map((_, i) => String(i + 1)), idk]) {
      let state = step(freshState(), grid.titre).state
      for (const question of grid.axes.flatMap(a => a.questions)) {
        state = { ...state, attente: { sorte: 'diagnostic', diagnostic: id, question: question.id, essais: 0 } }
        state = step(state, level).state
        all++
        if (question.id in (state.diagnostics[id] ?? {})) walked++
        else missed.push(`${question.id} ${level}`)
      }
    }
    expect(missed).toEqual([])
  })

  test('all were walked', () => {
    console.log(`${walked} of ${all} edges walked: ${((100 * walked) / all).toFixed(1)} %`)
    expect(walked).toBe(all)
  })
})
