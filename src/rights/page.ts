import { escapeHtml } from '../domain/html.ts'
import { say, type Texts } from '../domain/texts.ts'

/** A field of a form. */
interface Field {
  name: string
  value?: string
  type?: 'text' | 'email' | 'tel' | 'textarea'
  inputmode?: string
}

/** Forms and lines as markup; whatever is put into them is escaped. */
export function makeForms(texts: Texts) {
  const t = (key: string, blanks?: Record<string, string | number>) => escapeHtml(say(texts, `droits-${key}`, blanks))

  const input = ({ name, value = '', type = 'text', inputmode }: Field): string => {
    const label = `<label for="${name}">${t(`champ-${name}`)}</label>`
    if (type === 'textarea')
      return `<p>${label}<br><textarea id="${name}" name="${name}" rows="4" maxlength="2000">${escapeHtml(value)}</textarea></p>`
    const mode = inputmode ? ` inputmode="${inputmode}" autocomplete="one-time-code"` : ''
    return `<p>${label}<br><input id="${name}" name="${name}" type="${type}" maxlength="200" value="${escapeHtml(value)}"${mode}></p>`
  }

  return {
    t,
    /** A form with a heading, its visible fields and its hidden ones. */
    form(key: string, action: string, fields: readonly Field[], hidden: Readonly<Record<string, string>> = {}): string {
      const kept = Object.entries(hidden).map(
        ([name, value]) => `<input type="hidden" name="${name}" value="${escapeHtml(value)}">`,
      )
      return `<form method="post" action="${action}"><h2>${t(`${key}-titre`)}</h2><p>${t(`${key}-texte`)}</p>${kept.join('')}${fields.map(input).join('')}<p><button type="submit">${t(`${key}-bouton`)}</button></p></form>`
    },
    /** What is kept, line by line. */
    list(lines: readonly { nom: string; valeur: string }[]): string {
      return `<ul>${lines.map(({ nom, valeur }) => `<li>${escapeHtml(nom)} : ${escapeHtml(valeur)}</li>`).join('')}</ul>`
    },
    note: (key: string, blanks?: Record<string, string | number>) =>
      `<p role="status"><strong>${t(key, blanks)}</strong></p>`,
    /** One button a choice, under the one question. */
    choices(action: string, jeton: string, notes: readonly string[]): string {
      const buttons = notes.map(n => `<button type="submit" name="note" value="${n}">${t(`avis-${n}`)}</button>`)
      return `<form method="post" action="${action}"><p>${t('avis-question')}</p><input type="hidden" name="jeton" value="${escapeHtml(jeton)}"><p>${buttons.join(' ')}</p></form>`
    },
  }
}
