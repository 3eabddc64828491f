import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { type Labelled, learn } from '../conversation/learning.ts'
import { createLexicon } from '../conversation/lexicon.ts'
import type { ModelFile } from '../conversation/model.ts'
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

const model: ModelFile = { exemples: hash(exemples), lexique: hash(lexique), ...learn(sentences, themes, lexicon) }
const file = join(root, 'src/conversation/model.json')
const text = JSON.stringify(model)
writeFileSync(file, text + '\n')
console.log(
  `${sentences.length} examples, ${themes.length} themes, ${(text.length / 1e6).toFixed(2)} MB, ${((performance.now() - began) / 1000).toFixed(1)} s`,
)
