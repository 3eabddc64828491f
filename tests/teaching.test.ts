import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import type { ModelFile } from '../src/conversation/model.ts'
import { checkTeaching } from '../src/conversation/teaching.ts'
import { formatFinding } from '../src/domain/finding.ts'
import { lexiqueSchema } from '../src/domain/lexique.ts'

const root = join(import.meta.dirname, '..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const texts = parse(read('dialogs/textes/constats.yaml')) as Record<string, string>
const model = JSON.parse(read('src/conversation/model.json')) as ModelFile
const real = { lexique: read('knowledge/lexique.yaml'), exemples: read('knowledge/exemples.yaml') }

/** What is told of the files as they are written, by a model that was taught them unless a part of it is given. */
function told(files: { lexique: string; exemples: string }, part: Partial<ModelFile> = {}): string[] {
  const hash = (text: string) => createHash('sha256').update(text).digest('hex')
  const { lexique, exemples } = files
  return checkTeaching({
    texts,
    lexique: {
      value: lexiqueSchema.parse(parse(lexique, { schema: 'failsafe' })),
      source: lexique,
      hash: hash(lexique),
    },
    exemples: { source: exemples, hash: hash(exemples) },
    model: { lexique: hash(lexique), exemples: hash(exemples), erreurs: [], ...part },
  }).map(formatFinding)
}

/** The real words, with some given to the theme of exports as well. */
const alsoExport = (words: string) => ({ ...real, lexique: real.lexique.replace('[export*, ', `[export*, ${words}, `) })

describe('the words', () => {
  test('as they are give no word to two themes', () => expect(told(real)).toEqual([]))

  test('warn about one that two themes claim, at its line', () => {
    const line = real.lexique.split('\n').findIndex(l => l.includes('[export*, ')) + 1
    expect(told(alsoExport('clôture'))).toEqual([
      `knowledge/lexique.yaml:${line}: « clôture » est donné à plusieurs thèmes : foncier-immobilier, export. Gardez-le dans un seul, ou précisez l'expression.`,
    ])
  })

  test('warn where families meet, and no longer once a form stands for itself', () => {
    expect(told(alsoExport('clôturer'))[0]).toContain('foncier-immobilier, export (clôturer)')
    expect(told(alsoExport('"=clôturer"'))).toEqual([])
  })

  test('warn where « terrain* » takes in a word of another theme', () => {
    expect(told(alsoExport('terrains'))[0]).toContain('foncier-immobilier, export (terrains)')
  })
})

describe('the sentences', () => {
  const erreurs = [3, 4, 5, 6, 7, 8, 9].map(ligne => ({ ligne, attendu: ['export'], obtenu: [] }))
  const exemples = '- intention: projet\n  themes: [export]\n' + '    - "vendre loin"\n'.repeat(9)

  test('that the model still misreads: five at their line, the others counted', () => {
    const found = told({ ...real, exemples }, { erreurs })
    expect(found).toHaveLength(6)
    expect(found[0]).toBe(
      "knowledge/exemples.yaml:3: « vendre loin » est compris comme « aucun thème » et non « export ». Ajoutez des phrases voisines ou corrigez l'étiquette.",
    )
    expect(found[5]).toBe(
      "knowledge/exemples.yaml:8: 2 autres phrases restent mal comprises, aux lignes 8, 9. Ajoutez des phrases voisines ou corrigez l'étiquette.",
    )
  })

  test('or words that changed since the training are an error', () => {
    const mend = "le modèle n'a pas été entraîné sur ces exemples. Lancez « npm run train »."
    expect(told(real, { exemples: 'x', erreurs })).toEqual([`knowledge/exemples.yaml:1: ${mend}`])
    expect(told(real, { lexique: 'x' })).toEqual([`knowledge/lexique.yaml:1: ${mend}`])
  })

  test('taught the committed model, which misreads fewer than two in a hundred', () => {
    const found = told(real, model)
    expect(found.filter(f => f.includes('npm run train'))).toEqual([])
    expect(model.erreurs.length).toBeLessThan(real.exemples.split('\n').length / 50)
  })
})
