import type { Route } from '../api/route.ts'
import { accountRoutes } from './account.ts'
import { accountsRoutes } from './accounts.ts'
import { agendaRoutes } from './agenda.ts'
import { assetRoutes } from './assets.ts'
import { bilanRoutes } from './bilan.ts'
import { boardRoute } from './board.ts'
import { callMailRoutes } from './call-mail.ts'
import { callRoutes } from './calls.ts'
import { concernedRoutes } from './concerned.ts'
import { explainRoute } from './explain.ts'
import { exportRoute } from './export.ts'
import { gapsRoutes } from './gaps.ts'
import { ficheRoutes } from './gaps-fiche.ts'
import { identityRoutes } from './identity.ts'
import { importRoutes } from './import.ts'
import { invitationRoutes } from './invitation.ts'
import { journalRoute } from './journal.ts'
import { leadRoute } from './lead.ts'
import { leadActRoutes } from './lead-acts.ts'
import { leadFileRoutes } from './lead-files.ts'
import { leadsRoute } from './leads.ts'
import { newLeadRoutes } from './new-lead.ts'
import { newsletterRoutes } from './newsletter.ts'
import { oidcRoutes } from './oidc.ts'
import { type Console, PAGE_HEADERS } from './page.ts'
import { peopleRoutes } from './people.ts'
import { permanenceRoutes } from './permanences.ts'
import { prospectImportRoutes } from './prospect-import.ts'
import { prospectRoutes } from './prospects.ts'
import { recipientsRoutes } from './recipients.ts'
import { sharingRoutes } from './sharing.ts'
import { signInRoutes } from './sign-in.ts'
import { teamsRoutes } from './teams.ts'
import { verifyRoutes } from './verify.ts'
import { wishRoutes } from './wishes.ts'
import { zonesRoute } from './zones.ts'

/** Every door of the console, for `server`. */
export function consoleRoutes(console: Console): Route[] {
  return [
    leadsRoute(console),
    boardRoute(console),
    ...bilanRoutes(console),
    exportRoute(console),
    leadRoute(console),
    explainRoute(console),
    ...leadFileRoutes(console),
    ...leadActRoutes(console),
    ...newLeadRoutes(console),
    ...importRoutes(console),
    ...peopleRoutes(console),
    ...accountsRoutes(console),
    ...accountRoutes(console),
    ...recipientsRoutes(console),
    ...identityRoutes(console),
    ...teamsRoutes(console),
    ...verifyRoutes(console),
    ...gapsRoutes(console),
    ...ficheRoutes(console),
    ...callRoutes(console),
    ...callMailRoutes(console),
    ...concernedRoutes(console),
    zonesRoute(console),
    ...newsletterRoutes(console),
    ...agendaRoutes(console),
    ...permanenceRoutes(console),
    ...prospectImportRoutes(console),
    ...prospectRoutes(console),
    ...sharingRoutes(console),
    ...wishRoutes(console),
    journalRoute(console),
    ...signInRoutes(console),
    ...invitationRoutes(console),
    ...oidcRoutes(console),
    ...assetRoutes(),
    // people type the address without its slash
    {
      method: 'GET',
      path: '/console',
      budget: 'page',
      handle: () => ({ status: 301, headers: { ...PAGE_HEADERS, location: '/console/' } }),
    },
  ]
}
