import type { $ZodIssue } from 'zod/v4/core'
import { say, type Texts } from './texts.ts'

/** Something wrong in the content: where, what, and how to mend it, in the editor's words. */
export interface Finding {
  fichier: string
  /** Line, field or both. */
  lieu: string
  niveau: 'erreur' | 'avertissement'
  /** What is wrong and the mend, one sentence each. */
  texte: string
}

/** A finding whose sentence has key `constat-<cle>` in `textes`. */
export function finding(
  texts: Texts,
  fichier: string,
  lieu: string,
  cle: string,
  blanks: Record<string, string | number> = {},
  niveau: Finding['niveau'] = 'erreur',
): Finding {
  const key = `constat-${cle}`
  // Where the findings' own sentences are broken, the key and its blanks still tell.
  const texte = texts[key] === undefined ? `${key} ${JSON.stringify(blanks)}` : say(texts, key, blanks)
  return { fichier, lieu, niveau, texte }
}

/** `file:place: what is wrong. mend`, the line that `npm run check` prints. */
export function formatFinding({ fichier, lieu, texte }: Finding): string {
  return `${fichier}:${lieu}: ${texte}`
}

/** The finding's key and blanks for what zod found wrong in a field. */
export function readIssue(issue: $ZodIssue): { cle: string; blanks: Record<string, string> } {
  const champ = issue.path.map(String).join('.') || '.'
  if ((issue.code === 'invalid_type' || issue.code === 'invalid_value') && issue.input === undefined)
    return { cle: 'champ-manquant', blanks: { champ } }
  if (issue.code === 'unrecognized_keys') return { cle: 'champ-inconnu', blanks: { champ: issue.keys.join(', ') } }
  if (issue.code === 'invalid_value')
    return { cle: 'valeur-inconnue', blanks: { champ, liste: issue.values.map(String).join(', ') } }
  if (issue.code === 'custom' && typeof issue.params?.constat === 'string')
    return { cle: issue.params.constat, blanks: { champ, valeur: issue.message } }
  if (issue.code === 'custom' || (issue.code === 'invalid_format' && issue.format === 'regex'))
    return { cle: 'valeur-refusee', blanks: { champ } }
  return { cle: 'valeur-invalide', blanks: { champ, detail: issue.message } }
}
