import { expect, test } from 'vitest'
import { freshState, type State } from '../src/conversation/state.ts'
import { createMind } from '../src/conversation/think.ts'
import { turn } from '../src/conversation/turn.ts'
import { asks } from '../src/conversation/way-out.ts'
import { REFERENCE_ALPHABET } from '../src/domain/lead.ts'
import { seeded } from '../src/domain/seeded.ts'
import { say } from '../src/domain/texts.ts'
import { library, TODAY } from './doubles/library.ts'
import { isDesk, talks } from './doubles/script.ts'

const mind = createMind(library)
const TURNS = process.env.RELAIS_LONG === '1' ? 20_000 : 2_000
const SLOWEST_MS = 50
const SEED = 20261122

/** Ordinary and hostile texts, beside the choices that are shown and everything that the written talks say. */
const HOSTILE = [
  '',
  ' ',
  '?',
  '!!!!',
  '1',
  '0',
  '-1',
  '99999999999999999999',
  '😀',
  '👍🏽👍🏽',
  'a'.repeat(3000),
  'é'.repeat(500),
  '()[]{}*+.^$|\\',
  'titre:robot^100 dispositif~10 +a -b',
  '<img src=x onerror=alert(1)>',
  "'; drop table leads; --",
  '{{constructor.constructor("return process")()}}',
  '{nom} {liste|a|b}',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'null',
  'undefined',
  '\u0000\u0001\u200b\u202e',
  '\n\n\n',
  'مرحبا نحن نبحث عن مساعدة',
  '我们需要资金',
  'prix : 100 €',
  'OUI '.repeat(200),
  'TI-2026-ZZZZ',
  'ti 2026 7f3k',
  '732 829 320',
  '73282932000074',
  '06 12 34 56 79',
  'paul@reelle-usine.fr',
  'Paul Vidal, Usine Vidal, paul@reelle-usine.fr',
  '12/11/2026',
  '2M€ fin 2027',
  '59350',
  'Chauny et Soissons et Cambrai',
  'non non non',
  'pourquoi pas',
  'pourquoi pas __proto__',
  'corriger constructor',
  'corriger la commune',
  'en fait',
  'en fait Soissons',
  'qui préside ?',
  "c'est quoi ?",
]
const COMMANDS = [...library.commandes].flatMap(([key, phrases]) => (key.startsWith('mots-') ? [] : phrases))
const WRITTEN = talks.flatMap(([, list]) => list.flatMap(t => t.lignes.map(l => l.user)))

const random = seeded(SEED)
const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!

function nextText(state: State): string {
  const r = random()
  if (r < 0.4 && state.choix.length > 0) return pick(state.choix)
  if (r < 0.5) return pick(HOSTILE)
  if (r < 0.6) return pick(COMMANDS)
  if (r < 0.65) return String(Math.floor(random() * 12))
  if (r < 0.7) return `${pick(WRITTEN)} ${pick(HOSTILE)}`
  return pick(WRITTEN)
}

const SLOTS = Array.from({ length: 5 }, (_, i) => ({
  evenement: 'p1',
  debut: `2026-12-01T0${i + 4}:00:00.000Z`,
  fin: `2026-12-01T0${i + 5}:00:00.000Z`,
  lieu: 'Mairie',
  qui: null,
}))
const answers = {
  entreprise: [
    null,
    { sorte: 'inconnue' },
    {
      sorte: 'trouvee',
      numero: '732829320',
      nom: 'TOLERIE',
      commune: { insee: '02722', nom: 'Soissons' },
      naf: [],
      effectif: null,
      categorie: 'PME',
    },
  ],
  statut: [
    null,
    { sorte: 'code-envoye' },
    { sorte: 'code-faux' },
    { sorte: 'statut', statut: 'nouveau', depuis: TODAY, territoire: null, epci: null },
  ],
  reprise: [null, { projet: { territoire: null, epci: null, commune: null, faits: {}, besoins: [] } }],
  creneaux: [null, { libres: [], voulu: true }, { libres: SLOTS, voulu: true }, { libres: SLOTS, voulu: false }],
  donnees: [null, { sorte: 'code-envoye' }, { sorte: 'donnees', lignes: [] }],
  effacement: [null, { sorte: 'code-envoye' }, { sorte: 'efface' }],
}

