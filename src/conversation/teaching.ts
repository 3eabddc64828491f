import { type Finding, finding } from '../domain/finding.ts'
import type { Lexique } from '../domain/lexique.ts'
import { say, type Texts } from '../domain/texts.ts'
import { compile } from './lexicon.ts'
import type { ModelFile } from './model.ts'

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
    const blanks = { valeur, attendu: told(attendu), obtenu: told(obtenu) }
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
}

/** The words and expressions that stand under two themes, or whose families meet there. */
export function claims({ themes }: Lexique): { mot: string; themes: Claim[] }[] {
  const byKey = new Map<string, Claim[]>()
  for (const [theme, { fort, faible }] of Object.entries(themes))
    for (const ecrit of [...fort, ...faible]) {
      const key = compile(ecrit)
        .map(s => `${s.libre ? '…' : ''}${s.forme ? `=${s.forme}` : s.racine}${s.prefixe ? '*' : ''}`)
        .join(' ')
      const list = byKey.get(key)
      if (!list) byKey.set(key, [{ theme, ecrit }])
      else if (list.every(c => c.theme !== theme)) list.push({ theme, ecrit })
    }
  return [...byKey.values()].filter(list => list.length > 1).map(list => ({ mot: list[0]!.ecrit, themes: list }))
}

/** The line of a word under its theme, counted as an editor counts. */
function lineOf(source: string, theme: string, ecrit: string): number {
  const lines = source.split('\n')
  const from = lines.findIndex(l => l.startsWith(`  ${theme}:`))
  const at = lines.findIndex((l, i) => i > from && l.includes(ecrit))
  return (at < 0 ? from : at) + 1
}
