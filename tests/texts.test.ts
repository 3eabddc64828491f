import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { createCommands } from '../src/conversation/commands.ts'
import { looksLikeAcronyms } from '../src/domain/glossaire.ts'
import { library } from './doubles/library.ts'

/** The sentences of every file of texts, by file and key. */
const files = readdirSync('dialogs/textes')
  .filter(f => f !== 'glossaire.yaml')
  .map(f => [f, parse(readFileSync(join('dialogs/textes', f), 'utf8')) as Record<string, string>] as const)
const texts = files.flatMap(([file, entries]) => Object.entries(entries).map(([key, text]) => ({ file, key, text })))
/** What questionnaires and diagnostics say. */
const asked = [
  ...library.questions.values(),
  ...[...library.diagnostics.values()].flatMap(d => d.axes.flatMap(a => a.questions)),
]
const questions = asked.flatMap(q =>
  [q.texte, q.aide ?? '', ...Object.values(q.options ?? {})].map(text => ({ file: 'questionnaires', key: q.id, text })),
)
/** Files that speak to operators and editors, in their own terms; those under work by others are weighed when they are done. */
const BACKSTAGE = /^(?:console|operateur|constats|http|demo|pages|droits)/
const code = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter(f => /\.(ts|eta)$/.test(f))
  .map(f => readFileSync(join('src', f), 'utf8'))
  .join('\n')

const LONGEST = 25
/** Sentences of a text: ends, lines, semicolons and colons stand for a breath; blanks count as one word. */
function sentences(text: string): string[] {
  return text
    .replace(/\{[^}]*\}/g, 'mot')
    .split(/[.!?;:]+(?=\s|$)|\n|[«»|]/)
    .map(s => s.trim())
    .filter(Boolean)
}
const wordsOf = (sentence: string) => sentence.split(/[\s'’]+/).filter(w => /\p{L}|\d/u.test(w)).length

describe('what the machine says', () => {
  test.each([...files.map(f => f[0]), 'questionnaires'])('%s: no sentence is longer than twenty-five words', file => {
    const long = [...texts, ...questions]
      .filter(t => t.file === file)
      .flatMap(({ key, text }) =>
        sentences(text)
          .filter(s => wordsOf(s) > LONGEST)
          .map(s => `${key} (${wordsOf(s)}): ${s}`),
      )
    expect(long).toEqual([])
  })

  test('nobody is addressed as « tu »', () => {
    const familiar = /(?<![\p{L}'])(?:tu|toi|tes|ton|ta)(?![\p{L}'])/iu
    expect(
      [...texts, ...questions].filter(t => familiar.test(t.text)).map(t => `${t.file} ${t.key}: ${t.text}`),
    ).toEqual([])
  })

  test('every text is used', () => {
    const prefixes = [...code.matchAll(/[`'"]([a-z0-9]+(?:-[a-z0-9]+)*-)(?:\$\{|['"`])/g)].map(m => m[1]!)
    const used = (key: string) =>
      code.includes(`'${key}'`) ||
      code.includes(`"${key}"`) ||
      code.includes(`\`${key}\``) ||
      prefixes.some(p => key.startsWith(p))
    expect(texts.filter(t => !BACKSTAGE.test(t.file) && !used(t.key)).map(t => `${t.file}: ${t.key}`)).toEqual([])
  })

  test('the mail of a result is offered in the same words by bot and page, and they are a command', () => {
    const words = library.texts['widget-courriel']!
    expect(words).toBe(library.texts['suite-resume'])
    expect(createCommands(library.commandes)(words)).not.toBeNull()
  })

  test('no key stands in two files', () => {
    const seen = new Map<string, string>()
    const twice = texts.filter(({ key, file }) => {
      const before = seen.get(key)
      seen.set(key, file)
      return before !== undefined
    })
    expect(twice.map(t => `${t.file}: ${t.key}`)).toEqual([])
  })
})

/** Capitals that are names of tools and stand for nothing. */
const NAMES = new Set(['OK', 'ACTIF', 'AZAE'])

describe('acronyms', () => {
  const known = (word: string) => library.glossaire.has(word) || NAMES.has(word) || /^\d|^[A-Z]\d+$/.test(word)
  test('of the texts and questions are in the glossary', () => {
    const unknown = [...texts.filter(t => !BACKSTAGE.test(t.file)), ...questions].flatMap(t =>
      looksLikeAcronyms(t.text)
        .filter(w => !known(w))
        .map(w => `${w} (${t.file} ${t.key})`),
    )
    expect([...new Set(unknown)]).toEqual([])
  })

  test('of the records that are told are in the glossary', () => {
    const records = [
      ...[...library.dispositifs.values()].map(
        d => [d.id, [d.titre, d.resume, d.demarche ?? '', d['a-savoir'] ?? ''].join(' ')] as const,
      ),
      ...[...library.fiches.values()].map(f => [f.id, `${f.titre} ${f.corps}`] as const),
      ...[...library.organismes.values()].map(o => [o.id, o.resume] as const),
    ]
    const titles = [...library.organismes.values(), ...library.entreprises.values(), ...library.contacts.values()]
      .flatMap(r => ['titre' in r ? r.titre : (r.nom ?? ''), ...r.alias])
      .flatMap(looksLikeAcronyms)
    const named = new Set(titles)
    const unknown = records.flatMap(([id, text]) =>
      looksLikeAcronyms(text)
        .filter(w => !known(w) && !named.has(w))
        .map(w => `${w} (${id})`),
    )
    expect([...new Set(unknown)]).toEqual([])
  })

  test('every acronym has one line, and its meaning is short', () => {
    for (const [sigle, sens] of library.glossaire) {
      expect(sigle).toBe(sigle.toUpperCase())
      expect(wordsOf(sens), sigle).toBeLessThanOrEqual(LONGEST)
    }
    expect(basename('dialogs/textes/glossaire.yaml')).toBe('glossaire.yaml')
  })
})
