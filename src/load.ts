import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join, relative } from 'node:path'
import { LineCounter, parseDocument } from 'yaml'
import { type ZodType, z } from 'zod'
import { checkLibrary } from './domain/checks.ts'
import { type Document, documentSchema } from './domain/citation.ts'
import { contactSchema } from './domain/contact.ts'
import { listOf, text } from './domain/content.ts'
import { type Dispositif, dispositifSchema } from './domain/dispositif.ts'
import { entrepriseSchema } from './domain/entreprise.ts'
import { ficheSchema } from './domain/fiche.ts'
import { type Finding, finding, readIssue } from './domain/finding.ts'
import type { Library } from './domain/library.ts'
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
  errors: string[]
  /** The last value that passed its schema, kept while the file is broken. */
  good?: unknown
}

/** Reads the shelves under `root`. Keep the loader: it re-reads only what changed, and serves a record's last good version. */
export function createLoader(root: string): { load(): Loaded } {
  const cache = new Map<string, Parsed>()
  return { load: () => loadShelves(root, cache) }
}

/** Reads the shelves once. */
export function load(root: string): Loaded {
  return createLoader(root).load()
}

function loadShelves(root: string, cache: Map<string, Parsed>): Loaded {
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
    if (known && 'good' in known) parsed.good = known.good
    cache.set(file, parsed)
    return parsed
  }

  const texts: Texts = Object.assign(
    {},
    ...files('dialogs/textes', '.yaml')
      .filter(f => basename(f) !== 'glossaire.yaml')
      .map(f => open(f).value),
  )
  /** The file's value by its schema, or the last good one, or undefined with findings. */
  const read = <T>(file: string, schema: ZodType<T>): T | undefined => {
    const parsed = open(file)
    const name = relative(root, file)
    if (!/^[a-z0-9]+(-[a-z0-9]+)*\.(yaml|md)$/.test(basename(file)))
      findings.push(finding(texts, name, '1', 'nom-de-fichier'))
    for (const detail of parsed.errors)
      findings.push(finding(texts, name, detail.split(' ', 1)[0]!, 'yaml', { detail }))
    if (parsed.errors.length === 0) {
      const result = schema.safeParse(parsed.value, { reportInput: true })
      if (result.success) {
        parsed.good = result.data
        return result.data
      }
      for (const issue of result.error.issues) {
        const { cle, blanks } = readIssue(issue)
        findings.push(finding(texts, name, `${parsed.lineOf(issue.path)}`, cle, blanks))
      }
    }
    return parsed.good as T | undefined
  }
  const shelf = <T extends object>(folder: string, schema: ZodType<T>, ending = '.yaml') => {
    const out = new Map<string, T & { id: string }>()
    for (const file of files(`knowledge/${folder}`, ending)) {
      const id = basename(file, ending)
      const value = read(file, schema)
      if (value) out.set(id, { ...value, id })
    }
    return out
  }

  const common = read(join(root, 'dialogs/commun.yaml'), commonSchema)
  const raw = files('dialogs', '.yaml')
    .filter(f => !['commun.yaml', 'commandes.yaml'].includes(basename(f)))
    .map(f => [basename(f, '.yaml'), read(f, themeSchema)] as const)
  const dialogs = readThemes(
    texts,
    common ?? {},
    raw.flatMap(([id, t]) => (t ? [[id, t] as const] : [])),
  )
  findings.push(...dialogs.findings)
  if (findings.some(f => f.niveau === 'erreur')) return { library: null, findings }

  const documents = new Map<string, Document>(
    Object.entries(read(join(root, 'knowledge/sources.yaml'), z.record(z.string(), documentSchema)) ?? {}),
  )
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
  const fiches = new Map([...shelf('fiches', ficheSchema.extend({ corps: z.string() }), '.md')])
  const communes = new Map<string, Commune>()
  for (const [insee, nom, codesPostaux, epci, population, anciens] of open(join(root, 'knowledge/communes.json'))
    .value as [string, string, string[], string, number, string[]][])
    communes.set(insee, { insee, nom, codesPostaux, epci, population, anciens })
  const synonymes = open(join(root, 'knowledge/synonymes.yaml')).value as Record<string, string | string[]>

  const commandes = read(join(root, 'dialogs/commandes.yaml'), z.record(z.string(), listOf(text))) ?? {}
  const library: Library = {
    commandes: new Map(Object.entries(commandes)),
    documents,
    themes: dialogs.themes,
    questions: dialogs.questions,
    territoires,
    territoireOfEpci: new Map([...territoires].flatMap(([id, t]) => Object.keys(t.epci).map(e => [e, id] as const))),
    communes,
    dispositifs,
    organismes: shelf('organismes', organismeSchema),
    contacts: shelf('contacts', contactSchema),
    entreprises: shelf('entreprises', entrepriseSchema),
    fiches,
    texts,
    synonymes: new Map(Object.entries(synonymes ?? {}).map(([k, v]) => [k, Array.isArray(v) ? v : [v]])),
    version: '',
  }
  const checked = checkLibrary(library)
  return {
    library: { ...checked.library, version: hash.digest('hex').slice(0, 12) },
    findings: [...findings, ...checked.findings],
  }
}

/** YAML as text only (failsafe), Markdown with front matter, or JSON, by the file's ending. */
function parse(file: string, source: string): Parsed {
  if (file.endsWith('.json')) return { source, value: JSON.parse(source), lineOf: () => 1, errors: [] }
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
  const errors = document.errors.map(e => `${lines.linePos(e.pos[0]).line} ${e.message.split('\n')[0]}`)
  const value = errors.length === 0 ? document.toJS() : undefined
  return { source, value: corps === null || !value ? value : { ...value, corps }, lineOf, errors }
}

function splitFrontMatter(source: string): [string, string] {
  const match = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(source)
  return match ? [`\n${match[1]}`, match[2]!.trim()] : ['', source]
}
