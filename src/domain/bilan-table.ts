import type { Bilan } from './bilan.ts'
import { inOrder, stepsOf, tellAverage, tellMonth, tellPart, tellPeriod } from './bilan-telling.ts'
import { type Axis, axes, type Figure } from './indicators.ts'
import type { Library } from './library.ts'
import { say } from './texts.ts'

type Row = (string | number | null)[]

/** What heads a table of a bilan. */
export interface BilanHead {
  lieu: string
  /** The day it was made, in words. */
  jour: string
}

/** A bilan as rows for a spreadsheet: a head, the figures with what they count, then one block an axis. Nothing personal. */
export function bilanTable(
  library: Library,
  bilan: Bilan,
  { lieu, jour }: BilanHead,
  along: readonly Axis[] = axes,
): Row[] {
  const { texts, version } = library
  const t = (key: string, blanks?: Record<string, string | number>) => say(texts, key, blanks)
  const periode = tellPeriod(texts, bilan.periode)
  const avant = tellPeriod(texts, bilan.avant)
  const before = t('bilan-colonne-avant', { avant })
  const head = (names: readonly string[]): Row => names.map(name => t(`bilan-colonne-${name}`))
  return [
    [t(`bilan-titre-${bilan.periode.sorte}`, { periode })],
    [lieu],
    [t('bilan-fait', { jour, version: version.slice(0, 12) })],
    [],
    [...head(['indicateur', 'valeur', 'sur', 'taux', 'sans']), before, ...head(['avant-sur', 'moyenne', 'definition'])],
    ...bilan.lignes.map(line => {
      const { figure } = line
      return [
        t(`indicateur-${figure.id}`),
        figure.valeur,
        figure.sur,
        percent(figure),
        figure.sans,
        line.avant.valeur,
        line.avant.sur,
        tellAverage(texts, line) || null,
        t(`indicateur-${figure.id}-definition`),
      ]
    }),
    [],
    [t('bilan-parcours')],
    ...stepsOf(bilan).map((s): Row => [t(`bilan-parcours-${s.etape}`), s.nombre]),
    [],
    [t('bilan-mois')],
    ...bilan.mois.map((m): Row => [tellMonth(m.mois), m.contacts]),
    ...along.flatMap((axis): Row[] => [
      [],
      [t(`bilan-axe-${axis}`), t('bilan-colonne-contacts'), before, ...head(partColumns.map(c => c.nom))],
      ...inOrder(axis, bilan.parts[axis]).map(p => [
        ...[tellPart(library, axis, p.cle), p.contacts, p.avant],
        ...partColumns.map(c => p[c.champ]),
      ]),
    ]),
  ]
}

/** Columns of a part beside its contacts: the text of each, and where its number stands. */
export const partColumns = [
  { nom: 'sans-reponse', champ: 'sansReponse' },
  { nom: 'accompagnees', champ: 'accompagnees' },
  { nom: 'candidatures', champ: 'candidatures' },
  { nom: 'en-attente', champ: 'enAttente' },
  { nom: 'reussies', champ: 'reussies' },
  { nom: 'obtenues', champ: 'obtenues' },
] as const

/** A rate in percent with one decimal; null for what is none. */
function percent({ sorte, valeur, sur }: Figure): number | null {
  return sorte === 'taux' && sur ? Math.round((valeur / sur) * 1000) / 10 : null
}
