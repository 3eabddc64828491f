import { createHash } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

/** One file of the chat as it is served: its address holds the hash of its bytes, so that it may be kept for ever. */
export interface Asset {
  path: string
  type: string
  bytes: Uint8Array
}

export interface Webchat {
  script: Asset
  style: Asset
  /** The full page with the chat in it; `texts` are the sentences whose keys begin with `widget-`. */
  page(texts: Readonly<Record<string, string>>): string
  /** The script that puts the chat on a partner's site. */
  launcher(texts: Readonly<Record<string, string>>): string
}

const here = (file: string) => fileURLToPath(new URL(`client/${file}`, import.meta.url))

/** Bundles the chat into memory: there is no build folder, and a changed file is a changed address. */
export async function bundleWebchat(): Promise<Webchat> {
  const common = {
    bundle: true,
    minify: true,
    write: false,
    charset: 'utf8',
    target: 'es2022',
    logLevel: 'silent',
  } as const
  const [js, css, embed] = await Promise.all([
    build({ ...common, entryPoints: [here('main.ts')], format: 'iife', tsconfig: here('tsconfig.json') }),
    build({ ...common, entryPoints: [here('style.css')] }),
    build({ ...common, entryPoints: [here('launcher.ts')], format: 'iife', tsconfig: here('tsconfig.json') }),
  ])
  const script = asset('chat', 'js', 'text/javascript; charset=utf-8', js.outputFiles[0]!.contents)
  const style = asset('chat', 'css', 'text/css; charset=utf-8', css.outputFiles[0]!.contents)
  const embedding = embed.outputFiles[0]!.text
  return {
    script,
    style,
    page: texts => page(texts, script.path, style.path),
    launcher(texts) {
      const own = { ouvrir: texts['widget-ouvrir'], fermer: texts['widget-fermer'], titre: texts['widget-titre'] }
      return embedding.replace('"__TEXTS__"', () => JSON.stringify(JSON.stringify(own)))
    },
  }
}

function asset(name: string, ending: string, type: string, bytes: Uint8Array): Asset {
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 12)
  return { path: `/webchat/${name}-${hash}.${ending}`, type, bytes }
}

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

function page(texts: Readonly<Record<string, string>>, script: string, style: string): string {
  const own = Object.fromEntries(Object.entries(texts).filter(([key]) => key.startsWith('widget-')))
  const say = (key: string) => escaped(own[`widget-${key}`] ?? `widget-${key}`)
  // a data block: "<" must not end it
  const data = JSON.stringify(own).replaceAll('<', String.raw`\u003c`)
  const promises = ['promesse-1', 'promesse-2', 'promesse-3'].map(key => `<li>${say(key)}</li>`).join('')
  return `<!doctype html>
<html lang="${say('langue')}">
<head>
<meta charset="utf-8">
<title>${say('titre-page')}</title>
<meta name="viewport" content="width=device-width, initial-scale=1, interactive-widget=resizes-content">
<meta name="description" content="${say('description')}">
<meta name="theme-color" content="#0b5563">
<link rel="icon" href="data:image/svg+xml,${encodeURIComponent(MARK.replaceAll('currentColor', '#0b5563').replace('<svg', '<svg xmlns="http://www.w3.org/2000/svg"'))}">
<link rel="stylesheet" href="${style}">
</head>
<body>
<a class="skip" href="#field">${say('evitement')}</a>
<div class="side">
<header class="brand">${MARK}<div><h1>${say('titre')}</h1><p>${say('accroche')}</p></div></header>
<section class="about" aria-labelledby="about">
<h2 id="about">${say('presentation-titre')}</h2>
<p>${say('presentation')}</p>
<ul>${promises}</ul>
<div><h3>${say('territoires-titre')}</h3><p>${say('territoires')}</p></div>
</section>
</div>
<main class="chat">
<div class="journal" id="journal" tabindex="0" role="region" aria-labelledby="heading">
<h2 class="hidden" id="heading">${say('journal')}</h2>
<div id="messages" role="log" aria-live="polite"></div>
<p class="typing" id="typing" hidden><i></i><i></i><i></i><span>${say('ecrit')}</span></p>
<ul class="choices" id="choices" aria-label="${say('choix')}" hidden></ul>
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
<script type="application/json" id="texts">${data}</script>
<script src="${script}" defer></script>
</body>
</html>
`
}

/** The mark: a hand-over between two, inside a gear's round. */
const MARK = `<svg viewBox="0 0 48 48" fill="none" aria-hidden="true"><circle cx="24" cy="24" r="22" fill="currentColor" opacity=".14"/><path d="M11 29.5h11.5a5.5 5.5 0 0 0 5.5-5.5 5.5 5.5 0 0 1 5.5-5.5H37" stroke="currentColor" stroke-width="4" stroke-linecap="round"/><circle cx="11.500" cy="29.500" r="5.500" fill="currentColor"/><path d="m31.500 11.500 7 7-7 7" stroke="currentColor" stroke-width="4" stroke-linecap="round" stroke-linejoin="round"/></svg>`
