import { isSiren, isSiret } from '../../domain/siren.ts'

/** A SIREN or SIRET number that passes its check, and where it stood. */
export interface Siret {
  /** 9 or 14 digits. */
  valeur: string
  sorte: 'siren' | 'siret'
  texte: string
  debut: number
  fin: number
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
