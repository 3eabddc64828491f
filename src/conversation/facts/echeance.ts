import { addDays, addMonths, type Day, dayOf, isoOf } from './jours.ts'
import { readNombres, readTokens, type Token } from './nombres.ts'
import { DAYS, MONTHS, period, SHORT, slice } from './periodes.ts'

/** When somebody wants it: both ends included, `YYYY-MM-DD`; null = open. */
export interface Echeance {
  valeur: { debut: string | null; fin: string | null }
  texte: string
  debut: number
  fin: number
}

const UNITS: Record<string, (d: Day, n: number) => Day> = {
  jour: addDays,
  semaine: (d, n) => addDays(d, 7 * n),
  mois: (d, n) => addMonths(d, n, (n % 1) * 30),
  trimestre: (d, n) => addMonths(d, 3 * n),
  semestre: (d, n) => addMonths(d, 6 * n),
  an: (d, n) => addMonths(d, Math.round(12 * n)),
  annee: (d, n) => addMonths(d, Math.round(12 * n)),
}

const month = `(?:${MONTHS.join('|')}|${Object.keys(SHORT).join('|')})`
const RELATION =
  'avant|entre|d ici a|d ici|jusqu a|jusqu en|pas avant|apres(?! demain)|a partir de|a partir du|a compter de|a compter du|des|depuis|pour|courant|horizon|a l horizon|echeance|en|a|au|dans'
const PART =
  'tout debut|toute fin|debut|mi|milieu|fin|courant|premiere quinzaine|deuxieme quinzaine|seconde quinzaine|derniere semaine'
const ORDINAL =
  '1 er|1 ere|2 e|2 eme|2 nd|2 nde|3 e|3 eme|4 e|4 eme|premiere|premier|deuxieme|second|seconde|troisieme|quatrieme|dernier|1|2|3|4'
const PERIOD = [
  `(?:(?<jsem>${DAYS.join('|')}) )?(?<jour>\\d{1,2})(?: er)? (?<jmois>${month})(?: (?<jan>20\\d\\d))?`,
  `(?<nj>\\d{1,2}) [/.-] (?<nm>\\d{1,2}) [/.-] (?<na>20\\d\\d|\\d\\d)`,
  `(?<nj2>\\d{1,2}) / (?<nm2>\\d{1,2})`,
  `(?<nmois>0[1-9]|1[0-2]) / (?<nman>20\\d\\d)`,
  `(?<ord>${ORDINAL}) (?<bloc>trimestre|semestre)(?: (?:de )?(?:l annee )?(?<ban>20\\d\\d|prochaine?))?`,
  `(?<sigle>[tqs]) ?(?<num>[1-4])(?: (?<san>20\\d\\d))?`,
  `(?<sigle2>[tqs][1-4])(?: (?<san2>20\\d\\d))?`,
  `(?<bprochain>trimestre|semestre) (?:prochain|suivant)`,
  `(?<mois>${month})(?: (?:de l |de )?(?<man>20\\d\\d|an prochain|annee prochaine|prochain))?`,
  `(?<saison>printemps|ete|automne|hiver)(?: (?:de l |de )?(?<pan>20\\d\\d|prochain|an prochain|annee prochaine|qui vient|a venir))?`,
  `(?<fete>noel|paques|rentree|fetes|toussaint|grandes vacances|vacances d ete|conges d ete|conges d aout|14 juillet)(?: (?:de )?(?:septembre )?(?<fan>20\\d\\d|prochaine?))?`,
  `(?<anpro>(?:l )?an prochain|(?:l )?annee prochaine|(?:l )?annee qui vient|(?:l )?exercice prochain|prochain exercice)`,
  `(?<ancet>annee en cours|annee)`,
  `(?<moispro>mois prochain|mois qui vient)|(?<moiscet>mois ci|mois)(?! d)`,
  `(?<sempro>semaine prochaine|semaine qui vient)|(?<semcet>semaine)`,
  `(?<jpro>${DAYS.join('|')})(?: prochain)?`,
  `(?<demain>apres demain|demain)|(?<auj>aujourd hui)`,
  `(?<annee>20\\d\\d)`,
  // « fin 27 », but not « fin 27 personnes »
  `(?<court>2[6-9]|3\\d)(?! [a-z\\d%€/])`,
].join('|')
const LINK =
  '(?: (?:le mois de|du mois de|de la|de l|du|des|de|d|le|la|les|l|au|cet|cette|ce|a|en|trimestre|annee)){0,3}?'
