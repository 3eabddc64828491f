import type { Route } from '../api/route.ts'
import { dayInFrance } from '../domain/business-days.ts'
import { tellLead } from '../domain/telling.ts'
import { say } from '../domain/texts.ts'
import type { LeadFile } from '../store/scoped-leads.ts'
import { pageAt, record, type Visitor } from './door.ts'
import { dataOf, jsonFile } from './lead-files.ts'
import { type Console, page, tellDay } from './page.ts'

const PATH = '/console/personnes'
const rule = { writes: true } as const

/** Everything about a person: found by name, address, number or company; shown, carried away, corrected, erased. */
export function peopleRoutes(console: Console): Route[] {
  return [
    pageAt(
      console,
      PATH,
      async (request, visitor) => {
        const library = console.library()
        const q = (request.query.q ?? '').slice(0, 100)
        const found = await visitor.leads.find(q)
        // who was looked for is not written down: the log is never erased
        if (q) await record(console, visitor, 'recherche', null, `n=${found.length}`)
        return page(console, 'people', {
          titre: say(library.texts, 'console-personnes-titre'),
          ici: 'personnes',
          visitor,
          q,
          tout: `${PATH}/donnees?${new URLSearchParams({ q })}`,
          trouvees: found.map(lead => ({
            reference: lead.reference,
            nom: lead.nom,
            entreprise: lead.entreprise,
            joindre: [lead.email, lead.telephone].filter(Boolean).join(', '),
            date: tellDay(lead.date),
            epci: tellLead(library, lead).epci ?? say(library.texts, 'console-hors-perimetre'),
            etat: say(library.texts, `lead-statut-${lead.statut}`),
          })),
        })
      },
      rule,
    ),
    pageAt(
      console,
      `${PATH}/donnees`,
      async (request, visitor) => {
        const files = await everything(visitor, (request.query.q ?? '').slice(0, 100))
        for (const { lead } of files) await record(console, visitor, 'donnees', lead.reference)
        return jsonFile(`personne-${dayInFrance(console.now())}`, files.map(dataOf))
      },
      rule,
    ),
  ]
}

async function everything({ leads }: Visitor, q: string): Promise<LeadFile[]> {
  const files = []
  for (const { reference } of await leads.find(q)) {
    const file = await leads.file(reference)
    if (file) files.push(file)
  }
  return files
}
