import { HttpError, type Route } from '../api/route.ts'
import { writeIcs } from '../domain/ics.ts'
import { say } from '../domain/texts.ts'
import type { LeadFile } from '../store/scoped-leads.ts'
import { type Guarded, pageAt, record } from './door.ts'
import { theirFile } from './lead.ts'
import { meetingsTold, sheetOf } from './lead-sheet.ts'
import { type Console, PAGE_HEADERS, page, tellDay } from './page.ts'

const MINUTE_MS = 60_000

/** What of a lead is carried away: the liaison sheet, everything as JSON, a meeting for a calendar. */
export function leadFileRoutes(console: Console): Route[] {
  const at = (path: string, handle: Guarded): Route => pageAt(console, `/console/demandes/:reference/${path}`, handle)
  return [
    at('fiche', async (request, visitor) => {
      const file = await theirFile(request, visitor)
      const library = console.library()
      await record(console, visitor, 'fiche', file.lead.reference)
      const people = await console.store.accounts.list()
      return page(console, 'liaison', {
        titre: say(library.texts, 'console-fiche-titre', { reference: file.lead.reference }),
        visitor,
        ...sheetOf(library, file.lead, console.now()),
        suivi: people.find(a => a.id === file.lead.assigne)?.nom ?? '',
        rendezVous: meetingsTold(file),
        faite: say(library.texts, 'console-fiche-faite', {
          date: tellDay(console.now().toISOString()),
          nom: visitor.account.nom,
        }),
      })
    }),
    at('donnees', async (request, visitor) => {
      const file = await theirFile(request, visitor)
      await record(console, visitor, 'donnees', file.lead.reference)
      return jsonFile(file.lead.reference, dataOf(file))
    }),
    at('rendez-vous/:id', async (request, visitor) => {
      const file = await theirFile(request, visitor)
      const meeting = file.rendezVous.find(m => m.id === request.params.id)
      if (!meeting) throw new HttpError(404, 'not-found')
      const { reference, entreprise } = file.lead
      const { texts } = console.library()
      const ics = writeIcs([
        {
          id: meeting.id,
          debut: meeting.debut,
          fin: new Date(Date.parse(meeting.debut) + meeting.minutes * MINUTE_MS).toISOString(),
          titre: say(texts, 'console-rendez-vous-titre', { entreprise: entreprise || reference }),
          lieu: meeting.lieu,
          texte: [meeting.objet, `${request.base}/console/demandes/${reference}`].filter(Boolean).join('\n'),
          fait: console.now(),
        },
      ])
      const headers = {
        ...PAGE_HEADERS,
        'content-type': 'text/calendar; charset=utf-8',
        'content-disposition': `attachment; filename="${reference}.ics"`,
      }
      return { status: 200, headers, bytes: new TextEncoder().encode(ics) }
    }),
  ]
}

/** Everything kept about a lead, for its person (GDPR, articles 15 and 20): no account's id in it. */
export function dataOf({ lead, notes, rendezVous, echanges, fusionnees }: LeadFile) {
  const { assigne: _, ...plain } = lead
  return { ...plain, notes, rendezVous, echanges, fusionnees }
}

/** A JSON document to be kept as a file. */
export function jsonFile(name: string, data: unknown) {
  const headers = {
    ...PAGE_HEADERS,
    'content-type': 'application/json; charset=utf-8',
    'content-disposition': `attachment; filename="${name}.json"`,
  }
  return { status: 200, headers, bytes: new TextEncoder().encode(`${JSON.stringify(data, null, 2)}\n`) }
}
