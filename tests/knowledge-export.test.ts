import { cpSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { exportKnowledge } from '../src/cli/knowledge-export.ts'
import { editFields, editFrontMatter } from '../src/cli/yaml-edit.ts'
import { type OverlayAct, overlay } from '../src/domain/overlay.ts'
import { load } from '../src/load.ts'
import { library } from './doubles/library.ts'
import { someFolder } from './folders.ts'

const NOTE = `le taux : 20 % ${'des dépenses '.repeat(14)}en 2027`
let rang = 0
const act = (changes: Partial<OverlayAct>): OverlayAct => ({
  rang: ++rang,
  at: '2026-11-22T09:00:00.000Z',
  auteur: "Nadia d'Exemple: #1",
  sorte: 'dispositif',
  fiche: '',
  titre: '',
  acte: 'ouvert',
  note: null,
  contenu: null,
  ...changes,
})
const contenu = {
  titre: 'Où garer un camion ? « oui »',
  corps: 'La zone a une aire gratuite.\n\nElle est à Tergnier.',
  questions: ['où garer: un camion', '# parking'],
  themes: ['logistique-mobilite'],
  territoires: ['grand-compiegnois'],
  source: 'Appel à la mairie',
  date: '2026-11-20',
}

/** A copy of the shelves, and the export over it. */
function shelf() {
  const root = someFolder()
  for (const folder of ['knowledge', 'dialogs']) cpSync(folder, join(root, folder), { recursive: true })
  const run = (...acts: OverlayAct[]) => {
    const lines: string[] = []
    exportKnowledge({ root, library, acts, print: line => lines.push(line) })
    return lines
  }
  const read = (file: string) => readFileSync(join(root, file), 'utf8')
  return { root, run, read }
}
/** The lines that a text has and another has not. */
const added = (after: string, before: string) => {
  const known = new Set(before.split('\n'))
  return after.split('\n').filter(line => !known.has(line))
}

test('every record takes a verification: its lines alone change, and taken away the file is byte for byte as before', () => {
  const { root, run, read } = shelf()
  const records = [
    ...[...library.dispositifs.keys()].map(fiche => ({ sorte: 'dispositif', fiche }) as const),
    ...[...library.contacts.keys()].map(fiche => ({ sorte: 'contact', fiche }) as const),
    ...[...library.fiches.keys()].map(fiche => ({ sorte: 'fiche', fiche }) as const),
  ]
  const folder = { dispositif: 'dispositifs', contact: 'contacts', fiche: 'fiches' }
  const fileOf = (r: (typeof records)[number]) =>
    `knowledge/${folder[r.sorte]}/${r.fiche}.${r.sorte === 'fiche' ? 'md' : 'yaml'}`
  const acts = records.map(r => act(r))
  expect(run(...acts).at(-1)).toBe(`${records.length} fichiers changés`)
  for (const r of records) {
    const before = readFileSync(fileOf(r), 'utf8')
    expect(added(before, read(fileOf(r)))).toEqual([])
    expect(added(read(fileOf(r)), before)).toEqual([
      'verifie-le: 2026-11-22',
      `verifie-par: "Nadia d'Exemple: #1"`,
      'verification: ouvert',
    ])
  }
  expect(run(...acts)).toEqual(['0 fichier changé'])
  const loaded = load(root)
  expect(loaded.findings.filter(f => f.niveau === 'erreur')).toEqual([])
  const meant = overlay(library, acts)
  expect(loaded.library!.dispositifs).toEqual(meant.dispositifs)
  expect(loaded.library!.contacts).toEqual(meant.contacts)
  run(...records.map(r => act({ ...r, acte: 'retire' })))
  for (const r of records) expect(read(fileOf(r))).toBe(readFileSync(fileOf(r), 'utf8'))
}, 60_000)

test('a change carries its note; a record that has no file any more is said, nothing is written', () => {
  const { run, read } = shelf()
  const [fiche] = [...library.dispositifs.keys()]
  const lines = run(act({ fiche: fiche!, acte: 'modifie', note: NOTE }), act({ fiche: 'no-such' }))
  expect(read(`knowledge/dispositifs/${fiche}.yaml`)).toContain(`verification: modifie\nverifie-note: "${NOTE}"\n`)
  expect(lines).toContain("knowledge/dispositifs/no-such.yaml : absent, rien n'est écrit")
})

test('an answer written in the console becomes a file that the shelves read as the console gave it', () => {
  const { root, run, read } = shelf()
  const published = act({ sorte: 'fiche', fiche: 'garer-un-camion', acte: 'publie', contenu })
  run(published)
  const { library: loaded, findings } = load(root)
  expect(findings.filter(f => f.niveau === 'erreur')).toEqual([])
  const meant = overlay(library, [published])
  expect(loaded!.fiches.get('garer-un-camion')).toEqual(meant.fiches.get('garer-un-camion'))
  expect(loaded!.documents.get('saisie-garer-un-camion')).toEqual(meant.documents.get('saisie-garer-un-camion'))
  expect(added(readFileSync('knowledge/sources.yaml', 'utf8'), read('knowledge/sources.yaml'))).toEqual([])
  expect(run(published)).toEqual(['0 fichier changé'])
  run(act({ sorte: 'fiche', fiche: 'garer-un-camion', acte: 'depublie' }))
  expect(load(root).library!.fiches.has('garer-un-camion')).toBe(false)
  expect(read('knowledge/sources.yaml')).toBe(readFileSync('knowledge/sources.yaml', 'utf8'))
})

test('comments, order and style stay whatever is set, changed or taken away', () => {
  const text = '# head\ntitre: "A"   # the name\nverifie-le: 2025-01 # by phone\nzone: { pays: france }\n\n# end'
  expect(editFields(text, { 'verifie-le': '2026-11-22' })).toBe(text.replace('2025-01', '2026-11-22'))
  expect(editFields(text, { 'verifie-le': undefined })).toBe(text.replace('verifie-le: 2025-01 # by phone\n', ''))
  expect(editFields(text, { autre: 'x' })).toBe(`${text}\nautre: x\n`)
  expect(editFields('', { a: 'b' })).toBe('a: b\n')
  expect(() => editFields('- a\n', { a: 'b' })).toThrow('not a mapping')
  expect(() => editFields('a: [\n', { a: 'b' })).toThrow('not a mapping')
  expect(() => editFrontMatter('no front', { a: 'b' })).toThrow('no front matter')
  expect(editFrontMatter('---\na: b\n---\nbody --- x\n', { a: 'c' })).toBe('---\na: c\n---\nbody --- x\n')
})
