import { type Finding, finding } from '../domain/finding.ts'
import type { Lexique } from '../domain/lexique.ts'
import { say, type Texts } from '../domain/texts.ts'
import { compile, type Step } from './lexicon.ts'
import type { ModelFile } from './model.ts'
import { words } from './words.ts'

const LEXIQUE = 'knowledge/lexique.yaml'
const EXEMPLES = 'knowledge/exemples.yaml'
/** So many misread examples are told one by one; a last finding counts the others. */
const TOLD = 5

/** What teaches the understanding: each file as it is written, with its hash (as the model's file holds it). */
export interface Taught {
  texts: Texts
  lexique: { value: Lexique; source: string; hash: string }
  exemples: { source: string; hash: string }
  model: Pick<ModelFile, 'exemples' | 'lexique' | 'erreurs'>
}

/** What is wrong in it: a model taught by other files (an error), words of two themes, examples still misread. */
export function checkTeaching({ texts, lexique, exemples, model }: Taught): Finding[] {
  const found: Finding[] = []
  if (model.lexique !== lexique.hash) found.push(finding(texts, LEXIQUE, '1', 'modele-perime'))
  for (const { mot, themes } of claims(lexique.value)) {
    const lieu = lineOf(lexique.source, themes[1]!.theme, themes[1]!.ecrit)
    const liste = themes.map(({ theme, ecrit }) => (ecrit === mot ? theme : `${theme} (${ecrit})`)).join(', ')
    found.push(finding(texts, LEXIQUE, `${lieu}`, 'mot-double', { valeur: mot, liste }, 'avertissement'))
  }
  if (model.exemples !== exemples.hash) return [...found, finding(texts, EXEMPLES, '1', 'modele-perime')]
  const lines = exemples.source.split('\n')
  const told = (ids: readonly string[]) => ids.join(', ') || say(texts, 'constat-aucun-theme')
  for (const { ligne, attendu, obtenu } of model.erreurs.slice(0, TOLD)) {
    const valeur = lines[ligne - 1]!.replace(/^ *- "?|"$/g, '')
    const blanks = { valeur, attendu: told(attendu), obtenu: told(obtenu.slice(0, 1)) }
    found.push(finding(texts, EXEMPLES, `${ligne}`, 'exemple-mal-compris', blanks, 'avertissement'))
  }
  const rest = model.erreurs.slice(TOLD)
  if (rest.length > 0) {
    const blanks = { n: rest.length, liste: rest.map(e => e.ligne).join(', ') }
    found.push(finding(texts, EXEMPLES, `${rest[0]!.ligne}`, 'exemples-mal-compris', blanks, 'avertissement'))
  }
  return found
}

interface Claim {
  theme: string
  ecrit: string
  etapes: readonly Step[]
  /** The word, where it is one. */
  seul: string | null
}

/** The words and expressions that stand under two themes, whose families meet there, or that `robot*` takes from another. */
export function claims({ themes }: Lexique): { mot: string; themes: Claim[] }[] {
  const all = Object.entries(themes).flatMap(([theme, { fort, faible }]) =>
    [...fort, ...faible].map((ecrit): Claim => {
      const etapes = compile(ecrit)
      return { theme, ecrit, etapes, seul: etapes.length === 1 ? words(ecrit).at(-1)!.mot : null }
    }),
  )
  const met = Map.groupBy(all, c => c.etapes.map(keyOf).join(' '))
  const same = [...met.values()].map(list => list.filter((c, i) => list.findIndex(o => o.theme === c.theme) === i))
  const single = all.filter(c => c.seul !== null)
  const taken = single
    .filter(c => c.etapes[0]!.prefixe)
    .flatMap(c => single.filter(o => o.theme !== c.theme && o.seul!.startsWith(c.seul!)).map(o => [c, o]))
  return [...same.filter(list => list.length > 1), ...taken].map(list => ({ mot: list[0]!.ecrit, themes: list }))
}

const keyOf = ({ libre, forme, prefixe, racine }: Step) =>
  `${libre ? '…' : ''}${forme === null ? racine : `=${forme}`}${prefixe ? '*' : ''}`

/** The line of a word under its theme, counted as an editor counts. */
function lineOf(source: string, theme: string, ecrit: string): number {
  const lines = source.split('\n')
  const from = lines.findIndex(l => l.startsWith(`  ${theme}:`))
  const at = lines.findIndex((l, i) => i > from && l.includes(ecrit))
  return (at < 0 ? from : at) + 1
}
