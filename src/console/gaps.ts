import type { HttpRequest, HttpResponse, Route } from '../api/route.ts'
import { recordsOfSorte, SORTES, standing } from '../domain/overlay.ts'
import { say } from '../domain/texts.ts'
import { field, formAt, pageAt, record, to, type Visitor } from './door.ts'
import { type Console, page, tellDay } from './page.ts'
import { type Usage, usageOf } from './usage.ts'

export const PATH = '/console/questions'
export const rule = { roles: ['administrateur', 'chef-de-projet'] } as const
/** So many questions are grouped at a time, and so many groups are shown. */
const MOST_QUESTIONS = 1_000
const MOST_GROUPS = 50
const VARIANTS = 3
const RANKED = 5

/** What the bot could not answer, grouped by meaning; the answers written from it; what serves most and least. */
export function gapsRoutes(console: Console): Route[] {
  return [
    pageAt(console, PATH, (r, v) => list(console, r, v), rule),
    formAt(
      console,
      `${PATH}/vues`,
      async (request, visitor) => {
        const ids = field(request, 'ids').split(' ').filter(Boolean)
        await console.store.gaps.settle(ids, 'vue')
        await record(console, visitor, 'question', null, `n=${ids.length}`)
        return to(`${PATH}?dit=question-vue`)
      },
      rule,
    ),
  ]
}

/** The open questions by meaning, those asked most first. */
export async function groupsOf({ store, groups }: Console) {
  const open = await store.gaps.open(MOST_QUESTIONS)
  return groups(open.map(g => g.texte)).map(members => {
    const gaps = members.map(at => open[at]!)
    return {
      ids: gaps.map(g => g.id),
      textes: [...new Set(gaps.map(g => g.texte))],
      dernier: gaps.reduce((last, g) => (g.jour > last ? g.jour : last), ''),
    }
  })
}

async function list(console: Console, request: HttpRequest, visitor: Visitor): Promise<HttpResponse> {
  const { texts } = console.library()
  const { store } = console
  const groups = await groupsOf(console)
  const acts = standing(await store.overlay.acts())
  const said = `console-dit-${request.query.dit ?? ''}`
  return page(console, 'gaps', {
    titre: say(texts, 'console-questions-titre'),
    ici: 'questions',
    visitor,
    dit: /^[a-z-]{1,40}$/.test(said) && said in texts ? say(texts, said) : '',
    nombre: groups.length,
    groupes: groups.slice(0, MOST_GROUPS).map(({ ids, textes, dernier }) => ({
      n: ids.length,
      ids: ids.join(' '),
      premier: ids[0],
      titre: textes[0],
      autres: textes.slice(1, VARIANTS),
      dernier: tellDay(dernier),
    })),
    brouillons: (await store.overlay.drafts()).map(d => ({ ...d, titre: d.contenu.titre, date: tellDay(d.at) })),
    publiees: acts
      .filter(a => a.acte === 'publie')
      .map(a => ({ id: a.fiche, titre: a.titre, qui: a.auteur, date: tellDay(a.at) })),
    classements: await rankings(console),
  })
}

/** The records shown most, found useful most, and found useless most. */
async function rankings({ store, library }: Console) {
  const current = library()
  const usage = usageOf(await store.counters.totals())
  const used = SORTES.flatMap(sorte =>
    [...recordsOfSorte(current, sorte)].map(([id, r]) => ({ titre: nameOf(r), ...usage(sorte, id) })),
  )
  const top = (nom: keyof Usage) =>
    used
      .filter(u => u[nom] > 0)
      .sort((a, b) => b[nom] - a[nom] || a.titre.localeCompare(b.titre, 'fr'))
      .slice(0, RANKED)
      .map(u => ({ titre: u.titre, n: u[nom] }))
  return (['montre', 'utile', 'pasUtile'] as const).map(nom => ({ nom: nom.toLowerCase(), lignes: top(nom) }))
}

function nameOf(record: { titre: string } | { nom?: string | undefined; fonction: string }): string {
  return 'titre' in record ? record.titre : (record.nom ?? record.fonction)
}
