import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join, relative } from 'node:path'
import { LineCounter, parseDocument } from 'yaml'
import { type ZodType, z } from 'zod'
import { checkLibrary } from './domain/checks.ts'
import { type Document, documentSchema } from './domain/citation.ts'
import { contactSchema } from './domain/contact.ts'
import { listOf, text } from './domain/content.ts'
import { diagnosticSchema, readDiagnostics } from './domain/diagnostic.ts'
import { type Dispositif, dispositifSchema } from './domain/dispositif.ts'
import { entrepriseSchema } from './domain/entreprise.ts'
import { ficheSchema } from './domain/fiche.ts'
import { type Finding, finding, readIssue } from './domain/finding.ts'
import { lexiqueSchema, metiersSchema } from './domain/lexique.ts'
import { countRecords, type Library } from './domain/library.ts'
import { organismeSchema } from './domain/organisme.ts'
import { readConditions, readThemes } from './domain/questionnaires.ts'
import { type Commune, type Territoire, territoireSchema } from './domain/territoire.ts'
import type { Texts } from './domain/texts.ts'
import { commonSchema, themeSchema } from './domain/theme.ts'

z.config(z.locales.fr())

/** What the shelves hold, and what is wrong in them. `library` is null when a dialog is broken: no start then. */
export interface Loaded {
  library: Library | null
  findings: Finding[]
}

interface Parsed {
  source: string
  value: unknown
  /** The line of a field, for findings. */
  lineOf(path: readonly PropertyKey[]): number
  /** The line of a place told by a check: a path (`themes.0`), or words (`emploi-postes.si`) that stand in this order. */
  locate(place: string): number
  errors: { line: number; cle: string; detail: string }[]
  /** What the file's schema makes of the value: weighed once, as the schema of a file never changes. */
  verdict?: ReturnType<ZodType['safeParse']>
}

const textsSchema = z.record(z.string(), z.string())
const sourcesSchema = z.record(z.string(), documentSchema)
const commandsSchema = z.record(z.string(), listOf(text))
const synonymsSchema = z.record(z.string(), listOf(text))
const ficheFileSchema = ficheSchema.extend({ corps: text })

/**
 * Reads the shelves under `root`. Keep the loader: it weighs only the files that changed, and where a record broke
 * since the last load, its last good version goes on serving.
 */
export function createLoader(root: string): { load(): Loaded } {
  const cache = new Map<string, Parsed>()
  let last: Library | null = null
  return {
    load() {
      const loaded = loadShelves(root, cache, last)
      last = loaded.library ?? last
      return loaded
    },
  }
}

/** Reads the shelves once. */
export function load(root: string): Loaded {
  return createLoader(root).load()
}

