import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import type { Card, Reply, Request } from '../../src/conversation/reply.ts'
import type { State } from '../../src/conversation/state.ts'
import { fold } from '../../src/domain/fold.ts'
import { isInterval, type Value } from '../../src/domain/question.ts'
import { library } from './library.ts'

/** What must hold after a turn, each loosely: kinds, ids and facts rather than sentences. */
export interface Expected {
  /** The question that is asked at last: its id. */
  question?: string
  /** Kinds of reply that are among them. */
  sortes?: Reply['sorte'][]
  /** What is waited for. */
  attente?: State['attente']['sorte']
  besoins?: string[]
  /** Answers: a number, an option, a commune's name, « ? » for « I don't know », « - » for none. */
  faits?: Record<string, string>
  /** Records that are told. */
  fiches?: string[]
  /** The contact whose card is shown. */
  bureau?: string
  /** Patterns on the folded text of all replies. */
  dit?: string | string[]
  tait?: string | string[]
  choix?: string[]
  ecrit?: string[]
  demandes?: Request['sorte'][]
}

/** One line of a talk: what is typed, what the shell answers if it is asked, what must come back. */
export interface Line {
  user: string
  /** What the shell finds out, in the order of its requests. */
  repond?: unknown[]
  bot?: Expected
}

export interface Talk {
  titre: string
  /** The company is a real one with a real need: a named desk within six turns. */
  reel?: boolean
  lignes: Line[]
}

/** All written talks by file. */
export const talks: [string, Talk[]][] = readdirSync('tests/conversations')
  .filter(f => f.endsWith('.yaml'))
  .sort()
  .map(f => [f, parse(readFileSync(join('tests/conversations', f), 'utf8')) as Talk[]])

/** What came back for one line, through whatever door. */
export interface Came {
  texts: string[]
  state: State
  choix: string[]
  /** Absent where the door does not carry it. */
  sortes?: string[]
  cartes?: Pick<Card, 'id' | 'sorte'>[]
  ecrit?: string[]
  demandes?: string[]
}

/** Everything in which what came differs from what was expected. */
export function differences(expected: Expected, came: Came): string[] {
  const out: string[] = []
  const all = fold(came.texts.join('\n'))
  const { state } = came
  const check = (holds: boolean, what: string) => void (holds || out.push(what))
  if (expected.question) {
    const asked =
      'question' in state.attente
        ? state.attente.question
        : 'champ' in state.attente
          ? state.attente.champ
          : state.attente.sorte === 'choix-lieu'
            ? 'commune'
            : state.attente.sorte
    check(asked === expected.question, `asks ${asked}, not ${expected.question}`)
  }
  if (expected.attente)
    check(state.attente.sorte === expected.attente, `waits for ${state.attente.sorte}, not ${expected.attente}`)
  if (expected.besoins) {
    const has = state.besoins
      .map(b => b.theme)
      .sort()
      .join()
    check(has === [...expected.besoins].sort().join(), `needs ${has || 'none'}`)
  }
  for (const [id, wanted] of Object.entries(expected.faits ?? {})) {
    const answer = state.faits[id] ?? state.besoins.find(b => id in b.reponses)?.reponses[id]
    const has = answer === undefined ? '-' : written(answer.valeur)
    check(has === String(wanted), `${id} is ${has}, not ${wanted}`)
  }
  for (const pattern of [expected.dit ?? []].flat())
    check(new RegExp(fold(pattern)).test(all), `does not say « ${pattern} »`)
  for (const pattern of [expected.tait ?? []].flat()) check(!new RegExp(fold(pattern)).test(all), `says « ${pattern} »`)
  for (const choice of expected.choix ?? [])
    check(came.choix.includes(choice), `offers no « ${choice} » among ${came.choix.join(', ')}`)
  if (came.sortes) for (const s of expected.sortes ?? []) check(came.sortes.includes(s), `no ${s} among ${came.sortes}`)
  for (const id of expected.fiches ?? []) {
    const told = came.cartes ? came.cartes.some(c => c.id === id) : all.includes(fold(titleOf(id)))
    check(told, `tells no ${id}${came.cartes ? ` among ${came.cartes.map(c => c.id)}` : ''}`)
  }
  if (expected.bureau) {
    const shown = came.cartes
      ? came.cartes.some(c => c.sorte === 'contact' && c.id === expected.bureau)
      : all.includes(fold(library.contacts.get(expected.bureau)!.fonction))
    check(shown, `shows no desk ${expected.bureau}${came.cartes ? ` among ${came.cartes.map(c => c.id)}` : ''}`)
  }
  if (came.ecrit) for (const w of expected.ecrit ?? []) check(came.ecrit.includes(w), `writes no ${w}`)
  if (came.demandes) for (const d of expected.demandes ?? []) check(came.demandes.includes(d), `requests no ${d}`)
  return out
}

function titleOf(id: string): string {
  const record =
    library.dispositifs.get(id) ??
    library.fiches.get(id) ??
    library.organismes.get(id) ??
    library.entreprises.get(id) ??
    library.territoires.get(id)
  if (record) return record.titre
  throw new Error(`no record ${id}`)
}

function written(value: Value): string {
  if (value === null) return '?'
  if (isInterval(value)) return value.min === value.max ? String(value.min) : `${value.min ?? ''}-${value.max ?? ''}`
  if (Array.isArray(value)) return value.join(' ')
  if (typeof value === 'boolean') return value ? 'oui' : 'non'
  return library.communes.get(value)?.nom ?? value
}

/** True where a reply is the card of a person or a service to turn to. */
export const isDesk = (state: State, texts: readonly string[]) =>
  texts.some(t => t.includes('Votre contact : ') || t.includes('À qui vous adresser : ')) && state !== undefined
