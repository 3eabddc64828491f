import type { Requirement } from './condition.ts'
import type { Dispositif, StatusFacts } from './dispositif.ts'
import type { Library } from './library.ts'
import type { Criterion, Situation, Weighed } from './matching.ts'
import type { Zone } from './territoire.ts'
import { say, type Texts } from './texts.ts'

/** A criterion told: the contract's `reasons`. */
export interface Reason {
  criterion: string
  outcome: Criterion['issue']
  text: string
}

/** The reasons of a verdict, in French sentences made from the conditions; never empty. */
export function reasonsOf(library: Library, w: Weighed, s: Pick<Situation, 'theme' | 'faits' | 'nommes'>): Reason[] {
  return w.criteres.map(c => ({
    criterion: c.critere,
    outcome: c.issue,
    text: tell(library, w.dispositif, c, s),
  }))
}

function tell(
  library: Library,
  d: Dispositif,
  c: Criterion,
  { theme, faits }: Pick<Situation, 'theme' | 'faits'>,
): string {
  const { texts } = library
  if (c.critere === 'theme') {
    if (d['tous-besoins']) return say(texts, 'raison-theme-tous')
    if (c.issue === 'met' && !d.themes.includes(theme ?? '')) return say(texts, 'raison-theme-nomme')
    return say(texts, `raison-theme-${c.issue}`, { theme: library.themes.get(theme ?? '')?.titre ?? '' })
  }
  if (c.critere === 'public') return say(texts, 'raison-public')
  if (c.critere === 'commune') return say(texts, `raison-zone-${c.issue}`, { zone: tellZone(library, d.zone) })
  if (c.critere === 'couverture') return say(texts, 'raison-couverture', { operateur: operatorOf(library, d) })
  const exige = c.condition!.exige
  if (c.critere.endsWith('-besoin') && exige.sorte === 'choix' && exige.parmi) {
    const said = faits[c.critere]?.valeur
    const shared = Array.isArray(said) ? exige.parmi.filter(p => said.includes(p)) : []
    const liste = optionLabels(library, c.critere, shared.length > 0 ? shared : exige.parmi)
    return say(texts, `raison-besoin-${c.issue}`, { liste })
  }
  return say(texts, `raison-condition-${c.issue}`, { exigence: tellRequirement(library, c.critere, exige) })
}

/** The labels of options, as a list inside a sentence. */
function optionLabels(library: Library, critere: string, ids: readonly string[]): string {
  const options = library.questions.get(critere)?.options
  return ids.map(i => uncapital(options?.[i] ?? i)).join(', ')
}

/** A label inside a sentence starts small, unless it is an acronym. */
function uncapital(s: string): string {
  return /^\p{Lu}\p{Lu}/u.test(s) ? s : s.charAt(0).toLowerCase() + s.slice(1)
}

/** What a condition requires, as a phrase: the rule is stated once, in the condition. */
export function tellRequirement(library: Library, critere: string, exige: Requirement): string {
  const { texts } = library
  const question = library.questions.get(critere)
  const sujet = question?.rappel ?? question?.texte ?? say(texts, `critere-${critere}`)
  const labels = (ids: readonly string[]) =>
    ids.map(i => question?.options?.[i] ?? say(texts, `taille-${i}`)).join(', ')
  switch (exige.sorte) {
    case 'choix':
      return exige.parmi
        ? say(texts, 'exige-parmi', { sujet, liste: labels(exige.parmi) })
        : say(texts, 'exige-sauf', { sujet, liste: labels(exige.sauf ?? []) })
    case 'taille':
      return say(texts, 'exige-parmi', { sujet: say(texts, 'critere-taille'), liste: labels(exige.parmi) })
    case 'nombre':
      return tellRange(texts, sujet, exige, question?.unite ?? '')
    case 'oui-non':
      return say(texts, exige.est ? 'exige-oui' : 'exige-non', { sujet })
    case 'naf':
      return exige.dans
        ? say(texts, 'exige-naf', { liste: exige.dans.join(', ') })
        : say(texts, 'exige-sauf-naf', { liste: (exige.hors ?? []).join(', ') })
  }
}

function tellRange(
  texts: Texts,
  sujet: string,
  { min, max }: { min: number | null; max: number | null },
  unite: string,
): string {
  const french = (n: number) => n.toLocaleString('fr-FR')
  if (min !== null && max !== null)
    return say(texts, 'exige-entre', { sujet, min: french(min), max: french(max), unite })
  if (max !== null) return say(texts, 'exige-max', { sujet, max: french(max), unite })
  return say(texts, 'exige-min', { sujet, min: french(min ?? 0), unite })
}

/** The zone in words. */
export function tellZone(library: Library, zone: Zone): string {
  const { texts } = library
  const epci = (zone.epci ?? []).map(
    e => library.territoires.get(library.territoireOfEpci.get(e) ?? '')?.epci[e]?.nom ?? e,
  )
  const territoires = (zone.territoires ?? []).map(t => library.territoires.get(t)?.titre ?? t)
  const communes = (zone.communes ?? []).map(c => library.communes.get(c)?.nom ?? c)
  const wide = [
    ...(zone.departements ?? []).map(d => say(texts, `departement-${d}`)),
    ...(zone.regions ?? []).map(r => say(texts, `region-${r}`)),
    ...(zone.pays ? [say(texts, 'pays-france')] : []),
  ]
  return [...communes, ...epci, ...territoires, ...wide].join(', ')
}

/** Whom to ask about a scheme: its first operator; the firm's own EPCI where several EPCI carry it, or nobody is named. */
export function operatorOf(library: Library, d: Dispositif): string {
  const operators = d.operateurs.flatMap(o => library.organismes.get(o) ?? [])
  const shared = operators.filter(o => o.type === 'epci').length > 1 && operators[0]!.type === 'epci'
  return (shared ? undefined : operators[0]?.titre) ?? say(library.texts, 'operateur-inconnu')
}

/** The state of a scheme as a French sentence, with the dates and the document that it comes from. */
export function tellStatus(library: Library, d: Dispositif, etat: StatusFacts): string {
  const document = library.documents.get(d.sources[0]!.document)
  return say(library.texts, `etat-${etat.cle}`, {
    date: tellDate(library.texts, etat.date ?? ''),
    cadre: etat.cadre ?? '',
    qui: etat.par ?? say(library.texts, 'verifie-par-une-personne'),
    note: etat.note ?? '',
    operateur: operatorOf(library, d),
    document: document ? tellDate(library.texts, document.date) : '',
  })
}

/** A partial date in French words: `2024`, « septembre 2024 », « 14 septembre 2024 ». */
export function tellDate(texts: Texts, date: string): string {
  const [y, m, d] = date.split('-')
  if (!m) return y ?? ''
  const month = say(texts, `mois-${m}`)
  return d ? `${Number(d) === 1 ? say(texts, 'premier') : Number(d)} ${month} ${y}` : `${month} ${y}`
}
