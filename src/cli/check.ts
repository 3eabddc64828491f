import { formatFinding } from '../domain/finding.ts'
import { countRecords } from '../domain/library.ts'
import { load } from '../load.ts'

/** `npm run check`: every finding of the content, one a line; exit 1 on an error. */
const { library, findings } = load(process.cwd())
for (const finding of findings) console.log(formatFinding(finding))
const errors = findings.filter(f => f.niveau === 'erreur').length
const records = library ? countRecords(library) : 0
console.log(`${records} records, ${errors} errors, ${findings.length - errors} warnings`)
process.exitCode = errors > 0 ? 1 : 0
