import { readdirSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { dirname, join, normalize } from 'node:path'
import { describe, expect, test } from 'vitest'

/** Who may import whom, and which packages: the table of the design. `node:` stands for every module of Node itself. */
const WALLS: Record<string, { folders: string[]; packages: string[] }> = {
  domain: { folders: [], packages: ['zod'] },
  conversation: {
    folders: ['domain'],
    packages: ['lunr', 'lunr-languages', 'fuse.js', 'validator', 'libphonenumber-js'],
  },
  'load.ts': { folders: ['domain'], packages: ['yaml', 'zod', 'node:'] },
  store: { folders: ['domain'], packages: ['kysely', 'pg', 'node:'] },
  channels: { folders: ['conversation', 'domain', 'api/route.ts'], packages: ['botbuilder', 'jose', 'ws', 'node:'] },
  api: { folders: ['conversation', 'domain'], packages: ['zod', 'node:'] },
  notifications: { folders: ['store', 'domain', 'spreadsheet.ts'], packages: ['nodemailer', 'node:'] },
  console: {
    folders: ['store', 'domain', 'api/route.ts', 'spreadsheet.ts'],
    packages: ['eta', 'echarts', 'openid-client', 'node:'],
  },
  cli: {
    folders: [
      'load.ts',
      'annuaire.ts',
      'conversation',
      'store',
      'domain',
      'config.ts',
      'cli/rivals.ts',
      'spreadsheet.ts',
    ],
    packages: ['yaml', 'node:'],
  },
  'cli/rivals.ts': {
    folders: ['conversation', 'domain'],
    packages: ['lunr', 'lunr-languages', 'fuse.js', 'minisearch', 'flexsearch', '@orama/orama'],
  },
  webchat: { folders: ['api/route.ts'], packages: ['esbuild', 'uqr', 'node:'] },
  'webchat/client': { folders: [], packages: [] },
  'gate.ts': { folders: ['api/route.ts'], packages: ['node:'] },
  'server.ts': {
    folders: ['gate.ts', 'api/route.ts', 'config.ts'],
    packages: ['restify', 'pino', 'prom-client', 'node:'],
  },
  'config.ts': { folders: [], packages: ['zod', 'node:'] },
  'spreadsheet.ts': { folders: ['domain'], packages: ['write-excel-file'] },
  'annuaire.ts': { folders: ['domain'], packages: [] },
  'knowing.ts': { folders: ['conversation', 'domain', 'store', 'shelves.ts'], packages: ['pino'] },
  'house.ts': { folders: ['*'], packages: ['botbuilder', 'pino', 'node:'] },
  'shelves.ts': { folders: ['load.ts'], packages: ['node:'] },
  'dress.ts': { folders: ['webchat', 'domain', 'api/route.ts'], packages: [] },
  'cleaning.ts': { folders: ['store'], packages: ['pino'] },
  'rounds.ts': { folders: ['cleaning.ts', 'notifications', 'rights', 'store', 'domain'], packages: ['pino'] },
  'metrics.ts': { folders: ['store'], packages: ['prom-client'] },
  rights: { folders: ['store', 'domain', 'api/route.ts', 'conversation/reply.ts'], packages: ['node:'] },
  'main.ts': { folders: ['*'], packages: ['pino', 'node:'] },
}

/*
 * Three true exceptions to the table stand in it above:
 * - `api/route.ts` holds the one shape of a route that every door hands to the server (the table's « route types »);
 * - a command reads its settings through `config.ts`, which alone may read the environment;
 * - `cli/rivals.ts` runs the libraries that `npm run bench -- search` compares ours with.
 */

/** Pure folders use of Node only what computes: no file, no socket, no clock of their own. */
const PURE = ['domain', 'conversation']

/** Files over the limit, each with the reason why it is better whole. Meant to stay empty. */
const LONG: Record<string, string> = {}
const LIMIT = 250

/** What a parser must recognise with its accents on, letter by letter: no sentence, no word. */
const LETTERS = /^[^\p{L}]*\p{L}{0,2}[^\p{L}]*$/u

const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .map(f => normalize(f).replaceAll('\\', '/'))
  .filter(f => /\.(ts|css|eta|html|json)$/.test(f))
  .sort()
const code = files.filter(f => f.endsWith('.ts'))
const source = (file: string) => readFileSync(join('src', file), 'utf8')

/** The folder whose rules a file obeys, the deepest that the table names. */
function hallOf(file: string): string {
  const hall = Object.keys(WALLS)
    .filter(h => file === h || file.startsWith(`${h}/`))
    .sort((a, b) => b.length - a.length)[0]
  return hall ?? file
}

/** Everything that a file imports, types included: an arrow of types is an arrow too. */
function importsOf(text: string): string[] {
  const statements = /^\s*(?:import|export)\b(?:[^;'"`]*?\bfrom)?\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/gm
  return [...text.matchAll(statements)].map(m => m[1] ?? m[2]!)
}

function mayImport(file: string, wanted: string): boolean {
  const rules = WALLS[hallOf(file)]
  if (!rules) return false
  if (wanted.startsWith('.')) {
    const target = normalize(join(dirname(file), wanted)).replaceAll('\\', '/')
    const hall = hallOf(target)
    return hall === hallOf(file) || rules.folders.some(f => f === '*' || f === target || f === hall)
  }
  const name = wanted.startsWith('@') ? wanted.split('/').slice(0, 2).join('/') : wanted.split('/')[0]!
  const builtin = wanted.startsWith('node:') || builtinModules.includes(wanted)
  return rules.packages.includes(builtin ? 'node:' : name)
}

/** The code without its comments. */
const withoutComments = (text: string) => text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1')

/** String literals of a file, line by line; regular expressions are no sentences. */
const stringsOf = (text: string) =>
  withoutComments(text)
    .split('\n')
    .flatMap(line => line.match(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`(?:[^`\\]|\\.)*`?/g) ?? [])

/** Accented beyond a letter or two, or a sentence with French little words. Lists of folded words are for parsers. */
function isFrench(literal: string): boolean {
  if (/[à-öø-ÿœæ]/i.test(literal)) return !LETTERS.test(literal)
  const little = literal.match(/\b(?:les?|la|des|une?|vous|votre|nous|est|pour|dans|avec|du|aux?)\b/gi) ?? []
  const pattern = literal.includes('(?') || literal.includes('|')
  const sentence =
    !pattern && literal.split(' ').length > 3 && (/[A-Z]/.test(literal) || /[\p{L}\d ][.?!:].?$/u.test(literal))
  return sentence && little.length >= 2 && !/\b(?:the|is|of|and)\b/.test(literal)
}

describe('the walls', () => {
  test.each(Object.keys(WALLS))('%s imports only what it may', hall => {
    const forbidden = code
      .filter(f => hallOf(f) === hall)
      .flatMap(f => importsOf(source(f)).map(wanted => ({ f, wanted })))
      .filter(({ f, wanted }) => !mayImport(f, wanted))
    expect(forbidden.map(({ f, wanted }) => `${f} imports ${wanted}`)).toEqual([])
  })

  test('no file stands outside the table', () => {
    expect(code.filter(f => !WALLS[hallOf(f)])).toEqual([])
  })

  test('the heart touches neither files nor network nor processes', () => {
    const touched = code
      .filter(f => PURE.includes(hallOf(f)))
      .flatMap(f => importsOf(source(f)).filter(i => i.startsWith('node:') || builtinModules.includes(i)))
    expect(touched).toEqual([])
  })

  test('the reader of imports sees every way to import', () => {
    const all = [
      `import a from 'one'`,
      `import {\n  type B,\n} from "two"`,
      `import 'three'`,
      `export { c } from './four.ts'`,
      `const d = await import('five')`,
    ]
    expect(importsOf(all.join('\n'))).toEqual(['one', 'two', 'three', './four.ts', 'five'])
    expect(mayImport('domain/x.ts', '../store/store.ts')).toBe(false)
    expect(mayImport('conversation/x.ts', 'node:fs')).toBe(false)
    expect(mayImport('api/x.ts', 'botbuilder')).toBe(false)
    expect(mayImport('nowhere/x.ts', 'zod')).toBe(false)
  })

  test('one folder knows the Bot Framework, one knows SQL, one file knows restify', () => {
    const users = (name: RegExp) => [
      ...new Set(code.filter(f => importsOf(source(f)).some(i => name.test(i))).map(hallOf)),
    ]
    expect(users(/^botbuilder/)).toEqual(['channels'])
    expect(users(/^(kysely|pg|node:sqlite)$/)).toEqual(['store'])
    expect(users(/^restify$/)).toEqual(['server.ts'])
  })

  test('only config.ts reads the environment', () => {
    const readers = code.filter(f => /\bprocess\s*\.\s*env\b|\bprocess\[/.test(withoutComments(source(f))))
    expect(readers).toEqual(['config.ts'])
  })
})

describe('the words', () => {
  test('no string of the machine is a French sentence', () => {
    expect(
      code.flatMap(f =>
        stringsOf(source(f))
          .filter(isFrench)
          .map(s => `${f}: ${s}`),
      ),
    ).toEqual([])
    expect(["'Bonjour à vous'", '`Quelle est la commune pour vous ?`', "'désolé'"].every(isFrench)).toBe(true)
    expect(["'œ'", "'avant l ete'", "'the file is not there'", "'la'"].some(isFrench)).toBe(false)
  })

  test('pages and styles take their words from dialogs/', () => {
    const spoken = files
      .filter(f => /\.(css|eta|html)$/.test(f))
      .filter(f => /[à-öø-ÿœæ]/i.test(source(f).replace(/\/\*[\s\S]*?\*\/|<!--[\s\S]*?-->/g, '')))
    expect(spoken).toEqual([])
  })

  test('no file has an accent, a capital or a space in its name', () => {
    expect(files.filter(f => !/^[a-z0-9./-]+$/.test(f))).toEqual([])
  })

  test('no shared halls: everything lives in the file of its concept', () => {
    const halls =
      /(^|\/)(utils?|helpers?|services?|common|shared|misc|lib)(\/|\.ts$)|(^|\/)(index|types|constants|interfaces)\.ts$/
    expect(files.filter(f => halls.test(f))).toEqual([])
  })
})

describe('the sizes', () => {
  const lines = new Map(
    [...code, ...files.filter(f => f.endsWith('.css'))].map(f => [f, source(f).split('\n').length - 1]),
  )

  test(`no file is longer than ${LIMIT} lines`, () => {
    expect([...lines].filter(([f, n]) => n > LIMIT && !LONG[f])).toEqual([])
    expect(Object.keys(LONG).filter(f => (lines.get(f) ?? 0) <= LIMIT)).toEqual([])
  })

  test('the tests keep to it as well', () => {
    const long = readdirSync('tests', { encoding: 'utf8' })
      .filter(f => f.endsWith('.ts'))
      .map(f => [f, readFileSync(join('tests', f), 'utf8').split('\n').length - 1] as const)
      .filter(([, n]) => n > LIMIT)
    expect(long).toEqual([])
  })

  test('half of the files are short', () => {
    const sizes = [...lines].filter(([f]) => f.endsWith('.ts')).map(([, n]) => n)
    const median = sizes.sort((a, b) => a - b)[Math.floor(sizes.length / 2)]!
    console.log(`${sizes.length} files, median ${median} lines, longest ${sizes.at(-1)}`)
    expect(median).toBeLessThanOrEqual(110)
  })
})
