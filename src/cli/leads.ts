import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { createMind } from '../conversation/think.ts'
import { dayInFrance } from '../domain/business-days.ts'
import { writeCsv } from '../domain/csv.ts'
import type { Library } from '../domain/library.ts'
import { statuts } from '../domain/pipeline.ts'
import { tellAnswers, tellLead } from '../domain/telling.ts'
import { say } from '../domain/texts.ts'
import { writeXlsx } from '../spreadsheet.ts'
import type { KeptLead } from '../store/lead-rows.ts'
import type { LeadFilter } from '../store/leads.ts'
import type { Store } from '../store/store.ts'
import { importLeads } from './leads-import.ts'
import { runCommand } from './operator.ts'
import { tellChanges } from './replay.ts'

/** What the command works with; `print` writes one line on standard output. */
export interface LeadsCommand {
  store: Store
  library: Library
  now(): Date
  print(line: string): void
}

const PAGE = 500
const FORMATS = ['json', 'csv', 'xlsx']

/** `npm run leads -- export|stats|explain|forget|import`; the exit code. */
export async function leads(command: LeadsCommand, args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      format: { type: 'string', default: 'json' },
      out: { type: 'string' },
      du: { type: 'string' },
      au: { type: 'string' },
      essai: { type: 'boolean', default: false },
    },
  })
  const [name, subject] = positionals
  const { du, au } = values
  const filter: LeadFilter = { ...(du ? { du } : {}), ...(au ? { au } : {}) }
  if (name === 'export') return exportLeads(command, filter, values.format, values.out)
  if (name === 'stats') return stats(command)
  if (name === 'explain' && subject) return explain(command, subject)
  if (name === 'forget' && subject) return forget(command, subject)
  if (name === 'import' && subject) return importLeads(command, readFileSync(subject, 'utf8'), values.essai)
  command.print(say(command.library.texts, 'operateur-leads-usage'))
  return 2
}

async function exportLeads(command: LeadsCommand, filter: LeadFilter, format: string, out?: string): Promise<number> {
  const { print, library } = command
  if (!FORMATS.includes(format)) {
    print(say(library.texts, 'operateur-format-inconnu', { format }))
    return 2
  }
  if (format !== 'json' && !out) {
    print(say(library.texts, 'operateur-export-out', { format }))
    return 2
  }
  const all = await everyLead(command.store, filter)
  const lines = all.map(lead => JSON.stringify(lead))
  if (!out) {
    for (const line of lines) print(line)
    return 0
  }
  // the export is personal data: for the operator's eyes only
  const content =
    format === 'xlsx'
      ? await writeXlsx(rows(library, all))
      : format === 'csv'
        ? writeCsv(rows(library, all))
        : lines.map(line => `${line}\n`).join('')
  writeFileSync(out, content, { mode: 0o600 })
  print(say(library.texts, 'operateur-export-fait', { n: all.length, fichier: out }))
  return 0
}

const plainColumns = ['reference', 'date', 'statut', 'depuis', 'origine', 'territoire', 'epci', 'commune'] as const
const personColumns = ['entreprise', 'nom', 'email', 'telephone', 'message'] as const
const amountColumns = ['investissement', 'emplois', 'subvention_demandee', 'subvention_obtenue'] as const

/** One row a need; a lead without needs has one row. */
function rows(library: Library, all: readonly KeptLead[]): (string | number | null)[][] {
  const told = (faits: KeptLead['faits']) =>
    tellAnswers(library, faits)
      .map(({ question, reponse }) => `${question} : ${reponse}`)
      .join('\n')
  return [
    [...plainColumns, 'theme', ...personColumns, 'reponses-entreprise', 'reponses-besoin', ...amountColumns, 'signaux'],
    ...all.flatMap(lead =>
      (lead.besoins.length > 0 ? lead.besoins : [{ theme: '', reponses: {} }]).map(besoin => [
        ...plainColumns.map(c => lead[c]),
        besoin.theme,
        ...personColumns.map(c => lead[c]),
        told(lead.faits),
        told(besoin.reponses),
        ...amountColumns.map(c => lead.montants[c]),
        lead.signaux.map(s => s.id).join(', '),
      ]),
    ),
  ]
}

