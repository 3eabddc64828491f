import type { Library } from '../domain/library.ts'
import { roles, type Scope } from '../domain/scope.ts'
import { say } from '../domain/texts.ts'

/** The fields of a scope: the roles, and the places with their boxes. */
export function scopeForm(library: Library, scope: Scope) {
  return {
    roles: roles.map(r => ({
      id: r,
      nom: say(library.texts, `console-role-${r}`),
      aide: say(library.texts, `console-role-${r}-aide`),
      choisi: r === scope.role,
    })),
    lieux: [...library.territoires].map(([id, { titre, epci }]) => ({
      id,
      titre,
      choisi: scope.territoires.includes(id),
      epci: Object.entries(epci).map(([e, { nom }]) => ({ id: e, nom, choisi: scope.epci.includes(e) })),
    })),
  }
}

/** A scope in words. */
export function tellScope(library: Library, { role, territoires, epci }: Scope): string {
  if (role === 'administrateur') return say(library.texts, 'console-perimetre-tout')
  const names = [
    ...territoires.map(t => library.territoires.get(t)?.titre ?? t),
    ...epci.map(e => library.territoires.get(library.territoireOfEpci.get(e) ?? '')?.epci[e]?.nom ?? e),
  ]
  return names.join(', ')
}
