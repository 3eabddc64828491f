import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { type Labelled, learn } from '../conversation/learning.ts'
import { createLexicon } from '../conversation/lexicon.ts'
import { type ModelFile, readModel } from '../conversation/model.ts'
import { createUnderstanding } from '../conversation/understand.ts'
import { lexiqueSchema } from '../domain/lexique.ts'

/** Trains the understanding from `knowledge/exemples.yaml` and `lexique.yaml` into `src/conversation/model.json`. */
const root = join(import.meta.dirname, '../..')
const began = performance.now()
const read = (name: string) => readFileSync(join(root, 'knowledge', name), 'utf8')
const hash = (text: string) => createHash('sha256').update(text).digest('hex')

const exemples = read('exemples.yaml')
const lexique = read('lexique.yaml')
const groups = parse(exemples, { schema: 'failsafe' }) as { intention: string; themes: string[]; phrases: string[] }[]
const sentences: Labelled[] = groups.flatMap(g =>
  g.phrases.map(text => ({ text, themes: g.themes, kind: g.intention })),
)
const themes = [...new Set(sentences.flatMap(s => s.themes))].sort()
const lexicon = createLexicon(lexiqueSchema.parse(parse(lexique, { schema: 'failsafe' })))

const learnt = learn(sentences, themes, lexicon)
const model: ModelFile = { exemples: hash(exemples), lexique: hash(lexique), ...learnt, erreurs: [] }
model.erreurs = misread(model)
const file = join(root, 'src/conversation/model.json')
const text = JSON.stringify(model)
writeFileSync(file, text + '\n')
console.log(
  `${sentences.length} examples (${model.erreurs.length} still misread), ${themes.length} themes, ${(text.length / 1e6).toFixed(2)} MB, ${((performance.now() - began) / 1000).toFixed(1)} s`,
)

/** The examples whose likeliest theme is wrong or unnamed, or that have none and got one; the editors' file has one a line. */
function misread(taught: ModelFile): ModelFile['erreurs'] {
  const understand = createUnderstanding({ model: readModel(taught), lexicon })
  const lines = exemples.split('\n').flatMap((line, i) => (/^ {4}- /.test(line) ? [i + 1] : []))
  if (lines.length !== sentences.length) throw new Error('exemples.yaml: write one sentence a line, after « - »')
  return sentences.flatMap(({ text, themes: attendu }, i) => {
    const obtenu = understand(text).themes.map(t => t.id)
    const right = attendu.length === 0 ? obtenu.length === 0 : attendu.includes(obtenu[0] ?? '')
    return right ? [] : [{ ligne: lines[i]!, attendu, obtenu }]
  })
}
