import type { Requirement } from '../domain/condition.ts'
import { fold } from '../domain/fold.ts'
import type { Library } from '../domain/library.ts'
import { type Answer, type Faits, type Interval, type Question, readValue } from '../domain/question.ts'
import { tellRequirement } from '../domain/reasons.ts'
import { say } from '../domain/texts.ts'

/** A question as the form of a call or a visit puts it; `nom` is the field's name. */
export interface Field {
  question: Question
  nom: string
  /** When it is worth asking, in words; empty for always. */
  si: string
}

/** The questions about the company: asked once, whatever the needs. The commune and the number have fields of their own. */
export function companyFields(library: Library, themes: readonly string[]): Field[] {
  const asked = themes.flatMap(t => library.themes.get(t)?.questions ?? []).map(a => a.question)
  const own = asked.filter(q => q.portee === 'entreprise' && q.type !== 'commune')
  return [...new Map(own.map(q => [q.id, q])).values()].map(question => ({
    question,
    nom: `q::${question.id}`,
    si: '',
  }))
}

/** The questions about one need, in the editor's order, none left out: the person in front decides. */
export function needFields(library: Library, theme: string): Field[] {
  const asked = library.themes.get(theme)?.questions ?? []
  return asked
    .filter(({ question }) => question.portee === 'projet' && question.type !== 'commune')
    .map(({ question, si }) => ({
      question,
      nom: `q:${theme}:${question.id}`,
      si: si.map(c => tellCase(library, c.critere, c.exige)).join(' '),
    }))
}

/** When a question is worth asking, in words. */
function tellCase(library: Library, critere: string, exige: Requirement): string {
  const { texts, questions } = library
  if (exige.sorte !== 'choix' || !exige.parmi)
    return say(texts, 'console-saisie-si-autre', { exigence: tellRequirement(library, critere, exige) })
  const liste = exige.parmi.map(id => questions.get(critere)?.options?.[id] ?? id).join(', ')
  return say(texts, 'console-saisie-si', { liste })
}

/** The answers of some fields, and the names of those that were not understood. */
export function readFields(
  fields: readonly Field[],
  body: Readonly<Record<string, string>>,
): { faits: Faits; fautes: string[] } {
  const faits: Faits = {}
  const fautes: string[] = []
  for (const { question, nom } of fields) {
    const raw = rawOf(question, nom, body)
    if (raw === undefined) continue
    const read = raw === null ? { erreur: 'type' } : readValue(question, raw)
    if ('erreur' in read) fautes.push(nom)
    else {
      const mots = body[nom]?.trim()
      const answer: Answer = {
        valeur: read.valeur,
        origine: 'question',
        ...(mots && question.type === 'activite' ? { mots } : {}),
      }
      faits[question.id] = answer
    }
  }
  return { faits, fautes }
}

/** What was typed, as `readValue` takes it; undefined for nothing, null for what cannot be read. */
function rawOf(question: Question, nom: string, body: Readonly<Record<string, string>>): unknown {
  if (question.plusieurs) {
    const ids = Object.keys(question.options ?? {}).filter(id => `${nom}:${id}` in body)
    return ids.length > 0 ? ids : undefined
  }
  const typed = (body[nom] ?? '').trim().slice(0, 500)
  if (typed === '') return undefined
  switch (question.type) {
    case 'nombre':
    case 'montant':
      return readAmount(typed)
    case 'oui-non':
      return typed === 'oui' ? true : typed === 'non' ? false : null
    case 'activite':
      return /^\d{2}/.test(typed) ? typed.replace(/[ .]/g, '') : null
    case 'siret': {
      const digits = typed.replace(/[ .]/g, '')
      return /^(\d{9}|\d{14})$/.test(digits) ? digits : null
    }
    default:
      return typed
  }
}

/** « 45 », « 45-55 », « 150 k€ », « 1,2 M€ » as an interval; null where it is none. */
export function readAmount(typed: string): Interval | null {
  const parts = fold(typed)
    .replace(/[\s\u00a0\u202f€]/g, '')
    .split(/-|a/)
  const numbers = parts.map(part => {
    const match = /^(\d+(?:[.,]\d+)?)(k|m)?$/.exec(part)
    if (!match) return Number.NaN
    return Number(match[1]!.replace(',', '.')) * (match[2] === 'k' ? 1e3 : match[2] === 'm' ? 1e6 : 1)
  })
  if (numbers.length > 2 || numbers.some(Number.isNaN)) return null
  return { min: numbers[0]!, max: numbers.at(-1)! }
}

/** A commune as somebody types or picks it: an INSEE code, « Nom (code) », a name or a postal code that only one has. */
export function readCommune({ communes }: Pick<Library, 'communes'>, typed: string): string | null {
  const code = /\b(\d[\dab]\d{3})\)?$/i.exec(typed.trim())?.[1]?.toUpperCase()
  if (code && communes.has(code)) return code
  const wanted = plain(typed)
  if (!wanted) return null
  const found = [...communes.values()].filter(
    c => plain(c.nom) === wanted || c.anciens.some(a => plain(a) === wanted) || c.codesPostaux.includes(wanted),
  )
  return found.length === 1 ? found[0]!.insee : null
}

function plain(text: string): string {
  return fold(text)
    .replace(/\b(saint)(e?)\b/g, 'st$2')
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()
}
