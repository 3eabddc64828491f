import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { createLexicon } from '../src/conversation/lexicon.ts'
import { type ModelFile, readModel } from '../src/conversation/model.ts'
import { createUnderstanding } from '../src/conversation/understand.ts'
import { lexiqueSchema } from '../src/domain/lexique.ts'

const root = join(import.meta.dirname, '..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const understand = createUnderstanding({
  model: readModel(JSON.parse(read('src/conversation/model.json')) as ModelFile),
  lexicon: createLexicon(lexiqueSchema.parse(parse(read('knowledge/lexique.yaml'), { schema: 'failsafe' }))),
})

/** What managers type first: a few words, a place. No training may lose one of them. */
const SHORT: Record<string, string[]> = {
  'emploi-competences': [
    'recruter à Chauny',
    'recrutement',
    'former mes salariés',
    'apprenti chaudronnier',
    'formation',
    'embaucher deux soudeurs',
  ],
  innovation: ['brevet', 'prototype', 'innovation', 'projet de R&D', 'déposer un brevet Compiègne', 'nouveau produit'],
  'transition-ecologique': [
    'facture gaz',
    'panneaux solaires',
    'bilan carbone',
    'recyclage',
    'économies d’énergie Soissons',
    'chaleur fatale',
  ],
  'industrie-du-futur': ['robot', 'cobot', 'ERP', 'automatisation', 'cybersécurité Cambrai', 'impression 3D'],
  'foncier-immobilier': [
    'terrain',
    'terrain à Tergnier',
    'cherche local',
    'bâtiment industriel',
    'agrandir mon usine',
    'entrepôt à louer Noyon',
  ],
  export: ['export', 'vendre en Allemagne', 'douane', 'salon à l’étranger', 'exporter en Belgique', 'export Douai'],
  'financement-investissement': [
    'subvention machine',
    'financement',
    'prêt',
    'aide investissement',
    'subvention Saint-Quentin',
    'trésorerie',
  ],
  'logistique-mobilite': [
    'transport fluvial',
    'covoiturage salariés',
    'logistique',
    'navette',
    'canal Seine-Nord',
    'fret ferroviaire Valenciennes',
  ],
  'reseau-sous-traitance': [
    'sous-traitance',
    'trouver des clients',
    'fournisseurs locaux',
    'club d’entreprises',
    'appels d’offres',
    'sous-traitant usinage Laon',
  ],
  'creation-reprise': [
    'créer une entreprise',
    'reprise',
    'vendre mon entreprise',
    'trouver un repreneur',
    'cession',
    'reprendre une usine à Ham',
  ],
}

describe.each(Object.entries(SHORT))('%s, in a few words', (theme, texts) => {
  test.each(texts)('« %s »', text => expect(understand(text).themes[0]?.id).toBe(theme))
})
