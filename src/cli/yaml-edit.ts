import { isMap, type Pair, parseDocument, type Scalar, stringify } from 'yaml'

/** A front matter between dashes, and what follows it. */
const FRONT = /^---\n([\s\S]*?\n)---\n([\s\S]*)$/

/**
 * Sets top-level fields of a YAML text and takes away those that are undefined; every other byte stays, so that comments,
 * order and the editor's own style do. Throws where the text is no mapping or the outcome would not read as meant.
 */
export function editFields(source: string, fields: Readonly<Record<string, unknown>>): string {
  const edited = Object.entries(fields).reduce((text, [key, value]) => editField(text, key, value), source)
  const read = readMap(edited)
  for (const [key, value] of Object.entries(fields))
    if (JSON.stringify(read[key]) !== JSON.stringify(value)) throw new Error(`${key} cannot be written here`)
  return edited
}

/** The same for the front matter of a Markdown text. */
export function editFrontMatter(source: string, fields: Readonly<Record<string, unknown>>): string {
  const match = FRONT.exec(source)
  if (!match) throw new Error('no front matter')
  return `---\n${editFields(match[1]!, fields)}---\n${match[2]}`
}

function editField(source: string, key: string, value: unknown): string {
  const pair = pairOf(source, key)
  const written = value === undefined ? '' : stringify({ [key]: value }, { lineWidth: 0 }).trimEnd()
  if (!pair) {
    if (!written) return source
    return `${source}${source === '' || source.endsWith('\n') ? '' : '\n'}${written}\n`
  }
  const from = (pair.key as Scalar).range![0]
  const end = from + source.slice(from, (pair.value as Scalar).range![1]).trimEnd().length
  if (written) return source.slice(0, from) + written + source.slice(end)
  const next = source.indexOf('\n', end)
  return source.slice(0, from) + (next < 0 ? '' : source.slice(next + 1))
}

function pairOf(source: string, key: string): Pair | undefined {
  const { contents, errors } = parseDocument(source, { schema: 'failsafe', prettyErrors: false })
  if (errors.length > 0 || (contents !== null && !isMap(contents))) throw new Error('not a mapping that can be read')
  return contents?.items.find(p => (p.key as Scalar).value === key)
}

function readMap(source: string): Record<string, unknown> {
  return parseDocument(source, { schema: 'failsafe' }).toJS() ?? {}
}
