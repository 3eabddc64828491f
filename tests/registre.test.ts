import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { writeRegistre } from '../src/cli/registre.ts'
import { load } from '../src/load.ts'
import { type PersonalTable, personal } from '../src/store/personal.ts'
import { onBothEngines } from './engines.ts'

onBothEngines('the list of personal columns', stores => {
  test('names every column of every table of the database, each once', async () => {
    const { store } = await stores.open()
    const tables = await store.database.db.introspection.getTables()
    const listed = Object.entries(personal as Record<string, PersonalTable>).flatMap(([table, p]) =>
      [...p.personnelles, ...p.autres].map(column => `${table}.${column}`),
    )
    const there = tables
      .filter(t => t.name !== 'migrations')
      .flatMap(t => t.columns.map(column => `${t.name}.${column.name}`))
    expect(listed.sort()).toEqual(there.sort())
  })
})

test('docs/registre-rgpd.md is what `npm run data -- registre` writes today', () => {
  const { library } = load(process.cwd())
  expect(readFileSync('docs/registre-rgpd.md', 'utf8')).toBe(writeRegistre(library!))
})
