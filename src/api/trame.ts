import type { Diagnostic } from '../domain/diagnostic.ts'
import type { Library } from '../domain/library.ts'
import type { Question } from '../domain/question.ts'
import { radarSvg } from '../domain/radar.ts'
import { tellRequirement } from '../domain/reasons.ts'
import { say } from '../domain/texts.ts'
import type { Asked, Theme } from '../domain/theme.ts'
import type { HttpResponse, Route } from './route.ts'

/** HTML made by `html`, safe to put into more of it. */
class Markup {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}
type Part = string | number | Markup | readonly Part[]

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** A template whose every blank is escaped unless it is markup made here. */
function html(parts: TemplateStringsArray, ...blanks: Part[]): Markup {
  return new Markup(parts.map((part, i) => part + (i < blanks.length ? plain(blanks[i]!) : '')).join(''))
}

function plain(part: Part): string {
  if (part instanceof Markup) return part.text
  if (typeof part === 'object') return part.map(plain).join('')
  return String(part).replaceAll(/[&<>"']/g, c => ENTITIES[c]!)
}

const CSS = `
:root { color-scheme: light dark }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 52rem; margin: 0 auto; padding: 1rem }
h1, h2, h3 { line-height: 1.25 }
h2 { border-bottom: 2px solid; margin-top: 2.5rem }
fieldset, .q { border: 1px solid; margin: 0 0 .75rem; padding: .5rem .75rem; break-inside: avoid }
.q p { margin: 0 }
.q .t { font-weight: 600 }
ul.o { list-style: none; margin: .25rem 0 0; padding: 0 }
ul.o.c { columns: 2 }
.b { display: inline-block; width: .8em; height: .8em; border: 1px solid; margin-right: .5em }
.l { border-bottom: 1px solid; min-height: 1.75rem }
table { border-collapse: collapse; width: 100% }
th, td { border: 1px solid; padding: .35rem .5rem; text-align: left; vertical-align: top }
td.n { min-width: 5rem }
svg { max-width: 100%; height: auto }
@media print { body { max-width: none; padding: 0; font-size: 10pt } h2 { break-before: page } nav { display: none } a { color: inherit; text-decoration: none } }
`

/** The interview sheet to print: `GET /trame` and its style sheet. `library` is asked anew for each request. */
export function trameRoutes(library: () => Library): Route[] {
  const policy = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
  const headers = { 'content-security-policy': policy, 'cache-control': 'no-cache' }
  const style = { 'content-type': 'text/css; charset=utf-8', 'cache-control': 'no-cache' }
  const get = (path: string, handle: () => HttpResponse): Route => ({ method: 'GET', path, budget: 'page', handle })
  return [
    get('/trame', () => ({ status: 200, headers, html: trame(library()) })),
    get('/trame.css', () => ({ status: 200, headers: style, bytes: new TextEncoder().encode(CSS) })),
  ]
}

/** All questionnaires and both grids on one page, the same that the bot asks. */
export function trame(library: Library): string {
  const { texts } = library
  const themes = [...library.themes.values()]
  const grids = [...library.diagnostics.values()]
  const common = [...library.questions.values()].filter(q => q.theme === null)
  const entries = [
    ['commun', say(texts, 'trame-commun')],
    ...[...themes, ...grids.map(g => ({ ...g, id: gridId(g) }))].map(t => [t.id, t.titre]),
  ]
  return html`<!doctype html>
<html lang="fr"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${say(texts, 'trame-titre')}</title><link rel="stylesheet" href="/trame.css"></head>
<body><header><h1>${say(texts, 'trame-titre')}</h1><p>${say(texts, 'trame-intro')}</p>
<p>${say(texts, 'trame-version', { version: library.version })}</p>
${['trame-entreprise', 'trame-interlocuteur', 'trame-date'].map(k => html`<div class="q"><p>${say(texts, k)}</p><div class="l"></div></div>`)}
<nav aria-label="${say(texts, 'trame-sommaire')}"><ul>${entries.map(([id, titre]) => html`<li><a href="#${id!}">${titre!}</a></li>`)}</ul></nav></header>
<main><section id="commun"><h2>${say(texts, 'trame-commun')}</h2><p>${say(texts, 'trame-commun-intro')}</p>
${common.map(q => item(library, q, []))}</section>
${themes.map(t => section(library, t))}
${grids.map(g => grid(library, g))}</main></body></html>`.text
}

function section(library: Library, theme: Theme): Markup {
  const { texts } = library
  const own = theme.questions.filter(a => a.question.theme === theme.id)
  const part = (usage: Question['usage']) => {
    const asked = own.filter(a => a.question.usage === usage)
    return asked.length === 0
      ? []
      : html`<h3>${say(texts, `trame-${usage}`)}</h3>${asked.map(a => item(library, a.question, a.si))}`
  }
  return html`<section id="${theme.id}"><h2>${theme.titre}</h2><p>${theme.resume} ${say(texts, 'trame-renvoi')}</p>
${part('tri')}${part('dossier')}${notes(library)}</section>`
}

/** One question with what can be ticked or written. */
function item(library: Library, q: Question, si: Asked['si']): Markup {
  const { texts } = library
  const only = si.map(
    ({ critere, exige }) =>
      html`<p>${say(texts, 'trame-si', { exigence: tellRequirement(library, critere, exige) })}</p>`,
  )
  const many = q.plusieurs ? html`<p>${say(texts, 'trame-plusieurs')}</p>` : []
  return html`<div class="q"><p class="t">${q.texte}</p>${q.aide ? html`<p>${q.aide}</p>` : []}${only}${many}${answer(library, q)}</div>`
}

function answer({ texts }: Library, q: Question): Markup {
  const unknown = say(texts, 'trame-inconnu')
  if (q.options) return boxes([...Object.values(q.options), unknown], q.type !== 'echelle')
  if (q.type === 'oui-non') return boxes([say(texts, 'trame-oui'), say(texts, 'trame-non'), unknown], true)
  const label = q.unite ? say(texts, 'trame-unite', { unite: q.unite }) : say(texts, 'trame-reponse')
  return html`<p>${label}</p><div class="l"></div>`
}

function boxes(labels: readonly string[], columns: boolean): Markup {
  const list = labels.map(l => html`<li><span class="b" aria-hidden="true"></span>${l}</li>`)
  return html`<ul class="${columns ? 'o c' : 'o'}">${list}</ul>`
}

/** A grid: its questions axis by axis, a table for the marks and an empty radar to draw on. */
function grid(library: Library, g: Diagnostic): Markup {
  const { texts } = library
  const rayons = g.axes.map(a => ({ nom: a.titre, score: null, note: '' }))
  const titre = say(texts, 'trame-radar')
  const radar = new Markup(radarSvg({ id: `radar-${g.id}`, titre, description: g.titre, rayons }))
  const numbered = (q: Question) => ({
    ...q,
    options: Object.fromEntries(
      Object.values(q.options!).map((texte, i) => [`n${i + 1}`, say(texts, 'diagnostic-niveau', { n: i + 1, texte })]),
    ),
  })
  const rows = g.axes.map(a => html`<tr><th scope="row">${a.titre}</th><td class="n"></td><td>${a.dAbord}</td></tr>`)
  const heads = ['trame-axe', 'trame-note', 'trame-d-abord'].map(k => html`<th scope="col">${say(texts, k)}</th>`)
  const sources = g.sources.map(c => library.documents.get(c.document)!.titre).join(' ; ')
  return html`<section id="${gridId(g)}"><h2>${g.titre}</h2><p>${say(texts, 'trame-diagnostic-intro')}</p>
${g.axes.map(a => html`<h3>${a.titre}</h3>${a.questions.map(q => item(library, numbered(q), []))}`)}
<table><thead><tr>${heads}</tr></thead><tbody>${rows}</tbody></table>
<h3>${titre}</h3>${radar}<p>${say(texts, 'trame-sources', { sources })}</p>${notes(library)}</section>`
}

function notes({ texts }: Library): Markup {
  return html`<div class="q"><p>${say(texts, 'trame-notes')}</p><div class="l"></div><div class="l"></div><div class="l"></div></div>`
}

function gridId(g: Diagnostic): string {
  return `diagnostic-${g.id}`
}
