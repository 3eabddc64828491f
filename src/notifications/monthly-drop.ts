import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { bilanOf, courseOf } from '../domain/bilan.ts'
import { bilanTable } from '../domain/bilan-table.ts'
import { dayInFrance } from '../domain/business-days.ts'
import { writeCsv } from '../domain/csv.ts'
import { type Axis, axes } from '../domain/indicators.ts'
import type { Library } from '../domain/library.ts'
import { daysOf, type Period, periodBefore, periodOf } from '../domain/period.ts'
import { tellDate } from '../domain/reasons.ts'
import { writeXlsx } from '../spreadsheet.ts'
import type { Store } from '../store/store.ts'

const HOUR_MS = 3_600_000
/** A shared folder has readers in every EPCI: none of them is told of another. */
const along: readonly Axis[] = axes.filter(a => a !== 'epci')

/** What the drop works with. */
export interface DropOptions {
  store: Pick<Store, 'indicatorsOf' | 'counters' | 'once' | 'again'>
  library(): Library
  dataDir: string
  now(): Date
  /** Told which month was written. */
  done(month: string): void
  fault(error: unknown): void
}

/**
 * Writes the indicators of the month that ended for each territory, as CSV and as a workbook, under
 * `DATA_DIR/depots/<month>/`: once a month over all instances, tried again an hour later where it failed.
 */
export async function dropMonth(options: DropOptions): Promise<boolean> {
  const { store, library, dataDir, now } = options
  const month = periodBefore(periodOf('mois', dayInFrance(now())))
  const key = `depot ${month.id}`
  if (!(await store.once(key))) return false
  const folder = join(dataDir, 'depots', month.id)
  const unready = `${folder}.part`
  try {
    rmSync(unready, { recursive: true, force: true })
    mkdirSync(unready, { recursive: true })
    for (const territoire of library().territoires.keys()) {
      const rows = await tableOf(options, territoire, month)
      const name = join(unready, `indicateurs-${month.id}-${territoire}`)
      writeFileSync(`${name}.csv`, writeCsv(rows))
      writeFileSync(`${name}.xlsx`, await writeXlsx(rows))
    }
    // whoever copies the folder finds it whole or not at all
    rmSync(folder, { recursive: true, force: true })
    renameSync(unready, folder)
  } catch (error) {
    await store.again(key)
    throw error
  }
  options.done(month.id)
  return true
}

async function tableOf({ store, library: read, now }: DropOptions, territoire: string, month: Period) {
  const library = read()
  const indicators = store.indicatorsOf({ role: 'chef-de-projet', territoires: [territoire], epci: [] })
  const avant = periodBefore(month)
  const rows = await indicators.rows({}, month, library.territoireOfEpci)
  const days = daysOf(month)
  const jour = dayInFrance(now())
  const { titre, epci } = library.territoires.get(territoire)!
  const bilan = bilanOf({
    ...{ jour, periode: month, avant, rows },
    rowsBefore: await indicators.rows({}, avant, library.territoireOfEpci),
    around: { epci: Object.keys(epci).length, own: rows, others: null },
    parcours: courseOf(await store.counters.since(days.premier), days, [territoire]),
  })
  return bilanTable(library, bilan, { lieu: titre, jour: tellDate(library.texts, jour) }, along)
}

/** Looks every hour whether a month has ended. */
export function startDrops(options: DropOptions): void {
  const look = () => dropMonth(options).catch(options.fault)
  setInterval(look, HOUR_MS).unref()
  void look()
}
