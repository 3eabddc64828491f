import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fold } from '../domain/fold.ts'
import { load } from '../load.ts'

/*
 * `npm run sources -- DIR`: every `document:line anchor` of knowledge/ is read from the files themselves, so that
 * none escapes, and checked against the documents in DIR. Figures, e-mails and phones of a record must stand in
 * the lines that the record cites; no record holds seven consecutive words of a document.
 */
const dir = process.argv[2]
if (!dir) {
  console.error('usage: npm run sources -- DIR (the folder that holds the documents)')
  process.exit(2)
}
const { library } = load(process.cwd())
if (!library) {
  console.error('the content does not load: run npm run check first')
  process.exit(1)
}

const documents = new Map<string, string[]>()
for (const [id, d] of library.documents) {
  if (d.nature !== 'document') continue
  const file = join(dir, `${id}.txt`)
  if (!existsSync(file)) {
    console.error(`${file}: not found`)
    process.exit(1)
  }
  documents.set(id, readFileSync(file, 'utf8').split('\n'))
}

/** `document:line anchor` as editors write it; between quotes the anchor may hold commas. */
const CITATION =
  /(?<=")(?<document>[a-z][a-z0-9-]+):(?<line>\d+) +(?<anchor>[^"\n]+)(?=")|\b(?<document>[a-z][a-z0-9-]+):(?<line>\d+) +(?<anchor>[^"\n,}\]]+)/g

const plain = (s: string) =>
  fold(s)
    .replace(/[\s\u00a0\u202f]+/g, ' ')
    .trim()
const words = (s: string) =>
  plain(s)
    .replace(/<[^>]+>/g, ' ')
    .match(/[a-z0-9]+|§/g) ?? []
const RUN = 7
const runs = new Set<string>()
for (const lines of documents.values()) {
  const all = words(lines.join(' '))
  for (let i = 0; i + RUN <= all.length; i++) runs.add(all.slice(i, i + RUN).join(' '))
}

/** Proper names, longest first: what things are called may be said as it is called. */
const names = [
  ...[
    ...library.organismes.values(),
    ...library.dispositifs.values(),
    ...library.entreprises.values(),
    ...library.territoires.values(),
  ].flatMap(r => [r.titre, ...r.alias]),
  ...[...library.territoires.values()].flatMap(t => [
    ...Object.values(t.epci).flatMap(e => [e.nom, e['nom-long']]),
    ...Object.values(t.actions).map(a => a.titre),
  ]),
  "Territoires d'industrie",
  "Territoire d'industrie",
]
  .map(n => words(n).join(' '))
  .filter(n => n.includes(' '))
  .sort((a, b) => b.length - a.length)

let cited = 0
let found = 0
let unlined = 0
const problems: string[] = []
for (const folder of ['territoires', 'dispositifs', 'organismes', 'contacts', 'entreprises', 'fiches']) {
  for (const name of readdirSync(join('knowledge', folder)).sort()) {
    const file = join('knowledge', folder, name)
    checkFile(file, readFileSync(file, 'utf8'))
  }
}
for (const p of problems) console.log(p)
console.log(`${found} of ${cited} citations found; ${unlined} records cite public references only`)
process.exitCode = found === cited && problems.length === 0 ? 0 : 1

function checkFile(file: string, text: string): void {
  const lines: string[] = []
  for (const match of text.matchAll(CITATION)) {
    const { document = '', line, anchor = '' } = match.groups!
    const source = documents.get(document)
    if (!source) continue
    cited++
    const content = source[Number(line) - 1] ?? ''
    lines.push(plain(content))
    if (plain(content).includes(plain(anchor))) found++
    else
      problems.push(`${file}: ${document}:${line} does not hold « ${anchor.trim()} ». Correct the line or the anchor.`)
  }
  checkFigures(file, withoutCitations(text), lines)
  let body = ` ${words(withoutCitations(text)).join(' ')} `
  for (const name of names) body = body.replaceAll(` ${name} `, ' § ')
  const own = body.trim().split(' ')
  for (let i = 0; i + RUN <= own.length; i++) {
    const run = own.slice(i, i + RUN).join(' ')
    if (runs.has(run)) {
      problems.push(`${file}: seven words of a document (« ${run} »). Say it in other words.`)
      break
    }
  }
}

/**
 * E-mails, phones and amounts of a record must stand in one of the lines that it cites. A record that cites only
 * public references, which have no lines here, cannot be checked: it is counted and said so.
 */
function checkFigures(file: string, text: string, lines: string[]): void {
  if (lines.length === 0) {
    unlined++
    return
  }
  const facts = [
    ...(text.match(/[\w.+-]+@[\w-]+\.[\w.-]+\w/g) ?? []),
    ...(text.match(/\b0\d(?:[ .]\d\d){4}\b/g) ?? []),
    ...[...text.matchAll(/(\d+(?:[ ,.\u00a0\u202f]\d+)*) ?(?:€|euros?|k€|M€|millions?)/g)].map(m => m[1]!),
  ]
  for (const fact of new Set(facts))
    if (!lines.some(l => l.replace(/[ .]/g, '').includes(plain(fact).replace(/[ .]/g, ''))))
      problems.push(`${file}: « ${fact} » stands in none of the lines cited. Cite its line, or remove it.`)
}

/** The record's own words, its citations taken out. */
function withoutCitations(text: string): string {
  return text
    .replaceAll(CITATION, ' § ')
    .replaceAll(/^\s*(?:titre|alias|nom|nom-long|partenaires|operateurs|epci|zone):.*$/gm, ' § ')
}
