import { type Content, escaped, sentence } from './content.ts'
import type { Identity } from './identity.ts'

/** Where the page finds its two files. */
export interface Files {
  script: string
  style: string
}

/** The mark: a hand-over between two, inside a gear's round. */
const MARK = `<svg viewBox="0 0 48 48" fill="none" aria-hidden="true"><circle cx="24" cy="24" r="22" fill="currentColor" opacity=".14"/><path d="M11 29.5h11.5a5.5 5.5 0 0 0 5.5-5.5 5.5 5.5 0 0 1 5.5-5.5H37" stroke="currentColor" stroke-width="4" stroke-linecap="round"/><circle cx="11.500" cy="29.500" r="5.500" fill="currentColor"/><path d="m31.500 11.500 7 7-7 7" stroke="currentColor" stroke-width="4" stroke-linecap="round" stroke-linejoin="round"/></svg>`

/** Everything of a page's head; `body` follows. */
export function head(identity: Identity, titre: string, description: string, style: string): string {
  const icon = MARK.replaceAll('currentColor', identity.colour).replace(
    '<svg',
    '<svg xmlns="http://www.w3.org/2000/svg"',
  )
  return `<head>
<meta charset="utf-8">
<title>${escaped(titre)}</title>
<meta name="viewport" content="width=device-width, initial-scale=1, interactive-widget=resizes-content">
<meta name="description" content="${escaped(description)}">
<meta name="theme-color" content="${identity.colour}">
<link rel="icon" href="data:image/svg+xml,${encodeURIComponent(icon)}">
<link rel="stylesheet" href="${style}">
<style>${identity.style}</style>
</head>`
}

/** Logo and name. A territory's logo is a picture of its own; without one the mark stands. */
export function brand(identity: Identity, logo: string | undefined, level: 'h1' | 'p'): string {
  const picture = logo ? `<img src="${logo}" alt="" class="logo">` : MARK
  const name =
    level === 'h1'
      ? `<h1>${escaped(identity.word('nom'))}</h1>`
      : `<p class="name">${escaped(identity.word('nom'))}</p>`
  return `${picture}<div>${name}<p>${escaped(identity.word('accroche'))}</p></div>`
}

/** The full page with the chat in it; `theme` is the need that the address presets. */
export function chatPage(
  content: Content,
  identity: Identity,
  files: Files,
  { logo, theme }: { logo?: string | undefined; theme?: string | undefined },
): string {
  const { texts, names, themes } = content
  const say = (key: string) => escaped(sentence(texts, `widget-${key}`))
  const given = {
    textes: Object.fromEntries(Object.entries(texts).filter(([key]) => key.startsWith('widget-'))),
    noms: names,
    ...(theme !== undefined && Object.hasOwn(themes, theme) ? { besoin: themes[theme] } : {}),
  }
  // a data block: "<" must not end it
  const data = JSON.stringify(given).replaceAll('<', String.raw`\u003c`)
  const promises = ['promesse-1', 'promesse-2', 'promesse-3'].map(key => `<li>${say(key)}</li>`).join('')
  const where = identity.territory ? `?territoire=${identity.territory}` : ''
  const link = (path: string, key: string) =>
    `<li><a href="${path}${where}" target="_blank" rel="noopener">${say(key)}<span class="hidden"> ${say('nouvel-onglet')}</span></a></li>`
  return `<!doctype html>
<html lang="${say('langue')}">
${head(identity, sentence(texts, 'widget-titre-page', { nom: identity.word('nom') }), texts['widget-description'] ?? '', files.style)}
<body>
<a class="skip" href="#field">${say('evitement')}</a>
<div class="side">
<header class="brand">${brand(identity, logo, 'h1')}
<details class="menu" id="menu"><summary>${say('menu')}</summary><ul>
<li><button type="button" id="anew">${say('nouvelle')}</button></li>
<li><button type="button" id="print">${say('imprimer-tout')}</button></li>
${link('/ma-demande', 'lien-demande')}
${link('/accessibilite', 'lien-accessibilite')}
${link('/mentions-legales', 'lien-mentions')}
</ul></details>
<button type="button" class="shut" id="shut" hidden>${say('fermer-court')}</button>
</header>
<section class="about" aria-labelledby="about">
<h2 id="about">${say('presentation-titre')}</h2>
<p>${say('presentation')}</p>
<ul>${promises}</ul>
<div><h3>${say('territoires-titre')}</h3><p>${escaped(identity.territory ? content.territories[identity.territory]! : Object.values(content.territories).join(' · '))}</p></div>
</section>
</div>
<main class="chat">
<p class="stamp" id="stamp"></p>
<div class="journal" id="journal" tabindex="0" role="region" aria-labelledby="heading">
<h2 class="hidden" id="heading">${say('journal')}</h2>
<div id="messages" role="log" aria-live="polite"></div>
<p class="typing" id="typing" hidden><i></i><i></i><i></i><span>${say('ecrit')}</span></p>
<noscript><p>${say('sans-script')}</p></noscript>
</div>
<div class="write">
<div class="line" id="line" role="status"></div>
<form id="form" autocomplete="off">
<div><label class="hidden" for="field">${say('champ')}</label>
<textarea id="field" rows="1" maxlength="5000" placeholder="${say('champ-exemple')}" aria-describedby="counter"></textarea></div>
<button type="submit">${say('envoyer')}</button>
</form>
<p class="counter" id="counter" role="status"></p>
<p class="notice">${say('avertissement')}</p>
</div>
</main>
<script type="application/json" id="given">${data}</script>
<script src="${files.script}" defer></script>
</body>
</html>
`
}
