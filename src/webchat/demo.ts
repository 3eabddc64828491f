import { renderSVG } from 'uqr'
import { type Content, escaped, sentence } from './content.ts'

/** What a partner may choose; each is an attribute of the script or a word of the address. */
const OPTIONS = ['territoire', 'theme', 'position', 'color', 'label', 'message'] as const

/** The demonstration: the launcher on a page of ours, the line to copy, the link and its QR code for a flyer. */
export function demoHtml(content: Content, base: string, query: Readonly<Record<string, string>>): string {
  const { texts } = content
  const say = (key: string) => escaped(sentence(texts, `page-demo-${key}`))
  const chosen = chosenOf(content, query)
  const attributes = OPTIONS.flatMap(key => (chosen[key] ? [` data-${key}="${escaped(chosen[key])}"`] : [])).join('')
  const script = (from: string) => `<script src="${escaped(from)}/widget.js"${attributes} defer></script>`
  const { lien: link, svg } = visitOf(base, chosen)
  const options = (name: string, all: Content['themes']) =>
    `<label for="${name}">${say(name)}</label><select id="${name}" name="${name}"><option value="">${say('aucun')}</option>${Object.entries(
      all,
    )
      .map(([id, titre]) => `<option value="${id}"${chosen[name] === id ? ' selected' : ''}>${escaped(titre)}</option>`)
      .join('')}</select>`
  const input = (name: string, type: string, value: string) =>
    `<label for="${name}">${say(name)}</label><input id="${name}" name="${name}" type="${type}" value="${escaped(value)}" maxlength="120">`
  return `<p>${say('presentation')}</p>
<form method="get" action="/demo" class="options">
${options('territoire', content.territories)}
${options('theme', content.themes)}
<label for="position">${say('position')}</label><select id="position" name="position"><option value="right">${say('droite')}</option><option value="left"${chosen.position === 'left' ? ' selected' : ''}>${say('gauche')}</option></select>
${input('color', 'color', chosen.color ?? '#0b5563')}
${input('label', 'text', chosen.label ?? '')}
${input('message', 'text', chosen.message ?? '')}
<button type="submit">${say('essayer')}</button>
</form>
<h2>${say('ligne')}</h2>
<pre tabindex="0"><code>${escaped(script(base))}</code></pre>
<p>${say('autoriser')}</p>
<h2>${say('lien')}</h2>
<p><a href="${escaped(link)}">${escaped(link)}</a></p>
<p><img class="qr" src="data:image/svg+xml,${encodeURIComponent(svg)}" alt="${say('qr')}" width="220" height="220"></p>
${script('')}`
}

/** Only what exists, so that the page never shows a line that would not work. */
function chosenOf({ themes, territories }: Content, query: Readonly<Record<string, string>>) {
  const { territoire = '', theme = '', position, color = '', label = '', message = '' } = query
  const chosen: Record<string, string> = {
    ...(Object.hasOwn(territories, territoire) ? { territoire } : {}),
    ...(Object.hasOwn(themes, theme) ? { theme } : {}),
    ...(position === 'left' ? { position } : {}),
    ...(/^#[0-9a-f]{6}$/i.test(color) && color.toLowerCase() !== '#0b5563' ? { color } : {}),
    ...(label.trim() ? { label: label.trim().slice(0, 120) } : {}),
    ...(message.trim() ? { message: message.trim().slice(0, 120) } : {}),
  }
  return chosen
}

/** The same address with its QR code, for who was visited. */
export function visitOf(base: string, chosen: Readonly<Record<string, string>>): { lien: string; svg: string } {
  const lien = linkOf(base, chosen)
  return { lien, svg: renderSVG(lien, { ecc: 'M', border: 2 }) }
}

/** The address of the full page with theme and territory preset. */
export function linkOf(base: string, { territoire, theme }: Readonly<Record<string, string>>): string {
  const query = new URLSearchParams({ ...(territoire ? { territoire } : {}), ...(theme ? { theme } : {}) }).toString()
  return query ? `${base}/?${query}` : `${base}/`
}
