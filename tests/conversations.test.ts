import { beforeAll, describe, expect, test } from 'vitest'
import { freshState, type State } from '../src/conversation/state.ts'
import { createMind } from '../src/conversation/think.ts'
import { turn } from '../src/conversation/turn.ts'
import { looksLikeAcronyms } from '../src/domain/glossaire.ts'
import { library, TODAY } from './doubles/library.ts'
import { differences, isDesk, type Line, type Talk, talks } from './doubles/script.ts'

const mind = createMind(library)
const START = Date.parse(`${TODAY}T10:00:00Z`)
/** Between two messages of a person who reads and types. */
const PAUSE_MS = 20_000
const SLOWEST_MS = 50
const MOST_TURNS = 6
const slow: string[] = []

/** One line said on the pure door, with the shell's answers that the line holds. */
function say(state: State, { user: texte, repond = [] }: Line, n: number) {
  const ctx = { now: new Date(START + n * PAUSE_MS).toISOString(), reference: 'TI-2026-7F3K' }
  const once = () => {
    const began = process.threadCpuUsage()
    const result = turn(mind, state, { sorte: 'texte', texte }, ctx)
    const { user: busy, system } = process.threadCpuUsage(began)
    return { result, took: (busy + system) / 1000 }
  }
  let { result, took } = once()
  // a turn is pure: what the machine or the collector added once, it does not add three times
  for (let again = 0; again < 2 && took > SLOWEST_MS; again++) took = Math.min(took, once().took)
  if (took > SLOWEST_MS) slow.push(`${took.toFixed(0)} ms: ${texte.slice(0, 60)}`)
  const replies = [...result.replies]
  const writes = [...result.writes]
  const demandes: string[] = []
  for (const [i, requete] of result.requests.entries()) {
    demandes.push(requete.sorte)
    result = turn(mind, result.state, { sorte: 'reponse', requete, resultat: repond[i] ?? null }, ctx)
    replies.push(...result.replies)
    writes.push(...result.writes)
  }
  return {
    texts: replies.map(r => r.texte),
    state: structuredClone(result.state),
    choix: replies.at(-1)?.choix.map(c => c.valeur) ?? [],
    sortes: replies.map(r => r.sorte),
    cartes: replies.flatMap(r => r.cartes),
    ecrit: writes.map(w => w.sorte),
    demandes,
  }
}

function walk(talk: Talk) {
  let state = freshState()
  const found: string[] = []
  const said: string[] = []
  let desk = 0
  for (const [n, line] of talk.lignes.entries()) {
    const came = say(state, line, n)
    state = came.state
    said.push(...came.texts)
    if (came.texts.length === 0 || came.texts.some(t => t.trim() === '')) found.push(`${n + 1}. says nothing`)
    if (desk === 0 && isDesk(state, came.texts)) desk = n + 1
    for (const d of differences(line.bot ?? {}, came)) found.push(`${n + 1}. « ${line.user.slice(0, 50)} »: ${d}`)
    const met = came.texts.flatMap(looksLikeAcronyms).filter(a => library.glossaire.has(a) && !state.sigles.includes(a))
    const meaning = (a: string) => came.texts.join(' ').toLowerCase().includes(library.glossaire.get(a)!.toLowerCase())
    for (const a of met) if (!meaning(a)) found.push(`${n + 1}. ${a} is not explained`)
  }
  return { found, desk, said }
}

beforeAll(() => {
  const warm = turn(
    mind,
    freshState(),
    { sorte: 'texte', texte: 'recruter des soudeurs à Chauny, on est 40' },
    { now: `${TODAY}T10:00:00Z`, reference: 'x' },
  )
  turn(mind, warm.state, { sorte: 'texte', texte: 'c’est quoi rev3 ?' }, { now: `${TODAY}T10:00:00Z`, reference: 'x' })
})

for (const [file, list] of talks)
  describe(file, () => {
    test.each(list.map(t => [t.titre, t] as const))('%s', (_, talk) => {
      const { found, desk } = walk(talk)
      expect(found).toEqual([])
      if (talk.reel) {
        expect(desk).toBeGreaterThan(0)
        expect(desk).toBeLessThanOrEqual(MOST_TURNS)
      }
    })
  })

describe('all talks together', () => {
  test('there are eighty at least, and from need to desk never more than six turns', () => {
    const all = talks.flatMap(([, list]) => list)
    const turns = all.filter(t => t.reel).map(t => walk(t).desk)
    const mean = turns.reduce((a, b) => a + b, 0) / turns.length
    console.log(
      `${all.length} talks, ${turns.length} of real companies: ${mean.toFixed(1)} turns to a desk, ${Math.max(...turns)} at most`,
    )
    expect(all.length).toBeGreaterThanOrEqual(80)
    expect(new Set(all.map(t => t.titre)).size).toBe(all.length)
  })

  test('nobody is spoken to as « tu »', () => {
    const familiar = /(?<![\p{L}'])(?:tu|toi|tes|ton)(?![\p{L}'])/iu
    const said = talks.flatMap(([, list]) => list.flatMap(t => walk(t).said))
    expect(said.filter(t => familiar.test(t.replaceAll(/« [^»]*»/g, ''))).slice(0, 3)).toEqual([])
  })

  test(`no turn takes more than ${SLOWEST_MS} ms of processor`, () => expect(slow).toEqual([]))
})