let clock = Date.parse(`${TODAY}T10:00:00Z`)
/** One message and the answers to what it makes the shell look up. */
function step(state: State, texte: string) {
  clock += 7_000
  const ctx = {
    now: new Date(clock).toISOString(),
    reference: `TI-2026-${[0, 1, 2, 3].map(() => pick([...REFERENCE_ALPHABET])).join('')}`,
  }
  const began = process.threadCpuUsage()
  let result = turn(mind, state, { sorte: 'texte', texte }, ctx)
  const { user, system } = process.threadCpuUsage(began)
  const replies = [...result.replies]
  for (const requete of result.requests) {
    result = turn(
      mind,
      result.state,
      { sorte: 'reponse', requete, resultat: pick(answers[requete.sorte] as readonly unknown[]) },
      ctx,
    )
    replies.push(...result.replies)
  }
  // kept and read again, as a store does
  return { state: JSON.parse(JSON.stringify(result.state)) as State, replies, ms: (user + system) / 1000 }
}

const HUMAN = say(library.texts, 'choix-humain')
const CONTACT = say(library.texts, 'suite-contact')
const offersWayOut = (choices: readonly string[]) => choices.includes(HUMAN) || choices.includes(CONTACT)
/** « Parler à quelqu'un » shows a desk at once, or at the latest when it is said again. */
function reachesPerson(state: State): boolean {
  let here = state
  for (let n = 0; n < 2; n++) {
    const { state: next, replies } = step(here, HUMAN)
    if (
      isDesk(
        next,
        replies.map(r => r.texte),
      )
    )
      return true
    here = next
  }
  return false
}

test(`a random walk of ${TURNS} turns never breaks, never loops, is never slow, and reaches a person`, () => {
  for (const text of ['recruter à Chauny, on est 40', 'c’est quoi rev3 ?', 'Soissons']) step(freshState(), text)
  const times: number[] = []
  const waits = new Map<string, number>()
  const wrong: string[] = []
  let state = freshState()
  let asked = 0
  for (let n = 0; n < TURNS; n++) {
    if (random() < 0.02) {
      state = freshState()
      asked = 0
    }
    const before = state
    const text = nextText(state)
    const came = step(state, text)
    state = came.state
    times.push(came.ms)
    waits.set(state.attente.sorte, (waits.get(state.attente.sorte) ?? 0) + 1)
    const last = came.replies.at(-1)
    if (!last || came.replies.some(r => r.texte.trim() === '')) wrong.push(`nothing said to « ${text.slice(0, 60)} »`)
    asked = asks(state.attente) !== null && asks(state.attente) === asks(before.attente) ? asked + 1 : 0
    if (asked >= 2 && last && !offersWayOut(last.choix.map(c => c.valeur)))
      wrong.push(`no way out of ${asks(state.attente)} after « ${text.slice(0, 60)} »`)
    if (n % 20 === 0 && !reachesPerson(state))
      wrong.push(`no person from ${JSON.stringify(state.attente).slice(0, 80)}`)
  }
  times.sort((a, b) => a - b)
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))]!
  console.log(
    `${TURNS} turns, processor time: median ${at(0.5).toFixed(1)} ms, p99 ${at(0.99).toFixed(1)}, p99.9 ${at(0.999).toFixed(1)}, longest ${times.at(-1)!.toFixed(1)}; ` +
      [...waits].map(([sorte, n]) => `${sorte} ${n}`).join(', '),
  )
  expect([...new Set(wrong)].slice(0, 10)).toEqual([])
  expect(at(0.999)).toBeLessThan(SLOWEST_MS)
  for (const sorte of [
    'question',
    'dossier',
    'suite',
    'consentement',
    'coordonnees',
    'confirmation',
    'diagnostic',
    'corriger',
    'code',
    'reference',
    'avis',
    'entreprise',
    'choix-theme',
    'choix-lieu',
  ])
    expect(waits.get(sorte) ?? 0, sorte).toBeGreaterThan(0)
}, 600_000)
