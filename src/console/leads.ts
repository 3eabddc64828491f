import type { Route } from '../api/route.ts'
import { businessDaysBetween, dayInFrance } from '../domain/business-days.ts'
import { isOpen } from '../domain/pipeline.ts'
import { tellLead } from '../domain/telling.ts'
import { say } from '../domain/texts.ts'
import type { KeptLead } from '../store/lead-rows.ts'
import { guard } from './door.ts'
import { type Console, page, tellMoment } from './page.ts'

const PER_PAGE = 50

/** The list of leads, newest first, with what has to be settled above it. */
export function leadsRoute(console: Console): Route {
  return {
    method: 'GET',
    path: '/console/',
    budget: 'page',
    handle: guard(console, async (request, { jeton }) => {
      const { leads } = console.store
      const nombre = await leads.count({})
      const last = Math.max(1, Math.ceil(nombre / PER_PAGE))
      const asked = /^\d{1,6}$/.test(request.query.page ?? '') ? Number(request.query.page) : 1
      const at = Math.min(Math.max(asked, 1), last)
      const shown = await leads.list({}, { offset: (at - 1) * PER_PAGE, limit: PER_PAGE })
      return page(console, 'leads', {
        titre: say(console.library().texts, 'console-demandes-titre'),
        jeton,
        nombre,
        avis: await notices(console),
        lignes: shown.map(lead => line(console, lead)),
        avant: at > 1 && `/console/?page=${at - 1}`,
        apres: at < last && `/console/?page=${at + 1}`,
      })
    }),
  }
}

function line(console: Console, lead: KeptLead) {
  const library = console.library()
  const { texts } = library
  const told = tellLead(library, lead)
  const days = businessDaysBetween(dayInFrance(new Date(lead.depuis)), dayInFrance(console.now()))
  return {
    reference: lead.reference,
    jour: lead.date,
    date: tellMoment(lead.date),
    entreprise: lead.entreprise,
    commune: told.commune ?? say(texts, 'console-inconnu'),
    epci: told.epci ?? say(texts, 'console-hors-perimetre'),
    themes: told.themes.join(', '),
    statut: say(texts, `lead-statut-${lead.statut}`),
    attente: isOpen(lead.statut) ? say(texts, 'console-attente', { n: days }) : '',
  }
}

/** What an administrator has to settle so that leads reach somebody. */
async function notices({ store, library, mailsKept }: Console): Promise<string[]> {
  const { texts, territoires } = library()
  const confirmed = (await store.recipients.list()).filter(r => r.confirmedAt)
  const served = (id: string, epci: readonly string[]) =>
    confirmed.some(r => r.territoire === id) || epci.every(e => confirmed.some(r => r.epci === e && r.theme === null))
  const without = [...territoires].filter(([id, t]) => !served(id, Object.keys(t.epci))).map(([, t]) => t.titre)
  const { mort } = await store.outbox.backlog()
  return [
    ...(without.length > 0 ? [say(texts, 'console-avis-sans-destinataire', { liste: without.join(', ') })] : []),
    ...(mailsKept ? [say(texts, 'console-avis-courriels-fichiers')] : []),
    ...(mort > 0 ? [say(texts, 'console-avis-morts', { n: mort })] : []),
  ]
}
