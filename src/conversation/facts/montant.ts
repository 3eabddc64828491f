import type { Interval } from '../../domain/question.ts'
import { isSiren } from '../../domain/siren.ts'
import { type Nombre, readNombres, readTokens, type Token } from './nombres.ts'
import { answers, type Quantite, readQuantites } from './quantites.ts'

/** An amount in euros and the words that it came from. */
export interface Montant {
  valeur: Interval
  /** What it is the amount of, where the words before it say so. */
  sens: 'projet' | 'chiffre-affaires' | 'bilan' | 'autre'
  texte: string
  debut: number
  fin: number
}

const set = (words: string) => new Set(words.split(' '))

const EUROS = set('€ euro euros eur eurs eu balles balle boules')
const KILO = set('k ke k€ keuro keuros kiloeuro kiloeuros keur')
const MEGA = set('me meuro meuros meur')
const GIGA = set('md mds mde milliard milliards')
/** Read after a number, these make it something else, whatever was said of money. */
const THINGS = set(
  '% ha m2 m3 m² m³ km kg tonnes tonne t h heures ans an mois jours kw kwh mw mwh gwh kva pieces personnes salaries palettes machines robots exemplaires bouteilles litres degres mm cm bars tours unites vehicules camions habitants postes',
)

const PROJECT = set(
  'budget budgets investir investissement investissements investissons investit invest projet devis chiffre cout coute coutera coutent couter prix enveloppe financer financement financements emprunter emprunt pret prets subvention subventions aide aides travaux montant depense depenses depenser machine facture factures tresorerie apport lever levee acheter achat racheter rachat loyer total vaut valeur paye payer payons facturer ticket somme',
)
const REVENUE = set('ca affaires chiffre')
/** What is bought at a price: « un robot à 90000 ». */
const BOUGHT = set(
  'robot robots cobot machine machines presse four tour fraiseuse ligne imprimante centre laser banc chaudiere compresseur chariot camion vehicule logiciel erp batiment terrain',
)
const RATES = set('heure h kwh mwh kg tonne m2 m² piece unite jour km litre')

/** The euro sign in front: « € 150 000 », « EUR 20000 ». */
const leads = (tokens: readonly Token[], i: number) =>
  /^(€|eur|euros?)$/.test(tokens[i - 1]?.mot ?? '') && tokens[i - 2]?.val == null

/** From so many on, a number before « m2 » counts square metres, whatever its letter. */
const LEAST_AREA = 20

