import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { fillDemo } from '../src/cli/demo.ts'
import { readCsv } from '../src/domain/csv.ts'
import { seeded } from '../src/domain/seeded.ts'
import { dropMonth } from '../src/notifications/monthly-drop.ts'
import { library } from './doubles/library.ts'
import { recount } from './doubles/recount.ts'
import { readXlsx } from './doubles/xlsx.ts'
import { onBothEngines } from './engines.ts'
import { someFolder } from './folders.ts'

const NOW = '2026-11-22T10:00:00Z'
/** The rows under the head of a dropped file, by the name of each figure. */
const figuresIn = (csv: string) => {
  const table = csv.slice(csv.indexOf('"Indicateur"'))
  return new Map(readCsv(table).map(row => [row.indicateur!, row]))
}

onBothEngines('the indicators of the month', stores => {
  async function open() {
    const clock = { at: new Date(NOW) }
    const { store, again } = await stores.open({ now: () => clock.at })
    const dataDir = someFolder()
    const months: string[] = []
    const options = {
      ...{ store, dataDir, library: () => library, now: () => clock.at },
      done: (month: string) => void months.push(month),
      fault: (error: unknown) => {
        throw error
      },
    }
    return { store, again, clock, dataDir, options, months }
  }

  test('are written for each territory, once a month over all instances, and say nothing of a person', async () => {
    const { store, again, clock, dataDir, options, months } = await open()
    await fillDemo({ store, library, clock, random: seeded(9) })
    const other = { ...options, store: await again({ now: () => clock.at }), dataDir: someFolder() }
    const done = await Promise.all([dropMonth(options), dropMonth(other)])
    expect(done.filter(Boolean)).toHaveLength(1)
    const folder = join(done[0] ? dataDir : other.dataDir, 'depots/2026-10')
    const names = [...library.territoires.keys()].map(t => `indicateurs-2026-10-${t}`)
    expect(readdirSync(folder)).toEqual(names.flatMap(n => [`${n}.csv`, `${n}.xlsx`]).sort())
    expect([await dropMonth(options), await dropMonth(other)]).toEqual([false, false])

    const all = await store.leads.list({}, { offset: 0, limit: 1_000 })
    for (const territoire of library.territoires.keys()) {
      const csv = readFileSync(join(folder, `indicateurs-2026-10-${territoire}.csv`), 'utf8')
      const cells = readXlsx(readFileSync(join(folder, `indicateurs-2026-10-${territoire}.xlsx`)))
      expect(cells.flat()).toContain(library.territoires.get(territoire)!.titre)
      const personal = all.flatMap(l => [l.nom, l.entreprise, l.email, l.telephone, l.reference]).filter(Boolean)
      for (const text of [csv, cells.flat().join('\n')]) expect(personal.filter(p => text.includes(p!))).toEqual([])
      // nor of one EPCI to another
      const epci = Object.values(library.territoires.get(territoire)!.epci)
      expect(epci.filter(e => csv.includes(e.nom))).toEqual([])

      const counted = recount(
        all.filter(l => l.territoire === territoire),
        '2026-10',
        clock.at,
      )
      const told = figuresIn(csv)
      for (const [id, { valeur, sur }] of Object.entries(counted)) {
        const row = told.get(library.texts[`indicateur-${id}`]!)!
        expect([id, row.valeur, row.sur]).toEqual([id, String(valeur), String(sur ?? '')])
      }
    }
    clock.at = new Date('2026-12-01T00:30:00+01:00')
    expect(await dropMonth(options)).toBe(true)
    expect(months.at(-1)).toBe('2026-11')
  }, 180_000)

  test('are tried again where the disk refused them, and never lie there by half', async () => {
    const { dataDir, options } = await open()
    writeFileSync(join(dataDir, 'depots'), 'a file where the folder should be')
    await expect(dropMonth(options)).rejects.toThrow()
    const free = { ...options, dataDir: someFolder() }
    expect(await dropMonth(free)).toBe(true)
    expect(existsSync(join(free.dataDir, 'depots/2026-10.part'))).toBe(false)
  })
})
