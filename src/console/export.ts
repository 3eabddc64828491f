import type { HttpResponse, Route } from '../api/route.ts'
import { dayInFrance } from '../domain/business-days.ts'
import { writeCsv } from '../domain/csv.ts'
import type { Library } from '../domain/library.ts'
import { tellAnswers, tellLead } from '../domain/telling.ts'
import { say } from '../domain/texts.ts'
import { writeXlsx } from '../spreadsheet.ts'
import type { KeptLead } from '../store/lead-rows.ts'
import { pageAt, record } from './door.ts'
import { type Console, PAGE_HEADERS } from './page.ts'
import { readView } from './view-query.ts'

const BATCH = 500
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/** The leads of a view as a table for a spreadsheet. */
export function exportRoute(console: Console): Route {
  return pageAt(console, '/console/export', async (request, visitor) => {
    const { view, vue, filtre } = await readView(console, request, visitor)
    const library = console.library()
    const all: KeptLead[] = []
    for (let batch: KeptLead[] = []; ; ) {
      batch = await visitor.leads.list(view, { offset: all.length, limit: BATCH })
      all.push(...batch)
      if (batch.length < BATCH) break
    }
    const fields = Object.entries(filtre).map(([name, value]) => `${name}=${name === 'q' ? '…' : value}`)
    await record(console, visitor, 'export', null, [`n=${all.length}`, `vue=${vue}`, ...fields].join(' '))
    return sheet(
      leadTable(library, all),
      request.query.format === 'xlsx' ? 'xlsx' : 'csv',
      `demandes-${dayInFrance(console.now())}`,
    )
  })
}

/** A table as a file for a spreadsheet. */
export async function sheet(
  rows: (string | number | null)[][],
  format: 'csv' | 'xlsx',
  name: string,
): Promise<HttpResponse> {
  const headers = {
    ...PAGE_HEADERS,
    'content-type': format === 'xlsx' ? XLSX : 'text/csv; charset=utf-8',
    'content-disposition': `attachment; filename="${name}.${format}"`,
  }
  const bytes = format === 'xlsx' ? await writeXlsx(rows) : new TextEncoder().encode(writeCsv(rows))
  return { status: 200, headers, bytes }
}

const columns = [
  'reference',
  'date',
  'origine',
  'statut',
  'depuis',
  'entreprise',
  'nom',
  'courriel',
  'telephone',
  'commune',
  'epci',
  'territoire',
  'themes',
  'reponses',
  'message',
  'signaux',
  'investissement',
  'emplois',
  'subvention-demandee',
  'subvention-obtenue',
] as const

/** One row a lead, in words, under headings in words. */
export function leadTable(library: Library, all: readonly KeptLead[]): (string | number | null)[][] {
  const { texts } = library
  return [
    columns.map(c => say(texts, `console-export-${c}`)),
    ...all.map(lead => {
      const told = tellLead(library, lead)
      const answers = [lead.faits, ...lead.besoins.map(b => b.reponses)].flatMap(f => tellAnswers(library, f))
      return [
        lead.reference,
        lead.date.slice(0, 10),
        say(texts, `lead-origine-${lead.origine}`),
        say(texts, `lead-statut-${lead.statut}`),
        lead.depuis.slice(0, 10),
        lead.entreprise,
        lead.nom,
        lead.email,
        lead.telephone,
        told.commune,
        told.epci,
        told.territoire,
        told.themes.join(', '),
        answers.map(({ question, reponse }) => `${question} : ${reponse}`).join('\n'),
        lead.message,
        lead.signaux.map(s => s.raison).join('\n'),
        lead.montants.investissement,
        lead.montants.emplois,
        lead.montants.subvention_demandee,
        lead.montants.subvention_obtenue,
      ]
    }),
  ]
}
