import { escapeHtml } from './html.ts'
import type { LetterItem, Newsletter } from './newsletter.ts'
import { say, type Texts } from './texts.ts'

/** The draft as Markdown: what stands between brackets is to be written or taken out by hand. */
export function newsletterMarkdown(texts: Texts, { titre, pour, rubriques }: Newsletter): string {
  const reserved = say(texts, 'lettre-pour', { pour })
  const item = ({ titre, lignes }: LetterItem) =>
    [`### ${plain(titre)}`, ...lignes.map(line => (isLink(line) ? `<${line}>` : plain(line)))].join('\n\n')
  return `${[
    `# ${plain(titre)}`,
    `*${plain(reserved)}*`,
    ...rubriques.flatMap(r => [`## ${plain(r.titre)}`, `[${plain(r.consigne)}]`, ...r.items.map(item)]),
    plain(say(texts, 'lettre-pied')),
  ].join('\n\n')}\n`
}

/** The draft as one HTML page without styles of its own, as mail programs and word processors take it. */
export function newsletterHtml(texts: Texts, { titre, pour, rubriques }: Newsletter): string {
  const reserved = say(texts, 'lettre-pour', { pour })
  const line = (text: string) =>
    isLink(text) ? `<p><a href="${escapeHtml(text)}">${escapeHtml(text)}</a></p>` : `<p>${escapeHtml(text)}</p>`
  const item = ({ titre, lignes }: LetterItem) => [`<h3>${escapeHtml(titre)}</h3>`, ...lignes.map(line)].join('\n')
  const body = [
    `<h1>${escapeHtml(titre)}</h1>`,
    `<p><em>${escapeHtml(reserved)}</em></p>`,
    ...rubriques.flatMap(r => [
      `<h2>${escapeHtml(r.titre)}</h2>`,
      `<p>[${escapeHtml(r.consigne)}]</p>`,
      ...r.items.map(item),
    ]),
    `<p>${escapeHtml(say(texts, 'lettre-pied'))}</p>`,
  ]
  return `<!doctype html>\n<html lang="fr"><head><meta charset="utf-8"><title>${escapeHtml(titre)}</title></head>\n<body>\n${body.join('\n')}\n</body></html>\n`
}

const isLink = (line: string) => /^https?:\/\/\S+$/.test(line)

/** Text that is no markup in Markdown. */
function plain(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_[\]<>]/g, c => `\\${c}`)
    .replace(/^([#+>-]|\d+[.)])/, '\\$1')
}
