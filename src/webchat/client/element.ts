type Attributes = Readonly<Record<string, string | boolean | undefined>>
type Child = Node | string | undefined

/** An element with attributes and children; strings become text, so nothing that is said is ever markup. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(name, '')
    else if (value !== false && value !== undefined) element.setAttribute(name, value)
  }
  element.append(...children.filter(child => child !== undefined))
  return element
}

/** A button that does something. */
export function button(label: string, act: (event: MouseEvent) => void, attributes: Attributes = {}): HTMLElement {
  const made = el('button', { type: 'button', ...attributes }, label)
  made.addEventListener('click', act)
  return made
}

/** The sentence of a key with its {blanks} filled. */
export type Say = (key: string, blanks?: Readonly<Record<string, string | number>>) => string

/** Makes `say` from the page's texts; a missing key shows itself instead of stopping the chat. */
export function sayer(texts: Readonly<Record<string, string>>): Say {
  return (key, blanks = {}) =>
    (texts[key] ?? key).replaceAll(/\{([a-z-]+)\}/g, (whole, name: string) => String(blanks[name] ?? whole))
}
