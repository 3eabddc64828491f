import type { Citation } from './citation.ts'
import { desksFor } from './contact.ts'
import { citationsOf } from './dispositif.ts'
import { checkExamples } from './examples.ts'
import { type Finding, finding } from './finding.ts'
import type { Library } from './library.ts'
import type { Zone } from './territoire.ts'

/**
 * What is wrong across records: unknown documents, themes, contacts, operators, zones; examples that do not hold.
 * The library that comes back is without the records that would mislead or break; the rest serves.
 */
export function checkLibrary(library: Library): { library: Library; findings: Finding[] } {
  const findings: Finding[] = []
  const { texts } = library
  const tell = (file: string, cle: string, blanks: Record<string, string> = {}, lieu = cle) =>
    findings.push(finding(texts, file, lieu, cle, blanks))
  const themes = [...library.themes.keys()].join(', ')
  const checkIds = (
    file: string,
    known: { has(id: string): boolean },
    cle: string,
    path: string,
    ids: readonly string[] = [],
  ) => {
    for (const [i, valeur] of ids.entries())
      if (!known.has(valeur)) tell(file, cle, { valeur, liste: themes }, `${path}.${i}`)
  }
  const checkThemes = (file: string, ids: readonly string[] | undefined, path = 'themes') =>
    checkIds(file, library.themes, 'theme-inconnu', path, ids)
  const checkCitations = (file: string, citations: readonly (Citation | undefined)[]) => {
    for (const c of citations) {
      if (!c) continue
      const document = library.documents.get(c.document)
      const written = c.ligne === null ? c.document : `${c.document}:${c.ligne}`
      if (!document) tell(file, 'document-inconnu', { valeur: c.document }, written)
      else if (document.nature === 'document' && (c.ligne === null || c.repere === null))
        tell(file, 'repere-manquant', { valeur: c.document }, written)
    }
  }
  const checkZone = (file: string, zone: Partial<Zone> | undefined, path = 'zone') => {
    checkIds(file, library.territoireOfEpci, 'zone-inconnue', `${path}.epci`, zone?.epci)
    checkIds(file, library.territoires, 'zone-inconnue', `${path}.territoires`, zone?.territoires)
    if (zone?.sauf) checkZone(file, zone.sauf, `${path}.sauf`)
  }

  for (const [id, d] of library.dispositifs) {
    const file = `knowledge/dispositifs/${id}.yaml`
    checkThemes(file, d.themes)
    checkCitations(file, citationsOf(d))
    checkZone(file, d.zone)
    checkIds(file, library.organismes, 'organisme-inconnu', 'operateurs', d.operateurs)
    checkIds(file, library.contacts, 'contact-inconnu', 'contacts', d.contacts)
  }
  for (const [id, o] of library.organismes) {
    const file = `knowledge/organismes/${id}.yaml`
    checkThemes(file, o.themes)
    checkZone(file, o.zone)
    checkCitations(
      file,
      o.roles.map(r => r.source),
    )
  }
  for (const [id, c] of library.contacts) {
    const file = `knowledge/contacts/${id}.yaml`
    checkThemes(file, c.bureau?.themes, 'bureau.themes')
    checkZone(file, c.bureau, 'bureau')
    checkCitations(file, c.sources)
    if (!library.organismes.has(c.organisme)) tell(file, 'organisme-inconnu', { valeur: c.organisme }, 'organisme')
  }
  for (const [id, e] of library.entreprises) {
    checkCitations(`knowledge/entreprises/${id}.yaml`, e.sources)
    const territoires = e.territoire ? [e.territoire] : []
    checkIds(`knowledge/entreprises/${id}.yaml`, library.territoireOfEpci, 'zone-inconnue', 'epci', e.epci)
    checkIds(`knowledge/entreprises/${id}.yaml`, library.territoires, 'zone-inconnue', 'territoire', territoires)
  }
  for (const [id, f] of library.fiches) {
    checkThemes(`knowledge/fiches/${id}.md`, f.themes)
    checkCitations(`knowledge/fiches/${id}.md`, f.sources)
  }
  for (const [id, t] of library.territoires) {
    const file = `knowledge/territoires/${id}.yaml`
    const parts = [t.label, t.periode, ...t.axes, ...t.gouvernance, ...t.chiffres, ...t.sites]
    checkCitations(
      file,
      parts.flatMap(p => [p?.source, ...(p?.sources ?? [])]),
    )
    for (const [action, a] of Object.entries(t.actions)) {
      checkThemes(file, a.themes, `actions.${action}.themes`)
      checkCitations(file, [...a.sources, ...a.calendrier.map(c => c.source)])
    }
  }

  const broken = new Set(findings.map(f => f.fichier))
  const keep = <T>(folder: string, ending: string, shelf: ReadonlyMap<string, T>) =>
    new Map([...shelf].filter(([id]) => !broken.has(`knowledge/${folder}/${id}${ending}`)))
  const kept: Library = {
    ...library,
    dispositifs: keep('dispositifs', '.yaml', library.dispositifs),
    organismes: keep('organismes', '.yaml', library.organismes),
    contacts: keep('contacts', '.yaml', library.contacts),
    entreprises: keep('entreprises', '.yaml', library.entreprises),
    fiches: keep('fiches', '.md', library.fiches),
  }
  return { library: kept, findings: [...findings, ...checkExamples(kept), ...checkOffer(kept)] }
}

/** Every theme has something to offer in each territory, or a sentence says that the sources hold nothing. */
function checkOffer(library: Library): Finding[] {
  const out: Finding[] = []
  for (const [id, t] of library.territoires)
    for (const theme of library.themes.values()) {
      const serves = [...library.dispositifs.values()].some(
        d =>
          d.public === 'entreprises' &&
          d.etat !== 'clos' &&
          d.themes.includes(theme.id) &&
          reaches(library, d.zone, id),
      )
      const organised = [...library.organismes.values()].some(
        o => o.themes.includes(theme.id) && o.zone && reaches(library, o.zone, id),
      )
      if (!serves && !organised && !library.texts[`rien-${theme.id}-${id}`])
        out.push(
          finding(library.texts, `knowledge/territoires/${id}.yaml`, theme.id, 'theme-vide', {
            theme: theme.titre,
            territoire: t.titre,
            cle: `rien-${theme.id}-${id}`,
          }),
        )
    }
  return out
}

/** True if what serves a zone serves any part of a territory. */
export function reaches(
  library: Pick<Library, 'territoires' | 'territoireOfEpci' | 'communes'>,
  zone: Zone,
  territoire: string,
): boolean {
  if (zone.pays || zone.regions || zone.territoires?.includes(territoire)) return true
  const epci = [...(zone.epci ?? []), ...(zone.communes ?? []).map(c => library.communes.get(c)?.epci ?? '')]
  if (epci.some(e => library.territoireOfEpci.get(e) === territoire)) return true
  return Object.values(library.territoires.get(territoire)!.epci).some(e =>
    e.departements.some(d => zone.departements?.includes(d)),
  )
}

/** Territories in which nobody at all could be named as desk. */
export function withoutDesk(library: Library): string[] {
  return [...library.territoireOfEpci.entries()]
    .filter(
      ([epci, territoire]) =>
        desksFor([...library.contacts.values()], { insee: '', departement: '', epci, territoire }, null).length === 0,
    )
    .map(([epci]) => epci)
}
