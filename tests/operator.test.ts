import { execFileSync } from 'node:child_process'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { constants, inflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { data } from '../src/cli/data.ts'
import { leads } from '../src/cli/leads.ts'
import { neutral, readCsv, writeCsv } from '../src/domain/csv.ts'
import { placeOf } from '../src/domain/library.ts'
import { orient } from '../src/domain/matching.ts'
import { load } from '../src/load.ts'
import { openStore } from '../src/store/store.ts'
import { someFolder } from './folders.ts'
import { someLead } from './leads.ts'

const { library } = load(process.cwd())
const now = () => new Date('2026-03-02T09:00:00Z')

/** An operator with a folder of their own. */
function operator() {
  const dataDir = someFolder()
  const said: string[] = []
  const print = (line: string) => void said.push(line)
  const config = { dataDir, databaseUrl: undefined, retentionMonths: 36 }
  const open = (role: 'server' | 'command' = 'command') => openStore({ dataDir, role }, { now })
  return {
    dataDir,
    said,
    open,
    data: (...args: string[]) => data({ config, library: library!, now, print }, args),
    async leads(...args: string[]) {
      const store = await open()
      said.length = 0
      const code = await leads({ store, library: library!, now, print }, args)
      await store.close()
      return code
    },
    async with(...made: ReturnType<typeof someLead>[]) {
      const store = await open()
      for (const lead of made) await store.leads.create(lead, 'x')
      await store.close()
    },
  }
}

/** What the parts of a spreadsheet say: it is a ZIP file. */
function contentOf(file: Buffer): string {
  const parts: string[] = []
  for (let at = file.indexOf('PK\x03\x04'); at >= 0; at = file.indexOf('PK\x03\x04', at + 4)) {
    const [name, extra] = [file.readUInt16LE(at + 26), file.readUInt16LE(at + 28)]
    const from = at + 30 + name + extra
    try {
      parts.push(inflateRawSync(file.subarray(from), { finishFlush: constants.Z_SYNC_FLUSH }).toString())
    } catch {}
  }
  return parts.join('\n')
}

describe('leads', () => {
  test('export gives one JSON line a lead, and nothing else', async () => {
    const one = operator()
    await one.with(someLead(), someLead({ reference: 'TI-2026-AAAA', date: '2026-03-09T09:00:00Z' }))
    expect(await one.leads('export')).toBe(0)
    expect(one.said.map(line => JSON.parse(line).reference)).toEqual(['TI-2026-AAAA', 'TI-2026-7F3K'])
    await one.leads('export', '--au', '2026-03-02')
    expect(one.said).toHaveLength(1)
  })

  test('the CSV has one row a need, no formula, and is for the operator alone', async () => {
    const one = operator()
    await one.with(someLead({ nom: '=HYPERLINK("http://x")', entreprise: '+33', message: 'a;b\n"c"\u0001' }))
    const file = join(one.dataDir, 'out.csv')
    expect(await one.leads('export', '--format', 'csv', '--out', file)).toBe(0)
    const rows = readCsv(readFileSync(file, 'utf8'))
    expect(rows.map(r => r.theme)).toEqual(['industrie-du-futur', 'export'])
    expect(rows[0]).toMatchObject({ nom: `'=HYPERLINK("http://x")`, entreprise: "'+33", message: 'a;b\n"c"\u0001' })
    expect(statSync(file).mode & 0o777).toBe(0o600)
    const sheet = join(one.dataDir, 'out.xlsx')
    expect(await one.leads('export', '--format', 'xlsx', '--out', sheet)).toBe(0)
    const xml = contentOf(readFileSync(sheet))
    expect(xml).toContain("'=HYPERLINK")
    expect(xml).not.toMatch(/<f[ >]/)
    expect(xml).not.toContain('\u0001')
    expect(statSync(sheet).mode & 0o777).toBe(0o600)
    expect(await one.leads('export', '--format', 'csv')).toBe(2)
    expect(await one.leads('export', '--format', 'pdf')).toBe(2)
  })

  test('forget, explain and stats answer in words; an unknown reference is said so', async () => {
    const one = operator()
    await one.with(someLead())
    expect(await one.leads('explain', 'TI-2026-7F3K')).toBe(0)
    expect(one.said[0]).toContain('TI-2026-7F3K')
    expect(one.said.filter(line => line.includes("Rien n'a changé"))).toHaveLength(2)
    expect(await one.leads('stats')).toBe(0)
    expect(one.said.some(line => line.includes('Soissonnais-Valois : 1'))).toBe(true)
    expect(await one.leads('forget', 'TI-2026-7F3K')).toBe(0)
    expect(await one.leads('forget', 'TI-2026-XXXX')).toBe(1)
    await one.leads('export')
    expect(one.said.join()).not.toMatch(/Camille|exemple\.test/)
    expect(await one.leads('dance')).toBe(2)
  })

  test('explain replays each need on what is known today and tells what changed', async () => {
    const one = operator()
    const faits = { commune: { valeur: '02722', origine: 'question' as const } }
    const need = someLead({ faits, besoins: [{ theme: 'export', reponses: {} }] })
    const source = { document: 'x', title: 'x', date: '2026', dateDeduced: false, line: null }
    const traced = (id: string, verdict: 'eligible' | 'a-verifier' | 'non-eligible') => ({
      id,
      verdict,
      raisons: [],
      source,
    })
    const today = orient(library!, {
      theme: 'export',
      faits,
      place: placeOf(library!, '02722'),
      today: '2026-03-02',
    }).filter(w => w.verdict === 'a-verifier')
    const trace = {
      connaissance: 'old',
      date: '2025-01-01',
      dispositifs: [
        traced(today[0]!.dispositif.id, 'eligible'),
        traced(today[1]!.dispositif.id, 'a-verifier'),
        traced('gone', 'a-verifier'),
      ],
      contacts: ['nobody'],
    }
    await one.with({ ...need, besoins: [{ ...need.besoins[0]!, trace }] })
    expect(await one.leads('explain', need.reference)).toBe(0)
    const told = one.said.slice(one.said.findIndex(line => line.startsWith('Rejoué')))
    expect(told.filter(line => line.startsWith('  ~'))).toHaveLength(1)
    expect(told.find(line => line.startsWith('  ~'))).toContain(today[0]!.dispositif.titre)
    expect(told.filter(line => line.startsWith('  -'))).toEqual([expect.stringContaining('gone')])
    expect(told.filter(line => line.startsWith('  +')).length).toBeGreaterThan(0)
    expect(told.some(line => line.startsWith('  Interlocuteur'))).toBe(true)
    expect(told.join()).not.toContain(today[1]!.dispositif.titre)
  })

  test('an import tells every refused line, writes nothing on trial, and writes to nobody', async () => {
    const one = operator()
    const file = join(one.dataDir, 'in.csv')
    const header = 'date;nom;entreprise;email;telephone;commune;themes;consentement'
    const good = '2025-11-03;Claude;Forge;c@x.test;;02722;export innovation;2025-11-03'
    const bad = [
      ';A;B;c@x.test;;;;2025-01-01',
      '2025-11-03;A;B;;;;;2025-01-01',
      '2025-11-03;A;B;c@x.test;;;danse;2025-01-01',
      '2025-11-03;A;B;c@x.test;;;;',
      '2025-11-03;A;B;c@x.test;;99999;;2025-01-01',
    ]
    writeFileSync(file, [header, good, ...bad].join('\r\n'))
    expect(await one.leads('import', file, '--essai')).toBe(1)
    expect(one.said).toHaveLength(6)
    await one.leads('export')
    expect(one.said).toEqual([])
    await one.leads('import', file)
    await one.leads('export')
    const kept = JSON.parse(one.said[0]!)
    expect(kept).toMatchObject({
      origine: 'import',
      epci: 'ca-grandsoissons',
      besoins: [{ theme: 'export' }, { theme: 'innovation' }],
    })
    const store = await one.open()
    expect(await store.outbox.claim(9)).toEqual([])
    await store.close()
  })
})

describe('data', () => {
  test('a backup taken under a running server is whole; who was erased since stays erased after the restore', async () => {
    const one = operator()
    const server = await one.open('server')
    for (const reference of ['TI-2026-AAAA', 'TI-2026-CCCC']) await server.leads.create(someLead({ reference }), 'x')
    const file = join(one.dataDir, 'backup.db')
    expect(await one.data('backup', file)).toBe(0)
    await server.leads.forget('TI-2026-AAAA')
    await server.leads.create(someLead({ reference: 'TI-2026-DDDD' }), 'x')
    expect(await one.data('restore', file, '--force')).toBe(1)
    await server.close()
    expect(await one.data('restore', file)).toBe(1)
    expect(await one.data('restore', file, '--force')).toBe(0)
    const after = await one.open('server')
    expect(await after.leads.read('TI-2026-AAAA')).toMatchObject({ nom: '', effaceLe: expect.any(String) })
    expect(await after.leads.read('TI-2026-CCCC')).toMatchObject({ nom: 'Camille Exemple' })
    expect(await after.leads.read('TI-2026-DDDD')).toBeNull()
    await after.close()
  })

  test('what is no backup is refused and changes nothing', async () => {
    const one = operator()
    await one.with(someLead())
    const file = join(one.dataDir, 'x')
    expect(await one.data('restore', file, '--force')).toBe(1)
    writeFileSync(file, 'not a database')
    expect(await one.data('restore', file, '--force')).toBe(1)
    expect(await one.leads('export')).toBe(0)
    expect(one.said).toHaveLength(1)
  })

  test('purge says what it did', async () => {
    const one = operator()
    expect(await one.data('purge')).toBe(0)
    expect(await one.data('unknown')).toBe(2)
  })
})

test('any cell comes back as it was, and none is a formula', () => {
  const cell = fc.string({ unit: 'grapheme' }).map(s => s.replaceAll('\r', ''))
  const header = ['a', 'b']
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1 }), rows => {
      const kept = rows.filter(row => row.some(c => c.trim() !== ''))
      const read = readCsv(writeCsv([header, ...kept]))
      expect(read).toEqual(kept.map(([a, b]) => ({ a: neutral(a).trim(), b: neutral(b).trim() })))
      for (const c of rows.flat()) expect(neutral(c)).not.toMatch(/^[\s\p{Cc}]*[=+\-@]/u)
    }),
  )
})

test('`npm run try` tells the theme, the place and the figures of a text', () => {
  const text = 'je cherche un soudeur à Chauny, on est 25, budget 30 k€'
  const said = execFileSync(process.execPath, ['src/cli/try.ts', text], { encoding: 'utf8' })
  expect(said).toMatch(/lieu +Chauny => ca-chauny-tergnier-la-fere, Chauny/)
  expect(said).toMatch(/effectif +25 => 25\.\.25/)
  expect(said).toMatch(/montant +30 k€ => 30000\.\.30000/)
  expect(said).toMatch(/=> projet: .*emploi-competences/)
})