function loadShelves(root: string, cache: Map<string, Parsed>, last: Library | null): Loaded {
  const findings: Finding[] = []
  const hash = createHash('sha256')
  const files = (folder: string, ending: string) =>
    readdirSync(join(root, folder))
      .filter(f => f.endsWith(ending) && f !== 'README.md')
      .sort()
      .map(f => join(root, folder, f))
  const open = (file: string): Parsed => {
    const source = readFileSync(file, 'utf8')
    hash.update(relative(root, file)).update('\0').update(source).update('\0')
    const known = cache.get(file)
    if (known?.source === source) return known
    const parsed = parse(file, source)
    cache.set(file, parsed)
    return parsed
  }

  const textFiles = files('dialogs/textes', '.yaml').filter(f => basename(f) !== 'glossaire.yaml')
  const texts: Texts = Object.assign({}, ...textFiles.map(f => open(f).value))
  /** The file's value by its schema, or undefined with findings. */
  const read = <T>(file: string, schema: ZodType<T>): T | undefined => {
    const parsed = open(file)
    const name = relative(root, file)
    if (!/^[a-z0-9]+(-[a-z0-9]+)*\.(yaml|md)$/.test(basename(file)))
      findings.push(finding(texts, name, '1', 'nom-de-fichier'))
    for (const { line, cle, detail } of parsed.errors) findings.push(finding(texts, name, `${line}`, cle, { detail }))
    if (parsed.errors.length > 0) return undefined
    parsed.verdict ??= schema.safeParse(parsed.value, { reportInput: true })
    if (parsed.verdict.success) return parsed.verdict.data as T
    for (const issue of parsed.verdict.error.issues) {
      const { cle, blanks } = readIssue(issue)
      const path = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0]!] : issue.path
      findings.push(finding(texts, name, `${parsed.lineOf(path)}`, cle, blanks))
    }
    return undefined
  }
  const readAll = <T>(folder: string, schema: ZodType<T>, except: readonly string[] = []) =>
    files(folder, '.yaml').flatMap(f => {
      const value = except.includes(basename(f)) ? undefined : read(f, schema)
      return value === undefined ? [] : [[basename(f, '.yaml'), value] as const]
    })
  const shelf = <T extends object>(folder: string, schema: ZodType<T>, ending = '.yaml') => {
    const out = new Map<string, T & { id: string }>()
    for (const file of files(`knowledge/${folder}`, ending)) {
      const id = basename(file, ending)
      const value = read(file, schema)
      if (value) out.set(id, { ...value, id })
    }
    return out
  }
  const placed = (f: Finding): Finding =>
    /^\d+$/.test(f.lieu) ? f : { ...f, lieu: `${cache.get(join(root, f.fichier))?.locate(f.lieu) ?? f.lieu}` }

  for (const file of textFiles) read(file, textsSchema)
  const common = read(join(root, 'dialogs/commun.yaml'), commonSchema)
  const commandes = read(join(root, 'dialogs/commandes.yaml'), commandsSchema)
  const raw = readAll('dialogs', themeSchema, ['commun.yaml', 'commandes.yaml'])
  if (!common || !commandes) return { library: null, findings }
  const dialogs = readThemes(texts, common, raw)
  findings.push(...dialogs.findings.map(placed))
  if (findings.length > 0) return { library: null, findings }

  const sources = read(join(root, 'knowledge/sources.yaml'), sourcesSchema)
  const documents = sources ? new Map<string, Document>(Object.entries(sources)) : last?.documents
  if (!documents) return { library: null, findings }
  const grids = readDiagnostics(texts, readAll('dialogs/diagnostics', diagnosticSchema), dialogs.questions, documents)
  findings.push(...grids.findings.map(placed))
  const territoires: Map<string, Territoire> = shelf('territoires', territoireSchema)
  const dispositifs = new Map<string, Dispositif>()
  for (const [id, record] of shelf('dispositifs', dispositifSchema)) {
    const file = `knowledge/dispositifs/${id}.yaml`
    const conditions = readConditions(
      texts,
      file,
      cache.get(join(root, file))!.lineOf,
      record.conditions,
      dialogs.questions,
    )
    findings.push(...conditions.findings)
    if (conditions.findings.length === 0) dispositifs.set(id, { ...record, conditions: conditions.conditions })
  }
  const communes = new Map<string, Commune>()
  for (const [insee, nom, codesPostaux, epci, population, anciens] of open(join(root, 'knowledge/communes.json'))
    .value as [string, string, string[], string, number, string[]][])
    communes.set(insee, { insee, nom, codesPostaux, epci, population, anciens })
  const glossaire = read(join(root, 'dialogs/textes/glossaire.yaml'), textsSchema) ?? {}
  const synonymes = read(join(root, 'knowledge/synonymes.yaml'), synonymsSchema)
  const lexique = read(join(root, 'knowledge/lexique.yaml'), lexiqueSchema) ?? last?.lexique
  if (!lexique) return { library: null, findings }
  const metiers = read(join(root, 'knowledge/metiers.yaml'), metiersSchema) ?? {}

  const france = open(join(root, 'knowledge/communes-france.json')).value as { communes: Library['communesFrance'] }
  const assembled: Library = {
    lexique,
    metiers: new Map(Object.entries(metiers)),
    communesFrance: france.communes,
    commandes: new Map(Object.entries(commandes)),
    documents,
    themes: dialogs.themes,
    questions: dialogs.questions,
    diagnostics: grids.diagnostics,
    territoires,
    territoireOfEpci: new Map([...territoires].flatMap(([id, t]) => Object.keys(t.epci).map(e => [e, id] as const))),
    communes,
    dispositifs,
    organismes: shelf('organismes', organismeSchema),
    contacts: shelf('contacts', contactSchema),
    entreprises: shelf('entreprises', entrepriseSchema),
    fiches: shelf('fiches', ficheFileSchema, '.md'),
    texts,
    glossaire: new Map(Object.entries(glossaire)),
    synonymes: synonymes ? new Map(Object.entries(synonymes)) : (last?.synonymes ?? new Map()),
    version: '',
  }
  const checked = checkLibrary(assembled)
  findings.push(...checked.findings.map(placed))
  const library = last ? withLastGood(checked.library, last, file => existsSync(join(root, file))) : checked.library
  return { library: { ...library, version: hash.digest('hex').slice(0, 12) }, findings }
}

