import lunr from 'lunr'
import french from 'lunr-languages/lunr.fr.js'
import stemmerSupport from 'lunr-languages/lunr.stemmer.support.js'
import { fold } from '../domain/fold.ts'

export { fold }

stemmerSupport(lunr)
french(lunr)
const snowball = (lunr as unknown as { fr: { stemmer(word: string): string } }).fr.stemmer

/** One word of a text: as folded, and its stem (stemmed with its accents, then folded: the other way round loses rules). */
export interface Word {
  mot: string
  racine: string
}

const WORD = /[\p{L}\p{N}]+(?:'[\p{L}\p{N}]+)*/gu
/** What is elided before an apostrophe; « aujourd'hui » and « prud'hommes » stay whole by not being here. */
const ELIDED = /^(?:l|d|j|m|t|s|c|n|y|qu|jusqu|lorsqu|puisqu|quoiqu|presqu|quelqu|entr)'/

/** Words met so far: people and content use the same few thousand again and again. */
const met = new Map<string, Word>()
const MOST_MET = 30_000

/** The French stem of one word (lower case, accents kept or not), without accents. */
export function stem(word: string): string {
  return wordOf(word).racine
}

function wordOf(raw: string): Word {
  const known = met.get(raw)
  if (known) return known
  const mot = fold(raw)
  const made = { mot, racine: raw.length < 3 || raw.length > 40 || /\d/.test(raw) ? mot : fold(snowball(raw)) }
  if (met.size > MOST_MET) met.clear()
  met.set(raw, made)
  return made
}

/** The words of a text in order, elisions split off and dropped (« l'énergie » → énergie), hyphens taken as spaces. */
export function words(text: string): Word[] {
  const found: Word[] = []
  const plain = text
    .toLowerCase()
    .normalize('NFC')
    .replace(/[’‘ʼ´`]/g, "'")
  for (const raw of plain.match(WORD) ?? []) {
    if (!raw.includes("'")) {
      found.push(wordOf(raw))
      continue
    }
    let rest = raw
    while (ELIDED.test(rest)) rest = rest.slice(rest.indexOf("'") + 1)
    for (const part of rest === "aujourd'hui" ? [rest] : rest.split("'")) if (part) found.push(wordOf(part))
  }
  return found
}
