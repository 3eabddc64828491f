import type { Route } from '../api/route.ts'
import { dayInFrance } from '../domain/business-days.ts'
import type { Library } from '../domain/library.ts'
import { say } from '../domain/texts.ts'
import { tileMapSvg } from '../domain/tile-map.ts'
import { countLacks, type Manque, manques, type WhiteZone, whiteZones } from '../domain/zones-blanches.ts'
import { nearest } from '../store/recipients.ts'
import { pageAt } from './door.ts'
import { type Console, page } from './page.ts'
import { placesIn } from './view-query.ts'

const PATH = '/console/zones'

/** Where nothing and nobody is there for a theme: a map, a table by territory, and the communes by name. */
export function zonesRoute(console: Console): Route {
  return pageAt(console, PATH, async (request, visitor) => {
    const library = console.library()
    const t = (key: string, blanks?: Record<string, string | number>) => say(library.texts, key, blanks)
    const boxes = await console.store.recipients.list()
    const places = placesIn(library, visitor.account)
    const zones = whiteZones(library, {
      today: dayInFrance(console.now()),
      epci: places.flatMap(p => p.epci.map(e => e.id)),
      served: (epci, theme) => {
        const territoire = library.territoireOfEpci.get(epci) ?? null
        return nearest(boxes, { territoire, epci, themes: [theme] }).length > 0
      },
    })
    const counts = Object.fromEntries(manques.map(m => [m, countLacks(zones, m)])) as Record<
      Manque,
      ReturnType<typeof countLacks>
    >
    const manque = manques.find(m => m === request.query.manque) ?? manques.find(m => counts[m].n > 0) ?? 'dispositif'
    const total = counts[manque]
    const legende = t(`console-zones-${manque}-legende`)
    return page(console, 'zones', {
      titre: t('console-zones-titre'),
      ici: 'zones',
      visitor,
      manque,
      legende,
      nombre: t(total.n > 0 ? 'console-zones-nombre' : 'console-zones-aucune', {
        ...total,
        nombre: total.n.toLocaleString('fr-FR'),
        sur: total.sur.toLocaleString('fr-FR'),
      }),
      onglets: manques.map(m => ({ manque: m, n: counts[m].n, lien: `${PATH}?manque=${m}` })),
      carte: tileMapSvg({
        titre: t(`console-zones-${manque}`),
        description: legende,
        dessin: t('console-zones-carte'),
        tuiles: places.flatMap((p, i) =>
          p.epci.map(({ id, nom }) => {
            const { n, sur, themes } = countLacks(
              zones.filter(z => z.epci === id),
              manque,
            )
            const chiffre = t('console-zones-tuile', { n: themes, sur: library.themes.size })
            return { id, nom, groupe: String(i + 1), chiffre, part: sur > 0 ? n / sur : 0 }
          }),
        ),
      }),
      territoires: places.map(({ titre, epci }) => ({
        titre,
        epci: epci.map(({ id, nom }) => ({
          id,
          nom,
          ...told(library, zones.find(z => z.epci === id)!, manque),
        })),
      })),
      themes: [...library.themes.values()].map(({ titre }) => titre),
    })
  })
}

/** What one EPCI lacks, theme by theme in their order: figures for the table, names for who unfolds it. */
function told(library: Library, zone: WhiteZone, manque: Manque) {
  const { texts } = library
  const themes = [...zone.themes].map(([id, lacks]) => {
    const communes = lacks[manque].map(insee => library.communes.get(insee)?.nom ?? insee)
    const toutes = communes.length > 0 && communes.length === zone.communes
    return {
      titre: library.themes.get(id)?.titre ?? id,
      n: communes.length,
      dit: toutes
        ? say(texts, 'console-zones-toutes', { n: zone.communes })
        : communes.sort((a, b) => a.localeCompare(b, 'fr')).join(', '),
    }
  })
  const concernes = themes.filter(theme => theme.n > 0)
  return {
    communes: zone.communes,
    chiffres: themes.map(theme => theme.n),
    concernes,
    resume: say(texts, 'console-zones-resume', { n: concernes.length, communes: zone.communes }),
  }
}
