/** A SIREN or SIRET number that passes its check, and where it stood. */
export interface Siret {
  /** 9 or 14 digits. */
  valeur: string
  sorte: 'siren' | 'siret'
  texte: string
  debut: number
  fin: number
}

/** La Poste's sites do not pass Luhn: the sum of their digits is a multiple of five. Its head office passes both. */
const LA_POSTE = '356000000'

function luhn(digits: string): boolean {
  let sum = 0
  for (let i = 0; i < digits.length; i++) {
    const d = Number(digits[digits.length - 1 - i])
    sum += i % 2 === 0 ? d : d * 2 > 9 ? d * 2 - 9 : d * 2
  }
  return sum % 10 === 0
}

/** True for nine digits that may be a company. */
export function isSiren(digits: string): boolean {
  return /^\d{9}$/.test(digits) && !/^0+$/.test(digits) && luhn(digits)
}

/** True for fourteen digits that may be an establishment. */
export function isSiret(digits: string): boolean {
  if (!/^\d{14}$/.test(digits) || /^0+$/.test(digits)) return false
  if (digits.startsWith(LA_POSTE)) return luhn(digits) || [...digits].reduce((n, d) => n + Number(d), 0) % 5 === 0
  return luhn(digits) && isSiren(digits.slice(0, 9))
}

/** Digits with single spaces, dots or hyphens between groups; a longer run is something else (an IBAN). */
const RUN = /(?<![\d+])\d(?:[ \u00a0\u202f.-]?\d){8,}(?!\d)/g

/** The SIRET, else the SIREN, that a text holds: « 732 829 320 00074 », « SIREN : 732829320 ». */
export function readSiret(text: string): Siret | null {
  const found: Siret[] = []
  for (const m of text.slice(0, 1000).matchAll(RUN)) {
    const raw = m[0].length > 30 ? '' : m[0]
    const digits = raw.replace(/\D/g, '')
    const at = { texte: raw, debut: m.index, fin: m.index + raw.length }
    if (isSiret(digits)) found.push({ valeur: digits, sorte: 'siret', ...at })
    // A phone number has ten digits and never passes for nine.
    else if (digits.length === 9 && isSiren(digits)) found.push({ valeur: digits, sorte: 'siren', ...at })
  }
  return found.find(f => f.sorte === 'siret') ?? found[0] ?? null
}