function unit(raws: readonly string[], whole: boolean) {
  return (tokens: readonly Token[], j: number, nombre: Nombre): { fois: number; plus?: number; j: number } | null => {
    const t = tokens[j]
    // « 1,250 M€ » has decimals, « 150,000 € » has thousands.
    const decimals = /^\d{1,3},\d{3}$/.test(raws[nombre.i] ?? '') ? 1e-3 : 1
    const euros = (k: number) => {
      let n = k
      if (tokens[n]?.mot === 'd' || tokens[n]?.mot === 'de') n++
      if (/^['’]$/.test(tokens[n]?.mot ?? '')) n++
      return EUROS.has(tokens[n]?.mot ?? '') || (tokens[n]?.mot === 'e' && tokens[n]!.colle) ? n + 1 : k
    }
    if (leads(tokens, nombre.i) && !t) return { fois: 1, j }
    if (!t) return null
    if (EUROS.has(t.mot) || (t.mot === 'e' && t.colle && nombre.val >= 100)) return { fois: 1, j: j + 1 }
    const half = /^m(\d)$/.exec(t.mot)
    // « 2M5 » is money, « 2000m2 » an area
    const area = (half?.[1] === '2' || half?.[1] === '3') && (nombre.val >= LEAST_AREA || raws[j]!.startsWith('m'))
    if (half && t.colle && area) return null
    if (half && t.colle) return { fois: 1e6 * decimals, plus: Number(half[1]) * 1e5, j: euros(j + 1) }
    if (t.mot === 'de' && (KILO.has(tokens[j + 1]?.mot ?? '') || raws[j + 1] === 'M'))
      return { fois: KILO.has(tokens[j + 1]!.mot) ? 1e3 : 1e6, j: euros(j + 2) }
    if (KILO.has(t.mot)) return nombre.val < 100_000 ? { fois: 1e3, j: euros(j + 1) } : null
    if (
      MEGA.has(t.mot) ||
      (t.mot === 'm' && (raws[j] === 'M' || EUROS.has(tokens[j + 1]?.mot ?? '') || (whole && !tokens[j + 1])))
    )
      return { fois: 1e6 * decimals, j: euros(j + 1) }
    if (GIGA.has(t.mot)) return { fois: 1e9, j: euros(j + 1) }
    const end = euros(j)
    if (end > j) return { fois: 1, j: end }
    if (leads(tokens, nombre.i)) return { fois: 1, j }
    return null
  }
}

/**
 * The amount in euros that a text tells: « 2M€ », « 150 k », « deux cent mille euros », « entre 1 et 1,5 million ».
 * `whole`: an amount was asked, so that a bare « 150000 » is one. Several: the project's own first.
 */
export function readMontant(text: string, options: { whole?: boolean } = {}): Montant | null {
  const whole = options.whole ?? false
  const tokens = readTokens(text)
  const raws = tokens.map(t => text.slice(t.debut, t.fin))
  const nombres = readNombres(tokens)
  const quantites = readQuantites(tokens, nombres, unit(raws, whole))
  // « passée de 20 à 60 k€ »: the second is what holds now.
  for (const q of quantites)
    if (tokens[q.i]!.mot === 'de' && /^(passee?s?|passer|monte(e|s|es)?|grimpee?)$/.test(tokens[q.i - 1]?.mot ?? ''))
      q.min = q.max
  let best: { rank: number; q: Quantite; sens: Montant['sens'] } | null = null
  for (const q of quantites) {
    const sens = senseOf(tokens, q)
    const rank = rankOf(tokens, q, sens, whole, quantites.length)
    if (rank > 0 && (!best || rank > best.rank)) best = { rank, q, sens }
  }
  if (!best) return null
  const { q, sens } = best
  const start = q.i > 0 && leads(tokens, q.i) ? q.i - 1 : q.i
  const debut = tokens[start]!.debut
  const fin = tokens[q.j - 1]!.fin
  const cents = (n: number | null) => (n === null ? null : Math.round(n * 100) / 100)
  return { valeur: { min: cents(q.min), max: cents(q.max) }, sens, texte: text.slice(debut, fin), debut, fin }
}

function clause(tokens: readonly Token[], i: number, n: number): string[] {
  const out: string[] = []
  for (let k = i - 1; k >= 0 && out.length < n && !/^[.;!?]$|^mais$/.test(tokens[k]!.mot); k--) out.push(tokens[k]!.mot)
  return out
}

function senseOf(tokens: readonly Token[], q: Quantite): Montant['sens'] {
  const before = clause(tokens, q.i, 8)
  const after = tokens.slice(q.j, q.j + 6).map(t => t.mot)
  const next = after.filter(w => w !== "'" && w !== '’')
  if (next[0] === 'de' && (next[1] === 'ca' || (next[1] === 'chiffre' && next[3] === 'affaires')))
    return 'chiffre-affaires'
  if (next[0] === 'de' && next[1] === 'bilan') return 'bilan'
  if (
    /^(par|\/|mensuels?|annuels?)$/.test(next[0] ?? '') ||
    (next[0] === 'de' && next[1] === 'l' && next[2] === 'heure')
  )
    return 'autre'
  const near = before.findIndex(
    w => PROJECT.has(w) || REVENUE.has(w) || w === 'bilan' || w === 'salaire' || w === 'amende',
  )
  if (near < 0) return 'projet'
  const word = before[near]!
  if (word === 'ca' || word === 'affaires' || (word === 'chiffre' && before[near - 1] === 'd'))
    return 'chiffre-affaires'
  if (word === 'bilan') return 'bilan'
  return word === 'salaire' || word === 'amende' ? 'autre' : 'projet'
}

/** 0 none, 1 bare answer, 2 an amount, 3 the project's amount. */
function rankOf(tokens: readonly Token[], q: Quantite, sens: Montant['sens'], whole: boolean, count: number): number {
  const next = tokens[q.j]?.mot ?? ''
  const then = tokens
    .slice(q.j, q.j + 4)
    .map(t => t.mot)
    .filter(w => w !== "'" && w !== '’')
  if (
    /^(\$|dollars?|£|livres|centimes?|cts?|francs|yuans|chf)$/.test(next) ||
    (next === 'de' && /^(dollars|francs)$/.test(then[1] ?? ''))
  )
    return 0
  const rate =
    next === '/'
      ? then[1]
      : then[0] === 'de' && then[1] === 'l'
        ? then[2]
        : next === 'par' || next === 'la' || next === 'du' || next === 'le'
          ? then[1]
          : undefined
  if (rate && RATES.has(rate)) return 0
  const high = q.max ?? q.min ?? 0
  if (high < 0 || high > 1e12) return 0
  if (q.unite) {
    const scaleOnly =
      !tokens.slice(q.i, q.j).some(t => EUROS.has(t.mot) || /€|euro|^m?e$|^ke$/.test(t.mot)) && !leads(tokens, q.i)
    // « 300 k pièces », « 20 K habitants » count things.
    if (
      scaleOnly &&
      !whole &&
      (THINGS.has(next) ||
        (next === 'de' &&
          !/^(euros|budget|ca|chiffre|travaux|pret|subvention|tresorerie|devis|investissement|capital)/.test(
            then[1] ?? '',
          )))
    )
      return 0
    return sens === 'projet' ? 3 : 2
  }
  if (q.article) return 0
  if (THINGS.has(next) || (/^\p{L}+$/u.test(next) && tokens[q.j]!.colle)) return 0
  const year = q.chiffres && q.min === q.max && q.min! >= 1900 && q.min! <= 2050
  const lead = clause(tokens, q.i, 4)
  const said = tokens.slice(q.i, q.j).some(t => /^(mille|milles|millions?|milliards?)$/.test(t.mot))
  const cue =
    lead.some(w => PROJECT.has(w) && w !== 'machine' && w !== 'projet' && w !== 'total') ||
    lead.includes('ca') ||
    (lead.includes('affaires') && lead.includes('chiffre')) ||
    (lead[0] === 'a' && lead.some(w => BOUGHT.has(w)))
  const noun =
    /^\p{L}{3,}$/u.test(next) &&
    !/^(ht|ttc|environ|pour|dans|avec|sur|hors|mais|car|max|maximum|minimum|par|voire|sans|chez|qui|que|est|plus|tout|cette|nous|nos)$/.test(
      next,
    )
  if (!whole) {
    const money = next === 'de' && /^(budget|ca|chiffre|travaux|dette|pret|subvention|tresorerie)$/.test(then[1] ?? '')
    if (said && high >= 1000 && !noun && (money || (next !== 'de' && next !== 'd')))
      return cue || high >= 1e5 ? (sens === 'projet' ? 3 : 2) : 0
    return cue && high >= 1000 && !year && !noun && next !== 'de' ? 2 : 0
  }
  if (noun || !answers(tokens, q.i) || isSiren(String(high))) return 0
  if (year && q.min !== 2000) return 0
  // « 150 » may be euros or thousands of them: better asked again.
  return high >= 1000 || (high === 0 && count === 1) ? 1 : 0
}
