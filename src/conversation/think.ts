import type { Library } from '../domain/library.ts'
import { createCommands } from './commands.ts'
import { isEmail, phoneOf } from './facts/coordonnees.ts'
import { createLexicon } from './lexicon.ts'
import { createLookup } from './lookup.ts'
import type { Mind } from './mind.ts'
import rawModel from './model.json' with { type: 'json' }
import { type ModelFile, readModel } from './model.ts'
import { createUnderstanding } from './understand.ts'

/** Builds everything that is thought with from a library; once at start, once at each reload. */
export function createMind(library: Library): Mind {
  const lookup = createLookup(library)
  const understand = createUnderstanding({
    model: readModel(rawModel as unknown as ModelFile),
    lexicon: createLexicon(library.lexique),
  })
  return {
    library,
    lookup,
    commands: createCommands(library.commandes),
    grasp(text) {
      const { kind, themes, sure, signaux } = understand(text)
      return {
        kind,
        themes,
        sure,
        signaux,
        place: lookup.inText(text),
        effectif: null,
        montant: null,
        siret: null,
        naf: null,
        echeance: null,
        email: text.split(/[\s,;<>()]+/).find(isEmail) ?? null,
        telephone: phoneOf(text),
      }
    },
    answer: {
      effectif: t => {
        const m = /\d+/.exec(t)
        return m ? { min: Number(m[0]), max: Number(m[0]) } : null
      },
      montant: () => null,
      naf: () => null,
    },
    search: () => [],
  }
}