const DATED = new RegExp(
  `(?<![^ ])(?:(?<rel>${RELATION})${LINK} )?(?:(?:le|la|l|cet|cette|ce|au) )?(?:(?<part>${PART})(?: de l| de la| du mois de| du| de| d| le)? )?(?:${PERIOD})(?![^ ])`,
  'g',
)
const QUANTITY = '(?<n1>\\d+(?:[.,]\\d+)?|quelques|plusieurs)(?: (?:a|ou|-|/|et) (?<n2>\\d+))?'
const LASTING = new RegExp(
  `(?<![^ ])(?<rel2>d ici a|d ici|dans les|dans la|dans|sous les|sous|avant|d ici les|au bout de|horizon|a l horizon de|l affaire de|pas avant|il me faudrait ca dans|a) (?:(?:les )?(?:prochains|prochaines) |(?:environ|moins de|au plus|max|maximum|a peine|a peu pres|maxi) )?${QUANTITY} (?:prochains |prochaines |petits |petites |bons |bonnes )?(?<unite>jours?|semaines?|mois|trimestres?|semestres?|ans?|annees?)(?: et (?<demi>demi))?(?![^ ])`,
  'g',
)
const BARE = new RegExp(
  `^(?:environ |a peu pres |dans |disons |plutot |vers )?${QUANTITY} (?<unite>jours?|semaines?|mois|trimestres?|semestres?|ans?|annees?)(?: et (?<demi>demi))?(?: (?:environ|maximum|max|maxi|a peu pres|grand maximum))?$`,
)
const FORTNIGHT =
  /(?<![^ ])(?:(?:dans|sous|d ici)(?: la| une)?|sous) (?<q>8|15|huitaine|quinzaine)(?: ?(?:aine|jours))?(?![^ ])/g
const URGENT =
  /(?<![^ ])(?:des que possible|des maintenant|au plus (?:vite|tot)|le plus (?:vite|tot|rapidement) possible|asap|tout de suite|immediatement|immediat|sans delai|sans attendre|des aujourd hui|des que je peux|des qu on peut|(?:c est |tres |super |hyper |plutot )urgent|urgence absolue)(?![^ ])/g
const TERMS = /(?<![^ ])(?<terme>tres court|court|moyen|long) terme(?![^ ])/g
const PAST =
  /(?:depuis|il y a|en place|datant|cree|creee|fonde|fondee|ne|nee|ouvert|ouverte|installe|installee|lance|lancee|repris|reprise|acquis|acheve|construit|construite|signe|signee|rachete|rachetee)(?: (?:en|le|la|l|de|du|des|au|debut|fin|mi|ici))*$/

/** « 31.12.2026 » would be read as a decimal. */
const DOTTED = /(?<!\d)(\d{1,2})\.(\d{1,2})\.(20\d\d|\d\d)(?!\d)/g