/** The records that fell out although their file is still there, put back as they last were, if they still fit the rest. */
function withLastGood(now: Library, last: Library, exists: (file: string) => boolean): Library {
  const back = <T>(folder: string, ending: string, shelf: ReadonlyMap<string, T>, before: ReadonlyMap<string, T>) => {
    const lost = [...before].filter(([id]) => !shelf.has(id) && exists(`knowledge/${folder}/${id}${ending}`))
    return lost.length > 0 ? new Map([...shelf, ...lost]) : shelf
  }
  const healed: Library = {
    ...now,
    territoires: back('territoires', '.yaml', now.territoires, last.territoires),
    dispositifs: back('dispositifs', '.yaml', now.dispositifs, last.dispositifs),
    organismes: back('organismes', '.yaml', now.organismes, last.organismes),
    contacts: back('contacts', '.yaml', now.contacts, last.contacts),
    entreprises: back('entreprises', '.yaml', now.entreprises, last.entreprises),
    fiches: back('fiches', '.md', now.fiches, last.fiches),
  }
  return countRecords(healed) === countRecords(now) ? now : checkLibrary(healed).library
}

/** YAML as text only (failsafe), Markdown with front matter, or JSON, by the file's ending. */
function parse(file: string, source: string): Parsed {
  if (file.endsWith('.json')) return { source, value: JSON.parse(source), lineOf: () => 1, locate: () => 1, errors: [] }
  const [front, corps] = file.endsWith('.md') ? splitFrontMatter(source) : [source, null]
  const lines = new LineCounter()
  const document = parseDocument(front, {
    schema: 'failsafe',
    lineCounter: lines,
    uniqueKeys: true,
    prettyErrors: false,
  })
  const lineOf = (path: readonly PropertyKey[]): number => {
    for (let n = path.length; n > 0; n--) {
      const node = document.getIn(path.slice(0, n), true) as { range?: [number, number, number] } | undefined
      if (node?.range) return lines.linePos(node.range[0]).line
    }
    return 1
  }
  const locate = (place: string): number => {
    const path = place.split('.')
    if (document.hasIn(path)) return lineOf(path)
    let at = 0
    for (const word of path.filter(w => !/^\d+$/.test(w))) {
      const escaped = word.replace(/[^a-z0-9]/g, '\\$&')
      const found = front.slice(at).search(new RegExp(`(?<![a-z0-9-])${escaped}(?![a-z0-9-])`))
      if (found >= 0) at += found
    }
    return lines.linePos(at).line
  }
  const errors = document.errors.map(e => ({
    line: lines.linePos(e.pos[0]).line,
    cle: e.code === 'DUPLICATE_KEY' ? 'cle-double' : 'yaml',
    detail: e.message.split('\n')[0]!,
  }))
  const value = errors.length === 0 ? document.toJS() : undefined
  return { source, value: corps === null || !value ? value : { ...value, corps }, lineOf, locate, errors }
}

function splitFrontMatter(source: string): [string, string] {
  const match = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(source)
  return match ? [`\n${match[1]}`, match[2]!.trim()] : ['', source]
}
