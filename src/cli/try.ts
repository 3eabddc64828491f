import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { createLexicon } from '../conversation/lexicon.ts'
import { type ModelFile, readModel } from '../conversation/model.ts'
import { createSearch } from '../conversation/search.ts'
import { ACT, ASK, ASK_BESIDE, createUnderstanding } from '../conversation/understand.ts'
import { lexiqueSchema } from '../domain/lexique.ts'
import { load } from '../load.ts'

/** Prints how a text is understood, step by step: for the person who edits the words. */
const root = join(import.meta.dirname, '../..')
const text = process.argv.slice(2).join(' ')
if (!text) {
  console.error('npm run try -- "texte"')
  process.exit(2)
}
const lexique = lexiqueSchema.parse(
  parse(readFileSync(join(root, 'knowledge/lexique.yaml'), 'utf8'), { schema: 'failsafe' }),
)
const model = readModel(JSON.parse(readFileSync(join(root, 'src/conversation/model.json'), 'utf8')) as ModelFile)
const understand = createUnderstanding({ model, lexicon: createLexicon(lexique) })
understand(text)
const began = performance.now()
const { kind, themes, sure, scores, signaux, steps } = understand(text)
const took = performance.now() - began

const percent = (x: number) => `${Math.round(x * 100)} %`.padStart(5)
const section = (title: string, lines: string[]) =>
  console.log([title, ...(lines.length > 0 ? lines : ['-']).map(l => `  ${l}`), ''].join('\n'))
section('mots', [steps.mots.join(' ')])
section('negation', steps.nies.length > 0 ? [steps.nies.join(' ')] : [])
section(
  'lexique',
  steps.trouves.map(f => `${f.marque.padEnd(36)} ${f.texte}`),
)
section(
  'intention',
  steps.kinds.slice(0, 3).map(k => `${percent(k.confidence)} ${k.id}`),
)
section(
  'themes',
  scores.map(
    (s, i) =>
      `${percent(s.confidence)} ${s.id.padEnd(28)} ${s.confidence >= ACT ? 'ACT' : s.confidence >= (i === 0 ? ASK : ASK_BESIDE) ? 'ASK' : ''}`,
  ),
)
section('signaux', signaux)
const { library } = load(root)
if (library) {
  const { search } = createSearch({ library, lists: lexique.recherche, themesOf: said => understand(said).scores })
  section(
    'recherche',
    search(text, { limit: 5 }).map(
      h => `${h.score.toFixed(1).padStart(5)} ${h.kind.padEnd(12)} ${h.record.title}   (${h.matched.join(' ')})`,
    ),
  )
}
console.log(
  `=> ${kind}: ${themes.map(t => t.id).join(', ') || '-'}${sure ? '' : themes.length > 0 ? ' (?)' : ''}   ${took.toFixed(2)} ms`,
)
