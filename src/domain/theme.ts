import { z } from 'zod'
import type { Requirement } from './condition.ts'
import { id, listOf, optional, text } from './content.ts'
import { type Question, questionSchema } from './question.ts'

/** A questionnaire as written: each entry is a common question's name, or an own question under its id. */
export const themeSchema = z.strictObject({
  titre: text,
  resume: optional(text),
  mots: listOf(text),
  rang: optional(text),
  questions: z.array(z.union([id, z.record(id, questionSchema)])),
})

export const commonSchema = z.record(id, questionSchema)

/** A question placed in a questionnaire, with the requirements of its `si` read. */
export interface Asked {
  question: Question
  si: { critere: string; exige: Requirement }[]
}

/** A theme: what people need, and what is asked about it, in the editor's order. */
export interface Theme {
  id: string
  titre: string
  resume: string
  mots: string[]
  questions: Asked[]
}
