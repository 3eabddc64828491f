/** What a person of the console may do; what they may see is their scope. */
export const roles = ['administrateur', 'chef-de-projet', 'referent', 'lecteur'] as const
export type Role = (typeof roles)[number]

/** Which leads somebody may see: an administrator all, others those of their territories and of their EPCI. */
export interface Scope {
  role: Role
  territoires: readonly string[]
  epci: readonly string[]
  /** References of leads that other EPCI share with it, as they stand while somebody asks. */
  partagees?: readonly string[]
}

/** Where a lead lies, and the other places with which it is shared by agreement of both. */
interface Located {
  territoire: string | null
  epci: string | null
  partages?: readonly { territoire: string; epci: string }[]
}

/** True if the lead lies in the scope or is shared with it: confidentiality between EPCI is this line, and its twin in SQL. */
export function covers(scope: Scope, { partages = [], ...place }: Located): boolean {
  return owns(scope, place) || partages.some(p => owns(scope, p))
}

/** True if the lead lies in the scope itself: what is only shared with it is not theirs to hand over, merge or wipe. */
export function owns(scope: Scope, { territoire, epci }: Located): boolean {
  if (scope.role === 'administrateur') return true
  return (territoire !== null && scope.territoires.includes(territoire)) || (epci !== null && scope.epci.includes(epci))
}

/** True for those who may change what they see. */
export function mayWrite({ role }: Pick<Scope, 'role'>): boolean {
  return role !== 'lecteur'
}

/** The scope that a role can have: a chef de projet has territories, a référent has EPCI, a reader either. */
export function fitScope({ role, territoires, epci }: Scope): Scope {
  return {
    role,
    territoires: role === 'chef-de-projet' || role === 'lecteur' ? territoires : [],
    epci: role === 'referent' || role === 'lecteur' ? epci : [],
  }
}
