import type { Library } from './library.ts'

/** What an administrator may set of a territory: who speaks there, who answers for the data, what is consented to. */
export const identityFields = [
  'nom',
  'accroche',
  'couleur',
  'couleur-sombre',
  'responsable',
  'protection-des-donnees',
  'base-legale',
  'editeur',
  'publication',
  'adresse',
  'courriel',
  'telephone',
] as const

const SETTABLE = /^(identite|consentement)-[a-z0-9-]+$/

/** The library with the administrators' settings over its texts; a setting of anything else counts for nothing. */
export function withSettings(library: Library, settings: Readonly<Record<string, string>>): Library {
  const over = Object.entries(settings).filter(([key]) => SETTABLE.test(key))
  return over.length === 0 ? library : { ...library, texts: { ...library.texts, ...Object.fromEntries(over) } }
}
