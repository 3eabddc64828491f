import { type Content, escaped, sentence } from './content.ts'
import type { Identity } from './identity.ts'
import { brand, head } from './page.ts'

/** A page of words around its own text. */
export function sheetPage(
  { texts }: Content,
  identity: Identity,
  style: string,
  { logo, titre, html }: { logo?: string | undefined; titre: string; html: string },
): string {
  const where = identity.territory ? `?territoire=${identity.territory}` : ''
  const say = (key: string) => escaped(sentence(texts, `widget-${key}`))
  return `<!doctype html>
<html lang="${say('langue')}">
${head(identity, `${titre} · ${identity.word('nom')}`, titre, style)}
<body>
<a class="skip" href="#texte">${say('evitement-texte')}</a>
<header class="brand">${brand(identity, logo, 'p')}</header>
<main id="texte" tabindex="-1"><h1>${escaped(titre)}</h1>
${html}
</main>
<footer><ul>
<li><a href="/${where}">${say('lien-chat')}</a></li>
<li><a href="/ma-demande">${say('lien-demande')}</a></li>
<li><a href="/accessibilite${where}">${say('lien-accessibilite')}</a></li>
<li><a href="/mentions-legales${where}">${say('lien-mentions')}</a></li>
</ul></footer>
</body>
</html>
`
}

/** A page's own text: the territory's, else the common one, with the identity's words in its blanks. */
export function pageText({ texts }: Content, identity: Identity, name: string): { titre: string; html: string } {
  const own = texts[`page-${name}-texte-${identity.territory}`]
  const blanks = Object.fromEntries(
    [
      'nom',
      'editeur',
      'adresse',
      'courriel',
      'telephone',
      'publication',
      'hebergeur',
      'protection-des-donnees',
      'version',
    ].map(key => [key, identity.word(key)]),
  )
  return {
    titre: sentence(texts, `page-${name}-titre`, blanks),
    html: prose(own === undefined ? sentence(texts, `page-${name}-texte`, blanks) : sentence({ own }, 'own', blanks)),
  }
}

/** Text as editors write it: « ## » heads a part, « - » an item, an empty line ends a paragraph. Nothing else is markup. */
export function prose(text: string): string {
  return text
    .split(/\n\s*\n/)
    .map(block => block.trim())
    .filter(block => block !== '')
    .map(block => {
      if (block.startsWith('## ')) return `<h2>${linked(block.slice(3))}</h2>`
      const lines = block.split('\n')
      if (lines.every(line => /^\s*- /.test(line)))
        return `<ul>${lines.map(line => `<li>${linked(line.replace(/^\s*- /, ''))}</li>`).join('')}</ul>`
      return `<p>${lines.map(linked).join('<br>')}</p>`
    })
    .join('\n')
}

const LINK = /(?<![\w/.])\/ma-demande\b|https?:\/\/[^\s<>«»"&]+[^\s<>«»"&.,;:!?)\]]|[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g

function linked(line: string): string {
  return escaped(line).replaceAll(LINK, found =>
    found.startsWith('http') || found.startsWith('/')
      ? `<a href="${found}">${found}</a>`
      : `<a href="mailto:${found}">${found}</a>`,
  )
}
