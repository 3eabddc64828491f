import { describe, expect, test } from 'vitest'
import { freshState, type State } from '../src/conversation/state.ts'
import { createMind } from '../src/conversation/think.ts'
import { turn } from '../src/conversation/turn.ts'
import {
  countLeft,
  type Diagnostic,
  diagnosticSchema,
  LEVELS,
  levelOf,
  nextQuestion,
  readDiagnostics,
  scoresOf,
  tellScore,
  weakest,
} from '../src/domain/diagnostic.ts'
import type { Faits, Question } from '../src/domain/question.ts'
import { radarSvg } from '../src/domain/radar.ts'
import { load } from '../src/load.ts'

const { library } = load(process.cwd())
if (!library) throw new Error('the dialogs are broken')
const mind = createMind(library)
const grids = [...library.diagnostics.values()]
const questionsOf = (d: Diagnostic): Question[] => d.axes.flatMap(a => a.questions)
const te = library.diagnostics.get('transition-ecologique')!

/** Answers in the grid's order: a level, null for « I don't know », undefined for not asked. */
function answers(d: Diagnostic, levels: readonly (number | null | undefined)[]): Faits {
  return Object.fromEntries(
    questionsOf(d).flatMap((q, i) => {
      const level = levels[i]
      if (level === undefined) return []
      return [[q.id, { valeur: level === null ? null : [`n${level}`], origine: 'question' as const }]]
    }),
  )
}

