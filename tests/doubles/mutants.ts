import { readFileSync, writeFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Scope } from '../../src/domain/scope.ts'
import type { Db, Engine } from '../../src/store/database.ts'
import type { Indicators } from '../../src/store/indicators.ts'
import type { Leads } from '../../src/store/leads.ts'
import type { ScopedCalls } from '../../src/store/scoped-calls.ts'
import type { ScopedChanges } from '../../src/store/scoped-changes.ts'
import type { ScopedLeads } from '../../src/store/scoped-leads.ts'
import { someFolder } from '../folders.ts'

/** The scoped doors of the store, with one call that cuts to the scope taken out. */
export interface Mutant {
  name: string
  scopedLeadsIn?: (db: Db, scope: Scope, now: () => Date) => ScopedLeads
  scopedChangesIn?: (db: Db, engine: Engine, scope: Scope, leads: Leads, now: () => Date) => ScopedChanges
  indicatorsIn?: (db: Db, scope: Scope, now: () => Date) => Indicators
  scopedCallsIn?: (db: Db, engine: Engine, scope: Scope, now: () => Date) => ScopedCalls
}

const CALL = /(?<![\w.])(within|held)\(/g
const DEFINITION = /(?:const within = <O>\(|async function held\()/

/** One mutant for each call of `within` or `held` in the files: the call stays, the cut goes. */
export async function mutantsOf(files: readonly string[]): Promise<Mutant[]> {
  const folder = someFolder()
  const mutants: Mutant[] = []
  for (const file of files) {
    const path = resolve('src/store', file)
    const source = readFileSync(path, 'utf8')
    const calls = [...source.matchAll(CALL)].filter(call => !definedAt(source, call.index))
    for (const [i, call] of calls.entries()) {
      const name = call[1]!
      const to = name === 'within' ? '((query) => query)(' : 'anyLead('
      const changed = source.slice(0, call.index) + to + source.slice(call.index + call[0].length)
      const target = join(folder, `${i}-${file.replace('.ts', '.mjs')}`)
      writeFileSync(target, absolute(stripTypeScriptTypes(changed + withoutCut(source))))
      const line = source.slice(0, call.index).split('\n').length
      mutants.push({
        name: `${file}:${line} ${name}`,
        ...(await import(/* @vite-ignore */ pathToFileURL(target).href)),
      })
    }
  }
  return mutants
}

const definedAt = (source: string, at: number) => {
  const line = source.slice(source.lastIndexOf('\n', at) + 1, source.indexOf('\n', at))
  return DEFINITION.test(line)
}

/** `held` reads a lead within the scope; its mutant reads anybody's. */
function withoutCut(source: string): string {
  if (!source.includes('async function held')) return ''
  return `
async function anyLead(trx, reference) {
  const rows = await trx.selectFrom('leads').selectAll().where('reference', '=', reference).execute()
  return (await loadLeads(trx, rows))[0]
}
`
}

/** Imports of the file's neighbours by their addresses, for a copy that lies elsewhere. */
function absolute(source: string): string {
  return source
    .replace(/from '(\.[^']+)'/g, (_, path: string) => `from '${pathToFileURL(resolve('src/store', path)).href}'`)
    .replace(/from '(kysely)'/g, (_, name: string) => `from '${import.meta.resolve(name)}'`)
}
