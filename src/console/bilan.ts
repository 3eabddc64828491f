import type { Route } from '../api/route.ts'
import type { Bilan } from '../domain/bilan.ts'
import { bilanTable, partColumns } from '../domain/bilan-table.ts'
import {
  definitionsOf,
  inOrder,
  stepsOf,
  tellAverage,
  tellMonth,
  tellNumber,
  tellOutOf,
  tellPart,
  tellPeriod,
  tellValue,
} from '../domain/bilan-telling.ts'
import { dayInFrance } from '../domain/business-days.ts'
import { axes } from '../domain/indicators.ts'
import type { Library } from '../domain/library.ts'
import { daysOf } from '../domain/period.ts'
import { say } from '../domain/texts.ts'
import { type AskedBilan, choicesOf, readAsked, readBilan } from './bilan-query.ts'
import { barChart } from './charts.ts'
import { pageAt, record } from './door.ts'
import { sheet } from './export.ts'
import { type Console, page, tellDay } from './page.ts'

/** The indicators of a month and the bilan of a half-year, on screen and as a report to be printed. */
export function bilanRoutes(console: Console): Route[] {
  const shown = (path: string, view: string): Route =>
    pageAt(console, path, async (request, visitor) => {
      const asked = readAsked(console, request, visitor)
      const bilan = await readBilan(console, asked, visitor)
      if (view === 'bilan-report')
        await record(console, visitor, 'bilan', null, `periode=${asked.periode.id} lieu=${asked.lieu || 'tout'}`)
      return page(console, view, {
        ...(await sheetOf(console, asked, bilan)),
        ...form(console, asked, choicesOf(console, visitor)),
        ici: 'bilan',
        visitor,
      })
    })
  const exported: Route = pageAt(console, '/console/bilan/export', async (request, visitor) => {
    const asked = readAsked(console, request, visitor)
    const bilan = await readBilan(console, asked, visitor)
    const { id } = asked.periode
    await record(console, visitor, 'bilan', null, `periode=${id} lieu=${asked.lieu || 'tout'}`)
    const jour = tellDay(console.now().toISOString())
    return sheet(
      bilanTable(console.library(), bilan, { lieu: asked.nom, jour }),
      request.query.format === 'xlsx' ? 'xlsx' : 'csv',
      `bilan-${id}`,
    )
  })
  return [shown('/console/bilan', 'bilan'), shown('/console/bilan/rapport', 'bilan-report'), exported]
}

/** The address of a page of the same bilan. */
export function bilanPath(path: string, { periode, lieu }: AskedBilan, more: Record<string, string> = {}): string {
  const asked = new URLSearchParams({ periode: periode.id, ...(lieu ? { lieu } : {}), ...more }).toString()
  return `${path}?${asked}`
}

function form({ library }: Console, asked: AskedBilan, { places, periods }: ReturnType<typeof choicesOf>) {
  const { texts } = library()
  return {
    periode: asked.periode.id,
    lieu: asked.lieu,
    periodes: (['semestre', 'mois', 'annee'] as const).map(sorte => ({
      sorte,
      choix: periods[sorte].map(p => ({ id: p.id, nom: tellPeriod(texts, p) })),
    })),
    lieux: places,
    liens: {
      rapport: bilanPath('/console/bilan/rapport', asked),
      ecran: bilanPath('/console/bilan', asked),
      csv: bilanPath('/console/bilan/export', asked, { format: 'csv' }),
      xlsx: bilanPath('/console/bilan/export', asked, { format: 'xlsx' }),
    },
  }
}

