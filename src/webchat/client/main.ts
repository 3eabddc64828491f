import { Connection, type Line } from './connection.ts'
import { el, sayer } from './element.ts'
import { Journal } from './journal.ts'

const LIMIT = 1_000
const ROWS_PX = 160

const byId = <T extends HTMLElement>(id: string) => document.getElementById(id) as T
const say = sayer(JSON.parse(byId('texts').textContent || '{}'))
const scroller = byId('journal')
const journal = new Journal(byId('messages'), scroller, say)
const choices = byId('choices')
const form = byId<HTMLFormElement>('form')
const field = byId<HTMLTextAreaElement>('field')
const typing = byId('typing')
const line = byId('line')
const counter = byId('counter')

let state: Line = 'connecting'
let awaiting: ReturnType<typeof setTimeout> | undefined

const connection = new Connection({
  activity(activity) {
    if (activity.type !== 'message') return
    if (activity.from?.role === 'user') return journal.mineKept(activity)
    stopTyping()
    journal.theirs(activity)
    offer(activity.suggestedActions?.actions ?? [])
    journal.settle()
  },
  line: showLine,
  refused(name, reason) {
    stopTyping()
    journal.mineRefused(name, reason)
  },
})

function send(text: string): void {
  const words = text.trim()
  if (words === '' || state === 'ended') return
  offer([])
  journal.mineWaiting(connection.send(words), words)
  clearTimeout(awaiting)
  // an answer that comes at once needs no sign of writing
  awaiting = setTimeout(() => {
    typing.hidden = false
    journal.settle()
  }, 350)
}

function stopTyping(): void {
  clearTimeout(awaiting)
  typing.hidden = true
}

/** Shows the choices of the bot's last message; those of earlier ones are gone. */
function offer(actions: readonly { title: string; value: string }[]): void {
  const had = choices.contains(document.activeElement)
  choices.replaceChildren(
    ...actions.map(({ title, value }) => {
      const button = el('button', { type: 'button' }, title)
      button.addEventListener('click', event => {
        send(value)
        // keyboards go on in the field; a finger would only call up the phone's keyboard
        if (event.detail === 0) field.focus()
      })
      return el('li', {}, button)
    }),
  )
  choices.hidden = actions.length === 0
  if (had && !choices.contains(document.activeElement)) scroller.focus({ preventScroll: true })
}

function showLine(next: Line): void {
  if (next === state && line.textContent !== '') return
  const back = state === 'offline' && next === 'online'
  state = next
  line.dataset.state = next
  const key = {
    connecting: 'widget-etat-connexion',
    online: back ? 'widget-etat-retour' : '',
    offline: 'widget-etat-hors-ligne',
    ended: 'widget-etat-fini',
  }[next]
  line.replaceChildren(key ? say(key) : '')
  if (next === 'offline') stopTyping()
  if (back) setTimeout(() => state === 'online' && line.replaceChildren(''), 3_000)
  if (next === 'ended') {
    const again = el('button', { type: 'button' }, say('widget-nouvelle'))
    again.addEventListener('click', () => location.reload())
    line.append(again)
    stopTyping()
    offer([])
    field.disabled = true
  }
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

connection.start()
