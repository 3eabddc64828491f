import type { Library } from '../domain/library.ts'
import { createCommands } from './commands.ts'
import { createActivite } from './facts/activite.ts'
import { readCompte } from './facts/compte.ts'
import { readEmail, readPhone } from './facts/coordonnees.ts'
import { readEcheance } from './facts/echeance.ts'
import { readEffectif } from './facts/effectif.ts'
import { readMontant } from './facts/montant.ts'
import { readSiret } from './facts/siret.ts'
import { settleKind } from './kind.ts'
import { createLexicon } from './lexicon.ts'
import { createLookup } from './lookup.ts'
import type { Grasp, Mind } from './mind.ts'
import rawModel from './model.json' with { type: 'json' }
import { type ModelFile, readModel } from './model.ts'
import { createSearch } from './search.ts'
import { createUnderstanding } from './understand.ts'

/** Made at its first use: the gazetteer of France and the index take most of the time of a start. */
function later<T>(make: () => T): () => T {
  let made: { value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

/** One turn understands its text for its kind, its facts and its search: 0.1 to 0.5 ms each time. */
function lately<T>(read: (text: string) => T): (text: string) => T {
  let last: { text: string; value: T } | undefined
  return text => {
    if (last?.text !== text) last = { text, value: read(text) }
    return last.value
  }
}

/** What is made of a part of the library is kept with the part: a verification or a setting makes little anew. */
function once<K extends object, T>(make: (library: Library) => T, part: (library: Library) => K): (l: Library) => T {
  const made = new WeakMap<K, T>()
  return library => {
    const known = made.get(part(library)) ?? make(library)
    made.set(part(library), known)
    return known
  }
}

const lookupOf = once(
  library => later(() => createLookup(library)),
  l => l.territoires,
)
const activiteOf = once(
  library => createActivite(library.metiers),
  l => l.metiers,
)
const understandingOf = once(
  ({ lexique }) =>
    lately(
      createUnderstanding({ model: readModel(rawModel as unknown as ModelFile), lexicon: createLexicon(lexique) }),
    ),
  l => l.lexique,
)

/** Builds everything that is thought with from a library; once at start, once at each change. */
export function createMind(library: Library): Mind {
  const lookup = lookupOf(library)
  const activite = activiteOf(library)
  const commands = createCommands(library.commandes)
  const understand = understandingOf(library)
  const index = later(() =>
    createSearch({ library, lists: library.lexique.recherche, themesOf: text => understand(text).scores }),
  )
  // one turn looks at its text several times
  let last: { text: string; now: string; grasp: Grasp } | undefined
  return {
    library,
    get lookup() {
      return lookup()
    },
    understand,
    commands,
    search: (query, options) => index().search(query, options),
    grasp(text, now) {
      if (last?.text === text && last.now === now) return last.grasp
      const { kind, themes, sure, signaux } = understand(text)
      const naf = activite(text)
      const reached = readEmail(text)
      const grasp: Grasp = {
        kind,
        themes,
        sure,
        signaux,
        // « contact@mecanique-denain.fr » says where to write, not where the project is
        place: lookup().inText(reached ? text.replace(reached.texte, ', ') : text),
        effectif: readEffectif(text),
        montant: readMontant(text),
        siret: readSiret(text)?.valeur ?? null,
        naf: naf && { codes: [...naf.valeur], texte: naf.texte },
        echeance: readEcheance(text, now)?.texte ?? null,
        email: reached?.valeur ?? null,
        telephone: readPhone(text)?.valeur ?? null,
      }
      last = { text, now, grasp: { ...grasp, kind: settleKind({ library, commands }, grasp, text) } }
      return last.grasp
    },
    answer: {
      effectif: text => readEffectif(text, { whole: true })?.valeur ?? null,
      nombre: readCompte,
      montant: text => readMontant(text, { whole: true })?.valeur ?? null,
      naf: text => activite(text, { whole: true })?.valeur.slice() ?? null,
    },
  }
}