/** A bilan in words and charts. */
async function sheetOf(console: Console, asked: AskedBilan, bilan: Bilan) {
  const library = console.library()
  const { texts } = library
  const now = console.now()
  const periode = tellPeriod(texts, bilan.periode)
  const avant = tellPeriod(texts, bilan.avant)
  const moyennes = bilan.lignes.some(l => l.moyenne !== null)
  return {
    titre: say(texts, `bilan-titre-${bilan.periode.sorte}`, { periode }),
    nomDuLieu: asked.nom,
    nomDePeriode: periode,
    nomAvant: avant,
    enCours:
      daysOf(bilan.periode).dernier >= dayInFrance(now)
        ? say(texts, 'bilan-en-cours', { jour: tellDay(now.toISOString()) })
        : '',
    fait: say(texts, 'bilan-fait', { jour: tellDay(now.toISOString()), version: library.version.slice(0, 12) }),
    moyennes,
    sansMoyenne: bilan.autour !== null && !moyennes,
    epciAutour: bilan.autour,
    colonnes: partColumns,
    masques: bilan.lignes.some(l => l.moyenne === 'masque' || l.moyenne?.environ),
    lignes: bilan.lignes.map(line => ({
      id: line.figure.id,
      nom: say(texts, `indicateur-${line.figure.id}`),
      valeur: tellValue(texts, line.figure),
      sur: tellOutOf(texts, line.figure),
      avant: tellValue(texts, line.avant),
      avantSur: tellOutOf(texts, line.avant),
      moyenne: tellAverage(texts, line),
    })),
    axes: axes.map(axis => ({ axe: axis, ...partsTold(library, bilan, axis) })),
    mois: bilan.mois.map(m => ({ ...m, nom: tellMonth(m.mois) })),
    arrets: bilan.parcours?.arrets.map(a => ({
      ...a,
      nom: texts[`bilan-arret-${a.etape}`] ?? say(texts, 'bilan-arret-autre'),
    })),
    satisfaction: bilan.parcours?.satisfaction.map(s => ({ ...s, nom: texts[`droits-avis-${s.note}`] ?? s.note })),
    etapes: stepsOf(bilan).map(s => ({ ...s, nom: say(texts, `bilan-parcours-${s.etape}`) })),
    definitions: definitionsOf(texts),
    graphiques: await chartsOf(library, bilan),
  }
}

function partsTold(library: Library, bilan: Bilan, axis: (typeof axes)[number]) {
  return {
    parts: inOrder(axis, bilan.parts[axis]).map(p => ({
      ...p,
      nuls: Object.fromEntries(partColumns.map(c => [c.champ, p[c.champ] === 0])),
      nom: tellPart(library, axis, p.cle),
      obtenues: tellNumber(p.obtenues, 'euros'),
    })),
  }
}

/** The charts of a bilan by name; what they show stands in the tables beside them. */
async function chartsOf(library: Library, bilan: Bilan): Promise<Record<string, string>> {
  const { texts } = library
  const periode = tellPeriod(texts, bilan.periode)
  const avant = tellPeriod(texts, bilan.avant)
  const draw = (id: string, titre: string, rows: readonly { nom: string; valeur: number; avant?: number }[]) => {
    const told = rows.map(r => `${r.nom} : ${tellNumber(r.valeur)}`).join(', ')
    const before = rows.some(r => r.avant !== undefined)
    return barChart({
      id: `g-${id}`,
      titre,
      description: say(texts, 'bilan-graphique', { valeurs: told }),
      noms: rows.map(r => r.nom),
      series: [
        { nom: periode, valeurs: rows.map(r => r.valeur) },
        ...(before ? [{ nom: avant, valeurs: rows.map(r => r.avant ?? 0) }] : []),
      ],
    })
  }
  const charts: Record<string, string> = {
    parcours: await draw(
      'parcours',
      say(texts, 'bilan-parcours-legende', { periode }),
      stepsOf(bilan).map(s => ({ nom: say(texts, `bilan-parcours-${s.etape}`), valeur: s.nombre })),
    ),
  }
  if (bilan.mois.length > 1)
    charts.mois = await draw(
      'mois',
      say(texts, 'bilan-mois-legende', { periode }),
      bilan.mois.map(m => ({ nom: tellMonth(m.mois), valeur: m.contacts })),
    )
  for (const axis of axes) {
    const parts = inOrder(axis, bilan.parts[axis])
    if (parts.length < 2) continue
    const titre = say(texts, 'bilan-axe-legende', { axe: say(texts, `bilan-axe-${axis}`), periode })
    charts[axis] = await draw(
      axis,
      titre,
      parts.map(p => ({ nom: tellPart(library, axis, p.cle), valeur: p.contacts, avant: p.avant })),
    )
  }
  return charts
}
