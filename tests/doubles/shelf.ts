import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'

const THEMES =
  '[emploi-competences, innovation, transition-ecologique, industrie-du-futur, foncier-immobilier, export, ' +
  'financement-investissement, logistique-mobilite, reseau-sous-traitance, creation-reprise]'

/** A few invented records beside the real dialogs: enough to be without findings, small enough to be read whole. */
const KNOWLEDGE = {
  'sources.yaml': 'exemple:\n  titre: Document d’exemple\n  date: 2024-03-01\n',
  'communes.json': '[["02173","Chauny",["02300"],"ca-exemple",11000,[]]]',
  'communes-france.json': '{"communes":{}}',
  'synonymes.yaml': 'boulot: emploi\n',
  'metiers.yaml': '"25":\n  activites: [chaudronnerie]\n',
  'territoires/exemple.yaml': `titre: Territoire d’exemple
epci:
  ca-exemple: { siren: "200000000", nom: CA Exemple, nom-long: Agglomération Exemple, departements: ["02"] }
`,
  'organismes/agence.yaml': `titre: Agence
type: autre
resume: Elle aide partout.
themes: ${THEMES}
zone: { pays: [france] }
roles: [ { texte: Elle existe, source: exemple:3 agence } ]
`,
  'contacts/accueil.yaml': `fonction: Accueil
organisme: agence
bureau: { pays: [france], rang: 9 }
sources: [ exemple:4 accueil ]
`,
  'dispositifs/aide.yaml': `titre: Aide d’exemple
resume: Une aide inventée.
themes: [emploi-competences]
nature: subvention
niveau: epci
operateurs: [agence]
contacts: [accueil]
zone: { epci: [ca-exemple] }
etat: existe
conditions:
  effectif: { max: 49, source: exemple:12 49 }
couverture: completes
sources:
  - exemple:12 aide
exemples:
  - { reponses: { commune: Chauny, effectif: 49 }, attendu: eligible }
  - { reponses: { commune: Chauny, effectif: 50 }, attendu: non-eligible }
`,
  'fiches/aide.md': `---
titre: Qu’est-ce qu’une aide ?
sources: [ exemple:5 aide ]
---
Un coup de main.
`,
  'entreprises/usine.yaml': 'titre: Usine\nsources: [ exemple:6 usine ]\n',
}

/** A folder with the real dialogs and the few records above, this test's own; with the means to break it. */
export function makeShelf() {
  const root = mkdtempSync(join(tmpdir(), 'shelf-'))
  onTestFinished(() => rmSync(root, { recursive: true }))
  // the diagnostics cite the real references: without them the few documents above are enough
  const filter = (file: string) => !/diagnostics.+yaml$/.test(file)
  cpSync('dialogs', join(root, 'dialogs'), { recursive: true, filter })
  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(root, file)), { recursive: true })
    writeFileSync(join(root, file), text)
  }
  for (const [file, text] of Object.entries(KNOWLEDGE)) write(`knowledge/${file}`, text)
  cpSync('knowledge/lexique.yaml', join(root, 'knowledge/lexique.yaml'))
  return {
    root,
    write,
    /** Replaces words of a file; they must stand in it. */
    edit(file: string, from: string, to: string) {
      const text = readFileSync(join(root, file), 'utf8')
      if (!text.includes(from)) throw new Error(`${file} does not hold « ${from} »`)
      writeFileSync(join(root, file), text.replace(from, to))
    },
    remove: (file: string) => rmSync(join(root, file)),
  }
}
