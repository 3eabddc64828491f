import { parsePhoneNumberFromString } from 'libphonenumber-js/min'
import validator from 'validator'

/** True for an e-mail address that could receive mail. */
export function isEmail(text: string): boolean {
  return validator.default.isEmail(text)
}

/** A phone number of the text in international form, French by default; null if there is none. */
export function phoneOf(text: string): string | null {
  const phone = parsePhoneNumberFromString(text, 'FR')
  return phone?.isValid() ? phone.formatInternational() : null
}
