import { Connection, type Line } from './connection.ts'
import { button, sayer } from './element.ts'
import { Journal } from './journal.ts'
import { forget } from './memory.ts'
import { readyToPrint } from './tools.ts'

const LIMIT = 1_000
const ROWS_PX = 160

/** What the server gives the page besides its words: the names of questions, and the need that the address presets. */
interface Given {
  textes: Record<string, string>
  noms: Record<string, string>
  besoin?: string
}

const byId = <T extends HTMLElement>(id: string) => document.getElementById(id) as T
const given = JSON.parse(byId('given').textContent || '{}') as Given
const say = sayer(given.textes)
const scroller = byId('journal')
const form = byId<HTMLFormElement>('form')
const field = byId<HTMLTextAreaElement>('field')
const typing = byId('typing')
const line = byId('line')
const counter = byId('counter')
const menu = byId<HTMLDetailsElement>('menu')

const framed = parent !== window
let state: Line = 'connecting'
let awaiting: ReturnType<typeof setTimeout> | undefined
let preset = ''
/** The link of a mail opens a new conversation, and leaves the address bar. */
const comeback = /^#(reprise=[\w.-]+)$/.exec(location.hash)?.[1]
if (comeback) {
  forget()
  history.replaceState(null, '', location.pathname + location.search)
}

const journal = new Journal({
  list: byId('messages'),
  scroller,
  say,
  names: given.noms,
  choose(value, byKey) {
    send(value)
    // keyboards go on in the field; a finger would only call up the phone's keyboard
    if (byKey) field.focus()
    else scroller.focus({ preventScroll: true })
  },
})
const connection = new Connection({
  activity(activity) {
    if (activity.type !== 'message') return
    if (activity.from?.role === 'user') return journal.mineKept(activity)
    stopTyping()
    journal.theirs(activity)
    if (preset === '') return
    const need = preset
    preset = ''
    send(need, false)
  },
  line: showLine,
  refused(name, reason) {
    stopTyping()
    journal.mineRefused(name, reason)
  },
  begun() {
    preset = comeback || (given.besoin ?? '')
  },
})

function send(text: string, own = true): void {
  const words = text.trim()
  if (words === '' || state === 'ended') return
  journal.mineWaiting(connection.send(words, own), words)
  clearTimeout(awaiting)
  // an answer that comes at once needs no sign of writing
  awaiting = setTimeout(() => {
    typing.hidden = state !== 'online'
    journal.settle()
  }, 350)
}

function stopTyping(): void {
  clearTimeout(awaiting)
  typing.hidden = true
}

function showLine(next: Line, seconds = 0): void {
  if (next === state && line.textContent !== '') return
  const back = (state === 'offline' || state === 'busy') && next === 'online'
  state = next
  line.dataset.state = next
  const key = {
    connecting: 'widget-etat-connexion',
    online: back ? 'widget-etat-retour' : '',
    offline: 'widget-etat-hors-ligne',
    busy: 'widget-etat-trop-vite',
    ended: 'widget-etat-fini',
  }[next]
  line.replaceChildren(key ? say(key, { secondes: seconds }) : '')
  if (next === 'offline' || next === 'busy') stopTyping()
  if (back) setTimeout(() => state === 'online' && line.replaceChildren(''), 3_000)
  if (next === 'ended') {
    line.append(button(say('widget-nouvelle'), startAnew))
    stopTyping()
    journal.end()
    field.disabled = true
  }
}

function startAnew(): void {
  forget()
  location.reload()
}

function fit(): void {
  field.style.height = 'auto'
  field.style.height = `${Math.min(ROWS_PX, field.scrollHeight)}px`
  counter.textContent = field.value.length > LIMIT ? say('widget-trop-long', { max: LIMIT }) : ''
}

form.addEventListener('submit', event => {
  event.preventDefault()
  send(field.value)
  field.value = ''
  fit()
})
field.addEventListener('input', fit)
field.addEventListener('keydown', event => {
  // Enter sends, Shift+Enter makes a line; an input method's Enter belongs to it
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
  event.preventDefault()
  form.requestSubmit()
})
byId('anew').addEventListener('click', startAnew)
byId('print').addEventListener('click', () => {
  menu.open = false
  print()
})
document.addEventListener('click', event => {
  if (!menu.contains(event.target as Node)) menu.open = false
})
document.addEventListener('keydown', event => {
  if (event.key !== 'Escape') return
  if (menu.open) {
    menu.open = false
    menu.querySelector('summary')?.focus()
  } else if (framed) shut()
})

/** The launcher on the other site's page closes the frame; it is told nothing but that. */
function shut(): void {
  parent.postMessage('relais:fermer', '*')
}
if (framed) {
  document.body.classList.add('framed')
  byId('shut').hidden = false
  byId('shut').addEventListener('click', shut)
}

readyToPrint(byId('stamp'), say)
connection.start()
