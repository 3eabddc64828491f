import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readConfig } from '../config.ts'
import type { ModelFile } from '../conversation/model.ts'
import { nameKey } from '../conversation/names.ts'
import { createSearch } from '../conversation/search.ts'
import { checkTeaching } from '../conversation/teaching.ts'
import { statusOf } from '../domain/dispositif.ts'
import { type Finding, finding, formatFinding } from '../domain/finding.ts'
import { countRecords, type Library } from '../domain/library.ts'
import { say } from '../domain/texts.ts'
import { load } from '../load.ts'
import { unserved } from '../store/recipients.ts'
import { openStore } from '../store/store.ts'

/**
 * `npm run check`: every finding of the content, one a line; exit 1 on an error.
 * `npm run check -- --counts [2026-11-22]` also counts the dispositifs by cited conditions and by status on that day.
 * `npm run check -- --recipients` also tells, as warnings, the EPCI whose leads no confirmed mailbox receives.
 */
const { library, findings: content } = load(process.cwd())
const findings = [...content, ...(library ? teachingOf(library) : [])]
if (library) findings.push(...lostTitles(library))
for (const f of findings) console.log(formatFinding(f))
const errors = findings.filter(f => f.niveau === 'erreur').length
const records = library ? countRecords(library) : 0
const at = process.argv.indexOf('--counts')
if (library && at >= 0) printCounts(library, process.argv[at + 1] ?? new Date().toISOString().slice(0, 10))
const without = library && process.argv.includes('--recipients') ? await printUnserved(library) : 0
const warnings = findings.length - errors + without
console.log(`${records} records, ${errors} errors, ${warnings} warnings`)
process.exitCode = errors > 0 ? 1 : 0

/** What is wrong in the words and sentences that teach the understanding, and in the model made from them. */
function teachingOf({ texts, lexique }: Library): Finding[] {
  const read = (path: string) => readFileSync(join(process.cwd(), path), 'utf8')
  const file = (source: string) => ({ source, hash: createHash('sha256').update(source).digest('hex') })
  return checkTeaching({
    texts,
    lexique: { value: lexique, ...file(read('knowledge/lexique.yaml')) },
    exemples: file(read('knowledge/exemples.yaml')),
    model: JSON.parse(read('src/conversation/model.json')) as ModelFile,
  })
}

/** One line a territory; how many EPCI nobody receives for. */
async function printUnserved({ territoires, texts }: Library): Promise<number> {
  const { dataDir, databaseUrl } = readConfig()
  const store = await openStore({ dataDir, databaseUrl, role: 'command' })
  const recipients = await store.recipients.list()
  await store.close()
  let count = 0
  for (const [id, { titre, epci }] of territoires) {
    const missing = unserved(recipients, id, Object.keys(epci))
    count += missing.length
    const liste = missing.map(e => epci[e]!.nom).join(', ')
    if (liste) console.log(say(texts, 'operateur-sans-destinataire', { territoire: titre, liste }))
  }
  return count
}

function printCounts({ dispositifs }: Library, today: string): void {
  const all = [...dispositifs.values()]
  const conditions = Map.groupBy(
    all,
    d => ['0 cited conditions', '1 cited condition'][d.conditions.length] ?? '2 or more',
  )
  const statuses = Map.groupBy(all, d => statusOf(d, today).status)
  const tell = (counts: Map<string, unknown[]>) =>
    [...counts]
      .map(([name, list]) => `${name}: ${list.length}`)
      .sort()
      .join(', ')
  console.log(`${all.length} dispositifs; ${tell(conditions)}`)
  console.log(`on ${today}; ${tell(statuses)}`)
}

/** A warning for each record that its own title does not find first, titles that others bear too left aside. */
function lostTitles(library: Library): Finding[] {
  const { search, records } = createSearch({ library, lists: library.lexique.recherche })
  const bearers = Map.groupBy(records, r => nameKey(r.title))
  return records.flatMap(r => {
    if (bearers.get(nameKey(r.title))!.length > 1) return []
    const [first] = search(r.title, { limit: 1 })
    if (first?.record === r) return []
    const [id, action] = r.id.split('/')
    const file = `knowledge/${action ? 'territoire' : r.kind}s/${id}.${r.kind === 'fiche' ? 'md' : 'yaml'}`
    return [finding(library.texts, file, action ?? 'titre', 'introuvable', { valeur: r.title }, 'avertissement')]
  })
}
