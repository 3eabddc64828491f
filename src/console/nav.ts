import type { Role } from '../domain/scope.ts'

/** A door in the console's menu: its page, its text's key, who sees it. */
interface Door {
  id: string
  path: string
  texte: string
  roles?: readonly Role[]
}

const WRITERS: readonly Role[] = ['administrateur', 'chef-de-projet', 'referent']
const LEADERS: readonly Role[] = ['administrateur', 'chef-de-projet']
const ADMINISTRATORS: readonly Role[] = ['administrateur']

/** The menu, in its order; a new page of the console takes its line here. */
const doors: readonly Door[] = [
  { id: 'demandes', path: '/console/', texte: 'console-nav-demandes' },
  { id: 'tableau', path: '/console/tableau', texte: 'console-nav-tableau' },
  { id: 'bilan', path: '/console/bilan', texte: 'console-nav-bilan' },
  { id: 'nouvelle', path: '/console/nouvelle', texte: 'console-nav-nouvelle', roles: WRITERS },
  { id: 'personnes', path: '/console/personnes', texte: 'console-nav-personnes', roles: WRITERS },
  { id: 'verifier', path: '/console/verifier', texte: 'console-nav-verifier', roles: LEADERS },
  { id: 'questions', path: '/console/questions', texte: 'console-nav-questions', roles: LEADERS },
  { id: 'concernes', path: '/console/concernes', texte: 'console-nav-concernes' },
  { id: 'zones', path: '/console/zones', texte: 'console-nav-zones' },
  { id: 'lettre', path: '/console/lettre', texte: 'console-nav-lettre', roles: LEADERS },
  { id: 'agenda', path: '/console/agenda', texte: 'console-nav-agenda' },
  { id: 'prospection', path: '/console/prospection', texte: 'console-nav-prospection' },
  { id: 'partages', path: '/console/partages', texte: 'console-nav-partages' },
  { id: 'simplifications', path: '/console/simplifications', texte: 'console-nav-simplifications' },
  { id: 'importer', path: '/console/importer', texte: 'console-nav-importer', roles: LEADERS },
  { id: 'comptes', path: '/console/comptes', texte: 'console-nav-comptes', roles: ADMINISTRATORS },
  { id: 'destinataires', path: '/console/destinataires', texte: 'console-nav-destinataires', roles: ADMINISTRATORS },
  { id: 'teams', path: '/console/teams', texte: 'console-nav-teams' },
  { id: 'identite', path: '/console/identite', texte: 'console-nav-identite', roles: ADMINISTRATORS },
  { id: 'journal', path: '/console/journal', texte: 'console-nav-journal', roles: ADMINISTRATORS },
]

/** The menu of a role. */
export function navOf(role: Role): readonly Door[] {
  return doors.filter(d => !d.roles || d.roles.includes(role))
}
