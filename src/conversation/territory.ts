import type { Territoire } from '../domain/territoire.ts'
import { say } from '../domain/texts.ts'
import { choices, message } from './ask.ts'
import { hear, plain } from './heard.ts'
import type { Mind } from './mind.ts'
import type { Reply } from './reply.ts'
import { placeIn, tellSource } from './result.ts'
import type { State } from './state.ts'
import { words } from './words.ts'

/** At most so many facts of a territory are told at once. */
const TOLD = 5

interface Fact {
  texte: string
  source: Parameters<typeof tellSource>[1] | undefined
}

/**
 * Who governs a territory, by name where the documents give one: from the text's own place, or the conversation's.
 * Where neither is known, the territories are offered. Null where the text asks nothing of the kind.
 */
export function tellGovernance(mind: Mind, state: State, text: string): Reply | null {
  if (!hear(mind, 'mots-gouvernance', text)) return null
  const { library } = mind
  const { texts } = library
  const named = territoryIn(mind, text)
  const id = named ?? placeIn(mind, state)?.territoire
  if (!id) {
    const offered = [...library.territoires.values()].map(t => say(texts, 'gouvernance-choix', { territoire: t.titre }))
    return message(say(texts, 'gouvernance-ou'), choices(...offered), 'reponse')
  }
  const territoire = library.territoires.get(id)!
  const told = matching(factsOf(mind, territoire), text).slice(0, TOLD)
  if (told.length === 0) return null
  const lines = told.map(f => say(texts, 'liste-ligne', { texte: f.texte }))
  const source = told.find(f => f.source)?.source
  return {
    ...message(
      [
        say(texts, 'gouvernance-tete', { territoire: territoire.titre }),
        ...lines,
        say(texts, 'gouvernance-date'),
        ...(source ? [tellSource(mind, source)] : []),
      ].join('\n'),
      [],
      'reponse',
    ),
    cartes: [
      {
        sorte: 'territoire',
        id,
        titre: territoire.titre,
        lignes: told.map(f => f.texte),
        ...(source ? { source: tellSource(mind, source) } : {}),
      },
    ],
  }
}

/** The territory that a text names: itself, one of its EPCI, or a commune in it. */
export function territoryIn(mind: Mind, text: string): string | null {
  const { library } = mind
  const said = ` ${plain(text)} `
  for (const [id, t] of library.territoires)
    if ([t.titre, ...t.alias].some(name => said.includes(` ${plain(name)} `))) return id
  const { match, epci } = mind.lookup.inText(text)
  return match?.territoire ?? (epci ? (library.territoireOfEpci.get(epci) ?? null) : null)
}

function factsOf(mind: Mind, t: Territoire): Fact[] {
  return t.gouvernance.map(g => {
    const organisme = g.organisme ? (mind.library.organismes.get(g.organisme)?.titre ?? g.organisme) : ''
    const texte = [g.nom, g.role, organisme].filter(Boolean).join(', ')
    return { texte, source: g.source ?? g.sources?.[0] }
  })
}

/** The facts that share most words with the text, in the editor's order among equals; all of them where none does. */
function matching(facts: readonly Fact[], text: string): Fact[] {
  const asked = new Set(
    words(text)
      .map(w => w.racine)
      .filter(w => w.length > 3),
  )
  const shared = facts.map(
    f =>
      new Set(
        words(f.texte)
          .map(w => w.racine)
          .filter(w => asked.has(w)),
      ).size,
  )
  const most = Math.max(0, ...shared)
  return most === 0 ? [...facts] : facts.filter((_, i) => shared[i] === most)
}
