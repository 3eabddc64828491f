import { join } from 'node:path'
import { benchSearch } from './bench-search.ts'
import { benchThemes } from './bench-themes.ts'

/** Prints the benchmark tables: `npm run bench -- themes|search [--apart]`; `--apart` measures the sets kept apart too. */
const root = join(import.meta.dirname, '../..')
const [what, ...flags] = process.argv.slice(2)
const options = { apart: flags.includes('--apart') }
if (!what || what === 'themes') benchThemes(root, options)
if (!what || what === 'search') await benchSearch(root, options)
