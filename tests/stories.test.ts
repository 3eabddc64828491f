import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { orientation } from '../src/api/orientation.ts'
import { orientationRequest } from '../src/api/orientation-request.ts'
import { orientationResponse } from '../src/api/orientation-response.ts'
import type { HttpRequest } from '../src/api/route.ts'
import { createMind } from '../src/conversation/think.ts'
import { VERDICTS } from '../src/domain/dispositif.ts'
import { library } from './doubles/library.ts'

/**
 * Company stories, written from the five documents: what an experienced chef de projet would answer, not what the
 * program answers today. `dispositifs` must stand among the first `parmi` (5 unless said); `absents` must not appear.
 */
const expected = z.strictObject({
  genre: z.string().optional(),
  territoire: z.string().nullable().optional(),
  epci: z.string().nullable().optional(),
  commune: z.string().nullable().optional(),
  themes: z.array(z.string()).optional(),
  effectif: z.number().optional(),
  dispositifs: z
    .array(
      z.strictObject({
        id: z.string(),
        parmi: z.number().default(5),
        verdict: z.enum(VERDICTS).default('a-verifier'),
        statut: z.string().optional(),
        critere: z.string().optional(),
      }),
    )
    .default([]),
  absents: z.array(z.string()).default([]),
  contact: z.string().optional(),
  question: z.string().nullable().optional(),
  choix: z.array(z.string()).default([]),
})
const story = z.strictObject({ nom: z.string(), demande: orientationRequest, attendu: expected })

const files = readdirSync('tests/stories').filter(f => f.endsWith('.yaml'))
const stories = files.flatMap(f =>
  z
    .array(story)
    .parse(parse(readFileSync(`tests/stories/${f}`, 'utf8')))
    .map(s => ({ ...s, file: f })),
)
const mind = createMind(library)
const ask = orientation(mind, () => new Date('2026-11-22T10:00:00Z'))
const epciOf = new Map(
  [...library.territoires.values()].flatMap(t => Object.entries(t.epci).map(([id, e]) => [e.siren, id])),
)

function answer(demande: z.output<typeof orientationRequest>) {
  const request: HttpRequest = {
    method: 'POST',
    path: '/api/v1/orientation',
    params: {},
    query: {},
    headers: {},
    body: { date: '2026-11-22', ...demande },
    client: '127.0.0.1',
    loopback: true,
    base: 'http://localhost',
  }
  const { status, json } = ask(request)
  expect(status).toBe(200)
  return orientationResponse.parse(json)
}

/** What is wrong with an answer, in words; empty when the story comes true. */
function disagreements(said: ReturnType<typeof answer>, want: z.output<typeof expected>): string[] {
  const wrong: string[] = []
  const ranked = said.dispositifs.map(d => d.id)
  const same = (what: string, got: unknown, hoped: unknown) => {
    if (hoped !== undefined && JSON.stringify(got) !== JSON.stringify(hoped))
      wrong.push(`${what}: ${JSON.stringify(got)} instead of ${JSON.stringify(hoped)}`)
  }
  const { understood, nextQuestion } = said
  same('kind', understood.kind, want.genre)
  same('territoire', understood.territoire?.id ?? null, want.territoire)
  same('epci', epciOf.get(understood.epci?.siren ?? '') ?? null, want.epci)
  same('commune', understood.commune?.insee ?? null, want.commune)
  same('themes', understood.themes.map(t => t.id).sort(), want.themes?.toSorted())
  same('effectif', understood.effectif?.min, want.effectif)
  same('first contact', said.contacts[0]?.id, want.contact)
  same('next question', nextQuestion?.id ?? null, want.question)
  const offered = nextQuestion?.options?.map(o => o.id) ?? []
  for (const id of want.choix)
    if (!offered.includes(id)) wrong.push(`${id} is not among the choices (${offered.join(', ')})`)
  for (const { id, parmi, verdict, statut, critere } of want.dispositifs) {
    const at = ranked.indexOf(id)
    const d = said.dispositifs[at]
    if (!d || at >= parmi) {
      wrong.push(
        `${id} ${d ? `is ${at + 1}th` : 'is absent'}, not among the first ${parmi}: ${ranked.slice(0, 10).join(', ')}`,
      )
      continue
    }
    same(`verdict of ${id}`, d.verdict, verdict)
    same(`status of ${id}`, d.status, statut)
    const outcomes = Object.fromEntries(d.reasons.map(r => [r.criterion, r.outcome]))
    if (critere) same(`criterion of ${id}`, `${critere.split(' ')[0]} ${outcomes[critere.split(' ')[0]!]}`, critere)
  }
  for (const id of want.absents) if (ranked.includes(id)) wrong.push(`${id} appears (${ranked.indexOf(id) + 1}th)`)
  return wrong
}

/** What holds for every answer, whatever the story. */
function rules(said: ReturnType<typeof answer>, named: readonly string[]): string[] {
  const wrong: string[] = []
  const territoire = said.understood.territoire?.id ?? null
  for (const c of said.contacts) {
    const desk = library.contacts.get(c.id)?.bureau
    const own = [...(desk?.territoires ?? []), ...(desk?.epci ?? []).map(e => library.territoireOfEpci.get(e))]
    if (own.some(t => t !== territoire)) wrong.push(`${c.id} is a contact of ${own}`)
  }
  for (const d of said.dispositifs) {
    if (d.reasons.length === 0) wrong.push(`${d.id} has no reason`)
    if (d.status === 'clos' && !named.includes(d.id)) wrong.push(`${d.id} is closed`)
  }
  if (said.contacts.length === 0) wrong.push('no contact')
  if (said.dispositifs.length > 30) wrong.push('more than 30 dispositifs')
  if (said.dispositifs.filter(d => d.verdict === 'non-eligible').length > 5) wrong.push('more than 5 refusals')
  const firstRefusal = said.dispositifs.findIndex(d => d.verdict === 'non-eligible')
  if (firstRefusal >= 0 && said.dispositifs.slice(firstRefusal).some(d => d.verdict !== 'non-eligible'))
    wrong.push('a refusal stands before an offer')
  return wrong
}

describe.each(files)('%s', file => {
  test.each(stories.filter(s => s.file === file))('$nom', ({ demande, attendu }) => {
    const said = answer(demande)
    const named = attendu.dispositifs.filter(d => d.statut === 'clos').map(d => d.id)
    expect([...disagreements(said, attendu), ...rules(said, named)]).toEqual([])
  })
})

describe('the stories', () => {
  test('there are enough, each told once', () => {
    expect(stories.length).toBeGreaterThanOrEqual(70)
    expect(new Set(stories.map(s => s.nom)).size).toBe(stories.length)
  })

  test('every theme is told in every territory', () => {
    const told = new Set(stories.flatMap(s => (s.attendu.themes ?? []).map(t => `${t} ${s.attendu.territoire}`)))
    const wanted = [...library.themes.keys()].flatMap(t => [...library.territoires.keys()].map(id => `${t} ${id}`))
    expect(wanted.filter(w => !told.has(w))).toEqual([])
  })

  test('they name only what exists', () => {
    const ids = stories.flatMap(s => [...s.attendu.dispositifs.map(d => d.id), ...s.attendu.absents])
    expect(ids.filter(id => !library.dispositifs.has(id))).toEqual([])
    expect(stories.map(s => s.attendu.contact).filter(id => id && !library.contacts.has(id))).toEqual([])
  })
})
