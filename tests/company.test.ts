import { describe, expect, test } from 'vitest'
import type { Request } from '../src/conversation/reply.ts'
import { freshState, type State } from '../src/conversation/state.ts'
import { createMind } from '../src/conversation/think.ts'
import { turn } from '../src/conversation/turn.ts'
import { type Resultat, readPage } from '../src/domain/annuaire.ts'
import { someCompany } from './doubles/directory.ts'
import { library, TODAY } from './doubles/library.ts'

const mind = createMind(library)
const ctx = { now: `${TODAY}T10:00:00Z`, reference: 'TI-2026-7F3K' }
const SIREN = '732 829 320'
const company = (more: Record<string, unknown> = {}) => readPage({ results: [someCompany(more)] }, '732829320')

/** A talk whose look-ups all bring this; what was asked for is kept. */
function talk(resultat: Resultat | null = company(), start: Partial<State> = {}) {
  let state: State = { ...freshState(), ...start }
  const requests: Request[] = []
  return {
    requests,
    get state() {
      return state
    },
    /** All that is said back, each as one text. */
    say(texte: string): string[] {
      let result = turn(mind, state, { sorte: 'texte', texte }, ctx)
      const replies = [...result.replies]
      for (const requete of result.requests) {
        requests.push(requete)
        result = turn(mind, result.state, { sorte: 'reponse', requete, resultat }, ctx)
        replies.push(...result.replies)
      }
      state = result.state
      return replies.map(r => r.texte)
    },
  }
}
const title = (theme: string) => library.themes.get(theme)!.titre
const facts = (state: State) => Object.fromEntries(Object.entries(state.faits).map(([id, a]) => [id, a.valeur]))
const TAKEN = {
  activite: ['25'],
  effectif: { min: 20, max: 49 },
  taille: ['micro', 'pme'],
  siret: '732829320',
}

describe('a number is looked up', () => {
  test('the turn asks the shell, and changes nothing until the answer', () => {
    const result = turn(mind, freshState(), { sorte: 'texte', texte: `Mon SIREN : ${SIREN}` }, ctx)
    expect(result).toMatchObject({ replies: [], writes: [], requests: [{ sorte: 'entreprise', siret: '732829320' }] })
    expect({ ...result.state, version: '' }).toEqual(freshState())
  })

  test('what was found is shown before it is taken', () => {
    const t = talk()
    expect(t.say(SIREN)).toEqual([
      "J'ai trouvé TOLERIE DE L’EXEMPLE dans l'annuaire public des entreprises :\n" +
        "- Numéro : 732829320\n- Commune de l'établissement : Soissons\n" +
        "- L'activité : 25.11Z (NAF rév. 2), 25.11Y (NAF 2025)\n- L'effectif : de 20 à 49 personnes\n" +
        "Est-ce bien votre entreprise ?\n(Sigle : NAF, nomenclature d'activités française.)",
    ])
    expect(t.state.faits).toEqual({})
  })

  test('on yes its facts are kept, the project’s commune is proposed, and none is asked again', () => {
    const t = talk()
    t.say(SIREN)
    expect(t.say('oui').at(-1)).toBe('Votre projet se déroule-t-il à Soissons ?')
    expect(facts(t.state)).toEqual(TAKEN)
    t.say('oui')
    expect(facts(t.state)).toEqual({ ...TAKEN, commune: '02722' })
    const asked = t.say(title('emploi-competences')).join('\n')
    for (const id of ['commune', 'effectif', 'activite']) expect(asked).not.toContain(library.questions.get(id)!.texte)
    expect(t.state.coordonnees.entreprise).toBe('TOLERIE DE L’EXEMPLE')
  })

  test('a firm of one town with a project in another says so', () => {
    const t = talk()
    t.say(SIREN)
    t.say('oui')
    expect(t.say('non').at(-1)).toContain(library.questions.get('commune')!.texte)
    t.say('Cambrai')
    expect(facts(t.state).commune).toBe('59122')
  })

  test('on no, or on « je ne sais pas », nothing is kept', () => {
    for (const no of ['non', 'Non, pas du tout', 'je ne sais pas', '2']) {
      const t = talk()
      t.say(SIREN)
      expect(t.say(no)[0]).toBe(library.texts['entreprise-refusee'])
      expect(t.state).toMatchObject({ faits: {}, attente: { sorte: 'besoin' }, coordonnees: {} })
    }
  })

  test('the need told in the same message is read after the yes', () => {
    const t = talk()
    t.say(`Je veux recruter deux soudeurs, siret ${SIREN} 00074`)
    expect(t.requests).toEqual([
      { sorte: 'entreprise', siret: '73282932000074', texte: 'Je veux recruter deux soudeurs' },
    ])
    expect(t.say('oui').join('\n')).toContain(title('emploi-competences'))
    expect(t.state.besoins.map(b => b.theme)).toEqual(['emploi-competences'])
    expect(t.state.attente).toMatchObject({ sorte: 'choix-lieu', candidats: [{ insee: '02722' }] })
  })

  test('something else than a yes or a no is read, and the need with it', () => {
    const t = talk()
    t.say(`Je veux recruter deux soudeurs, siret ${SIREN} 00074`)
    t.say('nous sommes 35')
    expect(t.state.besoins.map(b => b.theme)).toEqual(['emploi-competences'])
    expect(facts(t.state).siret).toBeUndefined()
  })

  test('the person’s own words win over the directory’s', () => {
    const known = { valeur: { min: 51, max: 51 }, origine: 'question' as const }
    const t = talk(company(), { faits: { effectif: known, activite: { valeur: null, origine: 'question' } } })
    t.say(SIREN)
    t.say('oui')
    expect(t.state.faits).toMatchObject({ effectif: known, activite: { valeur: ['25'], origine: 'annuaire' } })
  })

  test('a number given for the activity answers that question, and the next follows', () => {
    const besoins = [{ theme: 'emploi-competences', reponses: {} }]
    const attente = { sorte: 'question' as const, question: 'activite', essais: 0 }
    const t = talk(company(), { besoins, attente, faits: { commune: { valeur: '02722', origine: 'question' } } })
    t.say(SIREN)
    t.say('oui')
    expect(facts(t.state)).toMatchObject(TAKEN)
    expect(t.state.attente).not.toMatchObject({ question: 'activite' })
  })

  test('help during the confirmation asks it again', () => {
    const t = talk()
    t.say(SIREN)
    expect(t.say('aide').at(-1)).toContain('Est-ce bien votre entreprise ?')
  })

  test('in the form, the company’s name is answered by its number', () => {
    const consentement = { version: '1', texte: 'x', date: TODAY }
    const attente = { sorte: 'coordonnees' as const, champ: 'entreprise' as const, essais: 0 }
    const t = talk(company(), { consentement, attente, coordonnees: { nom: 'Camille Exemple' } })
    t.say(SIREN)
    t.say('oui')
    expect(t.state.attente).toMatchObject({ sorte: 'coordonnees', champ: 'contact' })
  })
})

