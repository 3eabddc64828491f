import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { crossValidate, type Labelled } from '../conversation/learning.ts'
import { createLexicon } from '../conversation/lexicon.ts'
import { type Figures, type Judged, measure } from '../conversation/measure.ts'
import { type ModelFile, readModel } from '../conversation/model.ts'
import { ACT, ASK, ASK_BESIDE, createUnderstanding } from '../conversation/understand.ts'
import { lexiqueSchema } from '../domain/lexique.ts'

/** Prints aggregate figures of the understanding: five-fold, the sentences of the data page, and the set kept apart (on request). */
export function benchThemes(root: string, options: { apart: boolean }): void {
  const read = (path: string) => readFileSync(join(root, path), 'utf8')
  const lexicon = createLexicon(lexiqueSchema.parse(parse(read('knowledge/lexique.yaml'), { schema: 'failsafe' })))
  const groups = parse(read('knowledge/exemples.yaml'), { schema: 'failsafe' }) as {
    intention: string
    themes: string[]
    phrases: string[]
  }[]
  const sentences: Labelled[] = groups.flatMap(g =>
    g.phrases.map(text => ({ text, themes: g.themes, kind: g.intention })),
  )
  const themes = [...new Set(sentences.flatMap(s => s.themes))].sort()
  console.log(`ACT ${ACT}  ASK ${ASK}, ${ASK_BESIDE}`)

  const judged = crossValidate(sentences, themes, lexicon)
  const dev = new Set((JSON.parse(read('tests/sets/utterances-dev.json')) as Labelled[]).map(u => u.text))
  show('exemples.yaml, five-fold', measure(judged, themes))
  show(
    'utterances-dev.json, within the five-fold',
    measure(
      judged.filter(j => dev.has(j.sentence.text)),
      themes,
    ),
  )
  precision(judged)

  const model = readModel(JSON.parse(read('src/conversation/model.json')) as ModelFile)
  const understand = createUnderstanding({ model, lexicon })
  const unseen = (file: string) =>
    (JSON.parse(read(`tests/sets/${file}`)) as Labelled[]).map((sentence): Judged => {
      const { kind, scores, themes } = understand(sentence.text)
      return { sentence, scores, kind, named: themes.map(t => t.id) }
    })
  show('utterances-short.json', measure(unseen('utterances-short.json'), themes))
  if (options.apart) show('utterances.json, kept apart', measure(unseen('utterances.json'), themes))
}

function show(title: string, { byTheme, texts, ...figures }: Figures): void {
  console.log(`\n${title}: ${texts} texts`)
  console.log(
    '  ' +
      Object.entries(figures)
        .map(([name, value]) => `${name} ${value.toFixed(3)}`)
        .join('  '),
  )
  console.log(
    '  ' +
      Object.entries(byTheme)
        .map(([id, f1]) => `${id} ${f1.toFixed(2)}`)
        .join('  '),
  )
}

/** How often the first theme is right by its confidence: what sets ACT. */
function precision(judged: readonly Judged[]): void {
  console.log('\nfirst theme right, by its confidence')
  for (let from = 0.1; from < 0.99; from += 0.1) {
    const band = judged
      .filter(j => j.named.length > 0 || from < ASK)
      .filter(j => j.scores[0]!.confidence >= from && j.scores[0]!.confidence < from + 0.1)
    const right = band.filter(j => j.sentence.themes.includes(j.scores[0]!.id)).length
    console.log(
      `  ${from.toFixed(1)}–${(from + 0.1).toFixed(1)}  ${String(band.length).padStart(5)} texts  ${((100 * right) / (band.length || 1)).toFixed(0)} %`,
    )
  }
}
