import { expect, test } from 'vitest'
import { neutral, writeCsv } from '../src/domain/csv.ts'
import { seeded } from '../src/domain/seeded.ts'
import { writeXlsx } from '../src/spreadsheet.ts'
import { readXlsx, sheetXml } from './doubles/xlsx.ts'

const CELLS = 20_000
const STARTS = [
  '=',
  '+',
  '-',
  '@',
  '＝',
  '＋',
  '－',
  '＠',
  '|',
  '%',
  '\t=',
  '\r=',
  '\n=',
  ' =',
  '\u00a0=',
  '"=',
  '',
  'a=',
  '\u0000=',
  '﻿=',
]
const BODIES = [
  "cmd|'/C calc'!A0",
  'HYPERLINK("http://evil.test";"x")',
  'SUM(1;2)',
  '1+1',
  'DDE("x")',
  "';--",
  '"";=1',
  'é – «x»',
  '\u0007',
  '<v>1</v>',
  '😀 & <b>',
  '\ud800',
]

const random = seeded(7)
const pick = (list: readonly string[]) => list[Math.floor(random() * list.length)]!
const cells = Array.from(
  { length: CELLS },
  () => pick(STARTS) + pick(BODIES) + (random() < 0.2 ? `\r\n${pick(STARTS)}${pick(BODIES)}` : ''),
)
const rows = Array.from({ length: CELLS / 10 }, (_, i) => cells.slice(i * 10, i * 10 + 10))

/** What a spreadsheet would run: a formula sign after nothing but blanks and invisible characters. */
const isFormula = (cell: string) => /^[\s\p{Cc}]*[=+\-@＝＋－＠|%]/u.test(cell)

/** The cells of a CSV as a spreadsheet reads them. */
function readBack(csv: string): string[][] {
  const out: string[][] = []
  for (const [, cell, end] of csv.slice(1).matchAll(/"((?:[^"]|"")*)"(;|\r\n)/g)) {
    if (out.length === 0) out.push([])
    out.at(-1)!.push(cell!.replaceAll('""', '"'))
    if (end === '\r\n') out.push([])
  }
  return out.slice(0, -1)
}

test(`of ${CELLS} hostile cells of a CSV none is a formula, and each says what it said`, () => {
  const back = readBack(writeCsv(rows)).flat()
  expect(back).toHaveLength(CELLS)
  expect(back.filter(isFormula)).toEqual([])
  expect(back.filter((cell, i) => cell !== cells[i] && cell !== `'${cells[i]}`)).toEqual([])
})

test(`of ${CELLS} hostile cells of a workbook none is a formula, and the file is sound`, async () => {
  // the first row is the header, which the program writes itself
  const bytes = await writeXlsx([['header'], ...rows])
  const xml = sheetXml(bytes)
  expect(xml).not.toMatch(/<f[ >]/)
  expect(xml.match(/<c [^>]*>/g)!.every(c => c.includes('t="s"') || c.endsWith('/>'))).toBe(true)
  const back = readXlsx(bytes).flat().slice(1)
  expect(back.filter(isFormula)).toEqual([])
  // what XML cannot hold is gone, everything else stands
  const plain = (text: string) => text.replace(/[^\P{Cc}\t\n\r]|[\ufffe\uffff]|\p{Cs}/gu, ' ').replaceAll('\r\n', '\n')
  const kept = cells.filter(c => c !== '').map(c => plain(neutral(plain(c))))
  expect(back.map(plain)).toEqual(kept)
})
