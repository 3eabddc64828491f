import type { Citation } from '../domain/citation.ts'
import { type Status, statusOf } from '../domain/dispositif.ts'
import type { Library } from '../domain/library.ts'
import { tellStatus } from '../domain/reasons.ts'
import type { Zone } from '../domain/territoire.ts'
import { say } from '../domain/texts.ts'
import type { Hit } from './mind.ts'

/** A record as the search API shows it. */
export interface RecordView {
  title: string
  summary: string
  aliases: string[]
  status: Status | null
  statusText: string | null
  themes: string[]
  territoires: string[]
  citation: Citation
}

/** The view of a record found by search; null if it is gone. */
export function recordOf(library: Library, hit: Pick<Hit, 'id' | 'kind'>, today: string): RecordView | null {
  const bare = { status: null, statusText: null, themes: [] as string[], territoires: [] as string[] }
  switch (hit.kind) {
    case 'dispositif': {
      const d = library.dispositifs.get(hit.id)
      if (!d) return null
      const etat = statusOf(d, today)
      return {
        title: d.titre,
        summary: d.resume,
        aliases: d.alias,
        status: etat.status,
        statusText: tellStatus(library, d, etat),
        themes: d.themes,
        territoires: territoiresOf(library, d.zone),
        citation: d.sources[0]!,
      }
    }
    case 'fiche': {
      const f = library.fiches.get(hit.id)
      return f
        ? {
            ...bare,
            title: f.titre,
            summary: f.corps,
            aliases: [...f.alias, ...f.questions],
            themes: f.themes,
            territoires: f.territoires,
            citation: f.sources[0]!,
          }
        : null
    }
    case 'organisme': {
      const o = library.organismes.get(hit.id)
      return o
        ? {
            ...bare,
            title: o.titre,
            summary: o.resume,
            aliases: o.alias,
            themes: o.themes,
            territoires: o.zone ? territoiresOf(library, o.zone) : [],
            citation: o.roles[0]!.source,
          }
        : null
    }
    case 'entreprise': {
      const e = library.entreprises.get(hit.id)
      return e
        ? {
            ...bare,
            title: e.titre,
            summary: e.resume ?? e.activite ?? '',
            aliases: e.alias,
            territoires: e.territoire ? [e.territoire] : [],
            citation: e.sources[0]!,
          }
        : null
    }
    case 'contact': {
      const c = library.contacts.get(hit.id)
      if (!c) return null
      const organisme = library.organismes.get(c.organisme)
      return {
        ...bare,
        title: c.nom ?? c.fonction,
        summary: `${c.fonction}, ${organisme?.titre ?? c.organisme}`,
        aliases: [...c.alias, ...(c.email ? [c.email] : [])],
        themes: c.bureau?.themes ?? [],
        territoires: c.bureau ? territoiresOf(library, c.bureau) : [],
        citation: c.sources[0]!,
      }
    }
    case 'action': {
      const [territoire = '', action = ''] = hit.id.split('/')
      const a = library.territoires.get(territoire)?.actions[action]
      if (!a) return null
      const status: Status = a.etat === 'prevu' ? 'prevu' : a.etat === 'clos' ? 'clos' : 'a-verifier'
      return {
        title: a.titre,
        summary: a.resume,
        aliases: a.alias,
        status,
        statusText: say(library.texts, `action-${a.etat}`),
        themes: a.themes,
        territoires: [territoire],
        citation: a.sources[0]!,
      }
    }
    case 'territoire': {
      const t = library.territoires.get(hit.id)
      const citation = t?.label?.source ?? t?.label?.sources?.[0]
      return t && citation
        ? {
            ...bare,
            title: t['nom-long'] ?? t.titre,
            summary: t.resume ?? t.titre,
            aliases: [t.titre, ...t.alias, ...Object.values(t.epci).map(e => e.nom)],
            territoires: [hit.id],
            citation,
          }
        : null
    }
    case 'extrait':
      return null
  }
}

/** The territories of ours that a zone names, by itself or by its EPCI; none for wider zones. */
function territoiresOf(library: Library, zone: Partial<Zone>): string[] {
  return [
    ...new Set([...(zone.territoires ?? []), ...(zone.epci ?? []).flatMap(e => library.territoireOfEpci.get(e) ?? [])]),
  ]
}
