import type { Condition } from '../../src/domain/condition.ts'
import { type Dispositif, dispositifSchema } from '../../src/domain/dispositif.ts'
import { type Library, placeOf } from '../../src/domain/library.ts'
import type { Situation } from '../../src/domain/matching.ts'
import { type Faits, readValue } from '../../src/domain/question.ts'
import { readConditions } from '../../src/domain/questionnaires.ts'
import type { Place } from '../../src/domain/territoire.ts'
import { load } from '../../src/load.ts'

const loaded = load(process.cwd())

/** The real content, as the server loads it. Never changed: tests make copies with `libraryWith`. */
export const library: Library = loaded.library!
export const findings = loaded.findings

/** A day on which nothing has been verified by a person and every framework of the documents has ended but one. */
export const TODAY = '2026-11-22'

/** An invented scheme as an editor would write it, in French keys; what is not said is harmless. */
export function someScheme(id: string, written: Record<string, unknown> = {}): Dispositif {
  const { conditions: raw, ...rest } = dispositifSchema.parse({
    titre: id,
    resume: id,
    themes: ['emploi-competences'],
    nature: 'subvention',
    niveau: 'territoire',
    zone: { pays: ['france'] },
    etat: 'existe',
    couverture: 'completes',
    sources: ['petr-soissonnais-valois-candidature:1 PETR'],
    ...written,
  })
  return { ...rest, id, conditions: conditionsOf(raw) }
}

function conditionsOf(raw: Record<string, unknown>): Condition[] {
  const cited = Object.fromEntries(
    Object.entries(raw).map(([k, v]) => [
      k,
      { source: 'petr-soissonnais-valois-candidature:1 PETR', ...(v as object) },
    ]),
  )
  const read = readConditions(library.texts, 'invented.yaml', () => 1, cited, library.questions)
  if (read.findings.length > 0) throw new Error(read.findings.map(f => f.texte).join('\n'))
  return read.conditions
}

/** The real questionnaires and places with other schemes. */
export function libraryWith(...schemes: Dispositif[]): Library {
  return { ...library, dispositifs: new Map(schemes.map(d => [d.id, d])) }
}

/** Answers as an API client gives them; a size is what the public directory tells. */
export function answers(raw: Record<string, unknown>): Faits {
  return Object.fromEntries(
    Object.entries(raw).map(([id, value]) => {
      if (id === 'taille') return [id, { valeur: value as string[], origine: 'annuaire' as const }]
      const read = readValue(library.questions.get(id)!, value)
      if ('erreur' in read) throw new Error(`${id}: ${read.erreur}`)
      return [id, { valeur: read.valeur, origine: 'question' as const }]
    }),
  )
}

/** The place of a commune by its name. */
export function placeNamed(name: string): Place {
  const commune = [...library.communes.values()].find(c => c.nom === name)
  if (!commune) throw new Error(`no commune ${name}`)
  return placeOf(library, commune.insee)
}

/** A need of one theme, on the day of the tests. */
export function situation(theme: string | null, faits: Faits = {}, place: Place | null = null): Situation {
  return { theme, faits, place, today: TODAY }
}