/** Throws where tags do not close or a text holds a bare sign. */
function wellFormed(xml: string): number {
  const open: string[] = []
  let tags = 0
  const rest = xml.replaceAll(/<(\/?)([a-zA-Z]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>/g, (_, close, name, __, empty) => {
    tags++
    if (close) expect(open.pop()).toBe(name)
    else if (!empty) open.push(name)
    return ''
  })
  expect(open).toEqual([])
  expect(rest).not.toMatch(/[<>]|&(?!(amp|lt|gt|quot|#39);)/)
  return tags
}

describe('the grids', () => {
  test('two grids of ten to twelve questions in five or six axes, each with five short levels', () => {
    expect([...library.diagnostics.keys()].sort()).toEqual(['industrie-du-futur', 'transition-ecologique'])
    for (const d of grids) {
      expect(questionsOf(d).length).toBeGreaterThanOrEqual(10)
      expect(questionsOf(d).length).toBeLessThanOrEqual(12)
      expect(d.axes.length).toBeGreaterThanOrEqual(5)
      for (const c of d.sources) expect(library.documents.get(c.document)?.nature).toBe('reference')
      for (const q of questionsOf(d)) {
        expect(Object.keys(q.options!)).toEqual([...LEVELS])
        expect(new Set(Object.values(q.options!)).size).toBe(5)
        for (const label of Object.values(q.options!)) expect(label.split(/\s+/).length).toBeLessThanOrEqual(25)
      }
    }
  })

  test('no level is taken for a command, and each of them is an answer when it is typed whole', () => {
    for (const d of grids)
      for (const q of questionsOf(d))
        for (const label of Object.values(q.options!)) expect([label, mind.commands(label)]).toEqual([label, null])
  })

  test('every axis points to needs that some scheme of the knowledge answers', () => {
    for (const d of grids)
      for (const a of d.axes) {
        const themes = a.besoins.map(b => b.theme)
        expect(themes.length).toBeGreaterThan(0)
        expect([...library.dispositifs.values()].some(r => r.themes.some(t => themes.includes(t)))).toBe(true)
      }
  })

  test('a bad grid is told where it is bad and left out', () => {
    const options = Object.fromEntries(LEVELS.map(n => [n, n]))
    const axe = (prefix: string, besoin: Record<string, string[]>, o: Record<string, string> = options) => ({
      titre: 'A',
      'd-abord': 'B',
      besoin,
      questions: { [`${prefix}-a`]: { texte: 'Q', options: o } },
    })
    const raw = diagnosticSchema.parse({
      titre: 'T',
      resume: 'R',
      prefixe: 'diag-x',
      mots: ['x'],
      sources: ['nowhere'],
      axes: {
        a: axe('autre', { 'transition-besoin': ['eau'] }),
        b: axe('diag-x-b', { 'transition-besoin': ['sel'] }),
        c: axe('diag-x-c', { effectif: ['n1'] }, { n1: 'only' }),
      },
    })
    const read = readDiagnostics(library.texts, [['x', raw]], library.questions, library.documents)
    expect(read.diagnostics.size).toBe(0)
    expect(read.findings.map(f => f.lieu)).toEqual([
      'sources',
      'axes.a.questions.autre-a',
      'axes.b.besoin.transition-besoin',
      'axes.c.questions.diag-x-c-a',
      'axes.c.besoin.effectif',
    ])
    for (const f of read.findings) expect(f.texte).not.toMatch(/[{}]/)
  })
})

describe('scores', () => {
  test('an axis is the mean of its answered levels; an unanswered one has no score', () => {
    const scores = scoresOf(te, answers(te, [2, 3, null, 4, null, null, 5, 5]))
    expect(scores.map(s => s.score)).toEqual([2.5, 4, null, 5, null, null])
    expect(scores.map(s => s.repondues)).toEqual([2, 1, 0, 2, 0, 0])
    expect(tellScore(2.5)).toBe('2,5')
    expect(levelOf({ valeur: 'n3', origine: 'api' })).toBe(3)
    expect(levelOf({ valeur: ['n9'], origine: 'api' })).toBeNull()
  })

  test('the weakest come first, equals in the editor’s order, never a perfect or an unanswered axis', () => {
    const of = (levels: (number | null | undefined)[]) =>
      weakest(scoresOf(te, answers(te, levels))).map(s => te.axes.indexOf(s.axe))
    expect(of([3, 3, 1, 1, 3, 3, 3, 3, 1, 1, 5, 5])).toEqual([1, 4, 0])
    expect(of([2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2])).toEqual([0, 1, 2])
    expect(of([null, null, 1, null, 5, 5])).toEqual([1])
    expect(of([])).toEqual([])
  })

  test('the next question is derived: taken up anywhere, whatever the order of the answers', () => {
    expect(nextQuestion(te, {})).toMatchObject({ rang: 1, total: 12 })
    const later = answers(te, [1, undefined, 2])
    expect(nextQuestion(te, later)?.question.id).toBe(questionsOf(te)[1]!.id)
    expect([countLeft(te, later), countLeft(te, {})]).toEqual([10, 12])
    expect(nextQuestion(te, answers(te, Array(12).fill(null)))).toBeNull()
    const stale = {
      ...answers(te, Array(12).fill(1)),
      'diag-te-gone': { valeur: ['n1'], origine: 'question' as const },
    }
    expect(nextQuestion(te, stale)).toBeNull()
  })
})

describe('the radar', () => {
  const spokes = ['Énergie & chaleur', '<script>alert("1")</script>', "L'eau\u0000", 'D'].map((nom, i) => ({
    nom,
    score: i === 3 ? null : i + 1,
    note: i === 3 ? 'sans réponse' : tellScore(i + 1),
  }))

  test('is well-formed, escaped, described, and has no colour of its own', () => {
    const svg = radarSvg({ id: 'r"1', titre: 'T & <t>', description: 'd "e"', rayons: spokes, seul: true })
    expect(wellFormed(svg)).toBeGreaterThan(20)
    expect(svg).not.toContain('<script')
    expect(svg).not.toContain('\u0000')
    expect(svg).toContain('<title id="r&quot;1-t">T &amp; &lt;t&gt;</title>')
    for (const part of ['role="img"', '2,0', 'prefers-color-scheme:dark']) expect(svg).toContain(part)
    const inPage = radarSvg({ id: 'r', titre: 't', description: 'd', rayons: spokes })
    expect(inPage).not.toMatch(/#[0-9a-f]{3,6}\b|<style/)
  })

  test('leaves an unanswered spoke out of the outline', () => {
    const svg = radarSvg({ id: 'r', titre: 't', description: 'd', rayons: spokes })
    expect(svg.match(/<circle/g)).toHaveLength(3)
    expect(svg.match(/stroke-dasharray/g)).toHaveLength(1)
    const empty = spokes.map(s => ({ ...s, score: null }))
    expect(radarSvg({ id: 'r', titre: 't', description: 'd', rayons: empty })).not.toContain('<circle')
  })
})

describe('in a conversation', () => {
  const ctx = { now: '2026-11-22T10:00:00.000Z', reference: 'TI-2026-AAAA' }
  function talk(texts: readonly string[], from: State = freshState()) {
    let state = from
    let replies: ReturnType<typeof turn>['replies'] = []
    for (const texte of texts) ({ state, replies } = turn(mind, state, { sorte: 'texte', texte }, ctx))
    return { state, replies, text: replies.map(r => r.texte).join('\n') }
  }

  test('both are offered, one is chosen by its number, and answers lead to the result', () => {
    const offered = talk(['faire un diagnostic'])
    expect(offered.replies[0]!.choix.map(c => c.titre)).toEqual(grids.map(d => d.titre))
    const begun = talk(['2'], offered.state)
    expect(begun.replies.at(-1)).toMatchObject({ question: questionsOf(te)[0]!.id, restantes: 12 })
    const done = talk(
      ['2', '2', '4', '4', '1', 'niveau 1', '5', '5', 'passer', 'je ne sais pas', '3', '3'],
      begun.state,
    )
    expect(done.text).toContain('Eau : 1,0 sur 5')
    expect(done.text).toContain('Transport et trajets : sans réponse')
    const radar = done.replies.flatMap(r => r.cartes).find(c => c.sorte === 'radar')!
    expect(wellFormed(decodeURIComponent(radar.image!.replace('data:image/svg+xml,', '')))).toBeGreaterThan(20)
    const weak = done.replies[1]!
    expect(weak.texte.indexOf('1. Eau')).toBeLessThan(weak.texte.indexOf('2. Énergie'))
    for (const a of weakest(scoresOf(te, done.state.diagnostics[te.id]!))) expect(weak.texte).toContain(a.axe.dAbord)
    expect(done.replies.at(-1)!.choix[0]!.titre).toBe('Transition écologique')
  })

  test('the schemes are found by matching, of the place, with state and source, none twice', () => {
    const { replies, state } = talk(['diag te', ...Array<string>(12).fill('1')], {
      ...freshState(),
      faits: { commune: { valeur: '02691', origine: 'question' } },
    })
    const cards = replies.flatMap(r => r.cartes).filter(c => c.sorte === 'dispositif')
    expect(cards.length).toBeGreaterThan(0)
    expect(cards.length).toBeLessThanOrEqual(6)
    expect(new Set(cards.map(c => c.id)).size).toBe(cards.length)
    for (const c of cards) {
      expect(c.statut && c.source).toBeTruthy()
      expect(replies[1]!.texte).toContain(c.titre)
      expect(replies[1]!.texte).toContain(c.statut)
    }
    const next = talk(['Transition écologique'], state)
    expect(next.state.besoins.map(b => b.theme)).toEqual(['transition-ecologique'])
    expect(next.state.besoins[0]!.reponses['transition-besoin']?.valeur).toContain('energie')
  })

  test('it is left and taken up again; « retour » takes the last answer back; « résultat » comes early', () => {
    const left = talk(['diag idf', '3', 'je veux parler à quelqu’un'])
    expect(Object.keys(left.state.diagnostics['industrie-du-futur']!)).toHaveLength(1)
    const again = talk(['diag idf'], left.state)
    expect(again.replies.at(-1)!.question).toBe(questionsOf(library.diagnostics.get('industrie-du-futur')!)[1]!.id)
    const back = talk(['retour'], again.state)
    expect(back.state.diagnostics['industrie-du-futur']).toEqual({})
    expect(talk(['résultat'], back.state).text).toContain(library.texts['diagnostic-rien'])
    expect(talk(['4', 'résultat'], back.state).text).toContain('provisoire')
  })

  test('what is not understood is asked again, then left unknown; a grid that has gone does not trap anyone', () => {
    const lost = talk(['diag te', 'bof', 'bof', 'bof'])
    expect(lost.state.diagnostics[te.id]![questionsOf(te)[0]!.id]!.valeur).toBeNull()
    const gone: State = {
      ...freshState(),
      attente: { sorte: 'diagnostic', diagnostic: 'gone', question: 'gone', essais: 0 },
    }
    expect(talk(['bonjour'], gone).replies.length).toBeGreaterThan(0)
  })

  test('a need that holds the word is a need, not the command', () => {
    const { state } = talk(['je veux faire un diagnostic énergétique de mon four'])
    expect(state.attente.sorte).not.toBe('diagnostic')
  })
})
