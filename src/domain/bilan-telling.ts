import type { Bilan, Line, PartLine } from './bilan.ts'
import { type Axis, type Figure, type FigureId, figureIds } from './indicators.ts'
import type { Library } from './library.ts'
import type { Period } from './period.ts'
import { say, type Texts } from './texts.ts'
import { tranches } from './tranche.ts'

const month = new Intl.DateTimeFormat('fr-FR', { timeZone: 'UTC', month: 'long', year: 'numeric' })

/** A month (`YYYY-MM`) as people say it. */
export function tellMonth(id: string): string {
  return month.format(new Date(`${id}-01T00:00:00Z`))
}

/** A period as people say it: « mars 2026 », « premier semestre 2026 », « année 2026 ». */
export function tellPeriod(texts: Texts, { id, sorte }: Pick<Period, 'id' | 'sorte'>): string {
  if (sorte === 'mois') return tellMonth(id)
  const annee = id.slice(0, 4)
  if (sorte === 'annee') return say(texts, 'bilan-periode-annee', { annee })
  return say(texts, 'bilan-periode-semestre', { numero: Number(id.at(-1)), annee })
}

/** A number as people write it; an average may have one decimal. */
export function tellNumber(n: number, sorte: Figure['sorte'] = 'nombre'): string {
  if (sorte === 'taux') return `${Math.round(n * 100)}\u00a0%`
  const told = n.toLocaleString('fr-FR', { maximumFractionDigits: sorte === 'euros' ? 0 : 1 })
  return sorte === 'euros' ? `${told}\u00a0€` : told
}

/** The value of a figure; a rate of nothing says so. */
export function tellValue(texts: Texts, { sorte, valeur, sur }: Figure): string {
  if (sorte !== 'taux') return tellNumber(valeur, sorte)
  return sur ? tellNumber(valeur / sur, 'taux') : say(texts, 'bilan-aucun')
}

const requests: readonly FigureId[] = ['reponse', 'delai']

/** What a figure is out of, the unanswered and unknown told; empty for a plain count. */
export function tellOutOf(texts: Texts, { id, sorte, valeur, sur, sans }: Figure): string {
  if (sur === null) return sans === null || valeur === 0 ? '' : say(texts, 'bilan-dont-attente', { sans })
  if (sur === 0) return ''
  const of = requests.includes(id) ? 'demandes' : sorte === 'taux' ? 'candidatures' : 'dossiers'
  const all = of === 'dossiers' && sans === 0 ? '-tous' : ''
  return say(texts, `bilan-sur-${of}${all}`, { n: sur, sans: sans ?? 0 })
}

/** The average beside a figure. */
export function tellAverage(texts: Texts, { figure, moyenne }: Line): string {
  if (moyenne === null) return ''
  if (moyenne === 'masque') return say(texts, 'bilan-masque')
  const valeur = tellNumber(moyenne.valeur, figure.sorte)
  return moyenne.environ ? say(texts, 'bilan-environ', { valeur }) : valeur
}

/** The name of a part of an axis. */
export function tellPart({ texts, themes, territoires }: Library, axis: Axis, cle: string | null): string {
  if (cle === null) return say(texts, `bilan-inconnu-${axis}`)
  if (axis === 'theme') return themes.get(cle)?.titre ?? cle
  if (axis === 'origine') return texts[`lead-origine-${cle}`] ?? cle
  if (axis === 'tranche') return texts[`bilan-tranche-${cle}`] ?? cle
  for (const { epci } of territoires.values()) if (epci[cle]) return epci[cle].nom
  return cle
}

/** The parts of an axis in the order they are read: sizes from small to large, the others the most contacts first. */
export function inOrder(axis: Axis, parts: readonly PartLine[]): PartLine[] {
  const rank = (p: PartLine) =>
    p.cle === null ? Number.POSITIVE_INFINITY : axis === 'tranche' ? tranches.findIndex(t => t === p.cle) : -p.contacts
  return [...parts].sort((a, b) => rank(a) - rank(b) || ((a.cle ?? '') < (b.cle ?? '') ? -1 : 1))
}

/** What every figure counts, in words. */
export function definitionsOf(texts: Texts): { nom: string; texte: string }[] {
  return figureIds.map(id => ({
    nom: say(texts, `indicateur-${id}`),
    texte: say(texts, `indicateur-${id}-definition`),
  }))
}

/** The steps from a first message to a granted aid, each with its count. */
export function stepsOf({ lignes, parcours }: Bilan): { etape: string; nombre: number }[] {
  const value = (id: FigureId) => lignes.find(l => l.figure.id === id)!.figure.valeur
  const steps = ['contacts', 'rendez-vous', 'accompagnees', 'candidatures', 'retenues'] as const
  return [
    ...(parcours && parcours.conversations !== null
      ? [{ etape: 'conversations', nombre: parcours.conversations }]
      : []),
    ...(parcours ? [{ etape: 'resultats', nombre: parcours.resultats }] : []),
    ...steps.map(etape => ({ etape, nombre: value(etape) })),
  ]
}
