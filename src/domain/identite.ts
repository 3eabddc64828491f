import type { Library } from './library.ts'
import { say, type Texts } from './texts.ts'

/** What `dialogs/textes/identite.yaml` says of who answers for a territory: its own words before the common ones. */
export type Mention =
  | 'nom'
  | 'editeur'
  | 'courriel'
  | 'telephone'
  | 'responsable'
  | 'protection-des-donnees'
  | 'base-legale'
  | 'mois'

/** A word of a territory's identity; null stands for a project outside the four. Never throws: '' where nothing is written. */
export function mentionOf(texts: Texts, territoire: string | null, mention: Mention): string {
  return texts[`identite-${territoire}-${mention}`] ?? texts[`identite-${mention}`] ?? ''
}

/** The library with the months that this server really keeps leads, wherever they are told. */
export function withMonths(library: Library, months: number): Library {
  return { ...library, texts: { ...library.texts, 'identite-mois': String(months) } }
}

/** Whatever names who answers for the data, for a text's blanks. */
export function mentionsOf(texts: Texts, territoire: string | null): Record<Mention, string> {
  const keys: Mention[] = [
    'nom',
    'editeur',
    'courriel',
    'telephone',
    'responsable',
    'protection-des-donnees',
    'base-legale',
    'mois',
  ]
  return Object.fromEntries(keys.map(key => [key, mentionOf(texts, territoire, key)])) as Record<Mention, string>
}

/**
 * The exact wording that is consented to in a territory (`consentement-<territoire>`, else `consentement`) with its
 * version; a project outside the four has a wording of its own under `consentement-dehors`.
 */
export function consentFor(
  texts: Texts,
  territoire: { id: string; titre: string } | null,
): { version: string; texte: string } {
  const own = `consentement-${territoire?.id ?? 'dehors'}`
  const key = own in texts ? own : 'consentement'
  const titre = territoire?.titre ?? say(texts, 'hors-region')
  const texte = say(texts, key, { ...mentionsOf(texts, territoire?.id ?? null), territoire: titre })
  return { version: texts[`${own}-version`] ?? say(texts, 'consentement-version'), texte }
}

/** The wording by which somebody asks to be told of calls for projects, apart from the request, with its version. */
export function callWish(texts: Texts): { version: string; texte: string } {
  return { version: say(texts, 'consentement-appels-version'), texte: say(texts, 'consentement-appels') }
}
