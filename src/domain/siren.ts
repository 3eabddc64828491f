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
