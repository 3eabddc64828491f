import { parsePhoneNumberFromString } from 'libphonenumber-js/min'
import validator from 'validator'

/** A way to reach a person, and the words that it came from. */
export interface Coordonnee {
  valeur: string
  texte: string
  debut: number
  fin: number
}

/** True for an e-mail address that could receive mail. */
export function isEmail(text: string): boolean {
  return validator.default.isEmail(text)
}

/** The first e-mail address of a text, in small letters after the @. */
export function readEmail(text: string): Coordonnee | null {
  for (const m of text.slice(0, 1000).matchAll(/[^\s,;:<>()[\]"«»]+/g)) {
    if (!m[0].includes('@')) continue
    const texte = m[0].replace(/^(?:mailto:)/i, '').replace(/[.!?…]+$/, '')
    const debut = m.index + m[0].indexOf(texte)
    if (texte.length <= 254 && isEmail(texte))
      return { valeur: texte.replace(/@.*/, domain => domain.toLowerCase()), texte, debut, fin: debut + texte.length }
  }
  return null
}

/** French numbers in all the ways they are written, and foreign ones with their +; longer runs of digits are something else. */
const PHONE =
  /(?<![\d+])(?:(?:\+|00)33[ \u00a0\u202f.-]?(?:\(0\)[ \u00a0\u202f.-]?)?[1-9](?:[ \u00a0\u202f./-]?\d){8}|0[1-9](?:[ \u00a0\u202f./-]?\d){8}|\+[1-9](?:[ \u00a0\u202f.-]?\d){6,14})(?![ .-]?\d)/g

/** The first phone number of a text, in international form. */
export function readPhone(text: string): Coordonnee | null {
  for (const m of text.slice(0, 1000).matchAll(PHONE)) {
    const phone = parsePhoneNumberFromString(m[0].replace('(0)', '').replace(/[/\s]/g, ' '), 'FR')
    if (phone?.isValid())
      return { valeur: phone.formatInternational(), texte: m[0], debut: m.index, fin: m.index + m[0].length }
  }
  return null
}

/** A phone number of the text in international form, French by default; null if there is none. */
export function phoneOf(text: string): string | null {
  return readPhone(text)?.valeur ?? null
}