/** One flat line of folded words, digits for number words, and where each character comes from. */
function flatten(tokens: readonly Token[]): { flat: string; at: number[] } {
  const nombres = readNombres(tokens)
  let flat = ''
  const at: number[] = []
  const put = (word: string, i: number) => {
    if (flat) {
      flat += ' '
      at.push(i)
    }
    flat += word
    for (let k = 0; k < word.length; k++) at.push(i)
  }
  for (let i = 0, n = 0; i < tokens.length; ) {
    while (nombres[n] && nombres[n]!.i < i) n++
    const found = nombres[n]
    // « sept 2027 » is September.
    const september = tokens[i]!.mot === 'sept' && /^20\d\d$/.test(tokens[i + 1]?.mot ?? '')
    if (found?.i === i && !found.chiffres && !september) {
      put(String(found.val), i)
      i = found.j
      continue
    }
    const mot = tokens[i]!.mot
    const dot = mot === '.' && SHORT[tokens[i - 1]?.mot ?? ''] !== undefined
    if (!dot && !/^['’]$/.test(mot) && !(mot === '-' && !/^\d/.test(tokens[i - 1]?.mot ?? ''))) put(mot, i)
    i++
  }
  return { flat, at }
}

/**
 * The deadline that a text tells, as a season, a year, a term or a month to come. `now` is today, `YYYY-MM-DD…`.
 * What is past and what lasts is none.
 * `whole`: a deadline was asked, so that a bare « 6 mois » or « mars » is one.
 */
export function readEcheance(text: string, now: string, options: { whole?: boolean } = {}): Echeance | null {
  const whole = options.whole ?? false
  const today = dayOf(now)
  const tokens = readTokens(text.replace(DOTTED, '$1/$2/$3'))
  const { flat, at } = flatten(tokens)
  const found: { index: number; length: number; debut: Day | null; fin: Day | null; rel?: string | undefined }[] = []
  const add = (m: RegExpMatchArray, p: { debut: Day | null; fin: Day | null } | null) => {
    if (p && !isPast(flat, m)) found.push({ index: m.index!, length: m[0].length, ...p, rel: m.groups?.rel })
  }
  for (const m of flat.matchAll(DATED)) add(m, dated(m, today, whole, flat))
  // « on a 2 mois de stock » is no « à 2 mois ».
  for (const m of flat.matchAll(LASTING))
    if (m.groups!.rel2 !== 'a' || /à/i.test(text.slice(tokens[at[m.index]!]!.debut, tokens[at[m.index]!]!.fin)))
      add(m, lasting(m, today, m.groups!.rel2!))
  for (const m of flat.matchAll(FORTNIGHT))
    add(m, { debut: today, fin: addDays(today, /^(8|h)/.test(m.groups!.q!) ? 8 : 15) })
  for (const m of flat.matchAll(URGENT)) add(m, { debut: today, fin: null })
  for (const m of flat.matchAll(TERMS)) add(m, term(m.groups!.terme!, today))
  if (whole) {
    const m = BARE.exec(flat.replace(/ [.!?]+$/, ''))
    if (m) add(m, lasting(m, today, 'd ici'))
    const word = /^(?:urgent|vite|rapidement|maintenant)(?: [.!]+)?$/.exec(flat)
    if (word) add(word, { debut: today, fin: null })
  }
  found.sort((a, b) => a.index - b.index || b.length - a.length)
  const best = found[0]
  if (!best) return null
  // « entre mars et juin »: from the beginning of one to the end of the other
  const second = found.find(f => f.index === best.index + best.length + ' et '.length)
  if (best.rel === 'entre' && second && best.debut && second.fin && best.debut.iso < second.fin.iso) {
    best.fin = second.fin
    best.length = second.index + second.length - best.index
  }
  const debut = tokens[at[best.index]!]!.debut
  const fin = tokens[at[best.index + best.length - 1]!]!.fin
  return {
    valeur: { debut: best.debut && isoOf(best.debut), fin: best.fin && isoOf(best.fin) },
    texte: text.slice(debut, fin),
    debut,
    fin,
  }
}

function isPast(flat: string, m: RegExpMatchArray): boolean {
  const before = flat.slice(Math.max(0, m.index! - 40), m.index).trim()
  const after = flat.slice(m.index! + m[0].length).trim()
  return (
    PAST.test(before) ||
    /^(?:dernier|derniere|derniers|dernieres|passe|passee|precedent|precedente|d avant|ecoule)(?![^ ])/.test(after) ||
    /(?:tous les|toutes les|chaque|par)$/.test(before)
  )
}

function term(word: string, today: Day) {
  const [from, to] =
    word === 'tres court' ? [0, 3] : word === 'court' ? [0, 12] : word === 'moyen' ? [12, 36] : [36, null]
  return { debut: addMonths(today, from!), fin: to === null ? null : addMonths(today, to!) }
}

function lasting(m: RegExpMatchArray, today: Day, rel: string) {
  const g = m.groups!
  const unit = UNITS[g.unite!.replace(/s$/, '') === 'moi' ? 'mois' : g.unite!.replace(/s$/, '')]!
  const vague = g.n1 === 'quelques' || g.n1 === 'plusieurs'
  const low = (vague ? 2 : Number(g.n1!.replace(',', '.'))) + (g.demi ? 0.5 : 0)
  const high = vague ? 6 : g.n2 ? Number(g.n2) : low
  // « à 6 mois » alone is a term only with a small number; « à 20 ans » is an age.
  if (high < low || high > 600 || (rel === 'a' && (high > 36 || /an|jour|semaine/.test(g.unite!)))) return null
  const end = unit(today, high)
  if (rel === 'dans' || rel === 'a' || rel === 'au bout de') return { debut: unit(today, low), fin: end }
  if (rel === 'pas avant') return { debut: unit(today, low), fin: null }
  return { debut: today, fin: end }
}

/** The period that was named, its part taken, put in relation to today. */
function dated(
  m: RegExpMatchArray,
  today: Day,
  whole: boolean,
  flat: string,
): { debut: Day | null; fin: Day | null } | null {
  const g = m.groups!
  const rel = g.rel
  if (rel === 'depuis') return null
  const p = period(g, today, rel, whole, flat, m)
  if (!p) return null
  const part = g.part ? slice(p, g.part) : p
  if (part.to.iso < today.iso && !(rel === 'a partir de' || rel === 'des')) return null
  switch (rel) {
    case 'avant': {
      const fin = g.part && g.part !== 'debut' ? part.to : addDays(part.from, -1)
      return fin.iso < today.iso
        ? part.to.iso >= today.iso
          ? { debut: today, fin: part.to }
          : null
        : { debut: today, fin }
    }
    case 'd ici':
    case 'd ici a':
    case 'jusqu a':
    case 'jusqu en':
    case 'horizon':
    case 'a l horizon':
      return { debut: today, fin: part.to }
    case 'pas avant':
    case 'a partir de':
    case 'a partir du':
    case 'a compter de':
    case 'a compter du':
    case 'des':
      return { debut: part.from.iso < today.iso ? today : part.from, fin: null }
    case 'apres':
      return { debut: addDays(part.to, 1), fin: null }
  }
  return { debut: part.from.iso < today.iso ? today : part.from, fin: part.to }
}
