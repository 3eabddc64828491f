/*
 * `<script src="https://relais.example/widget.js" defer></script>`: a button on a partner's page. Nothing else is loaded before
 * it is clicked, nothing is stored, and styles are set one by one because a strict host policy forbids style sheets.
 */
type Word = 'ouvrir' | 'fermer' | 'fermer-court' | 'titre' | 'masquer'
type Style = Readonly<Record<string, string>>

const texts = JSON.parse('__TEXTS__') as Record<Word, string>
const script = document.currentScript as HTMLScriptElement
const { position, color = '', label = texts.titre, message, theme, territoire } = script.dataset
const base = new URL(script.src).origin
const side = position === 'left' ? 'left' : 'right'
const LAYER = '2147483000'
/** Below, the chat takes the whole window. */
const SMALL = '(max-width: 30rem), (max-height: 30rem)'
const small = matchMedia(SMALL)
const ground = /^#[0-9a-f]{6}$/i.test(color) ? color : '#0b5563'
const ink = inkOn(ground)

function set(element: HTMLElement, style: Style): void {
  for (const [name, value] of Object.entries(style)) element.style.setProperty(name, value)
}

function made<K extends 'button' | 'iframe' | 'div' | 'p'>(tag: K, style: Style): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag)
  // what the site says about its own elements ends here
  element.style.setProperty('all', 'initial')
  set(element, style)
  return element
}

/** White or black, whichever is read better. */
function inkOn(colour: string): string {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map(i => (Number.parseInt(colour.slice(i, i + 2), 16) / 255) ** 2.2)
  return 0.2126 * r + 0.7152 * g + 0.0722 * b < 0.18 ? '#ffffff' : '#000000'
}

const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, sans-serif'
const button = made('button', {
  position: 'fixed',
  bottom: '16px',
  [side]: '16px',
  'z-index': LAYER,
  'box-sizing': 'border-box',
  'min-height': '48px',
  'max-width': 'calc(100vw - 32px)',
  padding: '12px 20px',
  border: '2px solid #ffffff',
  'border-radius': '999px',
  background: ground,
  color: ink,
  font: `600 16px/1.25 ${FONT}`,
  'box-shadow': '0 4px 16px rgb(0 0 0 / 25%)',
  cursor: 'pointer',
})
button.type = 'button'
button.lang = 'fr'

let frame: HTMLIFrameElement | undefined
let shown = false
let bubble: HTMLElement | undefined

function show(): void {
  button.textContent = shown ? texts['fermer-court'] : label
  // the visible words stay the beginning of the name: people who speak to their computer say what they see
  button.setAttribute('aria-label', shown ? texts.fermer : `${label} : ${texts.ouvrir}`)
  button.setAttribute('aria-expanded', String(shown))
  if (frame) set(frame, { display: shown ? 'block' : 'none' })
  // there the chat has the whole window, with its own button to close it
  set(button, { display: shown && small.matches ? 'none' : 'block' })
}

function toggle(): void {
  shown = !shown
  bubble?.remove()
  frame ??= makeFrame()
  show()
  if (shown) frame.focus()
}

function close(): void {
  if (!shown) return
  toggle()
  button.focus()
}

function makeFrame(): HTMLIFrameElement {
  const element = made('iframe', {
    position: 'fixed',
    'z-index': LAYER,
    'box-sizing': 'border-box',
    background: '#ffffff',
    'box-shadow': '0 8px 32px rgb(0 0 0 / 25%)',
  })
  const query = new URLSearchParams({ ...(territoire ? { territoire } : {}), ...(theme ? { theme } : {}) }).toString()
  element.src = `${base}/${query ? `?${query}` : ''}`
  element.title = texts.titre
  element.allow = `clipboard-write ${base}`
  const place = () =>
    set(
      element,
      small.matches
        ? { inset: '0', width: '100%', height: '100%', 'border-radius': '0', border: '0' }
        : {
            inset: 'auto',
            border: '1px solid #c9d5d8',
            bottom: '80px',
            [side]: '16px',
            width: 'min(420px, calc(100vw - 32px))',
            height: 'min(720px, calc(100vh - 96px))',
            'border-radius': '16px',
          },
    )
  place()
  small.addEventListener('change', () => {
    place()
    show()
  })
  button.before(element)
  return element
}

/** The opening message beside the button; it may be put away, and stays away on this page. */
function invite(words: string): HTMLElement {
  const box = made('div', {
    position: 'fixed',
    bottom: '76px',
    [side]: '16px',
    'z-index': LAYER,
    display: 'flex',
    gap: '4px',
    'align-items': 'start',
    'box-sizing': 'border-box',
    'max-width': 'min(320px, calc(100vw - 32px))',
    padding: '4px 4px 4px 16px',
    border: '1px solid #c9d5d8',
    'border-radius': '14px',
    background: '#ffffff',
    color: '#16252b',
    font: `400 16px/1.4 ${FONT}`,
    'box-shadow': '0 4px 16px rgb(0 0 0 / 20%)',
  })
  const text = made('p', { display: 'block', padding: '10px 0', font: 'inherit', color: 'inherit' })
  text.textContent = words
  const away = made('button', {
    'min-width': '44px',
    'min-height': '44px',
    'text-align': 'center',
    font: `400 20px/1 ${FONT}`,
    color: '#16252b',
    cursor: 'pointer',
  })
  away.type = 'button'
  away.textContent = '×'
  away.setAttribute('aria-label', texts.masquer)
  away.addEventListener('click', () => {
    box.remove()
    button.focus()
  })
  box.lang = 'fr'
  box.role = 'complementary'
  box.ariaLabel = texts.titre
  box.append(text, away)
  return box
}

function ring(element: HTMLElement): void {
  element.addEventListener('focus', () => {
    if (element.matches(':focus-visible')) set(element, { outline: '3px solid #16252b', 'outline-offset': '3px' })
  })
  element.addEventListener('blur', () => element.style.removeProperty('outline'))
}

button.addEventListener('click', toggle)
ring(button)
document.addEventListener('keydown', event => {
  if (event.key === 'Escape') close()
})
addEventListener('message', event => {
  if (event.origin === base && event.source === frame?.contentWindow && event.data === 'relais:fermer') close()
})
show()
if (message) {
  bubble = invite(message)
  bubble.querySelectorAll('button').forEach(ring)
  document.body.append(bubble)
}
document.body.append(button)
