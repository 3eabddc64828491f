/*
 * `<script src="https://relais.example/widget.js" defer></script>`: a button on a partner's page. Nothing else is loaded before
 * it is clicked, nothing is stored, and styles are set one by one because a strict host policy forbids style sheets.
 */
const texts = JSON.parse('__TEXTS__') as { ouvrir: string; fermer: string; titre: string }
const script = document.currentScript as HTMLScriptElement
const base = new URL(script.src).origin
const side = script.dataset.position === 'left' ? 'left' : 'right'
const LAYER = '2147483000'

function styled<K extends 'button' | 'iframe'>(
  tag: K,
  style: Readonly<Record<string, string>>,
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(style)) element.style.setProperty(name, value)
  return element
}

const button = styled('button', {
  position: 'fixed',
  bottom: '16px',
  [side]: '16px',
  'z-index': LAYER,
  'min-height': '48px',
  padding: '8px 20px',
  border: '2px solid #fff',
  'border-radius': '999px',
  background: /^#[0-9a-f]{6}$/i.test(script.dataset.color ?? '') ? script.dataset.color! : '#0b5563',
  color: '#fff',
  font: '600 16px/1.25 system-ui, sans-serif',
  'box-shadow': '0 4px 16px rgb(0 0 0 / 25%)',
  cursor: 'pointer',
})
button.type = 'button'
button.setAttribute('aria-expanded', 'false')
button.textContent = script.dataset.label ?? texts.titre
button.setAttribute('aria-label', `${button.textContent} : ${texts.ouvrir}`)

let frame: HTMLIFrameElement | undefined

function toggle(): void {
  const open = button.getAttribute('aria-expanded') !== 'true'
  frame ??= makeFrame()
  frame.hidden = !open
  frame.style.setProperty('display', open ? 'block' : 'none')
  button.setAttribute('aria-expanded', String(open))
  button.setAttribute('aria-label', open ? texts.fermer : `${button.textContent} : ${texts.ouvrir}`)
  if (open) frame.focus()
}

function makeFrame(): HTMLIFrameElement {
  const made = styled('iframe', {
    position: 'fixed',
    bottom: '80px',
    [side]: '16px',
    'z-index': LAYER,
    width: 'min(420px, calc(100vw - 32px))',
    height: 'min(720px, calc(100vh - 96px))',
    border: '1px solid #c9d5d8',
    'border-radius': '16px',
    background: '#fff',
    'box-shadow': '0 8px 32px rgb(0 0 0 / 25%)',
  })
  made.src = `${base}/`
  made.title = texts.titre
  button.before(made)
  return made
}

button.addEventListener('click', toggle)
document.addEventListener('keydown', event => {
  if (event.key !== 'Escape' || button.getAttribute('aria-expanded') !== 'true') return
  toggle()
  button.focus()
})
document.body.append(button)