async function stats({ store, library, now, print }: LeadsCommand): Promise<number> {
  const { texts } = library
  const line = (nom: string, n: number) => n > 0 && print(say(texts, 'operateur-stats-ligne', { nom, n }))
  print(say(texts, 'operateur-stats-total', { n: await store.leads.count({}) }))
  print(say(texts, 'operateur-stats-statuts'))
  for (const statut of statuts)
    line(say(texts, `lead-statut-${statut}`), await store.leads.count({ statuts: [statut] }))
  print(say(texts, 'operateur-stats-territoires'))
  for (const [id, { titre }] of library.territoires) line(titre, await store.leads.count({ territoires: [id] }))
  print(say(texts, 'operateur-stats-themes'))
  for (const [id, { titre }] of library.themes) line(titre, await store.leads.count({ theme: id }))
  print(say(texts, 'operateur-stats-envois', await store.outbox.backlog()))
  print(say(texts, 'operateur-stats-compteurs'))
  const month = new Date(now().getTime() - 30 * 86_400_000).toISOString().slice(0, 10)
  const totals = new Map<string, number>()
  for (const { nom, cles, nombre } of await store.counters.since(month)) {
    const name = [nom, ...Object.values(cles)].join(' ')
    totals.set(name, (totals.get(name) ?? 0) + nombre)
  }
  for (const [name, n] of totals) line(name, n)
  return 0
}

async function explain({ store, library, now, print }: LeadsCommand, reference: string): Promise<number> {
  const { texts } = library
  const lead = await store.leads.read(reference)
  if (!lead) {
    print(say(texts, 'operateur-reference-inconnue', { reference }))
    return 1
  }
  const answers = (faits: KeptLead['faits']) => {
    for (const told of tellAnswers(library, faits)) print(say(texts, 'operateur-explain-reponse', { ...told }))
  }
  const statut = say(texts, `lead-statut-${lead.statut}`)
  print(say(texts, 'operateur-explain-demande', { reference, date: lead.date, statut }))
  answers(lead.faits)
  const mind = createMind(library)
  for (const [i, besoin] of lead.besoins.entries()) {
    const { trace, reponses } = besoin
    const theme = tellLead(library, lead).themes[i]!
    if (!trace) print(`${theme}. ${say(texts, 'operateur-explain-sans-trace')}`)
    else print(say(texts, 'operateur-explain-besoin', { theme, version: trace.connaissance, jour: trace.date }))
    answers(reponses)
    for (const { id, verdict, raisons } of trace?.dispositifs ?? []) {
      const titre = library.dispositifs.get(id)?.titre ?? id
      print(say(texts, 'operateur-explain-dispositif', { titre, verdict: say(texts, `lead-verdict-${verdict}`) }))
      for (const { texte } of raisons) print(say(texts, 'operateur-explain-raison', { texte }))
    }
    for (const line of tellChanges(mind, lead, besoin, dayInFrance(now()))) print(line)
  }
  return 0
}

async function forget({ store, library, print }: LeadsCommand, reference: string): Promise<number> {
  const known = await store.leads.read(reference)
  if (!known) {
    print(say(library.texts, 'operateur-reference-inconnue', { reference }))
    return 1
  }
  const done = await store.leads.forget(reference, { tell: true })
  print(say(library.texts, done ? 'operateur-oubli-fait' : 'operateur-oubli-deja', { reference }))
  return 0
}

async function everyLead(store: Store, filter: LeadFilter): Promise<KeptLead[]> {
  const all: KeptLead[] = []
  for (let page: KeptLead[] = []; ; ) {
    page = await store.leads.list(filter, { offset: all.length, limit: PAGE })
    all.push(...page)
    if (page.length < PAGE) return all
  }
}

if (import.meta.main)
  await runCommand((store, library) =>
    leads({ store, library, now: () => new Date(), print: line => console.log(line) }, process.argv.slice(2)),
  )