describe('without what was looked for, the conversation goes on', () => {
  test.each(['inconnue', 'fermee', 'non-diffusible', 'indisponible'] as const)(
    '%s: said once, the number kept, the question asked again',
    sorte => {
      const t = talk({ sorte })
      const replies = t.say(`Je veux recruter deux soudeurs, siret ${SIREN}`)
      expect(replies.filter(r => r === library.texts[`entreprise-${sorte}`])).toHaveLength(1)
      expect(t.state.besoins.map(b => b.theme)).toEqual(['emploi-competences'])
      expect(facts(t.state)).toMatchObject({ siret: '732829320' })
      expect(t.say(`mon siren est ${SIREN}`)[0]).toBe(library.texts['entreprise-deja'])
      expect(t.requests).toHaveLength(1)
    },
  )

  test('without a directory, the number is only noted', () => {
    const t = talk(null)
    expect(t.say(SIREN)[0]).toBe(library.texts['entreprise-sans-annuaire'])
  })

  test('a number that passes no check is said so, and can be done without', () => {
    for (const wrong of ['732 829 321', 'siret 732 829 320 00075', '12345678901234']) {
      const t = talk()
      expect(t.say(wrong)[0]).toContain(library.texts['siret-invalide'])
      expect(t.requests).toEqual([])
      t.say(title('innovation'))
      expect(t.state.besoins).toHaveLength(1)
    }
  })

  test('an amount or a headcount of nine digits is no company', () => {
    expect(talk().requests).toEqual([])
    for (const question of ['montant', 'effectif']) {
      const t = talk(company(), { attente: { sorte: 'question', question, essais: 0 } })
      t.say(SIREN)
      expect(t.requests).toEqual([])
    }
    const t = talk()
    t.say(`un investissement de ${SIREN} €`)
    expect(t.requests).toEqual([])
  })
})

describe('taking it back', () => {
  test('correcting the number forgets all that the directory told with it', () => {
    const t = talk()
    t.say(SIREN)
    t.say('oui')
    t.say('oui')
    t.say('corriger')
    t.say('le numéro siren ou siret')
    expect(facts(t.state)).toEqual({ commune: '02722' })
    expect(t.state).toMatchObject({ coordonnees: {}, pile: ['commune'], attente: { question: 'siret' } })
  })

  test('a state kept under an older content keeps the size', () => {
    const t = talk()
    t.say(SIREN)
    t.say('oui')
    const older = { ...t.state, version: 'older' }
    expect(facts(turn(mind, older, { sorte: 'texte', texte: 'aide' }, ctx).state)).toEqual(TAKEN)
  })
})
