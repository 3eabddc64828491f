// The console works without this file: it only saves keystrokes.
const rows = [...document.querySelectorAll('[data-row]')]

// j and k go down and up a list; Enter opens, because the focus is on the link itself.
document.addEventListener('keydown', event => {
  if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) return
  const step = { j: 1, k: -1 }[event.key]
  if (!step || rows.length === 0) return
  const at = rows.indexOf(document.activeElement)
  const next = at < 0 ? 0 : Math.min(Math.max(at + step, 0), rows.length - 1)
  rows[next].focus()
  event.preventDefault()
})

for (const button of document.querySelectorAll('[data-print]')) {
  button.hidden = false
  button.addEventListener('click', () => print())
}

// A file is read here and put into the text field: nothing but text is sent.
for (const input of document.querySelectorAll('[data-into]')) {
  input.closest('[data-file]').hidden = false
  input.addEventListener('change', async () => {
    const [file] = input.files
    if (file) document.getElementById(input.dataset.into).value = await file.text()
  })
}

// The same for a picture, in base64url; what is too large is refused by the server in words.
for (const input of document.querySelectorAll('[data-bytes-into]')) {
  input.closest('[data-file]').hidden = false
  input.addEventListener('change', async () => {
    const [file] = input.files
    const bytes = file ? new Uint8Array(await file.slice(0, 45_000).arrayBuffer()) : new Uint8Array()
    const letters = btoa(Array.from(bytes, b => String.fromCharCode(b)).join(''))
    document.getElementById(input.dataset.bytesInto).value = letters
      .replaceAll('+', '-')
      .replaceAll('/', '_')
      .replaceAll('=', '')
  })
}

for (const button of document.querySelectorAll('[data-copy]')) {
  button.hidden = false
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).value)
    button.parentElement.querySelector('[role=status]').textContent = button.dataset.done
  })
}
