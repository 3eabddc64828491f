import type { Library } from '../domain/library.ts'
import type { Zone } from '../domain/territoire.ts'
import type { Hit } from './mind.ts'

/** One record as search sees it: what is shown, what is searched, and where and for which needs it counts. */
export interface SearchRecord {
  id: string
  kind: Hit['kind']
  title: string
  aliases: readonly string[]
  /** What people say who do not know its name. */
  mots: readonly string[]
  summary: string
  /** Everything else that may be found: steps, roles, partners, the questions of a plain answer. */
  text: string
  /** Names of places, of organisations and of people it belongs to. */
  belongs: string
  themes: readonly string[]
  territoires: readonly string[]
  epci: readonly string[]
}

/** Every record of the library; the id of an action is `territoire/action`. */
export function recordsOf(library: Library): SearchRecord[] {
  const name = (id: string) => library.organismes.get(id)?.titre ?? ''
  const where = (zone: Zone | undefined) => placesOf(library, zone)
  const records: SearchRecord[] = []
  for (const d of library.dispositifs.values()) {
    const text = join(d.demarche, d['a-savoir'], ...d.montants.map(m => m.texte))
    const place = where(d.zone)
    records.push({
      id: d.id,
      kind: 'dispositif',
      title: d.titre,
      aliases: d.alias,
      mots: d.mots,
      summary: d.resume,
      text,
      belongs: join(...d.operateurs.map(name), place.names),
      themes: d.themes,
      ...place,
    })
  }
  for (const o of library.organismes.values()) {
    const place = where(o.zone)
    records.push({
      id: o.id,
      kind: 'organisme',
      title: o.titre,
      aliases: o.alias,
      mots: o.mots,
      summary: o.resume,
      text: join(o['a-savoir'], ...o.roles.map(r => r.texte)),
      belongs: place.names,
      themes: o.themes,
      ...place,
    })
  }
  for (const c of library.contacts.values()) {
    const place = where(c.bureau)
    const title = c.nom ?? c.fonction
    records.push({
      id: c.id,
      kind: 'contact',
      title,
      aliases: c.alias,
      mots: c.mots,
      summary: c.fonction,
      text: join(c['a-savoir']),
      belongs: join(name(c.organisme), place.names),
      themes: c.bureau?.themes ?? [],
      ...place,
    })
  }
  for (const [id, t] of library.territoires) {
    const place = { territoires: [id], epci: [], names: t.titre }
    const text = join(
      t['nom-long'],
      ...t.axes.map(a => a.titre),
      ...Object.values(t.epci).map(e => e.nom),
      ...t.sites.map(s => s.titre),
    )
    records.push({
      id,
      kind: 'territoire',
      title: t.titre,
      aliases: t.alias,
      mots: [],
      summary: t.resume ?? '',
      text,
      belongs: '',
      themes: [],
      ...place,
    })
    for (const [key, a] of Object.entries(t.actions)) {
      const people = join(t.titre, a.referent, a.porteur, ...a.partenaires)
      const steps = join(a['a-savoir'], a.axe, ...a.calendrier.map(s => s.quoi))
      records.push({
        id: `${id}/${key}`,
        kind: 'action',
        title: a.titre,
        aliases: a.alias,
        mots: a.mots,
        summary: a.resume,
        text: steps,
        belongs: people,
        themes: a.themes,
        ...place,
      })
    }
  }
  for (const e of library.entreprises.values()) {
    const place = where({
      ...(e.epci.length > 0 && { epci: e.epci }),
      ...(e.territoire && { territoires: [e.territoire] }),
    })
    records.push({
      id: e.id,
      kind: 'entreprise',
      title: e.titre,
      aliases: e.alias,
      mots: e.mots,
      summary: e.resume ?? '',
      text: join(e.activite, e['a-savoir']),
      belongs: join(e.commune, place.names),
      themes: [],
      ...place,
    })
  }
  for (const f of library.fiches.values()) {
    const place = { territoires: f.territoires, epci: [] }
    records.push({
      id: f.id,
      kind: 'fiche',
      title: f.titre,
      aliases: [...f.alias, ...f.questions],
      mots: f.mots,
      summary: '',
      text: f.corps,
      belongs: '',
      themes: f.themes,
      ...place,
    })
  }
  return records
}

function placesOf(library: Library, zone: Zone | undefined): { territoires: string[]; epci: string[]; names: string } {
  if (!zone) return { territoires: [], epci: [], names: '' }
  const communes = (zone.communes ?? []).flatMap(c => library.communes.get(c) ?? [])
  const epci = [...new Set([...(zone.epci ?? []), ...communes.map(c => c.epci)])]
  const territoires = [
    ...new Set([...(zone.territoires ?? []), ...epci.flatMap(e => library.territoireOfEpci.get(e) ?? [])]),
  ]
  const names = [
    ...communes.map(c => c.nom),
    ...epci.map(e => library.territoires.get(library.territoireOfEpci.get(e) ?? '')?.epci[e]?.nom ?? ''),
    ...(zone.territoires ?? []).map(t => library.territoires.get(t)?.titre ?? ''),
  ]
  return { territoires, epci, names: names.join(' ') }
}

function join(...parts: (string | undefined)[]): string {
  return parts.filter(Boolean).join(' · ')
}
