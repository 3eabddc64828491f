import fc from 'fast-check'
import { placeOf } from '../../src/domain/library.ts'
import type { Answer, Faits, Interval, Question } from '../../src/domain/question.ts'
import { library } from './library.ts'

const answer = (valeur: Answer['valeur']): Answer => ({ valeur, origine: 'question' })
const interval = (max: number): fc.Arbitrary<Interval> =>
  fc.tuple(fc.nat(max), fc.nat(max)).map(([a, b]) => ({ min: Math.min(a, b), max: Math.max(a, b) }))
const exact = (max: number): fc.Arbitrary<Interval> => fc.nat(max).map(n => ({ min: n, max: n }))

/** Any answer to a question, « I do not know » among them. */
function anyAnswerTo(question: Question): fc.Arbitrary<Answer> {
  const options = Object.keys(question.options ?? {})
  const value = (): fc.Arbitrary<Answer['valeur']> => {
    switch (question.type) {
      case 'choix':
      case 'echelle':
        return fc.subarray(options, { minLength: 1, maxLength: question.plusieurs ? options.length : 1 })
      case 'nombre':
        return fc.oneof(exact(700), interval(700))
      case 'montant':
        return fc.oneof(exact(3e9), interval(6e7))
      case 'oui-non':
        return fc.boolean()
      case 'activite':
        return fc.uniqueArray(fc.constantFrom('10', '11', '20', '25', '28', '62'), { minLength: 1, maxLength: 3 })
      default:
        return fc.constant('x')
    }
  }
  return fc.oneof({ weight: 9, arbitrary: value().map(answer) }, { weight: 1, arbitrary: fc.constant(answer(null)) })
}

const askable = [...library.questions.values()].filter(q => q.type !== 'commune')

/** Any set of answers to the real questions, of any theme. */
export const anyAnswers: fc.Arbitrary<Faits> = fc
  .record(Object.fromEntries(askable.map(q => [q.id, anyAnswerTo(q)])), { requiredKeys: [] })
  .map(faits => ({ ...faits }) as Faits)

/** Any answers to the questions that one theme owns. */
export const anyAnswersOf = (theme: string): fc.Arbitrary<Faits> =>
  fc
    .record(Object.fromEntries(askable.filter(q => q.theme === theme).map(q => [q.id, anyAnswerTo(q)])), {
      requiredKeys: [],
    })
    .map(faits => ({ ...faits }) as Faits)

export const anyTheme: fc.Arbitrary<string> = fc.constantFrom(...library.themes.keys())

/** Any commune of the four territories, some outside, an EPCI alone, or not known. */
export const anyPlace = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...library.communes.keys()).map(insee => placeOf(library, insee)) },
  { weight: 1, arbitrary: fc.constantFrom('59350', '75056', '2A004', '97411', '02408').map(i => placeOf(library, i)) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(...library.territoireOfEpci.keys()).map(e => placeOf(library, `epci:${e}`)),
  },
  { weight: 1, arbitrary: fc.constant(null) },
)
