import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { fold } from '../domain/fold.ts'

// Writes knowledge/communes-france.json: every commune of France, small enough to be committed (≤ 700 kB).
// Run once a year, after the package has the new official geographic code: node src/cli/freeze-communes.ts
// The package is read by path: requiring it throws outside its own directory.

interface Row {
  code: string
  nom: string
  type: 'commune-actuelle' | 'commune-deleguee' | 'commune-associee' | 'arrondissement-municipal'
  chefLieu?: string
  codesPostaux?: string[]
  population?: number
}

/** Below this many inhabitants a population is kept only where it tells homonyms apart. */
const TOWN = 2000

const at = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url))
const rows: Row[] = JSON.parse(
  readFileSync(at('node_modules/@etalab/decoupage-administratif/data/communes.json'), 'utf8'),
)
const version: string = JSON.parse(
  readFileSync(at('node_modules/@etalab/decoupage-administratif/package.json'), 'utf8'),
).version

const current = rows.filter(r => r.type === 'commune-actuelle')
const inhabited = new Map<string, number>()
for (const r of current) inhabited.set(fold(r.nom), (inhabited.get(fold(r.nom)) ?? 0) + 1)

/** Where people know the names that a merger took away: the region. Elsewhere such names are mostly words (« Lire », « Carnet »). */
const REGION = ['02', '59', '60', '62', '80']
/** Names that a present commune took in: they lead to it, unless it bears the same name. */
const absorbed = new Map<string, string[]>()
for (const r of rows) {
  if (
    (r.type !== 'commune-deleguee' && r.type !== 'commune-associee') ||
    !r.chefLieu ||
    !REGION.includes(r.chefLieu.slice(0, 2))
  )
    continue
  absorbed.set(r.chefLieu, [...(absorbed.get(r.chefLieu) ?? []), r.nom])
}

/** first two characters of the INSEE code → postal code → entries */
const packed = new Map<string, Map<string, string[]>>()
for (const r of current) {
  const [head, tail] = [r.code.slice(0, 2), r.code.slice(2)]
  const shelf = packed.get(head) ?? new Map<string, string[]>()
  packed.set(head, shelf)
  const population = r.population ?? 0
  const said = population >= TOWN || (inhabited.get(fold(r.nom)) ?? 0) > 1 ? `:${population}` : ''
  const others = (absorbed.get(r.code) ?? []).filter(n => fold(n) !== fold(r.nom)).map(n => `=${n}`)
  for (const [i, postal] of (r.codesPostaux?.length ? r.codesPostaux : ['']).entries()) {
    const entry = i === 0 ? `${tail}${r.nom}${said}${others.join('')}` : tail
    shelf.set(postal, [...(shelf.get(postal) ?? []), entry])
  }
}

const departments = [...packed]
  .sort(([a], [b]) => a.localeCompare(b))
  .map(([head, shelf]) => {
    const lines = [...shelf]
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([postal, entries]) => JSON.stringify(`${postal} ${entries.join(',')}`))
    return `${JSON.stringify(head)}:[\n${lines.join(',\n')}]`
  })
const note = `@etalab/decoupage-administratif ${version}, Licence Ouverte`
writeFileSync(
  at('knowledge/communes-france.json'),
  `{"source":${JSON.stringify(note)},"communes":{\n${departments.join(',\n')}}}\n`,
)
console.log(`${current.length} communes, ${note}`)
