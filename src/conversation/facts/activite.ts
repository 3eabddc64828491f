import { fold } from '../../domain/fold.ts'
import { readTokens } from './nombres.ts'

/** What a company does, as two-digit divisions (NAF 2008 and 2025 have the same), and the words that it came from. */
export interface Activite {
  /** Divisions, sorted. */
  valeur: string[]
  /** The whole code where one was written: « 25.62B ». */
  code: string | null
  texte: string
  debut: number
  fin: number
}

/** The words of knowledge/metiers.yaml by division: what firms do, and what their people are. */
export type Metiers = ReadonlyMap<string, { activites: readonly string[]; metiers: readonly string[] }>

/** Reads an activity. `whole`: it was asked, so that « chaudronnier » or « 25 » is one. */
export type ReadActivite = (text: string, options?: { whole?: boolean }) => Activite | null

interface Entry {
  words: string[]
  division: string
  personne: boolean
}

const set = (words: string) => new Set(words.split(' '))
const LITTLE = set('de d du des la le l les a au aux en et')
/** What the clause is about something wanted, bought or sold to: the trade in it is another's. */
const OTHERS = set(
  'recruter recrute recrutons recrutement embaucher embauche cherche cherchons chercher recherche recherchons rechercher trouver trouve besoin faut manque former forme formation formations apprendre sous sous-traiter sous-traitant sous-traitants fournisseur fournisseurs client clients ' +
    'acheter achete acheteur prestataire prestataires reprendre poste postes candidat candidats apprenti alternant stagiaire metier metiers voisin concurrent concurrents partenaire partenaires pour contre chez remplacer investir robot machine four ecole lycee salon vendre vends vendons livrer livrons aupres trouves',
)
/** Said of oneself. */
const SELF = set(
  'suis sommes est dirige dirigeons gere gerant gerante dirigeant dirigeante patron patronne notre nous on ma mon entreprise pme tpe pmi eti societe usine atelier boite sarl sas site fabrique fabriquons fabriquent fabricant fabricants produit produisons producteur production transforme transformons transformation secteur specialise specialisee specialises specialite activite industriel metier usinons faisons fais fait filiere travaille travaillons tenons tient possede nos',
)
/** From here a person is a firm: « je suis chaudronnier ». */
const BEING = set('suis sommes est etes artisan patron')

const bare = (w: string) => (w.length > 3 ? w.replace(/(?:aux)$/, 'al').replace(/[sx]$/, '') : w)
const keyOf = (phrase: string) =>
  fold(phrase)
    .split(/[^a-z0-9]+/)
    .filter(w => w && !LITTLE.has(w))
    .map(bare)

const CODE = /(?<![\d.])(\d{2})[. ]?(\d{2}) ?([A-Za-z])(?![\p{L}\d])/u
const MARKED = /\b(?:naf|ape|nace)\b\D{0,20}(\d{2})(?:[. ]?(\d{1,2}))? ?([A-Za-z](?![\p{L}\d]))?/iu
const isDivision = (d: string) =>
  Number(d) >= 1 && Number(d) <= 99 && !['04', '34', '40', '44', '48', '54', '57', '67', '76', '83', '89'].includes(d)

/** Builds the reader once from the editors' list. */
export function createActivite(metiers: Metiers): ReadActivite {
  const byFirst = new Map<string, Entry[]>()
  for (const [division, lists] of metiers)
    for (const [phrases, personne] of [
      [lists.activites, false],
      [lists.metiers, true],
    ] as const)
      for (const phrase of phrases) {
        const words = keyOf(phrase)
        if (words.length > 0) byFirst.set(words[0]!, [...(byFirst.get(words[0]!) ?? []), { words, division, personne }])
      }
  for (const list of byFirst.values()) list.sort((a, b) => b.words.length - a.words.length)

  return (text, { whole = false } = {}) => {
    const coded = readCode(text, whole)
    if (coded) return coded
    const tokens = readTokens(text)
    const words = tokens
      .map((t, i) => ({ i, w: bare(t.mot), raw: t.mot }))
      .filter(t => /^[\p{L}\p{N}]/u.test(t.raw) && !LITTLE.has(t.raw))
    const found: { entry: Entry; from: number; to: number }[] = []
    for (let k = 0; k < words.length; k++) {
      const entry = byFirst.get(words[k]!.w)?.find(e => e.words.every((w, n) => words[k + n]?.w === w))
      if (!entry) continue
      const from = words[k]!.i
      const to = words[k + entry.words.length - 1]!.i
      if (
        whole
          ? !bought(
              tokens.map(t => t.mot),
              from,
            )
          : ours(
              tokens.map(t => t.mot),
              from,
              entry.personne,
            )
      )
        found.push({ entry, from, to })
      k += entry.words.length - 1
    }
    if (found.length === 0) return null
    const [first, last] = [found[0]!, found.at(-1)!]
    const debut = tokens[first.from]!.debut
    const fin = tokens[last.to]!.fin
    return {
      valeur: [...new Set(found.map(f => f.entry.division))].sort(),
      code: null,
      texte: text.slice(debut, fin),
      debut,
      fin,
    }
  }
}

function readCode(text: string, whole: boolean): Activite | null {
  const m = MARKED.exec(text) ?? CODE.exec(text) ?? (whole ? /^\s*(\d{2})(?:[. ]?(\d{2}))?\s*$/.exec(text) : null)
  if (!m || !isDivision(m[1]!)) return null
  const code = m[2]?.length === 2 ? `${m[1]}.${m[2]}${m[3]?.toUpperCase() ?? ''}` : null
  return { valeur: [m[1]!], code, texte: m[0].trim(), debut: m.index, fin: m.index + m[0].length }
}

/** The words of the clause before a token, nearest first. */
function clause(words: readonly string[], i: number): string[] {
  const out: string[] = []
  for (let k = i - 1; k >= 0 && out.length < 8 && !/^[.;!?:]$|^mais$|^et$|^qui$/.test(words[k]!); k--)
    out.push(words[k]!)
  return out
}

const bought = (words: readonly string[], i: number) =>
  clause(words, i)
    .slice(0, 4)
    .some(w => OTHERS.has(w))

/** True where the sentence says it of the speaker's own firm. */
function ours(words: readonly string[], i: number, personne: boolean): boolean {
  const before = clause(words, i)
  if (before.some(w => OTHERS.has(w))) return false
  if (personne) return before.slice(0, 3).some(w => BEING.has(w)) && !(before[0] === 'des' || before[0] === 'les')
  return before.slice(0, 6).some(w => SELF.has(w))
}
