import { type Contact, desksFor } from './contact.ts'
import { type Dispositif, statusOf } from './dispositif.ts'
import { type Library, placeOf } from './library.ts'
import { nearness, type Place, zoneHolds } from './territoire.ts'

/**
 * What may be wanting for a theme in a commune: any scheme; a scheme nearer than the region; a person by name; a
 * mailbox to which a request is sent.
 */
export const manques = ['dispositif', 'local', 'interlocuteur', 'boite'] as const
export type Manque = (typeof manques)[number]

/** The communes of one EPCI where something is wanting for one theme, by their INSEE codes. */
export type Lacks = Readonly<Record<Manque, readonly string[]>>

/** One EPCI: how many communes it has, and what is wanting there by theme. */
export interface WhiteZone {
  epci: string
  communes: number
  themes: ReadonlyMap<string, Lacks>
}

/** What the zones are computed from besides the knowledge. */
export interface Grounds {
  /** `YYYY-MM-DD`. */
  today: string
  /** Only these EPCI. */
  epci: readonly string[]
  /** True where a request of this EPCI and theme reaches a confirmed mailbox. */
  served(epci: string, theme: string): boolean
}

/** The rank of a territory in `nearness`: what is wider is not local. */
const TERRITORY = 2

/**
 * Where a firm of a theme would find nothing today. What serves every need does not count as a scheme for the theme:
 * somebody who helps to look is no aid.
 */
export function whiteZones(library: Library, { today, epci, served }: Grounds): WhiteZone[] {
  const offered = [...library.dispositifs.values()].filter(d => isOffered(d, today))
  const contacts = [...library.contacts.values()].filter(c => c.bureau)
  const themes = [...library.themes.keys()]
  const byTheme = new Map(themes.map(t => [t, offered.filter(d => d.themes.includes(t))]))
  const byEpci = Map.groupBy(library.communes.values(), c => c.epci)
  return epci.map(id => {
    const places = (byEpci.get(id) ?? []).map(c => placeOf(library, c.insee))
    const lacks = themes.map(theme => {
      const schemes = byTheme.get(theme)!
      const where = (lacking: (place: Place) => boolean) => places.filter(lacking).map(p => p.insee)
      return [
        theme,
        {
          dispositif: where(p => !schemes.some(d => zoneHolds(d.zone, p))),
          local: where(p => !schemes.some(d => nearness(d.zone) <= TERRITORY && zoneHolds(d.zone, p))),
          interlocuteur: where(p => !hasPerson(contacts, p, theme)),
          boite: served(id, theme) ? [] : places.map(p => p.insee),
        },
      ] as const
    })
    return { epci: id, communes: places.length, themes: new Map(lacks) }
  })
}

function isOffered(d: Dispositif, today: string): boolean {
  const { status } = statusOf(d, today)
  return status !== 'clos' && status !== 'sans-objet'
}

function hasPerson(contacts: readonly Contact[], place: Place, theme: string): boolean {
  return desksFor(contacts, place, theme).some(c => c.nom)
}

/** How many pairs of a commune and a theme lack something, of how many; and for how many themes anything is wanting. */
export function countLacks(zones: readonly WhiteZone[], manque: Manque): { n: number; sur: number; themes: number } {
  let [n, sur] = [0, 0]
  const wanting = new Set<string>()
  for (const { communes, themes } of zones)
    for (const [theme, lacks] of themes) {
      n += lacks[manque].length
      sur += communes
      if (lacks[manque].length > 0) wanting.add(theme)
    }
  return { n, sur, themes: wanting.size }
}
