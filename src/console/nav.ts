import type { Role } from '../domain/scope.ts'

/** A door in the console's menu: its page, its text's key, who sees it. */
interface Door {
  id: string
  path: string
  texte: string
  roles?: readonly Role[]
}

/** Doors that belong together, under one name. */
interface Room {
  texte: string
  doors: readonly Door[]
}

const WRITERS: readonly Role[] = ['administrateur', 'chef-de-projet', 'referent']
const LEADERS: readonly Role[] = ['administrateur', 'chef-de-projet']
const ADMINISTRATORS: readonly Role[] = ['administrateur']

/** The menu, in its order; a new page of the console takes its line here. */
const rooms: readonly Room[] = [
  {
    texte: 'console-nav-suivi',
    doors: [
      { id: 'demandes', path: '/console/', texte: 'console-nav-demandes' },
      { id: 'tableau', path: '/console/tableau', texte: 'console-nav-tableau' },
      { id: 'nouvelle', path: '/console/nouvelle', texte: 'console-nav-nouvelle', roles: WRITERS },
      { id: 'personnes', path: '/console/personnes', texte: 'console-nav-personnes', roles: WRITERS },
      { id: 'partages', path: '/console/partages', texte: 'console-nav-partages' },
      { id: 'importer', path: '/console/importer', texte: 'console-nav-importer', roles: LEADERS },
    ],
  },
  {
    texte: 'console-nav-terrain',
    doors: [
      { id: 'agenda', path: '/console/agenda', texte: 'console-nav-agenda' },
      { id: 'prospection', path: '/console/prospection', texte: 'console-nav-prospection' },
      { id: 'concernes', path: '/console/concernes', texte: 'console-nav-concernes' },
    ],
  },
  {
    texte: 'console-nav-savoir',
    doors: [
      { id: 'verifier', path: '/console/verifier', texte: 'console-nav-verifier', roles: LEADERS },
      { id: 'questions', path: '/console/questions', texte: 'console-nav-questions', roles: LEADERS },
      { id: 'zones', path: '/console/zones', texte: 'console-nav-zones' },
    ],
  },
  {
    texte: 'console-nav-pilotage',
    doors: [
      { id: 'bilan', path: '/console/bilan', texte: 'console-nav-bilan' },
      { id: 'lettre', path: '/console/lettre', texte: 'console-nav-lettre', roles: LEADERS },
      { id: 'simplifications', path: '/console/simplifications', texte: 'console-nav-simplifications' },
    ],
  },
  {
    texte: 'console-nav-reglages',
    doors: [
      {
        id: 'destinataires',
        path: '/console/destinataires',
        texte: 'console-nav-destinataires',
        roles: ADMINISTRATORS,
      },
      { id: 'comptes', path: '/console/comptes', texte: 'console-nav-comptes', roles: ADMINISTRATORS },
      { id: 'teams', path: '/console/teams', texte: 'console-nav-teams' },
      { id: 'identite', path: '/console/identite', texte: 'console-nav-identite', roles: ADMINISTRATORS },
      { id: 'journal', path: '/console/journal', texte: 'console-nav-journal', roles: ADMINISTRATORS },
    ],
  },
]

/** The menu of a role: its rooms, and the doors of the room in which the page `here` stands. */
export function navOf(role: Role, here: string): { rooms: (Door & { open: boolean })[]; doors: readonly Door[] } {
  const mine = rooms
    .map(room => ({ ...room, doors: room.doors.filter(d => !d.roles || d.roles.includes(role)) }))
    .filter(room => room.doors.length > 0)
  const holds = ({ doors }: Room) => doors.some(d => d.id === here)
  return {
    // a room is entered by its first door
    rooms: mine.map(room => ({ ...room.doors[0]!, texte: room.texte, open: holds(room) })),
    doors: mine.find(holds)?.doors ?? [],
  }
}
